"""Gradings over processes: of this machine or of a cluster, by one code path.

What is done travels as data: a chunk has the sources and all that a worker needs of the exercise, so no file system
is shared; what comes back are results. `work.grade_chunk` is the one function that runs elsewhere.
"""
