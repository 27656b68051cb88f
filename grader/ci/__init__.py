"""A pipeline: where it runs, what is graded in it, and what that place reads."""
