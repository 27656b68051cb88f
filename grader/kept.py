"""Small things that a kit remembers between two commands: JSON files in `.grader/`, which may be lost at no cost."""

import json
from pathlib import Path
from typing import Any

FOLDER = ".grader"


def recall(root: Path, name: str) -> dict[str, Any]:
    """What was kept under a name; empty where there is nothing, or nothing that can be read."""
    try:
        found = json.loads((root / FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def keep(root: Path, name: str, data: dict[str, Any]) -> None:
    """Keep something under a name; a kit that cannot be written to forgets it."""
    file = root / FOLDER / f"{name}.json"
    try:
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(data, indent=1), encoding="utf-8")
    except OSError:
        return
