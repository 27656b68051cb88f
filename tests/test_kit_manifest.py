import pytest
import yaml

from grader import __version__
from grader.catalogue import read_catalogue
from grader.errors import UsageError
from grader.kit import Kit, read_kit
from grader.kit.manifest import FILE, GENERATED, make_kit
from grader.kit.readme import render_readme
from tests.trees import EXERCISE, make_solutions, make_topic


@pytest.fixture
def kit(tmp_path) -> Kit:
    return make_kit(read_catalogue(make_solutions(tmp_path)))


def refusal(root) -> str:
    with pytest.raises(UsageError) as caught:
        read_kit(root)
    return str(caught.value)


def test_a_kit_comes_back_from_its_file_as_it_was(kit, tmp_path):
    (tmp_path / FILE).write_text(kit.to_yaml(GENERATED), "utf-8")
    assert read_kit(tmp_path) == kit
    assert (tmp_path / FILE).read_text("utf-8").startswith("# Generated from solutions/, do not edit.\n")


def test_a_kit_says_what_students_may_know(kit):
    layers = kit.find("layers")
    assert kit.grader == __version__
    assert (layers.topic, layers.path, layers.stub) == (
        "layers",
        "2_networks/1_layers",
        "2_networks/1_layers/layers.py",
    )
    assert (layers.torch, layers.limits.test_timeout_s, layers.forbid) == (True, 2, ["numpy.mean"])
    assert layers.functions["layers_sum"].hints[0].en == "Which numbers are added"
    assert [topic.topic for topic in kit.topics] == ["vectors", "tensors", "layers"]
    assert kit.find("tensors").prerequisites == ["vectors"]


def test_a_kit_does_not_tell_mutants_or_misconceptions(tmp_path):
    mutants = "equivalent_mutants: [{function: vectors_sum, diff: a secret, reason: a secret}]\n"
    make_topic(tmp_path / "solutions", exercise__yaml=EXERCISE + mutants)
    text = make_kit(read_catalogue(tmp_path / "solutions")).to_yaml(GENERATED)
    assert "secret" not in text
    assert "without_division" not in text


def test_the_file_is_readable_in_both_languages_and_leaves_defaults_out(kit):
    text = kit.to_yaml(GENERATED)
    assert "vectors 的和" in text
    assert set(yaml.safe_load(text)["topics"][0]) == {"path", "title", "functions", "forbid"}


def test_a_kit_lists_its_files(kit):
    files = kit.only(["layers"]).files()
    names = ["layers.py", "test_layers.py", "README.md", "README.zh.md", "layer.svg"]
    assert files == ["kit.yaml", "README.md", *(f"2_networks/1_layers/{name}" for name in names)]


def test_a_part_of_a_kit_keeps_its_order_and_refuses_unknown_topics(kit):
    assert [topic.topic for topic in kit.only(["1_layers", "vectors"]).topics] == ["vectors", "layers"]
    assert kit.only([]) == kit
    with pytest.raises(UsageError, match=r"there is no topic 'layer'. Did you mean layers?"):
        kit.only(["layer"])


def test_the_readme_says_how_to_start_and_lists_the_topics(kit):
    text = render_readme(kit)
    assert '`pip install "deep-grader[torch]"`' in text
    assert "`grader check vectors`" in text
    assert "| [tensors](1_foundations/10_tensors/README.md) | Sums of tensors | vectors |" in text
    assert "`pip install deep-grader`" in render_readme(kit.only(["vectors"]))


def test_a_folder_without_a_kit_is_refused(tmp_path):
    assert f"{tmp_path} holds no kit.yaml, so it is no folder of exercises. Make one with" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "kit.yaml, line 1: the file is empty"),
        ("grader: [", "kit.yaml, line 1: column 10: expected the node content"),
        ("grader: 1\ntopics: []\n", "kit.yaml, line 1: grader is 1; it must be text. Give the version of the grader"),
        ("grader: a\ntopics: []\n", "kit.yaml, line 2: topics is []; it must have at least one entry."),
        ("grader: a\ntopics:\n  - path: ../../etc\n", 'kit.yaml, line 3: topics[0].path is "../../etc"; it must look'),
        ("grader: a\ntopics:\n  - path: 1_a/1_b\n", "kit.yaml, line 3: topics[0].title is missing."),
        ("grader: a\ngrader: a\n", "kit.yaml, line 2: the key `grader` stands on line 1 already."),
    ],
)
def test_a_damaged_kit_is_refused_with_the_line_and_the_way_out(tmp_path, content, message):
    (tmp_path / FILE).write_text(content, "utf-8")
    assert message in refusal(tmp_path)
    assert "take it from a new `grader start DIR`" in refusal(tmp_path)


def test_a_kit_that_is_not_utf8_is_refused(tmp_path):
    (tmp_path / FILE).write_bytes(b"grader: \xe9")
    assert "kit.yaml: the byte 0xe9 is not UTF-8." in refusal(tmp_path)
