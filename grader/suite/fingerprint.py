"""What decides a topic's results, in one hash; and the seeds that everybody shares. Light to import."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from grader import __version__
from grader.catalogue import Exercise

FEEDBACK = {"public": "full", "hidden": "hint"}  # how much a student is told, unless the course says otherwise


def seed_of(secret: bytes, *parts: str) -> int:
    """A seed that depends on the course secret and the test's name, and on nothing else."""
    return int.from_bytes(hmac.new(secret, "/".join(parts).encode(), hashlib.sha256).digest()[:16], "big")


def suite_hash(files: Iterable[Path], secret: bytes) -> str:
    """Hash of everything that decides a topic's marks: its files, the grader's version, the secret's seeds."""
    return _hash_of({file.name: file.read_bytes() for file in files}, secret)


def exercise_hash(
    exercise: Exercise, secret: bytes, feedback: Mapping[str, str] | None = None, language: str = "en"
) -> str:
    """`suite_hash` of an exercise under `solutions/`; limits, feedback levels and language decide messages too."""
    return hash_of(exercise, files_of(exercise), secret, feedback, language)


def hash_of(
    exercise: Exercise, files: Mapping[str, bytes], secret: bytes, feedback: Mapping[str, str] | None, language: str
) -> str:
    """`exercise_hash` where the content of the files is at hand."""
    terms = [exercise.info.limits.model_dump(), dict(feedback or FEEDBACK), language]
    return _hash_of(files, secret, json.dumps(terms, sort_keys=True))


def files_of(exercise: Exercise) -> dict[str, bytes]:
    """The files that decide a topic's marks, by name."""
    names = ("exercise.yaml", exercise.reference_path.name, "test_public.py", "test_hidden.py", "misconceptions.py")
    return {name: (exercise.folder / name).read_bytes() for name in names}


def _hash_of(files: Mapping[str, bytes], secret: bytes, terms: str = "") -> str:
    total = hashlib.sha256(f"{__version__} {seed_of(secret, 'suite hash')} {terms}".encode())
    for name, content in files.items():
        total.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return total.hexdigest()
