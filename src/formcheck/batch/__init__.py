"""Many clips: judging them in parallel, the table of their rows, and checks of expectations."""
