"""GitHub Classroom: `gh classroom clone student-repos` makes `<assignment>-submissions/<assignment>-<login>/`."""

from grader.intake.forms.context import Context
from grader.intake.handin import Found, Handin, Part, Who
from grader.intake.place import Place

_FOLDER = "-submissions"


def looks_so(place: Place, context: Context) -> bool:
    """Whether the folder is called so and its folders after it, or all of them are clones with one beginning."""
    folders = place.folders()
    if not folders:
        return False
    if place.name.endswith(_FOLDER) and all(name.startswith(_beginning(place)) for name in folders):
        return True
    clones = all(place.enter(name).holds(".git") for name in folders)
    return clones and len(folders) > 1 and bool(_beginning(place))


def read(place: Place, context: Context) -> Found:
    """One hand-in for each clone; its student is the login behind the assignment's name."""
    start = _beginning(place)
    handins = []
    for name in place.folders():
        words, rest = name.split("-"), name.removeprefix(start).count("-") + 1
        # logins with one beginning make the assignment's name look longer than it is, never shorter
        longer = tuple("-".join(words[index:]) for index in range(1, len(words) - rest))
        handins.append(Handin(Who(name.removeprefix(start), longer), (Part(place.enter(name)),)))
    return Found("clones of GitHub Classroom", handins)


def _beginning(place: Place) -> str:
    """What all clones' names start with: the assignment's name and a dash."""
    if place.name.endswith(_FOLDER):
        return place.name.removesuffix(_FOLDER) + "-"
    first, last = min(place.folders(), default=""), max(place.folders(), default="")  # what they share all share
    common = next((first[:end] for end in range(len(first), 0, -1) if last.startswith(first[:end])), "")
    return common[: common.rfind("-") + 1]
