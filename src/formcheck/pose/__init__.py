"""One person's landmarks: finding, recording and replaying them."""
