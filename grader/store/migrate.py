"""The store's schema through the versions of the grader: made, brought up to date, or refused."""

from collections.abc import Callable, Collection

from sqlalchemy import Connection, insert, select, update

from grader import __version__
from grader.errors import StoreError
from grader.store.schema import ABOUT, TABLES, VERSION


def _tell_when_attempts_were_handed_in(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE attempts ADD COLUMN submitted_at VARCHAR(32)")


# From each version to the next one. A step is plain SQL of that time: it must not change when the tables do.
STEPS: dict[int, Callable[[Connection], None]] = {1: _tell_when_attempts_were_handed_in}


def bring_up_to_date(connection: Connection, tables: Collection[str], shown: str) -> None:
    """Make the tables in an empty database, or change an older store's: in one transaction, whole or not at all.

    Raises:
        StoreError: the database belongs to something else, or to a newer grader.
    """
    if not tables:
        TABLES.create_all(connection)
        connection.execute(
            insert(ABOUT), [{"name": "schema", "value": str(VERSION)}, {"name": "grader", "value": __version__}]
        )
        return
    if ABOUT.name not in tables:
        raise StoreError(
            f"{shown} is a database of something else: it holds {', '.join(sorted(tables)[:3])}. "
            "Name another file with --store."
        )
    found = connection.scalar(select(ABOUT.c.value).where(ABOUT.c.name == "schema")) or ""
    if not found.isdecimal():
        raise StoreError(f"{shown} is a database of something else. Name another file with --store.")
    version = int(found)
    if version > VERSION:
        by = connection.scalar(select(ABOUT.c.value).where(ABOUT.c.name == "grader"))
        raise StoreError(
            f"The store {shown} has schema {version} and was written by grader {by}; "
            f"this is grader {__version__}, which knows schema {VERSION}. "
            "Upgrade grader, or name another file with --store."
        )
    if version == VERSION:
        return
    while version < VERSION:
        STEPS[version](connection)
        version += 1
    for name, value in (("schema", str(VERSION)), ("grader", __version__)):
        connection.execute(update(ABOUT).where(ABOUT.c.name == name).values(value=value))
