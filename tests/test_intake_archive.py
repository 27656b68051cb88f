"""Zips of strangers: nothing gets out of the folder, nothing grows without bound, and each refusal has its reason."""

import io
import stat
import struct
import tempfile
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import IntakeError
from grader.intake import archive as archives
from grader.intake.archive import Archive, Caps, ZipPlace
from tests.zips import entry, overlapping, patched, zip_of, zipped


def opened(raw, caps=archives.OF_A_STUDENT):
    return ZipPlace(Archive(io.BytesIO(raw), "work.zip", "work.zip", caps))


def tree(place):
    """Every file that can be reached, by its path."""
    found = {name: place.read(name, 1 << 20) for name in place.files()}
    for folder in place.folders():
        found |= {f"{folder}/{name}": content for name, content in tree(place.enter(folder)).items()}
    return found


def reasons(place):
    found = [reason for _, reason in place.odd()]
    for folder in place.folders():
        found += reasons(place.enter(folder))
    return found


def test_an_honest_zip_is_a_folder():
    place = opened(zipped({"a/b/norms.py": b"x = 1\r\n", "norms.py": b"", "empty/": b""}))
    assert tree(place) == {"a/b/norms.py": b"x = 1\r\n", "norms.py": b""}
    assert place.folders() == ["a", "empty"]
    assert (place.name, place.enter("a").enter("b").shown) == ("work.zip", "work.zip/a/b")
    assert place.holds("a")
    assert place.holds("norms.py")
    assert not place.holds("b")
    assert reasons(place) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../norms.py", "leads out of the zip"),
        ("a/../../norms.py", "leads out of the zip"),
        ("a/..", "leads out of the zip"),
        ("..\\..\\norms.py", "leads out of the zip"),
        ("/etc/norms.py", "has an absolute name"),
        ("//host/share/norms.py", "has an absolute name"),
        ("\\\\host\\share\\norms.py", "has an absolute name"),
        ("C:/norms.py", "names a drive"),
        ("c:norms.py", "names a drive"),
        ("norms.py\0.txt", "has a NUL in its name"),
        ("/" * 3, "has no name"),
        ("a/" * 40 + "norms.py", "lies 41 folders deep"),
        ("a" * 2000 + ".py", "has a name of 2003 characters"),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused_and_the_rest_is_read(name, words):
    raw = zip_of((entry(name), b"evil"), (entry("norms.py"), b"good"))
    place = opened(raw)
    assert tree(place) == {"norms.py": b"good"}
    (reason,) = reasons(place)
    assert words in reason
    assert reason.startswith("the entry ")
    assert reason.isprintable()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (stat.S_IFLNK, "is a link, which is not followed"),
        (stat.S_IFIFO, "is neither a file nor a folder"),
        (stat.S_IFCHR, "is neither a file nor a folder"),
        (stat.S_IFBLK, "is neither a file nor a folder"),
        (stat.S_IFSOCK, "is neither a file nor a folder"),
    ],
)
@pytest.mark.parametrize("system", [3, 0])
def test_what_is_no_file_is_refused_where_it_lies(kind, words, system):
    place = opened(zip_of((entry("ada/norms.py", kind, system), b"/etc/passwd"), (entry("ada/x.py"), b"x")))
    assert tree(place) == {"ada/x.py": b"x"}
    assert place.enter("ada").odd() == [("norms.py", f"the entry ada/norms.py {words}")]


def test_encrypted_entries_and_strange_packings_are_refused_by_name():
    raw = zipped({"a.py": b"x", "b.py": b"y", "c.py": b"z"})
    place = opened(patched(patched(raw, "a.py", "flags", 1), "b.py", "method", zipfile.ZIP_LZMA))
    assert tree(place) == {"c.py": b"z"}
    assert reasons(place) == [
        "the entry a.py is encrypted",
        f"the entry b.py is packed by method {zipfile.ZIP_LZMA}, which is not read",
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_entries_of_one_name_the_last_counts_and_it_is_told():
    place = opened(zipped({"norms.py": [b"first", b"last"]}))
    assert tree(place) == {"norms.py": b"last"}
    assert reasons(place) == ["the entry norms.py is there twice; the last one counts"]


def test_what_tools_leave_behind_and_hidden_files_are_left_out():
    names = ("__MACOSX/._norms.py", ".DS_Store", ".git/config", "__pycache__/norms.pyc", "Thumbs.db", "norms.py")
    assert tree(opened(zipped(dict.fromkeys(names, b"x")))) == {"norms.py": b"x"}


def test_names_in_utf_8_are_read_whether_or_not_the_zip_says_so():
    raw = zipped({"作业/norms.py": b"x"})
    assert tree(opened(raw)) == {"作业/norms.py": b"x"}
    silent = raw
    for signature, at in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        place = silent.find(signature) + at
        flags = struct.unpack_from("<H", silent, place)[0] & ~0x800
        silent = silent[:place] + struct.pack("<H", flags) + silent[place + 2 :]
    assert tree(opened(silent)) == {"作业/norms.py": b"x"}


def test_names_in_no_encoding_are_still_told_apart():
    raw = zipped({"aa.py": b"x", "ab.py": b"y"}).replace(b"aa.py", b"\xff\xfe.py").replace(b"ab.py", b"\xff\xfd.py")
    assert len(tree(opened(raw))) == 2


def test_backslashes_between_folders_are_read_as_such():
    assert tree(opened(zip_of((entry("a\\b\\norms.py"), b"x")))) == {"a/b/norms.py": b"x"}


# Bombs: what comes out is counted, whatever the zip says.


def test_a_file_is_read_to_its_cap_and_not_further():
    raw = zipped({"norms.py": b"#" * 1000})
    assert len(opened(raw).read("norms.py", 1000)) == 1000
    with pytest.raises(IntakeError, match=r"norms.py has more than 999 bytes unpacked"):
        opened(raw).read("norms.py", 999)


def test_a_bomb_that_lies_about_its_size_stops_at_the_cap_with_little_memory():
    """20 MiB of zeros in 20 KB, whose header says 10 bytes; then one whose header says 2 GB."""
    raw = zipped({"norms.py": b"\0" * (20 << 20)})
    for told, words in ((10, "cannot be unpacked|is cut"), ((1 << 31) - 1, "more than 131072 bytes unpacked")):
        place = opened(patched(raw, "norms.py", "size", told))
        tracemalloc.start()
        with pytest.raises(IntakeError, match=words):
            place.read("norms.py", 1 << 17)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 4 << 20


def test_a_zip_in_a_zip_that_unpacks_to_far_more_than_its_size_is_a_bomb():
    place = opened(zipped({"inner.zip": b"\0" * (8 << 20)}))
    with pytest.raises(IntakeError, match=f"inner.zip unpacks to over {archives.MOST_RATIO} times its size"):
        place.stream("inner.zip", 64 << 20)


def test_one_archive_gives_out_no_more_than_its_total():
    caps = Caps(entries=10, table=1 << 16, total=1500)
    place = opened(zipped({"a.py": b"x" * 1000, "b.py": b"y" * 1000}), caps)
    assert len(place.read("a.py", 1000)) == 1000
    with pytest.raises(IntakeError, match=r"work.zip unpacks to more bytes than are read of one hand-in"):
        place.read("b.py", 1000)


def test_more_entries_than_are_looked_at_are_refused():
    caps = Caps(entries=3, table=1 << 16, total=1 << 20)
    opened(zipped(dict.fromkeys("abc", b"")), caps)
    with pytest.raises(IntakeError, match=r"it has 4 entries, more than 3"):
        opened(zipped(dict.fromkeys("abcd", b"")), caps)


def test_ten_thousand_files_are_no_trouble():
    raw = zipped({f"junk/{number}.py": b"" for number in range(10_000)} | {"norms.py": b"x"})
    assert opened(raw).read("norms.py", 10) == b"x"


def test_a_table_of_contents_of_many_bytes_is_never_read_at_once():
    raw = zipped({f"{number:0200d}": b"" for number in range(1500)})
    with pytest.raises(IntakeError, match=r"its table of contents has .* bytes, more than 131072"):
        opened(raw, Caps(entries=10_000, table=0, total=1))


def test_entries_that_share_their_bytes_are_refused_before_anything_is_unpacked():
    with pytest.raises(IntakeError, match=r"overlap, as those of bombs do"):
        opened(overlapping())


def test_an_entry_that_reaches_beyond_the_end_is_refused():
    raw = patched(zipped({"norms.py": b"x" * 100}), "norms.py", "packed", 1 << 30)
    with pytest.raises(IntakeError, match=r"the entry norms.py reaches beyond the end; is the download complete"):
        opened(raw)


@pytest.mark.parametrize("raw", [b"", b"PK", b"PK\5\6", b"not a zip at all" * 100, b"Rar!\x1a\x07\x00" + b"x" * 50])
def test_what_is_no_zip_says_so(raw):
    with pytest.raises(IntakeError, match=r"work.zip is no zip that can be read: "):
        opened(raw)


def test_a_zip_that_is_cut_says_so():
    raw = zipped({f"{number}.py": bytes(1000) for number in range(10)})
    for length in range(0, len(raw) - 1, 97):
        with pytest.raises(IntakeError, match=r"is no zip that can be read"):
            opened(raw[:length])


def test_a_file_with_wrong_bytes_is_named():
    raw = zipped({"norms.py": b"x = 1\n" * 20}, compression=zipfile.ZIP_STORED)
    place = opened(raw.replace(b"x = 1\nx = 1", b"x = 2\nx = 1", 1))
    with pytest.raises(IntakeError, match=r"norms.py cannot be unpacked: Bad CRC-32"):
        place.read("norms.py", 1 << 17)


def test_an_entry_whose_name_before_the_bytes_is_another_is_named():
    raw = zipped({"norms.py": b"x"})
    place = opened(raw.replace(b"norms.py", b"other.py", 1))
    with pytest.raises(IntakeError, match=r"norms.py cannot be unpacked: File name in directory"):
        place.read("norms.py", 1 << 17)


@pytest.mark.parametrize("size", [5, 500])
def test_a_stored_entry_that_is_shorter_than_it_says_is_named(size):
    raw = zipped({"norms.py": b"x" * 50, "z.py": b"z" * 1000}, compression=zipfile.ZIP_STORED)
    place = opened(patched(raw, "norms.py", "size", size))
    with pytest.raises(IntakeError, match=r"norms.py (is cut: 50 of 500|cannot be unpacked)"):
        place.read("norms.py", 1 << 17)


def test_a_disk_that_cannot_be_read_is_our_fault():
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise OSError(5, "Input/output error")

    with pytest.raises(IntakeError, match=r"work.zip cannot be read: Input/output error") as caught:
        Archive(Broken(zipped({"a": b""})), "work.zip", "work.zip")
    assert caught.value.ours


def test_a_disk_that_fails_while_an_entry_is_read_is_our_fault():
    class Failing(io.BytesIO):
        fails = False

        def read(self, size=-1):
            if self.fails:
                raise OSError(5, "Input/output error")
            return super().read(size)

    stream = Failing(zipped({"norms.py": b"x"}))
    place = ZipPlace(Archive(stream, "work.zip", "work.zip"))
    stream.fails = True
    with pytest.raises(IntakeError, match=r"work.zip cannot be read: Input/output error") as caught:
        place.read("norms.py", 10)
    assert caught.value.ours


def test_no_room_to_unpack_a_zip_in_a_zip_is_our_fault(monkeypatch):
    place = opened(zipped({"inner.zip": zipped({"norms.py": b"x"})}))

    class Full(io.BytesIO):
        def write(self, _):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(archives, "TemporaryFile", Full)
    with pytest.raises(IntakeError, match=r"no room to unpack inner\.zip: No space left") as caught:
        place.stream("inner.zip", 1 << 20)
    assert caught.value.ours


def test_a_zip_in_a_zip_leaves_no_name_on_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    stream = opened(zipped({"inner.zip": zipped({"norms.py": b"x"})})).stream("inner.zip", 1 << 20)
    assert list(tmp_path.iterdir()) == []
    inner = Archive(stream, "inner.zip", "inner.zip")
    assert ZipPlace(inner).read("norms.py", 10) == b"x"
    inner.close()
    assert stream.closed


@given(st.data())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_no_byte_of_a_zip_makes_anything_but_a_refusal(data):
    """Bytes are changed, cut out and doubled anywhere; what comes of it is a file, a note or an IntakeError."""
    raw = bytearray(zipped({"ada/norms.py": b"x = 1\n" * 50, "norms.py": b"y", "b.zip": zipped({"c.py": b"z"})}))
    for _ in range(data.draw(st.integers(1, 4))):
        at, length = data.draw(st.integers(0, len(raw) - 1)), data.draw(st.integers(0, 8))
        raw[at : at + length] = data.draw(st.binary(max_size=8))
    try:
        place = opened(bytes(raw))
    except IntakeError:
        return
    queue = [place]
    while queue:
        here = queue.pop()
        queue += map(here.enter, here.folders())
        assert all(isinstance(reason, str) for _, reason in here.odd())
        for name in here.files():
            assert "/" not in name
            assert name not in ("", ".", "..")
            try:
                assert len(here.read(name, 1 << 17)) <= 1 << 17
            except IntakeError as error:
                assert str(error)
