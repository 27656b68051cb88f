"""A YAML file as data that remembers its lines, because an error without a line is half an error."""

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import yaml

Location = tuple[int | str, ...]
_Loader: TypeAlias = "yaml.SafeLoader | yaml.CSafeLoader"  # in quotes: the second is not there everywhere
_Fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, but its errors say less
_TEXT_KEYS = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:merge")


class Problem(NamedTuple):
    """Something to put right in a file.

    Attributes:
        line: from 1; None when it concerns the whole file.
        text: what, the value, and what to do.
    """

    line: int | None
    text: str

    def at(self, file: str) -> str:
        """The whole message: `file, line 7: text`."""
        return f"{file}, line {self.line}: {self.text}" if self.line else f"{file}: {self.text}"


@dataclass(frozen=True)
class Document:
    """A YAML mapping.

    Attributes:
        data: its content, as Python values.
        root: its nodes, which know where they stand.
    """

    data: dict[str, object]
    root: yaml.MappingNode

    def line_of(self, location: Location, *, key: bool = False) -> int:
        """The line of a value, such as `("functions", "l1_norm", "hints", 0)`, or of its key.

        Where the location leads nowhere (a key is missing), it is the line of what should hold it.
        """
        node: yaml.Node = self.root
        line = 1
        for depth, step in enumerate(location, start=1):
            found = _child(node, step)
            if found is None:
                break
            key_node, node = found
            line = (key_node if key and depth == len(location) else node).start_mark.line + 1
        return line


def parse_mapping(text: str) -> tuple[Document | None, list[Problem]]:
    """Read a YAML text whose root must be a mapping.

    Returns:
        The document (None when it cannot be read at all) and what is wrong with it. Keys that stand twice
        (YAML readers silently take the last) and keys that are no text for YAML (`no` is false) are problems.
    """
    try:
        try:
            root, data, problems = _read(text, _Fast)
        except yaml.YAMLError:
            root, data, problems = _read(text, yaml.SafeLoader)
    except (yaml.YAMLError, ValueError) as error:
        return None, [_syntax_problem(error, text)]
    if not isinstance(root, yaml.MappingNode) or not isinstance(data, dict):
        what = "is empty" if root is None else f"holds a {type(data).__name__}"
        return None, [Problem(1, f"the file {what}; it must be a mapping. Write lines such as `key: value`.")]
    return Document(data, root), problems


def _read(text: str, loader_class: type[_Loader]) -> tuple[yaml.Node | None, object, list[Problem]]:
    loader = loader_class(text)
    root = loader.get_single_node()
    if root is None:
        return None, None, []
    problems = _bad_keys(root, set())  # before values are made: that writes merged keys into the nodes
    return root, loader.construct_document(root), problems


def _child(node: yaml.Node, step: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    """The key node and value node of one entry; for a sequence both are the item."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in reversed(node.value) if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _bad_keys(node: yaml.Node, seen: set[int]) -> list[Problem]:
    if id(node) in seen:  # an alias: its anchor has been looked at
        return []
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [problem for item in node.value for problem in _bad_keys(item, seen)]
    if not isinstance(node, yaml.MappingNode):
        return []
    problems, first_lines = [], dict[str, int]()
    for key, value in node.value:
        line, name = key.start_mark.line + 1, str(key.value)
        if name in first_lines:
            first = first_lines[name]
            problems.append(Problem(line, f"the key `{name}` stands on line {first} already. Keep one of the two."))
        elif key.tag not in _TEXT_KEYS:
            kind = key.tag.rpartition(":")[2]
            problems.append(
                Problem(line, f"the key `{name}` is no text for YAML but a value ({kind}). Put it in quotes.")
            )
        first_lines.setdefault(name, line)
        problems += _bad_keys(value, seen)
    return problems


def _syntax_problem(error: yaml.YAMLError | ValueError, text: str) -> Problem:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        context = f" ({error.context})" if error.context else ""
        return Problem(mark.line + 1, f"column {mark.column + 1}: {error.problem}{context}. Correct the YAML there.")
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return Problem(line, f"the character {chr(error.character)!r} is not allowed in YAML. Delete it.")
    return Problem(
        _line_of_bad_value(text),
        f"a value cannot be read: {error}. Correct it, or put it in quotes if it is meant as text.",
    )


def _line_of_bad_value(text: str) -> int | None:
    """Where the first value stands that looks like a date, or a number, and is none."""
    loader, waiting, seen = yaml.SafeLoader(""), [yaml.compose(text, yaml.SafeLoader)], set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:  # an alias
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            waiting += [value for _, value in reversed(node.value)]
        elif isinstance(node, yaml.SequenceNode):
            waiting += reversed(node.value)
        elif node is not None:
            try:
                loader.construct_object(node)
            except ValueError:
                return node.start_mark.line + 1
    return None
