"""Many clips: one row each, a table, and whether they are what was expected."""
