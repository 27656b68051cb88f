"""The hostile class itself: every cell of the table is attacked, and every expectation can be read and added up."""

from collections import Counter

import numpy as np
import pytest

from tests.hostile.arena import HOSTILE, MADE, ROOT, TOPICS
from tests.hostile.judge import KEYS, LEVELS, attacks
from tests.hostile.run import students

# Group -> what its rows in the table of threats speak of, by a word that a cell of the class must have.
TABLE = {
    "forging": ["ndarray", "change between two reads", "patches numpy", "results.json", "os._exit", "atexit", "hard-coded",
                "at random", "carried forward"],
    "theft": ["frames", "/proc", "fds", "solutions/", "other submissions", "network", "leaks inputs"],
    "life": ["in Python", "in C", "time.sleep", "SIGSTOP", "segfault", "threads", "double fork", "fork bomb", "kill(0)",
             "kill(-1)", "ptrace"],
    "resources": ["100 GB list", "memfd", "10 GB of output", "full disk", "a million files", "all fds", "limits"],
    "values": ["nan, inf", "cyclic", "sparse", "0-d"],
    "channel": ["garbage", "half a frame", "one byte", "nobody asked for", "both sides"],
    "files": ["symlink", "fifo", "device", "directory", "NUL", "BOM", "tabs", "empty", "not UTF-8", "2 GB"],
    "shadowing": ["sitecustomize"],
    "reports": ["ANSI"],
    "us": ["zygote"],
}  # fmt: skip


@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: attack.student)
def test_an_expectation_says_what_it_means(attack):
    assert attack.expected.keys() <= KEYS
    assert attack.topic in TOPICS
    assert attack.group in TABLE
    for key in ("held", "spared"):
        assert set(attack.expected.get(key, ())) <= set(LEVELS)
    assert not set(attack.expected.get("spared", ())) & set(attack.expected.get("held", LEVELS))
    assert (HOSTILE / attack.student / f"{attack.topic}.py").exists() or attack.student in MADE


@pytest.mark.parametrize(("group", "words"), TABLE.items(), ids=TABLE)
def test_every_cell_of_the_table_is_attacked(group, words):
    cells = [attack.expected["cell"] for attack in attacks() if attack.group == group]
    assert [word for word in words if not any(word in cell for cell in cells)] == []


def test_everybody_attacks_where_the_strongest_level_holds():
    held = {attack.student for attack in attacks() if attack.held("namespaces")}
    assert held == {attack.student for attack in attacks()}
    assert set(students("namespaces")) <= held


def test_every_folder_has_expectations():
    assert {path.name for path in HOSTILE.iterdir() if path.is_dir()} == {attack.student for attack in attacks()}


def test_the_page_on_security_speaks_of_this_class():
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    tried = Counter(attack.group for attack in attacks())
    for group, number in tried.items():
        assert f"| {group} | {number} of {number} |" in page
    assert f"**{tried.total()} of {tried.total()}**" in page


SEEKERS = ("theft_walks_the_interpreter", "theft_imports_the_grader", "theft_uses_descriptors")


@pytest.mark.parametrize("name", SEEKERS)
def test_an_attack_that_is_held_everywhere_would_find_something_if_it_were_there(name, tmp_path):
    """This process holds suites, pytest and open files: what a worker must not."""
    source = (HOSTILE / "right.norms.py").read_text("utf-8") + (HOSTILE / name / "norms.py").read_text("utf-8")
    space = {"__name__": "norms", "__file__": "norms.py"}
    exec(compile(source, "norms.py", "exec"), space)
    with (tmp_path / "open").open("w"), pytest.raises(SystemError, match="PWNED"):
        space["frobenius_norm"](np.ones((2, 2)))
