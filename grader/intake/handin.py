"""What every form of hand-in is read into, before students are looked up and files are gathered."""

from dataclasses import dataclass
from datetime import datetime

from grader.intake.place import Place


@dataclass(frozen=True)
class Who:
    """Whose a hand-in is, as far as it says.

    Attributes:
        own: the id that the hand-in goes by where the roster has nobody for it.
        others: what else may be the student's id in the roster, the most telling first.
        name: full, or with the words run together as Canvas does it; may be empty.
        email: may be empty.
    """

    own: str
    others: tuple[str, ...] = ()
    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class Part:
    """A folder of a hand-in, or a single file of it.

    Attributes:
        place: the folder, or where the file is.
        file: the file's name there; empty for the folder as a whole.
        called: what the student called the file.
        at: when this part was handed in, where that is known of it.
    """

    place: Place
    file: str = ""
    called: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Handin:
    """One attempt, as found.

    Attributes:
        who: whose.
        parts: where its files are.
        at: when it was handed in; None where nothing says so.
        rank: orders attempts of one student whose times are unknown.
        notes: what was odd about it.
        problem: why nothing of it can be read.
        ours: whether that lies with this machine.
    """

    who: Who
    parts: tuple[Part, ...] = ()
    at: datetime | None = None
    rank: int = 0
    notes: tuple[str, ...] = ()
    problem: str = ""
    ours: bool = False


@dataclass(frozen=True)
class Found:
    """A class, as found.

    Attributes:
        form: what it was read as, for a sentence: "a Canvas download".
        handins: in any order.
        notes: what was odd about it as a whole.
        counts: what the form itself says of many, such as "2 late".
    """

    form: str
    handins: list[Handin]
    notes: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
