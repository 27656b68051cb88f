"""The place that a hostile class is let loose in: submissions, solutions, a home with secrets, and canaries' addresses."""

import os
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOSTILE, SAMPLE = ROOT / "tests" / "submissions" / "hostile", ROOT / "tests" / "submissions" / "sample"
HONEST = ("adaeze", "aiko", "birgit", "bogdan", "dmitri", "elena", "fumiko", "giang", "gwen", "priya")
TOPICS = {"norms": "1_foundations/2_norms", "lstm_gates": "7_recurrence/2_lstm_gates"}
LIMITS = {"norms": "{test_timeout_s: 1, topic_timeout_s: 20, memory_mib: 1024}", "lstm_gates": "{test_timeout_s: 10}"}
SECRET = "hunter2-of-the-course-4711"
TOKEN = "-----BEGIN A PRIVATE KEY-----"
EVIL_NAME = "reports_\x1b[2J\x1b]0;x\x07<script>=cmd()"  # the folder of the student `reports`


@dataclass(frozen=True)
class Arena:
    """The folders of an arena, by what they hold."""

    root: Path

    @property
    def submissions(self) -> Path:
        """A folder a student."""
        return self.root / "class"

    @property
    def solutions(self) -> Path:
        """Two topics with limits that suit a test."""
        return self.root / "solutions"

    @property
    def outside(self) -> Path:
        """Where anybody may write, as in /tmp."""
        return self.root / "outside"

    @property
    def home(self) -> Path:
        """Of the user who grades."""
        return self.root / "home"

    @property
    def secret_file(self) -> Path:
        """Holds the course secret."""
        return self.root / "store" / "secret"

    @property
    def results(self) -> Path:
        """Where the grader writes."""
        return self.root / "results" / "results.json"

    @property
    def marks(self) -> Path:
        """The store of what was graded, beside the results."""
        return self.results.parent / "marks.sqlite"


def build(arena: Arena, names: Iterable[str], addresses: dict[str, str]) -> None:
    """Make every folder, and place the honest students and these hostile ones.

    Args:
        arena: where.
        names: hostile students.
        addresses: what stands for a placeholder such as @@TCP_PORT@@, by its name.
    """
    for folder in (arena.submissions, arena.solutions, arena.outside, arena.home / ".ssh", arena.secret_file.parent,
                   arena.results.parent):  # fmt: skip
        folder.mkdir(parents=True)
    arena.secret_file.write_text(SECRET + "\n")
    (arena.home / ".ssh" / "id_ed25519").write_text(TOKEN)
    (arena.outside / "canary").write_text("sings")
    arena.outside.chmod(0o1777)
    for topic, relative in TOPICS.items():
        _place_exercise(topic, relative, arena.solutions / relative)
    for name in HONEST:
        shutil.copytree(SAMPLE / name, arena.submissions / name, ignore=shutil.ignore_patterns("expected.*"))
    told = addresses | {
        "CLASS": str(arena.submissions), "SOLUTIONS": str(arena.solutions), "OUTSIDE": str(arena.outside),
        "HOME": str(arena.home), "SECRET_FILE": str(arena.secret_file), "STORE": str(arena.secret_file.parent),
        "REPOSITORY": str(ROOT), "SECRET_FIRST": SECRET[:10], "SECRET_REST": SECRET[10:],
    }  # fmt: skip
    for name in names:
        _place(name, arena.submissions / folder_of(name), told)


def folder_of(name: str) -> str:
    """The student's name as the grader sees it."""
    return EVIL_NAME if name == "reports" else name


def _place_exercise(topic: str, relative: str, folder: Path) -> None:
    source = ROOT / "solutions" / relative
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("__pycache__"))
    text = re.sub(r"(?m)^(limits|prerequisites):.*\n", "", (source / "exercise.yaml").read_text("utf-8"))
    (folder / "exercise.yaml").write_text(f"{text}limits: {LIMITS[topic]}\n", "utf-8")


def _place(name: str, folder: Path, told: dict[str, str]) -> None:
    """One student's folder: his files, each behind the right solution where there is one, placeholders filled in."""
    folder.mkdir()
    for path in sorted((HOSTILE / name).iterdir()):
        if path.name.startswith("expected.") or path.is_dir():
            continue
        text = path.read_text("utf-8")
        for word, value in told.items():
            text = text.replace(f"@@{word}@@", value)
        right = HOSTILE / f"right.{path.name}"
        before = right.read_text("utf-8") + "\n\n" if right.exists() else ""
        (folder / path.name).write_text(before + text, "utf-8")
    if name in MADE:
        MADE[name](folder / "norms.py")


def _right() -> str:
    return (HOSTILE / "right.norms.py").read_text("utf-8")


def _link_to_a_folder(path: Path) -> None:
    path.parent.rmdir()
    path.parent.mkdir()
    (path.parent / "norms").symlink_to(path.parent.parent / "adaeze")


def _giant(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(2 << 30)  # a file with a hole: it takes no space


# What git cannot keep, or people cannot read, is made when it is needed.
MADE: dict[str, Callable[[Path], object]] = {
    "files_symlink": lambda path: path.symlink_to(path.parent.parent / "adaeze" / "norms.py"),
    "files_linked_folder": _link_to_a_folder,
    "files_fifo": lambda path: os.mkfifo(path),
    "files_device": lambda path: os.mknod(path, 0o020666, os.makedev(1, 5)),
    "files_folder": lambda path: path.mkdir(),
    "files_giant": _giant,
    "files_empty": lambda path: path.write_bytes(b""),
    "files_nul": lambda path: path.write_bytes(_right().encode() + b"\0\n"),
    "files_not_utf8": lambda path: path.write_bytes(_right().encode() + b"NAME = '\xff\xfe'\n"),
    "files_bom_and_crlf": lambda path: path.write_bytes(b"\xef\xbb\xbf" + _right().replace("\n", "\r\n").encode()),
    "files_tabs": lambda path: path.write_text(_right().replace("    ", "\t")),
    "files_other_coding": lambda path: path.write_bytes(
        b"# -*- coding: latin-1 -*-\n" + _right().encode() + b"NAME = '\xff'\n"
    ),
}
NEEDS_ROOT = frozenset({"files_device"})
