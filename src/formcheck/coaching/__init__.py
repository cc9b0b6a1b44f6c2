"""Advice after a set, and cues during it."""
