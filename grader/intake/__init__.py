"""What a class handed in, in whatever form it comes: who there is, which attempts, and each one's topics."""

from grader.intake.attempt import Attempt, latest
from grader.intake.find import FORMS
from grader.intake.read import Intake, absent, find_students
from grader.intake.roster import Roster, RosterRow, read_roster
from grader.intake.topic import SIZE_CAP, HandedIn, digest, handed_in, read_topic

__all__ = [
    "FORMS",
    "SIZE_CAP",
    "Attempt",
    "HandedIn",
    "Intake",
    "Roster",
    "RosterRow",
    "absent",
    "digest",
    "find_students",
    "handed_in",
    "latest",
    "read_roster",
    "read_topic",
]
