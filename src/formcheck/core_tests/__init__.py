"""The core-strength tests: tables, trials, results."""
