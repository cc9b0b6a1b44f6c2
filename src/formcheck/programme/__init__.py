"""Training from session to session: progression on the ladders, plans, workouts, pain."""
