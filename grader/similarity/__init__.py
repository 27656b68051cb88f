"""Which submissions of a class share code: a place to look, never an accusation."""
