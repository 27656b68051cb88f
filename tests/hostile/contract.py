"""What must hold after a run of the hostile class, whoever runs it and at every level; a test file a user."""

from typing import Any, ClassVar

import pytest

from tests.hostile.arena import HONEST
from tests.hostile.judge import LEVELS, Attack, attacks, left_behind, problems, rows_of, steers_a_terminal
from tests.hostile.run import NotOfferedError, attacked, students

Report = dict[str, Any]


def run_or_skip(level: str, user: str, *, hostile: bool = True) -> Report:
    try:
        return attacked(level, user, hostile=hostile)
    except NotOfferedError as why:
        pytest.skip(f"level {level} as {user} user: {why}")


@pytest.mark.parametrize("level", LEVELS, scope="class")
class Contract:
    """Subclassed for each user."""

    user: ClassVar[str]

    def report(self, level: str) -> Report:
        return run_or_skip(level, self.user)

    @pytest.mark.parametrize("attack", attacks(), ids=lambda attack: attack.student)
    def test_the_attack_comes_to_what_it_must(self, level: str, attack: Attack) -> None:
        if not attack.held(level):
            pytest.skip(f"level {level} does not claim to hold it")
        report = self.report(level)
        if attack.student not in students(level):
            pytest.skip("it cannot be made here")
        assert problems(attack, level, report) == []

    def test_honest_students_come_out_as_if_the_others_were_not_there(self, level: str) -> None:
        with_them = rows_of(self.report(level)["results"], HONEST)
        without = rows_of(run_or_skip("process", self.user, hostile=False)["results"], HONEST)
        assert with_them.keys() == without.keys() == set(HONEST)
        assert [name for name in HONEST if with_them[name] != without[name]] == []

    def test_nothing_is_left_behind(self, level: str) -> None:
        report = self.report(level)
        assert report["processes_left"] == []
        if level == "process":  # which keeps nobody from writing files, but removes what it gave
            assert [path for path in report["files_changed"] if path.startswith("/tmp/grader-")] == []
        else:
            assert left_behind(report) == []

    def test_the_level_is_the_one_that_was_asked_for(self, level: str) -> None:
        report = self.report(level)
        assert report["results"]["isolation"] == level
        assert report["exit_code"] == 1
        assert (report["uid"] == 0) == (self.user == "root")

    def test_no_character_of_theirs_steers_the_terminal(self, level: str) -> None:
        assert steers_a_terminal(self.report(level)["output"]) == []
