"""What pydantic finds wrong with a YAML file, in words that name the line and the next step."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from grader.catalogue.document import Document, Location, Problem, parse_mapping
from grader.catalogue.names import suggest

Model = TypeVar("Model", bound=BaseModel)

DEMANDS = {
    "greater_than": "be greater than {gt:g}",
    "greater_than_equal": "be at least {ge:g}",
    "less_than_equal": "be at most {le:g}",
    "finite_number": "be a finite number",
    "float_type": "be a number",
    "int_type": "be a whole number",
    "bool_type": "be true or false",
    "string_type": "be text",
    "string_too_short": "not be empty",
    "string_pattern_mismatch": "look as such a name does",
    "list_type": "be a list",
    "dict_type": "be a mapping",
    "model_type": "be a mapping",
    "literal_error": "be {expected}",
    "too_short": "have at least one entry",
    "value_error": "{error}",  # our own validators say it in words that complete "it must ..."
}


def load(text: str, model: type[Model]) -> tuple[Model | None, Document | None, list[Problem]]:
    """A YAML text as a model, the document with its lines, and everything that is wrong with it.

    The model is there when its values are right, even if a key stands twice; look at the problems first.
    """
    document, problems = parse_mapping(text)
    if document is None:
        return None, None, problems
    try:
        return model.model_validate(document.data), document, problems
    except ValidationError as error:
        errors = [each for each in error.errors(include_url=False) if not _is_odd_key(each)]
        found = [_problem(each, document, model) for each in errors]
        return None, document, problems + found


def _is_odd_key(error: ErrorDetails) -> bool:
    """Whether a key is no text, of which the document's own problems speak."""
    return error["type"] == "invalid_key" or (error["loc"][-1:] == ("[key]",) and not isinstance(error["input"], str))


def _problem(error: ErrorDetails, document: Document, model: type[BaseModel]) -> Problem:
    where, kind = error["loc"], error["type"]
    path = _dotted(where)
    if where[-1] == "[key]":
        line = document.line_of(where[:-1], key=True)
        return Problem(line, f"{_shown(error['input'])} is not the name of a function. Write it as in the reference.")
    if kind == "extra_forbidden":
        return Problem(document.line_of(where, key=True), f"`{path}` is not a known key. {_nearest(model, where)}")
    if kind == "missing":
        return Problem(document.line_of(where), f"{path} is missing. {_remedy(model, where)}")
    demand = DEMANDS.get(kind, "be otherwise").format(**error.get("ctx", {}))
    return Problem(
        document.line_of(where),
        f"{path} is {_shown(error['input'])}; it must {demand}. {_remedy(model, where)}",
    )


def _dotted(where: Location) -> str:
    """`("functions", "f", "hints", 0)` as "functions.f.hints[0]"."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where if step != "[key]")
    return text.removeprefix(".")


def _shown(value: object) -> str:
    """A value as it stands in YAML, shortened."""
    if value and isinstance(value, list | dict):  # it may be long, and by an anchor even hold itself
        return "a list" if isinstance(value, list) else "a mapping"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def _fields_at(model: type[BaseModel], where: Location) -> Mapping[str, FieldInfo]:
    """The fields that may stand at a place."""
    here: Any = model
    for step in where:
        here = here.model_fields[step].annotation if hasattr(here, "model_fields") else get_args(here)[-1]
    return here.model_fields if hasattr(here, "model_fields") else {}


def _remedy(model: type[BaseModel], where: Location) -> str:
    named = where
    while isinstance(named[-1], int) or named[-1] not in _fields_at(model, named[:-1]):
        named = named[:-1]  # an item of a list, an entry of a mapping: what holds it has the description
    return f"Give {_fields_at(model, named[:-1])[str(named[-1])].description}."


def _nearest(model: type[BaseModel], where: Location) -> str:
    return suggest(str(where[-1]), _fields_at(model, where[:-1]))
