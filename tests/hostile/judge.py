"""What became of a hostile class, beside what its authors expect of each attack by hand.

A student's folder holds the attack, and an `expected.<topic>.yaml`:

    cell: "life: time.sleep"           # the cell of the table of threats that it stands for; its group comes first
    score: 40                          # points earned: the rest of its tests still run
    lost: {frobenius_norm: timed_out}  # the tests that earn nothing, by name or by function or `all`: with which outcomes
    held: [namespaces, landlock]       # the levels that must hold it; all three, where it is not said
    spared: [process]                  # the levels at which it is not even tried: it would hurt those who grade
    outcome: graded                    # of the topic; graded, where it is not said
    says: is a link                    # a word of the topic's message
    words: {test_...: dtype object}    # a word of a test's message
    leaves: [last_word]                # files that show that it was not held: how their names begin
    at: {process: {score: 40, ...}}    # what is different at a level
"""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.hostile.arena import HOSTILE, folder_of

LEVELS = ("namespaces", "landlock", "process")
KEYS = {"cell", "score", "lost", "held", "spared", "outcome", "says", "words", "leaves", "at"}
MARK = "PWNED: "  # what an attack that worked says
LEAK = "LEAKED"  # what may not be seen where feedback is a hint
MESSAGE_CAP = 20_000  # characters
CONTROLS = {chr(number) for number in (*range(32), 127, *range(128, 160))} - {"\n"}


class Attack(NamedTuple):
    """One hostile student's expectations of one topic."""

    student: str
    topic: str
    expected: dict[str, Any]

    @property
    def group(self) -> str:
        """The first word of the cell: forging, theft, life, ..."""
        return str(self.expected["cell"].partition(":")[0])

    def held(self, level: str) -> bool:
        """Whether that level has to hold it."""
        return level in self.expected.get("held", LEVELS)

    def spared(self, level: str) -> bool:
        """Whether it is not tried there."""
        return level in self.expected.get("spared", ())


@cache
def attacks() -> tuple[Attack, ...]:
    """All of them, by name."""
    return tuple(
        Attack(path.parent.name, path.name.split(".")[1], yaml.safe_load(path.read_text("utf-8")))
        for path in sorted(HOSTILE.glob("*/expected.*.yaml"))
    )


def problems(attack: Attack, level: str, report: dict[str, Any]) -> list[str]:
    """What is not as it should be after one attack, by the report of the run: nothing, where it was held."""
    expected = attack.expected | attack.expected.get("at", {}).get(level, {})
    topic = topic_of(report["results"], folder_of(attack.student), attack.topic)
    found = [path for path in report["files_changed"] if Path(path).name.startswith(tuple(expected.get("leaves", ())))]
    found += [f"the topic is {topic['outcome']}"] if topic["outcome"] != expected.get("outcome", "graded") else []
    if topic["score"] != expected["score"]:
        found.append(f"scores {topic['score']}, expected {expected['score']}")
    if expected.get("says", "") not in topic.get("message", ""):
        found.append(f"says {topic.get('message')!r}")
    for test in topic["tests"]:
        found += _problems_of(test, expected)
    return found


def _problems_of(test: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    name, text, found = test["name"], test["message"], []
    lost = expected["lost"]
    wanted = lost.get(name) or lost.get(test["function"]) or lost.get("all") or "passed"
    if test["outcome"] not in (wanted if isinstance(wanted, list) else [wanted]):
        found.append(f"{name} {test['outcome']}, expected {wanted}: {text[:200]}")
    if expected.get("words", {}).get(name, "") not in text:
        found.append(f"{name} says {text[:200]!r}")
    if MARK in text:
        found.append(f"{name}: {text[text.index(MARK) :][:200]}")
    if test["suite"] == "hidden" and LEAK in text:
        found.append(f"{name} shows {text[:200]!r}")
    if len(text) > MESSAGE_CAP:
        found.append(f"{name} has a message of {len(text)} characters")
    return found


def topic_of(results: dict[str, Any], student: str, topic: str) -> dict[str, Any]:
    """One topic of one student of a results file."""
    rows = next(row for row in results["submissions"] if row["student"] == student)["topics"]
    return next(row for row in rows if row["topic"] == topic)  # type: ignore[no-any-return]


def rows_of(results: dict[str, Any], students: tuple[str, ...]) -> dict[str, str]:
    """Each of these students' results as text, without the times: equal texts are equal bytes."""
    found = {}
    for row in results["submissions"]:
        if row["student"] in students:
            topics = [
                topic | {"tests": [{key: test[key] for key in test if key != "seconds"} for test in topic["tests"]]}
                for topic in row["topics"]
            ]
            found[row["student"]] = json.dumps(row | {"topics": topics}, ensure_ascii=False)
    return found


def left_behind(report: dict[str, Any]) -> list[str]:
    """What the whole run left: processes, files, and canaries that something happened to."""
    shared = [f"{report['shared_memory']} segments of shared memory"] if report["shared_memory"] else []
    return [*report["processes_left"], *report["files_changed"], *report["canaries"], *shared]


def steers_a_terminal(output: str) -> list[str]:
    """The characters of an output that a terminal would act upon."""
    return sorted({repr(char) for char in output if char in CONTROLS})


def tally(level: str, report: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Group -> (attacks tried, attacks held)."""
    tried: Counter[str] = Counter()
    held: Counter[str] = Counter()
    there = {row["student"] for row in report["results"]["submissions"]}
    for attack in attacks():
        if folder_of(attack.student) in there:
            tried[attack.group] += 1
            held[attack.group] += not problems(attack, level, report)
    return {group: (tried[group], held[group]) for group in dict.fromkeys(attack.group for attack in attacks())}
