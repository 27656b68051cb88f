"""`python -m tests.hostile`: attacks tried and held, by level and user, as the Markdown table of docs/security.md."""

import sys

from tests.hostile.arena import HONEST
from tests.hostile.judge import LEVELS, attacks, left_behind, rows_of, tally
from tests.hostile.run import USERS, NotOfferedError, attacked


def main() -> None:
    """Run the class at every level and as every user that this machine offers, and print what came of it."""
    columns: dict[str, dict[str, str]] = {}
    notes = []
    for user in USERS:
        for level in LEVELS:
            try:
                report = attacked(level, user)
                alone = attacked("process", user, hostile=False)
            except NotOfferedError as why:
                notes.append(f"`{level}` as {user}: not offered here: {why}")
                continue
            found = tally(level, report)
            tried, held = (sum(numbers) for numbers in zip(*found.values(), strict=True))
            title = f"`{level}`, {'root' if user == 'root' else 'ordinary user'}"
            columns[title] = {group: f"{held} of {tried}" for group, (tried, held) in found.items()}
            columns[title]["**all**"] = f"**{held} of {tried}**"
            notes.append(_note(title, report, rows_of(report["results"], HONEST) != rows_of(alone["results"], HONEST)))
    groups = [*dict.fromkeys(attack.group for attack in attacks()), "**all**"]
    lines = ["| held | " + " | ".join(columns) + " |", "| --- " * (len(columns) + 1) + "|"]
    lines += [f"| {group} | " + " | ".join(column[group] for column in columns.values()) + " |" for group in groups]
    sys.stdout.write("\n".join([*lines, "", *notes]) + "\n")


def _note(title: str, report: dict[str, object], changed: bool) -> str:
    results = report["results"]
    assert isinstance(results, dict)
    late = max(
        (test["seconds"] for row in results["submissions"] for topic in row["topics"] for test in topic["tests"]
         if test["outcome"] == "timed_out" and topic["topic"] == "norms"), default=0.0,
    )  # fmt: skip
    honest = "honest results CHANGED" if changed else "no honest result changed"
    return f"{title}: {honest}; left behind: {len(left_behind(report)) or 'nothing'}; latest end of a 1 s limit: {late:.2f} s."


if __name__ == "__main__":
    main()
