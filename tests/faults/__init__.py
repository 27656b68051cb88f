"""Graders that are killed, stopped, starved and doubled, and the results they must come to all the same.

`make test` does a few of each; `python -m tests.faults --kills 50` is the long run.
"""
