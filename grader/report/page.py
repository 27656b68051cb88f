"""Pages out of templates: one file each, with its style and script inside, and everything escaped."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from grader import __version__
from grader.language import say, spoken

TEMPLATES = Path(__file__).with_name("templates")
HTML_LANGUAGES = {"en": "en", "zh": "zh-Hans"}


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    made.globals["_"] = say
    return made


@cache
def _asset(name: str) -> Markup:
    """A file of ours to stand in the page as it is."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704 - our own file, with no value in it


def render(template: str, values: Mapping[str, Any]) -> str:
    """A page in the language of the moment."""
    script = _asset("table.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        _environment()
        .get_template(template)
        .render(
            html_language=HTML_LANGUAGES[spoken()],
            style=_asset("style.css"),
            script=script,
            script_hash=f"sha256-{digest}",
            version=__version__,
            **values,
        )
    )
