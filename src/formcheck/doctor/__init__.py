"""Tries what a session needs on this computer."""
