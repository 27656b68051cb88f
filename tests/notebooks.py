"""Notebooks for tests: cells by hand, and what a student makes of a released one."""

import json


def code(source, grade_id="", *, grade=False, solution=False, locked=False, outputs=()):
    """A code cell; with a grade_id it is one of nbgrader's."""
    metadata = {}
    if grade_id:
        metadata["nbgrader"] = {
            "grade": grade,
            "grade_id": grade_id,
            "locked": locked,
            "schema_version": 3,
            "solution": solution,
            "task": False,
        }
    return {
        "cell_type": "code",
        "metadata": metadata,
        "source": source,
        "outputs": list(outputs),
        "execution_count": None,
    }


def solution(name, source):
    """A solution cell."""
    return code(source, name, solution=True)


def graded(name, source="assert True"):
    """A test cell."""
    return code(source, f"test_{name}", grade=True, locked=True)


def notebook(*cells, **more):
    """The bytes of a notebook."""
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)} | more).encode()


def filled_in(released, answers):
    """A released notebook with other sources in the cells that these grade_ids name."""
    tree = json.loads(released)
    for cell in tree["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name in answers:
            cell["source"] = answers[name]
    return json.dumps(tree).encode()
