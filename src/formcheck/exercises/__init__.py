"""Exercises as data, and the machines that judge them."""
