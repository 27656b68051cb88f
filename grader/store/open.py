"""Opening a store: a file of SQLite or any URL of SQLAlchemy, made where it is missing, brought up to date if old."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError

from grader.errors import StoreError
from grader.store.migrate import bring_up_to_date
from grader.store.store import Store

BUSY_S = 60.0  # how long to wait for another grader's transaction; each takes a few milliseconds


@contextmanager
def open_store(place: str | Path) -> Iterator[Store]:
    """The store at a place, in the block.

    Args:
        place: a file, or a URL that SQLAlchemy understands.

    Raises:
        StoreError: what is there is no store, is damaged, or comes from a newer grader; also later, by what is done
            with the store, when its disk is full or its server is gone.
    """
    url = _url(place)
    with told(url):
        engine = _engine(url)
        try:
            with engine.begin() as connection:
                bring_up_to_date(connection, inspect(connection).get_table_names(), _shown(url))
            _write_ahead(engine)
            yield Store(engine)
        finally:
            engine.dispose()


@contextmanager
def told(url: URL) -> Iterator[None]:
    """What the database says, in words that lead on."""
    try:
        yield
    except IntegrityError:
        raise  # a mistake of ours, not of the database
    except (DBAPIError, sqlite3.Error) as error:
        said = str(error.orig if isinstance(error, DBAPIError) else error).strip()
        raise StoreError(f"The store {_shown(url)} {_why(said, url)}") from None


def _why(said: str, url: URL) -> str:
    if url.get_backend_name() != "sqlite":
        return (
            f"cannot be used: {said}. What is in it is kept; the same command goes on when the database is there again."
        )
    if "full" in said or "disk I/O" in said:
        return (
            f"cannot grow: {said}. Make room on its disk. All that was graded before is kept, "
            "and the same command goes on from there."
        )
    if "not a database" in said:
        return "is no database. Name another file with --store, or move this one away."
    if "malformed" in said or "corrupt" in said:
        return (
            f"is damaged: {said}. Put a copy back that is whole, or move it away (with its -wal and -shm files) "
            "and grade again."
        )
    if "locked" in said or "busy" in said:
        return f"was kept busy by another program for {BUSY_S:g} s. End that program, and give the same command again."
    return f"cannot be used: {said}. Check the rights of its folder, or name another file with --store."


def _url(place: str | Path) -> URL:
    if isinstance(place, str) and "://" in place:
        try:
            return make_url(place)
        except ArgumentError:
            raise StoreError(f"--store {place!r} is no URL that SQLAlchemy understands. Name a file instead.") from None
    return URL.create("sqlite", database=str(place))


def _shown(url: URL) -> str:
    """The place as a message may name it: without a password."""
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() != "sqlite":
            return create_engine(url, pool_pre_ping=True)
        _make_private(Path(url.database or ""))
        engine = create_engine(url, connect_args={"timeout": BUSY_S})
    except (NoSuchModuleError, ImportError) as error:
        raise StoreError(
            f"The store {_shown(url)} needs a driver that is not installed: {error}. Install it, or name a file."
        ) from None
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make_private(file: Path) -> None:
    """The folder, and a file for the owner's eyes only: marks are in it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            file.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise StoreError(
            f"The store {file} cannot be made: {error.strerror}. Name another place with --store."
        ) from None


def _prepare(connection: sqlite3.Connection, _: Any) -> None:
    """Safe against power cuts and other graders; transactions begin where we say so, not where the driver does."""
    connection.isolation_level = None
    for pragma in ("synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _write_ahead(engine: Engine) -> None:
    """Let a grader read while another one writes: from now on, for this file, and only once it is known to be ours."""
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    deadline = time.monotonic() + BUSY_S
    try:
        while True:
            try:
                connection.cursor().execute("PRAGMA journal_mode = WAL").fetchone()
                return
            except sqlite3.OperationalError:  # for this step SQLite does not wait by itself
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
    finally:
        connection.close()


def _begin(connection: Any) -> None:
    """Take the write lock at once: a transaction that reads and then writes might have to be given up otherwise."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
