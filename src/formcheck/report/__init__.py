"""What is written and drawn: results, signals, the overlay video."""
