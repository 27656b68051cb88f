"""Two languages: every message has its translation, and each is shown where it is asked for."""

import ast
import io
import re
import string

import pytest
from babel.messages.mofile import read_mo

from grader.compare import Mismatch, assert_close
from grader.language import SOURCE, catalogue, later, of_locale, say, say_number, speaking, spoken
from tests import messages

FORMATTER = string.Formatter()
CHINESE = re.compile("[一-鿿]")


def fields(text):
    return {name for _, name, _, _ in FORMATTER.parse(text) if name is not None}


def listed(pair):
    """A message and its translation, whose plural forms are a tuple here and a list there."""
    return [list(part) if isinstance(part, (tuple, list)) else part for part in pair]


@pytest.fixture(scope="module", params=messages.LANGUAGES)
def language(request):
    return request.param


@pytest.fixture(scope="module")
def source():
    return [message for message in messages.extracted() if message.id]


def test_every_message_has_a_translation(language, source):
    have = messages.catalogue(language)
    missing = [item.id for item in source if have.get(item.id) is None or not messages.translated(have.get(item.id))]
    assert missing == [], "run `python -m tests.messages`, then write the translations"


def test_no_translation_is_left_over(language, source):
    wanted = {item.id for item in source}
    assert [item.id for item in messages.catalogue(language) if item.id and item.id not in wanted] == []


def test_translations_have_the_fields_of_their_messages(language, source):
    have = messages.catalogue(language)
    for item in source:
        wanted = fields(item.id if isinstance(item.id, str) else item.id[-1])
        found = have.get(item.id).string
        for text in found if isinstance(found, tuple) else (found,):
            assert fields(text) == wanted, text


def test_what_is_compiled_is_what_is_written(language):
    written = messages.catalogue(language)
    compiled = read_mo(io.BytesIO(messages.po(language).with_suffix(".mo").read_bytes()))
    pairs = [[(item.id, item.string) for item in each if item.id] for each in (written, compiled)]
    assert sorted(map(repr, map(listed, pairs[0]))) == sorted(map(repr, map(listed, pairs[1])))


def test_no_message_stands_inside_an_f_string_where_it_is_not_found():
    """What is collected for the catalogues are calls; those in the braces of an f-string are only text."""
    hidden = [
        f"{path.name}:{call.lineno}"
        for path in messages.ROOT.rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in messages.KEYWORDS
        if isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []


@pytest.mark.parametrize("variables", [{"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, {"LC_MESSAGES": "zh_TW", "LANG": "C"}])
def test_the_locale_is_read_as_posix_says(monkeypatch, variables):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert of_locale() == SOURCE
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert of_locale() == "zh"
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert of_locale() == SOURCE


def test_a_language_is_spoken_for_the_time_of_a_block():
    assert spoken() == SOURCE
    with speaking("zh"):
        assert spoken() == "zh"
        assert say("Wrong shape") == "形状不对"
        with speaking("en"):
            assert say("Wrong shape") == "Wrong shape"
        assert later("Wrong shape") == "Wrong shape"
    assert say("Wrong shape") == "Wrong shape"


def test_the_language_comes_back_after_an_error():
    with pytest.raises(KeyError), speaking("zh"):
        raise KeyError
    assert spoken() == SOURCE


def test_numbers_choose_the_form():
    forms = ("{number} element", "{number} elements")
    assert [say_number(*forms, number).format(number=number) for number in (1, 2)] == ["1 element", "2 elements"]
    with speaking("zh"):
        assert [say_number(*forms, number).format(number=number) for number in (1, 2)] == ["1 个元素", "2 个元素"]


def test_a_language_without_a_catalogue_speaks_the_source():
    assert catalogue("fr").gettext("Wrong shape") == "Wrong shape"


@pytest.mark.parametrize(
    ("actual", "expected", "words"),
    [
        ([[1.0, 2.0], [3.0, 4.5]], [[1.0, 3.0], [2.0, 4.5]], "转置"),
        ([2.0, 4.5], [1.0, 2.25], "两倍"),
        (None, [1.0], "return"),
    ],
)
def test_what_assert_close_says_is_translated_whole(actual, expected, words):
    import numpy as np

    with speaking("zh"):
        with pytest.raises(Mismatch) as caught:
            assert_close(None if actual is None else np.array(actual), np.array(expected))
        texts = caught.value.full, caught.value.hint
    for text in texts:
        assert CHINESE.search(text)
        assert not re.search(r"\b(your|result|expected|the|is|are)\b", text), text
    assert words in texts[0]
