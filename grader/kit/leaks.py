"""Does anything that students get repeat a line that only instructors have?

Secret are the lines of solution bodies, hidden suites and misconceptions. Both sides are compared
without indentation, comments behind code, and doubled blanks. In prose (handouts, hints) a secret
line may not even be part of a line; in code it has to be the whole line.

These lines are not secret, because publishing them gives nothing away:

- shorter than 12 characters (`return x`): every program has them;
- imports and decorators: they say nothing without the function below, whose own lines are secret;
  a misconception's decorator is secret all the same, it holds the hint;
- lines that also stand outside the markers of the same topic's reference: its author publishes them;
- docstrings of hidden tests: they are the titles that every student reads in the results;
- `with pytest.raises(ValueError):`, `with np.errstate(all="ignore"):`, `for i in range(n):`, `raise ValueError`,
  `x = np.asarray(x)`, `if __name__ ...`, `layer.eval()`, a name alone on its line: phrases of the language,
  not ideas;
- lines of a hidden suite that do not touch `student` or `reference`, in the files of *another* topic:
  that two topics draw `x = rng.normal(size=(3, 4))` tells nobody what is tested.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from grader.catalogue.model import Exercise
from grader.errors import GenerateError
from grader.kit.regions import Scope, find_regions

SHORTEST = 12
CODE = (".py", ".svg")
Exempt = Callable[[ast.Module], Iterator[ast.AST]]
_LEADS = re.compile(r"^(#+|>>>|\.\.\.)\s*")
_COMMENT = re.compile(r"\s+#\s.*$")
_PHRASE = re.compile(
    r"(?:BEGIN|END) SOLUTION|with pytest\.raises\(\w+\):|for \w+ in range\(\w+\):|if __name__ == .*|"
    r"with np\.errstate\([\w=\"', ]*\):|raise \w+|"
    r"[\"']?\w+[\"']?[,)]*|\w+\.\w+\(\)|"
    r"(\w+) = (?:np\.asarray|np\.array|torch\.as_tensor)\(\1(?:, dtype=[\w.]+)?\)"
)
_GLUED = re.compile(r"[A-Za-z0-9_]{2}")  # a longer name goes on there; Chinese letters do not make names longer
_TOUCHES = re.compile(r"\b(student|reference)\b|^def test_")


class Leak(NamedTuple):
    """A secret line in a published file.

    Attributes:
        secret: where it comes from, "solutions/1_foundations/2_norms/test_hidden.py:12".
        public: where it may not stand, "1_foundations/2_norms/README.md:40".
        text: the line.
    """

    secret: str
    public: str
    text: str


class Secret(NamedTuple):
    """A line that may not be published.

    Attributes:
        text: the line, as it is compared.
        place: its file and line.
        home: the topic's folder, with a slash, when the line is secret only there; "" for everywhere.
    """

    text: str
    place: str
    home: str


def find_leaks(exercises: Iterable[Exercise], published: Mapping[str, bytes]) -> list[Leak]:
    """The secret lines of these exercises that stand in published files.

    Args:
        exercises: whose lines are secret.
        published: the content of each file, by its path in the kit.

    Raises:
        GenerateError: a file of an exercise cannot be read as Python.
    """
    by_start: dict[str, list[Secret]] = defaultdict(list)
    for exercise in exercises:
        for secret in secret_lines(exercise):
            by_start[secret.text[:SHORTEST]].append(secret)
    return [leak for path, content in published.items() for leak in _leaks_in(path, content, by_start)]


def secret_lines(exercise: Exercise) -> list[Secret]:
    """The lines of an exercise that no student may get.

    Raises:
        GenerateError: one of its files cannot be read as Python.
    """
    source = exercise.reference_path.read_text("utf-8-sig")
    shown = f"{exercise.shown}/{exercise.reference_path.name}"
    solution = {line for region in find_regions(source, shown) for line in range(region.begin, region.end + 1)}
    given = {bare(text) for line, text in enumerate(source.split("\n"), start=1) if line not in solution}
    files = {
        exercise.reference_path: (_imports, _decorators),
        exercise.hidden_suite: (_imports, _decorators, _docstrings),
        exercise.misconceptions_path: (_imports,),
    }
    secrets = []
    for path, exempt in files.items():
        for line, text in _telling_lines(path, f"{exercise.shown}/{path.name}", exempt):
            if text in given or (path == exercise.reference_path and line not in solution):
                continue
            local = path == exercise.hidden_suite and not _TOUCHES.search(text)
            home = f"{exercise.relative}/" if local else ""
            secrets.append(Secret(text, f"{exercise.shown}/{path.name}:{line}", home))
    return secrets


def bare(line: str) -> str:
    """A line as it is compared: without what may differ between two copies."""
    return " ".join(_LEADS.sub("", _COMMENT.sub("", line.strip())).split())


def _telling_lines(path: Path, shown: str, exempt: Iterable[Exempt]) -> Iterator[tuple[int, str]]:
    """The lines of a file that say something: number and bare text."""
    source = path.read_text("utf-8-sig")
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        why = getattr(error, "msg", error)
        raise GenerateError(f"{shown}, line {line}: Python cannot read it: {why}. Correct it.") from None
    skipped = {line for nodes in exempt for node in nodes(tree) for line in _lines(node)}
    for number, raw in enumerate(source.split("\n"), start=1):
        text = bare(raw)
        if number not in skipped and len(text) >= SHORTEST and not _PHRASE.fullmatch(text):
            yield number, text


def _imports(tree: ast.Module) -> Iterator[ast.AST]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))


def _decorators(tree: ast.Module) -> Iterator[ast.AST]:
    return (decorator for node in ast.walk(tree) if isinstance(node, Scope) for decorator in node.decorator_list)


def _docstrings(tree: ast.Module) -> Iterator[ast.AST]:
    return (node.body[0] for node in ast.walk(tree) if isinstance(node, Scope) and ast.get_docstring(node))


def _lines(node: ast.AST) -> range:
    return range(getattr(node, "lineno", 0), getattr(node, "end_lineno", 0) + 1)


def _leaks_in(path: str, content: bytes, by_start: Mapping[str, list[Secret]]) -> Iterator[Leak]:
    try:
        lines = content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:  # a picture
        return
    prose = not path.endswith(CODE)
    for number, line in enumerate(lines, start=1):
        text = " ".join(line.split()) if prose else bare(line)
        for start in range(len(text) - SHORTEST + 1 if prose else 1):
            for secret in by_start.get(text[start : start + SHORTEST], ()):
                if path.startswith(secret.home) and _stands_at(secret.text, text, start, prose):
                    yield Leak(secret.place, f"{path}:{number}", secret.text)


def _stands_at(secret: str, text: str, start: int, prose: bool) -> bool:
    if not prose:
        return secret == text
    end = start + len(secret)
    glued = _GLUED.fullmatch(text[max(start - 1, 0) : start + 1]) or _GLUED.fullmatch(text[end - 1 : end + 1])
    return text.startswith(secret, start) and not glued
