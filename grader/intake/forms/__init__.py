"""The forms in which a class comes, each told by the names that its system gives.

A form is a module with `looks_so(place, context)` and `read(place, context)`.
"""
