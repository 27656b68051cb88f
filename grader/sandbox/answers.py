"""What a worker sent, read as an answer: a value that was checked, or a failure of the submission's."""

import difflib
from typing import Any, NamedTuple

from grader.language import later, say
from grader.sandbox.failures import TEXT_CAP, Crashed, MissingFunction, Refused, StudentFailure, failure_of_exception
from grader.worker.codec import CodecError, Tree
from grader.worker.decoder import Decoder

DISTURBED = later("Your code disturbed the conversation with the grader.")
UNCOMPARABLE = later("The result is of a kind that cannot be compared.")
MISSING = later("A function that is needed here is not defined.")
NAMES_CAP, NAME_CAP = 200, 80  # of what a module defines, for the nearest name; characters
LENGTHS = {"value": 4, "raised": 2, "refused": 2, "no gradient": 2, "missing": 3}
MALFORMED = (CodecError, IndexError, KeyError, TypeError, ValueError, AttributeError, OverflowError)


class Answer(NamedTuple):
    """A value, what else the call came with, and the states of the generators that were passed in."""

    value: Any
    extra: dict[str, Any]
    states: list[Any]


class Submission(NamedTuple):
    """What messages say of a file.

    Attributes:
        filename: its name.
        line_count: how many lines it has.
        functions: what it should define. None of these is another one's name misspelt.
    """

    filename: str
    line_count: int
    functions: tuple[str, ...] = ()


def check_form(message: list[Tree]) -> None:
    """Raise CodecError unless the message has the form of an answer."""
    if type(message[0]) is not str or LENGTHS.get(message[0]) != len(message):
        raise CodecError("an answer of an unknown form")


def read_value(message: list[Tree], blob: bytearray, read: dict[str, Any], generators: list[Any]) -> Answer:
    """The answer of a call that returned. Raises one of MALFORMED."""
    decoder = Decoder(blob, read)
    value, extra = decoder.decode(message[1]), decoder.decode(message[2])
    if type(extra) is not dict:
        raise CodecError("a record that is no dict")
    states = [decoder.decode(tree) for tree in message[3]]
    if [type(state) for state in states] != [type(item) for item in generators]:
        raise CodecError("states of generators that were not passed in")
    return Answer(value, extra, states)


def texts(value: Any) -> list[str]:
    """A list of text, and nothing that only behaves like one: an array would be walked element by element."""
    if type(value) is not list or any(type(item) is not str for item in value):
        raise CodecError("a malformed answer")
    return value


def read_exception(message: list[Tree], blob: bytearray) -> list[Any]:
    """The body of an exception as a worker writes it: see `failure_of_exception`. Raises one of MALFORMED."""
    body = Decoder(blob).decode(message[1])
    name, bases, text, frames, output = body
    texts([name, text, output])
    texts(bases)
    if type(body) is not list or type(frames) is not list:
        raise CodecError("a malformed answer")
    for line, function, source in frames:
        texts([function, source])
        if type(line) is not int:
            raise CodecError("a malformed answer")
    return body


def read_load_failure(message: list[Tree], blob: bytearray, of: Submission) -> StudentFailure:
    """The failure of a module that raised while it was executed."""
    try:
        return failure_of_exception(read_exception(message, blob), of.filename, of.line_count, loading=True)
    except MALFORMED:
        return Crashed(say(DISTURBED))


def read_failure(message: list[Tree], blob: bytearray, name: str, of: Submission) -> tuple[StudentFailure, str]:
    """The failure that a worker reports, and what was printed before it. Raises one of MALFORMED."""
    kind = message[0]
    if kind == "raised":
        body = read_exception(message, blob)
        return failure_of_exception(body, of.filename, of.line_count), body[4]
    if kind == "missing":
        return _missing(name, of, Decoder(blob).decode(message[2])), ""
    (text,) = texts(message[1:])
    text = text[:TEXT_CAP]
    if kind == "refused":
        told = say("{name} returned {what}, which cannot be compared. Return plain numbers or arrays.")
        text = told.format(name=name, what=text)
    return Refused(text, say(UNCOMPARABLE)), ""


def _missing(name: str, of: Submission, names: Any) -> MissingFunction:
    others = [item[:NAME_CAP] for item in texts(names)[:NAMES_CAP] if item not in of.functions]
    near = difflib.get_close_matches(name, others, 1, 0.6)
    told = say("{file} defines no {name}.").format(file=of.filename, name=name)
    ask = " " + say("Did you mean to rename {near}?").format(near=near[0]) if near else ""
    return MissingFunction(told + ask, told)


def while_loading(failure: StudentFailure, filename: str) -> StudentFailure:
    """A failure of the process while it executed the module, told as such."""
    text = say("While {file} was being loaded: {what}")
    full, hint = (text.format(file=filename, what=what) for what in (failure.full, failure.hint))
    return type(failure)(full, hint)
