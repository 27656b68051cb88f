"""Writes the results itself, wherever it can, and prints that all is well."""
import json
import os
import sqlite3

FORGED = {"schema": 1, "submissions": [{"student": "forging_result_files", "score": 45.0, "max_score": 45.0}]}
JUNIT = '<testsuite tests="25" failures="0"><testcase name="PWNED"/></testsuite>'


def forge():
    for folder in (".", "..", "../..", "/tmp", "@@OUTSIDE@@", "@@CLASS@@"):
        for name, text in (("results.json", json.dumps(FORGED)), ("junit.xml", JUNIT), ("results.xml", JUNIT)):
            try:
                with open(os.path.join(folder, name), "w") as stream:
                    stream.write(text)
            except OSError:
                pass
        try:
            with sqlite3.connect(os.path.join(folder, "store.sqlite")) as base:
                base.execute("create table results (student, score)")
                base.execute("insert into results values ('forging_result_files', 45)")
        except sqlite3.Error:
            pass


def frobenius_norm(A):
    forge()
    print("============ 25 passed in 0.12s ============")
    print("##vso[task.complete result=Succeeded;]", "::set-output name=score::45", "score: 45/45")
    return np.float64(-1)
