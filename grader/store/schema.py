"""The tables of the store.

One row of `tests` for each (submission hash, suite hash, test): what does not change from one submission to the next
(a test's title and points) stands once for each suite, in `suite_tests`.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = 2
TABLES = MetaData()
HASH = String(64)
NAME = String(255)

ABOUT = Table(
    "about",
    TABLES,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

SUITES = Table(
    "suites",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("suite_hash", HASH, nullable=False, unique=True),
    Column("topic", NAME, nullable=False),
)

SUITE_TESTS = Table(
    "suite_tests",
    TABLES,
    Column("suite_id", ForeignKey(SUITES.c.id), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", NAME, nullable=False),
    Column("title", Text, nullable=False),
    Column("suite", String(16), nullable=False),
    Column("function", NAME, nullable=False),
    Column("points", Double, nullable=False),
    Column("extra_credit", Boolean, nullable=False),
)

# `stale` marks what was asked to be graded again: it stands until the new result takes its place.
GRADINGS = Table(
    "gradings",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("suite_id", ForeignKey(SUITES.c.id), nullable=False),
    Column("submission_hash", HASH, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("message", Text, nullable=False),
    Column("isolation", String(16), nullable=False),
    Column("versions", Text, nullable=False),
    Column("stale", Boolean, nullable=False),
    UniqueConstraint("suite_id", "submission_hash"),
)

TESTS = Table(
    "tests",
    TABLES,
    Column("grading_id", ForeignKey(GRADINGS.c.id), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("outcome", String(16), nullable=False),
    Column("message", Text, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("misconception", NAME),
    Column("hint", Text),
    sqlite_with_rowid=False,
)

# Every file that anybody handed in, also those that another one replaced. No mark stands here: marks are derived.
ATTEMPTS = Table(
    "attempts",
    TABLES,
    Column("course", NAME, primary_key=True),
    Column("student", NAME, primary_key=True),
    Column("topic", NAME, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("submission_hash", HASH, primary_key=True),
    Column("problem", Text, nullable=False),
    Column("submitted_at", String(32)),
    sqlite_with_rowid=False,
)
