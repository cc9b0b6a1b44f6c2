"""One person's landmarks: finding, keeping and replaying them."""
