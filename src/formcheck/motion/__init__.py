"""The body in its own frame and what can be measured on it. No thresholds, no exercises."""
