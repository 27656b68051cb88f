"""Marks in the formats of other systems: one module a format, all from the submissions of a results file."""
