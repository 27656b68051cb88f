"""A hand-in's topics, wherever they lie: what is found, what is refused with which reason, and nothing left behind."""

import os
import random
import stat
import tempfile
import tracemalloc
import zipfile
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import IntakeError, UsageError
from grader.intake import FORMS, HandedIn, Intake, Roster, RosterRow, absent
from grader.intake import gather as gathering
from grader.intake import place as places
from grader.intake.attempt import shown_name
from grader.intake.place import DiskPlace
from grader.intake.topic import SIZE_CAP, handed_in, read_topic
from tests.test_intake_forms import TOPICS, planted, read
from tests.zips import entry, overlapping, patched, zip_of, zipped

NORMS = TOPICS["norms"]


@pytest.fixture
def one(tmp_path):
    """one(files) -> (what there is for each topic, the attempt) of a student who handed those in, as folder or zip."""

    def make(files, **more):
        folder = tmp_path / "class"
        if isinstance(files, bytes):
            planted(folder, {"ada.zip": files})
        else:
            planted(folder, {f"ada/{name}": content for name, content in files.items()})
        work, _, (attempt,) = read(folder, **more)
        return work["ada", 1], attempt

    return make


# Where topics lie.


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"norms.py": b"a"}, b"a"),
        ({"work/norms.py": b"a"}, b"a"),
        ({"a/b/c/norms.py": b"a"}, b"a"),
        ({f"repo/{NORMS}/norms.py": b"a", "repo/old/norms.py": b"old"}, b"a"),
        ({"work/norms.py": b"a", "work/backup/norms.py": b"old"}, b"a"),
        ({"norms.py": b"a", f"{NORMS}/norms.py": b"below"}, b"a"),
        ({f"{NORMS}/norms.py": b"a", "norms/norms.py": b"other"}, b"a"),
        ({"Norms.py": b"a"}, b"a"),
        ({"NORMS.PY": b"a"}, b"a"),
        ({"norms (1).py": b"a", "norms (2).py": b"newest"}, b"newest"),
        ({"norms - Copy.py": b"a"}, b"a"),
        ({"norms-3.py": b"a", "norms.py": b"exact"}, b"exact"),
        ({"norms.txt": b"a", "my_norms.py": b"b", "norms.py.bak": b"c", "norms": b"d"}, None),
        ({".hidden/norms.py": b"a", "venv/site-packages/norms.py": b"a", "__MACOSX/norms.py": b"a"}, None),
        ({"sub.zip": zipped({"norms.py": b"a"})}, b"a"),
        ({"sub.zip": zipped({"inner.zip": zipped({"work/norms.py": b"a"})})}, b"a"),
        ({"sub.zip": zipped({"norms.py": b"zipped"}), "norms.py": b"loose"}, b"loose"),
    ],
)
def test_a_topic_is_found_wherever_it_lies_in_a_folder_and_in_a_zip(one, tmp_path, files, expected):
    found, _ = one(files)
    assert found == ({"norms": expected} if expected is not None else {})
    (tmp_path / "class.zip").write_bytes(
        zipped({f"{student}/{name}": content for name, content in files.items() for student in ("ada", "bob")})
    )
    work, _, _ = read(tmp_path / "class.zip")
    assert work["ada", 1] == work["bob", 1] == found


@pytest.mark.parametrize(
    ("files", "notes"),
    [
        ({"norms.py": b"a", "dropout.py": b"a", "essay.pdf": b""}, ()),
        ({"work/norms.py": b"a"}, ()),
        ({"Norms.py": b"a"}, ("Norms.py is read as norms.py",)),
        ({"a/norms.py": b"a", "b/norms.py": b"b"}, ("a/norms.py is read for norms, and b/norms.py is not",)),
        ({"norms (1).py": b"a", "norms (2).py": b"b"}, ("norms (2).py is read for norms, and norms (1).py is not",)),
        ({"a.txt": b"", "b.doc": b""}, ("it holds no topic's file, but a.txt, b.doc",)),
        ({f"{letter}.txt": b"" for letter in "abcdefg"}, ("it holds no topic's file, but a.txt, b.txt, c.txt, d.txt, e.txt, ...",)),
        ({"empty/": b""}, ()),
        ({"work.zip": b"nonsense", "norms.py": b"a"}, ("work.zip is no zip that can be read: File is not a zip file",)),
    ],
)  # fmt: skip
def test_what_the_instructor_should_know_is_noted(one, files, notes):
    assert one(files)[1].notes == notes


def test_an_empty_zip_is_nothing_attempted(one):
    found, attempt = one(zipped({}))
    assert (found, attempt.problem) == ({}, "")


def test_a_folder_that_needs_no_repair_is_read_where_it_lies(one, tmp_path):
    _, attempt = one({"norms.py": b"a", "dropout.py": b"b", "x.zip": b"nonsense"})
    assert attempt.folder == tmp_path / "class" / "ada"


def test_names_that_are_no_utf_8_are_read(tmp_path):
    folder = planted(tmp_path / "class", {})
    student = Path(os.fsdecode(os.fsencode(folder) + b"/a\xff"))
    (student / os.fsdecode(b"w\xfe")).mkdir(parents=True)
    (student / os.fsdecode(b"w\xfe") / "norms.py").write_bytes(b"a")
    work, _, (attempt,) = read(folder)
    assert work == {("a\\xff", 1): {"norms": b"a"}}
    assert all(text.encode() for text in attempt.notes)


@pytest.mark.parametrize(
    "form",
    [
        "Ada \udcff_7_assignsubmission_file",
        "hw-\udcff",
        "submission_\udcff",
        "a\udcff+w+2026-03-01 10:00:00 UTC",
        "ada",
    ],
)
def test_names_that_are_no_utf_8_can_be_written_down_in_every_form(tmp_path, form):
    name = {"hw": "hw-submissions", "su": "gradescope"}.get(form[:2], "class")
    folder = planted(tmp_path / name, {f"{form}/w\udcfe.zip": b"nonsense", f"{form}/x\udcfd.txt": b""})
    (folder / "submission_metadata.yml").write_text("{}") if name == "gradescope" else None
    (attempt,) = read(folder)[2]
    for text in (
        attempt.student,
        attempt.name,
        attempt.problem,
        *attempt.notes,
        *(reason for reason, _ in attempt.refused.values()),
    ):
        text.encode()
    assert attempt.problem.startswith("w\\xfe.zip is no zip")


def test_half_a_character_can_be_written_down():
    assert shown_name("a\ud800b") == "a\\ud800b"
    assert shown_name("a\udcffb") == "a\\xffb"


def test_a_link_that_the_instructor_names_is_followed(tmp_path):
    (tmp_path / "real.zip").write_bytes(zipped({"ada/norms.py": b"a", "bob/norms.py": b"b"}))
    (tmp_path / "class.zip").symlink_to("real.zip")
    assert [student for student, _ in read(tmp_path / "class.zip")[0]] == ["ada", "bob"]
    planted(tmp_path / "ada", {})
    (tmp_path / "work.py").write_bytes(b"x")
    (tmp_path / "ada" / "norms.py").symlink_to("../work.py")
    assert read(tmp_path / "ada" / "norms.py")[0] == {("ada", 1): {"norms": b"x"}}


# What is refused.


def test_what_lies_beside_a_topic_is_never_brought_along(tmp_path):
    shadows = (
        "numpy.py",
        "conftest.py",
        "pytest.ini",
        "sitecustomize.py",
        "usercustomize.py",
        "evil.pth",
        "test_norms.py",
    )
    planted(tmp_path / "class", {"ada.zip": zipped({"norms.py": b"a"} | dict.fromkeys(shadows, b"boom"))})
    with Intake(tmp_path / "class", topics=TOPICS) as intake:
        (attempt,) = intake.attempts
        assert [path.name for path in attempt.folder.iterdir()] == ["norms.py"]
        mode = (attempt.folder / "norms.py").stat().st_mode
        assert stat.S_ISREG(mode)
        assert not mode & 0o111


REFUSED = {
    "a link": (zip_of((entry("norms.py", stat.S_IFLNK), b"/etc/passwd")), "the entry norms.py is a link, which is not followed."),
    "a link deeper": (zip_of((entry("w/norms.py", stat.S_IFLNK), b"../../x")), "the entry w/norms.py is a link, which is not followed."),
    "a device": (zip_of((entry("norms.py", stat.S_IFCHR), b"")), "the entry norms.py is neither a file nor a folder."),
    "encrypted": (patched(zipped({"norms.py": b"a"}), "norms.py", "flags", 1), "the entry norms.py is encrypted."),
    "slip": (zip_of((entry("../norms.py"), b"a")), "the entry ../norms.py leads out of the zip."),
    "a folder": (zipped({"norms.py/x.txt": b""}), "norms.py is not a file."),
    "too large": (zipped({"norms.py": b"#" * (SIZE_CAP + 1)}), f"norms.py has more than {SIZE_CAP} bytes unpacked, the most that is read."),
    "two gigabytes": (patched(zipped({"norms.py": b"\\0" * (1 << 20)}), "norms.py", "size", (1 << 31) - 1), f"norms.py has more than {SIZE_CAP} bytes unpacked"),
    "cut": (zipped({"norms.py": b"a" * 1000})[:-30], "ada.zip is no zip that can be read: File is not a zip file."),
    "a bomb": (overlapping(), "overlap, as those of bombs do."),
    "nested too deep": (zipped({"a.zip": zipped({"b.zip": zipped({"norms.py": b"a"})})}), "ada/a/b.zip lies in too many other zips."),
    "another archive": (zipped({"work.rar": b"Rar!"}), "ada/work.rar is an archive, but no zip: it is not read."),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_named_and_costs_nobody_else_anything(tmp_path, raw, words):
    planted(tmp_path / "class", {"ada.zip": raw, "bob.zip": zipped({"norms.py": b"b"}), "aaa/norms.py": b"c"})
    work, report, attempts = read(tmp_path / "class")
    assert words in work["ada", 1]["norms"]
    assert work["bob", 1] == {"norms": b"b"}
    assert work["aaa", 1] == {"norms": b"c"}
    (ada,) = (attempt for attempt in attempts if attempt.student == "ada")
    assert not ada.ours
    assert ada.notes or ada.refused
    assert not ada.problem or f"ada cannot be read: {ada.problem}" in report


def test_a_zip_that_cannot_be_read_makes_what_is_not_found_unreadable_and_spares_what_is(one):
    found, attempt = one({"norms.py": b"a", "rest.zip": b"nonsense"})
    assert found == {"norms": b"a", "dropout": "rest.zip is no zip that can be read: File is not a zip file."}
    assert attempt.problem == ""


def test_odd_things_on_disk_are_refused_with_their_reason(tmp_path):
    folder = planted(tmp_path / "class", {"ada/work/x.txt": b"", "bob/norms.py": b"b"})
    (folder / "ada" / "work" / "norms.py").symlink_to(folder / "bob" / "norms.py")
    os.mkfifo(folder / "ada" / "work" / "dropout.py")
    work, _, (ada, _) = read(folder)
    assert work["ada", 1] == {
        "norms": "norms.py is a link, which is not followed.",
        "dropout": "dropout.py is neither a file nor a folder.",
    }
    assert ada.notes[:2] == ("dropout.py is neither a file nor a folder", "norms.py is a link, which is not followed")


def test_a_file_on_disk_that_is_too_large_is_refused_with_its_size(one):
    found, _ = one({"work/norms.py": b"#" * (SIZE_CAP + 1)})
    assert found == {"norms": f"norms.py has {SIZE_CAP + 1} bytes; at most {SIZE_CAP} are read."}


def test_many_refusals_are_told_in_few_lines(one):
    raw = zip_of(*((entry(f"../{number}"), b"") for number in range(9)), (entry("norms.py"), b"a"))
    found, attempt = one(raw)
    assert found == {"norms": b"a"}
    assert len(attempt.notes) == 6
    assert attempt.notes[-1] == "and 4 more like it"


@pytest.mark.parametrize(
    ("limit", "value", "files", "words"),
    [
        ("MOST_LOOKED_AT", 5, {f"w/{number}.txt": b"" for number in range(9)}, "has more files or deeper folders than are looked at"),
        ("MOST_DEEP", 2, {"a/b/c/d/norms.py": b"a"}, "has more files or deeper folders than are looked at"),
        ("MOST_ZIPS", 1, {"a.zip": zipped({}), "b.zip": zipped({"norms.py": b"a"})}, "b.zip is one zip of more than 1"),
        ("ZIP_CAP", 200, {"a.zip": zipped({"norms.py": random.Random(1).randbytes(500)})}, "a.zip has .* bytes; at most 200 are read"),
    ],
)  # fmt: skip
def test_one_hand_in_is_looked_through_only_so_far(one, monkeypatch, limit, value, files, words):
    monkeypatch.setattr(gathering, limit, value)
    found, _ = one(files)
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(found["norms"])


def test_a_folder_with_too_many_entries_is_refused(one, monkeypatch):
    monkeypatch.setattr(places, "MOST_ENTRIES", 3)
    found, _ = one({f"{number}.txt": b"" for number in range(4)})
    assert found["norms"] == f"{found['norms'].split('/ada')[0]}/ada has more than 3 entries."


# What is our fault is no mark.


def test_a_folder_that_we_may_not_look_into_is_our_fault(tmp_path, monkeypatch):
    folder = planted(tmp_path / "class", {"ada/norms.py": b"a", "bob/norms.py": b"b"})
    scan = os.scandir

    def scanning(path):
        if Path(path).name == "ada":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", scanning)
    work, _, (ada, _) = read(folder)
    assert work["ada", 1]["norms"] == f"{folder}/ada cannot be read: Permission denied."
    assert work["bob", 1] == {"norms": b"b"}
    assert ada.ours
    assert handed_in(ada, "norms", NORMS).ours


@pytest.mark.parametrize(
    "files", [{"norms.py": b"a"}, {"work/norms.py": b"a"}, {"work.zip": zipped({"norms.py": b"a"})}]
)
def test_a_file_that_we_may_not_open_is_our_fault(tmp_path, monkeypatch, files):
    folder = planted(tmp_path / "class", {f"ada/{name}": content for name, content in files.items()})
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
        with Intake(folder, topics=TOPICS) as intake:
            found = handed_in(intake.attempts[0], "norms", NORMS)
    assert found.ours
    assert "cannot be read: Permission denied." in found.problem


def test_a_file_of_which_nobody_tells_us_anything_is_our_fault(tmp_path, monkeypatch):
    folder = planted(tmp_path / "class", {"ada/norms.py": b"a"})

    def refused(*arguments, **named):
        raise PermissionError(13, "Permission denied")

    with Intake(folder, topics=TOPICS) as intake, monkeypatch.context() as patch:
        patch.setattr(os, "open", refused)
        patch.setattr(os, "lstat", refused)
        found = handed_in(intake.attempts[0], "norms", NORMS)
    assert found.ours
    assert found.problem == "norms.py cannot be read: Permission denied."


def test_no_room_for_what_is_unpacked_is_our_fault(one, monkeypatch):
    write = Path.write_bytes

    def full(self, content):
        if "grader-intake" in str(self):
            raise OSError(28, "No space left on device")
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    found, attempt = one(zipped({"norms.py": b"a"}))
    assert found == {"norms": "There is no room to unpack norms: No space left on device."}
    assert attempt.refused["norms"][1]


def test_a_read_that_fails_half_way_is_our_fault(tmp_path, monkeypatch):
    (tmp_path / "norms.py").write_bytes(b"a")

    class Failing:
        def __init__(self, descriptor, mode):
            os.close(descriptor)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        close = __exit__

        def read(self, _):
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fdopen", Failing)
    assert read_topic(tmp_path, "norms", NORMS) == HandedIn(
        None, "norms.py cannot be read: Input/output error.", ours=True
    )
    with pytest.raises(IntakeError, match=r"norms.py cannot be read: Input/output error\.") as caught:
        DiskPlace(tmp_path).read("norms.py", 10)
    assert caught.value.ours


def test_what_a_student_made_unreadable_is_not_our_fault(tmp_path):
    (tmp_path / "norms.py").symlink_to("norms.py")
    assert not read_topic(tmp_path, "norms", NORMS).ours
    (tmp_path / "1_foundations").symlink_to("1_foundations")
    (tmp_path / "norms.py").unlink()
    assert read_topic(tmp_path, "norms", NORMS) == HandedIn(
        None, "norms.py cannot be read: Too many levels of symbolic links."
    )


# The run: the roster's students, nothing left behind, no memory that grows.


def test_who_handed_in_nothing_is_missing_and_reads_as_nothing(tmp_path):
    roster = Roster({"zoe": RosterRow("zoe", "Zoe"), "ada": RosterRow("ada")})
    with Intake(planted(tmp_path / "class", {"ada/norms.py": b"a"}), roster, topics=TOPICS) as intake:
        assert [row.id for row in intake.missing] == ["zoe"]
        attempt = absent(intake.missing[0])
        assert (attempt.student, attempt.number, attempt.name) == ("zoe", 0, "Zoe")
        assert handed_in(attempt, "norms", NORMS) == HandedIn(None)
        assert intake.report == [
            "Read as a folder or zip for each student: 1 student",
            "handed in nothing, by the roster: zoe",
        ]


def test_every_zero_that_has_a_reason_has_a_line(tmp_path):
    files = {
        "eve.zip": zipped({"../norms.py": b"a", "dropout.py": b"d"}),
        "tom/answers.docx": b"PK",
        "ada/norms.py": b"a",
    }
    _, report, _ = read(planted(tmp_path / "class", files))
    assert report[1:] == [
        "eve, norms cannot be read: the entry ../norms.py leads out of the zip.",
        "tom: it holds no topic's file, but answers.docx",
    ]


def test_long_lists_are_cut_in_the_report(tmp_path):
    files = {f"s{number:02d}.zip": b"nonsense" for number in range(13)}
    _, report, _ = read(planted(tmp_path / "class", files), RosterRow("zoe"))
    assert len([line for line in report if "cannot be read: " in line]) == 10
    assert "3 more cannot be read; their notes in the results say why" in report
    assert report[-1].endswith("s08, s09 and 3 more")
    files = (
        {"ada_1_2_norms.py": b"a"}
        | {f"ada_1_{number}_x.py": b"" for number in range(3, 60)}
        | {f"stray {number}": b"" for number in range(12)}
    )
    _, report, _ = read(planted(tmp_path / "canvas", files))
    assert [line.partition(" has no name")[0] for line in report[-3:]] == [
        "stray 6",
        "stray 7",
        "and 2 more notes of this kind",
    ]


@pytest.mark.parametrize("fails", [False, True])
def test_what_was_unpacked_is_gone_afterwards_whatever_happened(tmp_path, monkeypatch, fails):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    planted(tmp_path / "class", {f"{name}.zip": zipped({"norms.py": b"a"}) for name in "abc"})
    if fails:
        with pytest.raises(RuntimeError), Intake(tmp_path / "class", topics=TOPICS):
            assert list(scratch.iterdir())
            raise RuntimeError
    else:
        monkeypatch.setattr(Intake, "_odd", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError), Intake(tmp_path / "class", topics=TOPICS):
            pass
    assert list(scratch.iterdir()) == []


def test_nothing_is_written_for_folders_and_no_descriptor_stays_open(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    before = len(list(Path("/proc/self/fd").iterdir()))
    read(planted(tmp_path / "class", {"ada/norms.py": b"a", "bob/dropout.py": b"b", "cyd/": b""}))
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_without_topics_every_python_file_is_one(tmp_path):
    planted(
        tmp_path / "class",
        {"ada.zip": zipped({"w/norms.py": b"a", "w/my work.py": b"b", "x.txt": b""}), "bob/norms.py": b"b"},
    )
    with Intake(tmp_path / "class") as intake:
        ada, bob = intake.attempts
        assert [path.name for path in ada.folder.iterdir()] == ["norms.py"]
        assert bob.folder == tmp_path / "class" / "bob"


def test_memory_does_not_grow_with_what_is_unpacked(tmp_path):
    """100 students with 100 KB each, in a zip of zips: no more than a few files are in memory at once."""
    noise = random.Random(7).randbytes(100_000)
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for number in range(100):
            archive.writestr(f"s{number}.zip", zipped({"norms.py": noise}))
    tracemalloc.start()
    with Intake(tmp_path / "class.zip", topics=TOPICS) as intake:
        peak = tracemalloc.get_traced_memory()[1]
        assert len(intake.attempts) == 100
    tracemalloc.stop()
    assert peak < 3 << 20


PIECES = st.sampled_from([
    "ada", "bob", "norms.py", "dropout.py", "Norms (1).py", "1_foundations", "2_norms", "submitted", "timestamp.txt", ".git", "__MACOSX",
    "lovelaceada_1_2_norms.py", "x_LATE_1_3_norms-1.py", "anon_Ab_4_work.zip", "eve_9_text.html", "Ada L_7_assignsubmission_file", "B_8_assignsubmission_file_norms.py",
    "submission_1", "submission_2", "submission_metadata.yml", "hw-submissions", "hw-ada", "ada+w+2026-03-01 10:00:00 UTC", "attempt_1", "attempt_2.zip",
    "a.zip", "..", "", "C:", "a\\b", "\u202e", "\x1b[2J", "con", "norms", "work.rar",
])  # fmt: skip
CONTENTS = st.sampled_from([b"", b"x = 1\n", b"2026-03-01 10:00:00 UTC", zipped({"norms.py": b"z"}), zipped({"w/norms.py": b"z"})[:-9],
                            b"submission_1:\n  :submitters: [{':sid': ada}, 3]\n  :created_at: x\nsubmission_2: 7\n"])  # fmt: skip


@given(
    st.dictionaries(st.lists(PIECES, min_size=1, max_size=4).map("/".join), CONTENTS, max_size=8),
    st.sampled_from(["auto", *FORMS]),
    st.booleans(),
)
@settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_names_a_class_has_it_is_read_or_refused(tmp_path, files, form, known):
    """Nothing but a UsageError comes out; attempts are counted from 1 for each student, and lie in a folder of ours."""
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(entry(name), content)
    roster = Roster({name: RosterRow(name, "Ada L") for name in ("ada", "1")}) if known else None
    try:
        with Intake(tmp_path / "class.zip", roster, topics=TOPICS, form=form) as intake:
            numbers = defaultdict(list)
            for attempt in intake.attempts:
                numbers[attempt.student].append(attempt.number)
                assert attempt.folder == gathering.NOWHERE or "grader-intake" in str(attempt.folder)
                for topic, relative in TOPICS.items():
                    found = handed_in(attempt, topic, relative)
                    assert not found.ours
                    assert found.source is None or found.source in (b"", b"x = 1\n", b"z") or len(found.source) < 200
            assert all(each == [*range(1, len(each) + 1)] for each in numbers.values())
            assert {row.id for row in intake.missing} == ({"ada", "1"} - numbers.keys() if known else set())
            assert list(numbers) == sorted(numbers)
    except UsageError as error:
        assert "holds no student's folder or zip" in str(error)
