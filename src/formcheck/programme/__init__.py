"""From session to session: ladders, progression, plan, workouts, pain."""
