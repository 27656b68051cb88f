"""The store: what is put in comes out, once, whoever writes at the same time, and whatever file it is pointed at."""

import sqlite3
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from grader import store as public
from grader.errors import StoreError
from grader.results import Diagnosis, TestResult, TopicResult
from grader.store import Attempted, Graded, Scored, open_store
from grader.store.migrate import STEPS
from grader.store.schema import VERSION

V1 = Path(__file__).parent / "stores" / "v1.sql"
V1_SUITE = "a6681be01c881563f497616411dcb6534e4215c44f07edcf817b3ac6afa6c160"
LEVELS = ("process", "landlock", "namespaces")
WRONG = Diagnosis("f", "forgets_the_root", "Take the root.")
TESTS = (
    TestResult("test_a", "A is a", "public", "f", 1.0, "passed", "", 0.25),
    TestResult("test_a", "A is a", "hidden", "f", 2.5, "failed", "wrong\n李", 0.1234564, diagnosis=WRONG),
    TestResult("test_x", "X", "hidden", "g", 0.5, "carried", extra_credit=True),
)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "deep" / "store.sqlite"


@pytest.fixture
def store(file):
    with open_store(file) as opened:
        yield opened


def graded(name="h1", tests=TESTS, outcome="graded", isolation="process", suite_hash="s1", message=""):
    return Graded(name, TopicResult("norms", suite_hash, tests, outcome, message), isolation, "numpy 2")


def results(store, *names, suite_hash="s1"):
    return list(store.results("norms", suite_hash, names))


def unknown(grading):
    tests = tuple(replace(test, outcome="not_graded") for test in grading.result.tests)
    return replace(grading, result=replace(grading.result, tests=tests, outcome="not_graded"))


# What is put in comes out.


def test_a_grading_comes_out_as_it_was_put_in(store):
    store.put([graded("h1"), graded("h2", message="why")], LEVELS)
    assert results(store, "h2", "h1", "h3") == [
        replace(graded(name, message=message), result=replace(graded(name).result, message=message, tests=(
            TESTS[0], replace(TESTS[1], seconds=0.123456), TESTS[2]
        )))
        for name, message in (("h1", ""), ("h2", "why"))
    ]  # fmt: skip
    assert results(store, "h1", suite_hash="s2") == []


def test_there_is_one_row_for_each_submission_suite_and_test(store, file):
    store.put([graded("h1"), graded("h2")], LEVELS)
    store.put([graded("h1"), graded("h2")], LEVELS)
    store.put([graded("h1", suite_hash="s2")], LEVELS)
    with sqlite3.connect(file) as database:
        rows = database.execute(
            "SELECT submission_hash, suite_hash, name, suite FROM tests JOIN gradings ON gradings.id = grading_id"
            " JOIN suites ON suites.id = gradings.suite_id JOIN suite_tests"
            " ON suite_tests.suite_id = suites.id AND suite_tests.position = tests.position"
        ).fetchall()
    database.close()
    assert len(rows) == len(set(rows)) == 3 * len(TESTS)


def test_what_is_done_is_known_by_suite_and_level(store):
    store.put([graded("h1"), graded("h2", isolation="landlock"), unknown(graded("h3"))], LEVELS)
    assert store.done("s1", LEVELS) == {"h1", "h2"}
    assert store.done("s1", LEVELS, among=["h2", "h4"]) == {"h2"}
    assert store.done("s1", ("landlock", "namespaces")) == {"h2"}
    assert store.done("s2", LEVELS) == set()


def test_scores_are_added_up_from_the_tests(store):
    store.put(
        [graded("h1"), graded("h2", tuple(replace(test, outcome="passed", diagnosis=None) for test in TESTS))], LEVELS
    )
    scores = store.scores("s1")
    assert scores["h1"] == Scored(
        "graded", "process", 1.5, 3.5, {"passed": 1, "failed": 1, "carried": 1}, {("f", "forgets_the_root")}
    )
    assert (scores["h2"].score, scores["h2"].max_score) == (4.0, 3.5)
    assert store.scores("s2") == {}
    assert scores["h1"].score == graded("h1").result.score


def test_a_test_that_is_not_in_the_store_earns_nothing(store):
    store.put([graded("h1"), graded("h2")], LEVELS)
    with store._engine.begin() as connection:
        connection.execute(text("DELETE FROM tests WHERE grading_id = 1 AND outcome = 'passed'"))
    assert (store.scores("s1")["h1"].score, store.scores("s1")["h2"].score) == (0.5, 1.5)
    assert store.scores("s1")["h1"].tests == {"failed": 1, "carried": 1}


def test_the_tests_of_a_suite_are_known_without_a_submission(store):
    assert store.nothing_known("norms", "s1").tests == ()
    store.put([graded()], LEVELS)
    found = store.nothing_known("norms", "s1")
    assert [test.title for test in found.tests] == [test.title for test in TESTS]
    assert {test.outcome for test in found.tests} == {"not_graded"}


# What may take whose place.


@pytest.mark.parametrize(
    ("first", "second", "levels", "stays"),
    [
        (graded(), graded(isolation="landlock"), LEVELS, "first"),
        (graded(), graded(isolation="landlock"), LEVELS[1:], "second"),
        (unknown(graded()), graded(), LEVELS, "second"),
        (graded(), unknown(graded()), LEVELS, "first"),
        (graded(), unknown(graded(isolation="landlock")), LEVELS[1:], "first"),
        (unknown(graded(isolation="landlock")), unknown(graded()), LEVELS, "second"),
    ],
)
def test_a_result_gives_way_only_to_one_that_knows_more(store, first, second, levels, stays):
    store.put([first], levels)
    store.put([second], levels)
    expected = first if stays == "first" else second
    (found,) = results(store, "h1")
    assert (found.isolation, found.result.outcome) == (expected.isolation, expected.result.outcome)


def test_what_is_to_be_graded_again_stands_until_it_is(store):
    store.put([graded("h1"), graded("h2")], LEVELS)
    store.forget("s1")
    assert store.done("s1", LEVELS) == set()
    assert store.scores("s1")["h1"].score == 1.5
    better = tuple(replace(test, outcome="passed") for test in TESTS)
    store.put([graded("h1", better)], LEVELS)
    assert store.done("s1", LEVELS) == {"h1"}
    assert store.scores("s1")["h1"].score == 4.0
    assert store.scores("s1")["h2"].score == 1.5


def test_every_attempt_is_kept_once(store, file):
    first = [Attempted("ada", "norms", 1, "h1"), Attempted("bob", "norms", 1, "absent", "is a link")]
    later = Attempted("ada", "norms", 2, "h2", submitted_at="2026-03-01T22:59:00Z")
    store.attempted("demo", first)
    store.attempted("demo", [*first, *first, Attempted("ada", "norms", 1, "h9"), later])
    store.attempted("other", first[:1])
    with sqlite3.connect(file) as database:
        rows = database.execute("SELECT * FROM attempts ORDER BY 1, 2, 4, 5").fetchall()
    database.close()
    assert rows == [
        ("demo", "ada", "norms", 1, "h1", "", None),
        ("demo", "ada", "norms", 1, "h9", "", None),
        ("demo", "ada", "norms", 2, "h2", "", "2026-03-01T22:59:00Z"),
        ("demo", "bob", "norms", 1, "absent", "is a link", None),
        ("other", "ada", "norms", 1, "h1", "", None),
    ]


# Several graders.


def test_graders_that_write_the_same_at_once_leave_each_row_once(file):
    names = [f"h{number}" for number in range(60)]
    barrier, errors = threading.Barrier(3), []

    def write(order):
        try:
            barrier.wait()
            with open_store(file) as store:
                for start in range(0, len(order), 4):
                    store.attempted("demo", [Attempted("ada", "norms", 1, name) for name in order[start : start + 4]])
                    store.put([graded(name) for name in order[start : start + 4]], LEVELS)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(order,)) for order in (names, names[::-1], names[30:] + names[:30])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with open_store(file) as store:
        assert store.done("s1", LEVELS) == set(names)
        assert all(len(each.result.tests) == len(TESTS) for each in results(store, *names))
    with sqlite3.connect(file) as database:
        assert database.execute("SELECT count(*) FROM suites").fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM tests").fetchone() == (60 * len(TESTS),)
    database.close()


def test_a_grader_that_is_overtaken_looks_again(store, monkeypatch):
    from grader.store import store as module

    once = []

    def overtaken(*arguments):
        if not once:
            once.append(1)
            raise IntegrityError("INSERT", {}, Exception("UNIQUE constraint failed"))
        return insert(*arguments)

    insert = module.insert_gradings
    monkeypatch.setattr(module, "insert_gradings", overtaken)
    store.put([graded()], LEVELS)
    assert store.done("s1", LEVELS) == {"h1"}


def test_a_mistake_of_ours_is_not_taken_for_one_of_the_database(file, monkeypatch):
    from grader.store import store as module

    def wrong(*_):
        raise IntegrityError("INSERT", {}, Exception("NOT NULL constraint failed"))

    monkeypatch.setattr(module, "insert_gradings", wrong)
    with pytest.raises(IntegrityError), open_store(file) as store:
        store.put([graded()], LEVELS)


# Where it is, and what is there.


def test_the_store_is_for_its_owner_only_and_safe_against_power_cuts(file):
    with open_store(file) as store, store._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_url_of_sqlalchemy_names_a_store_too(file):
    file.parent.mkdir()
    with open_store(f"sqlite:///{file}") as store:
        store.put([graded()], LEVELS)
    with open_store(file) as store:
        assert store.done("s1", LEVELS) == {"h1"}


def test_an_older_store_is_brought_up_to_date_with_all_that_it_holds(file):
    file.parent.mkdir()
    database = sqlite3.connect(file)
    database.executescript(V1.read_text())
    database.close()
    for _ in range(2):
        with open_store(file) as store:
            assert {name[:2]: scored.score for name, scored in store.scores(V1_SUITE).items()} == {
                "ab": 0.0,
                "9f": 3.0,
                "df": 1.0,
            }
            store.attempted("class", [Attempted("ada", "vectors", 2, "h2", submitted_at="2026-03-01T22:59:00Z")])
    database = sqlite3.connect(file)
    assert database.execute("SELECT value FROM about WHERE name = 'schema'").fetchone() == (str(VERSION),)
    assert database.execute("SELECT count(*) FROM attempts").fetchone() == (4,)
    database.close()


def test_a_new_store_and_an_old_one_that_was_brought_up_to_date_have_the_same_tables(file, tmp_path):
    file.parent.mkdir()
    database = sqlite3.connect(file)
    database.executescript(V1.read_text())
    database.close()
    found = []
    for place in (file, tmp_path / "new.sqlite"):
        with open_store(place):
            pass
        database = sqlite3.connect(place)
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
        found.append({name: database.execute(f"PRAGMA table_info({name})").fetchall() for name in names})
        database.close()
    assert found[0] == found[1]


def test_there_is_a_step_from_every_older_version():
    assert sorted(STEPS) == list(range(1, VERSION))


def test_a_step_that_fails_leaves_the_old_store_as_it_was(file, monkeypatch):
    file.parent.mkdir()
    database = sqlite3.connect(file)
    database.executescript(V1.read_text())
    before = list(database.iterdump())

    def fails(connection):
        connection.exec_driver_sql("ALTER TABLE attempts ADD COLUMN submitted_at VARCHAR(32)")
        raise RuntimeError

    monkeypatch.setitem(STEPS, 1, fails)
    with pytest.raises(RuntimeError), open_store(file):
        pass
    assert list(database.iterdump()) == before
    database.close()


def change(file, *statements):
    with open_store(file):
        pass
    database = sqlite3.connect(file)
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()


def of_something_else(file):
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE songs (title TEXT)")
    database.close()


def damaged(file):
    with open_store(file) as store:
        store.put([graded(f"h{number}") for number in range(300)], LEVELS)
    raw = bytearray(file.read_bytes())
    raw[4096 * 2 :] = b"\xa5" * len(raw[4096 * 2 :])
    file.write_bytes(raw)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda file: file.write_text("These are my notes, and they are longer than a page.\n" * 20), "is no database. Name another file with --store"),
        (of_something_else, "is a database of something else: it holds songs. Name another file with --store"),
        (lambda file: change(file, "UPDATE about SET value = '99' WHERE name = 'schema'", "UPDATE about SET value = '7.0' WHERE name = 'grader'"), "has schema 99 and was written by grader 7.0; this is grader .* Upgrade grader, or"),
        (lambda file: change(file, "UPDATE about SET value = 'x' WHERE name = 'schema'"), "is a database of something else. Name another file"),
        (damaged, "is damaged: .*malformed. Put a copy back that is whole, or move it away"),
        (lambda file: file.mkdir(), "cannot be used: unable to open database file. Check the rights of its folder"),
    ],
    ids=["text", "other", "newer", "strange", "damaged", "folder"],
)  # fmt: skip
def test_what_is_no_store_is_named_and_left_as_it_is(tmp_path, make, words):
    file = tmp_path / "s.sqlite"
    make(file)
    before = file.read_bytes() if file.is_file() else None
    with pytest.raises(StoreError, match=f"{file} {words}"), open_store(file) as store:
        store.scores("s1")
        results(store, "h1")
        store.put([graded("new")], LEVELS)
    assert before is None or file.read_bytes() == before


def test_a_place_where_nothing_can_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(StoreError, match=r"s.sqlite cannot be made: (File exists|Not a directory). Name another place"),
        open_store(tmp_path / "file" / "s.sqlite"),
    ):
        pass


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nothing://here/there", "nothing://here/there needs a driver that is not installed"),
        ("postgresql+nothing://ada:geheim@here/there", r"ada:\*\*\*@here/there needs a driver that is not installed"),
        ("://x", "'://x' is no URL that SQLAlchemy understands. Name a file instead"),
    ],
)
def test_a_url_that_leads_nowhere_is_named_without_its_password(url, words):
    with pytest.raises(StoreError, match=words) as caught, open_store(url):
        pass
    assert "geheim" not in str(caught.value)


def test_a_store_that_another_program_keeps_busy_is_named_after_a_while(file, monkeypatch):
    monkeypatch.setattr("grader.store.open.BUSY_S", 0.1)
    with open_store(file) as store:
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            with (
                pytest.raises(StoreError, match=r"was kept busy by another program for 0.1 s. End that program"),
                open_store(file),
            ):
                pass
        finally:
            other.close()
        store.put([graded()], LEVELS)


def test_a_store_that_somebody_reads_in_the_old_way_cannot_be_prepared_and_says_so(file, monkeypatch):
    monkeypatch.setattr("grader.store.open.BUSY_S", 0.1)
    change(file, "PRAGMA journal_mode = DELETE")
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM about").fetchone()
    try:
        with pytest.raises(StoreError, match=r"was kept busy by another program for 0.1 s"), open_store(file):
            pass
    finally:
        reader.close()
    with open_store(file):
        pass


def test_a_database_that_is_full_says_so_and_keeps_what_it_has(file):
    with open_store(file) as store:
        store.put([graded("h1")], LEVELS)
    with (
        pytest.raises(
            StoreError, match=r"cannot grow: .*full. Make room on its disk. All that was graded before is kept"
        ),
        open_store(file) as store,
    ):
        with store._engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        store.put([graded(f"more{number}") for number in range(500)], LEVELS)
    with open_store(file) as store:
        assert store.done("s1", LEVELS) == {"h1"}


def test_another_database_that_is_gone_says_that_what_it_has_is_kept():
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import OperationalError

    from grader.store.open import told

    url = make_url("postgresql://ada:geheim@here/there")
    with (
        pytest.raises(
            StoreError, match=r"postgresql://ada:\*\*\*@here/there cannot be used: no route. What is in it is kept"
        ),
        told(url),
    ):
        raise OperationalError("SELECT", {}, Exception("no route"))


def test_without_sqlalchemy_the_command_says_what_to_install(tmp_path):
    """As for students, who do not have it."""
    script = "import sys; sys.modules['sqlalchemy'] = None; from grader.cli import run; sys.exit(run(['grade', '.', '--solutions', '.']))"
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Error: Grading needs sqlalchemy: `pip install 'deep-grader[instructor]'` brings it.\n"


def test_the_package_names_what_it_offers():
    assert all(hasattr(public, name) for name in public.__all__)
