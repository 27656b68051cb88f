"""THE UNTRUSTED SIDE: the process in which a student's code runs.

Nothing here imports anything else of `grader`, and nothing here knows a test, an expected value, a
reference or a name of a student: the worker can answer a call, and that is all it can do. The trusted
side imports `codec`, `channel` and `limits` from here, because both ends must agree on them.
"""
