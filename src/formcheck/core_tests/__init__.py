"""The core-strength tests: their tables, their trials, their results."""
