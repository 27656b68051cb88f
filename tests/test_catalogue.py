import shutil
from pathlib import Path

import pytest
import yaml

from grader.catalogue import Limits, read_catalogue
from grader.catalogue.names import suggest
from grader.errors import CatalogueError, UsageError
from tests.trees import EXERCISE, FILES, REFERENCE, make_solutions, make_topic

YAML = "solutions/1_foundations/1_vectors/exercise.yaml"
MODULE = "solutions/1_foundations/1_vectors/vectors.py"
FOLDER = "solutions/1_foundations/1_vectors"


def refusal(solutions: Path) -> str:
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(solutions)
    return str(caught.value)


def refusal_of_topic(tmp_path: Path, **changes: str | bytes | None) -> str:
    make_topic(tmp_path / "solutions", **changes)
    return refusal(tmp_path / "solutions")


def test_exercises_come_in_the_order_of_the_numbers_not_of_the_letters(tmp_path):
    catalogue = read_catalogue(make_solutions(tmp_path))
    assert [exercise.relative for exercise in catalogue] == [
        "1_foundations/2_vectors",
        "1_foundations/10_tensors",
        "2_networks/1_layers",
    ]
    assert len(catalogue) == 3


def test_an_exercise_knows_its_files_and_what_its_yaml_says(tmp_path):
    exercise = read_catalogue(make_solutions(tmp_path)).find("layers")
    assert (exercise.topic, exercise.chapter, exercise.number) == ("layers", "2_networks", 1)
    assert exercise.info.title.zh == "layers 的和"
    assert list(exercise.info.functions) == ["layers_sum", "layers_mean"]
    assert exercise.info.limits == Limits(test_timeout_s=2)
    assert exercise.info.torch
    paths = [exercise.reference_path, exercise.public_suite, exercise.hidden_suite, exercise.misconceptions_path]
    assert all(path.is_file() for path in [*paths, *exercise.handouts.values(), *exercise.figures])
    assert exercise.shown == "solutions/2_networks/1_layers"


def test_the_default_limits_are_those_of_the_design():
    assert Limits().model_dump() == {
        "test_timeout_s": 5.0,
        "topic_timeout_s": 60.0,
        "topic_cpu_s": 20.0,
        "memory_mib": 3072,
        "output_kib": 64,
    }


@pytest.mark.parametrize("name", ["vectors", "2_vectors", "1_foundations/2_vectors", "1_foundations/2_vectors/"])
def test_a_topic_is_found_by_each_of_its_names(tmp_path, name):
    assert read_catalogue(make_solutions(tmp_path)).find(name).topic == "vectors"


@pytest.mark.parametrize("name", ["vector", "3_vector", "1_foundations/3_vectros"])
def test_an_unknown_topic_is_refused_with_the_nearest_names(tmp_path, name):
    with pytest.raises(UsageError, match=r"Did you mean .*vectors"):
        read_catalogue(make_solutions(tmp_path)).find(name)


def test_where_no_name_is_near_all_are_listed(tmp_path):
    with pytest.raises(UsageError, match="There are: vectors, tensors, layers"):
        read_catalogue(make_solutions(tmp_path)).find("zzz")


def test_a_number_that_two_chapters_have_asks_for_the_full_name(tmp_path):
    from grader.catalogue.names import find_topic

    with pytest.raises(UsageError, match="several topics: 1_a/1_x, 2_b/1_x"):
        find_topic("1_x", ["1_a/1_x", "2_b/1_x"])


def test_a_part_of_the_catalogue_keeps_its_order_and_refuses_unknown_names(tmp_path):
    catalogue = read_catalogue(make_solutions(tmp_path))
    assert [exercise.topic for exercise in catalogue.only(["layers", "2_vectors"])] == ["vectors", "layers"]
    assert len(catalogue.only([])) == 3
    with pytest.raises(UsageError):
        catalogue.only(["nothing"])


def test_caches_and_dotfiles_are_no_business_of_the_catalogue(tmp_path):
    solutions = make_solutions(tmp_path)
    for folder in (solutions, solutions / "1_foundations", solutions / "1_foundations/2_vectors"):
        (folder / "__pycache__").mkdir()
        (folder / ".DS_Store").touch()
    assert len(read_catalogue(solutions)) == 3


def test_windows_line_ends_and_a_byte_order_mark_are_fine(tmp_path):
    make_topic(
        tmp_path / "solutions",
        exercise__yaml=b"\xef\xbb\xbf" + EXERCISE.replace("TOPIC", "vectors").replace("\n", "\r\n").encode(),
        reference=REFERENCE.replace("\n", "\r\n"),
    )
    assert len(read_catalogue(tmp_path / "solutions")) == 1


def test_a_missing_solutions_folder_is_refused(tmp_path):
    assert "solutions does not exist. Name the folder" in refusal(tmp_path / "solutions")


def test_a_file_instead_of_the_solutions_folder_is_refused(tmp_path):
    (tmp_path / "solutions").touch()
    assert "solutions is not a folder" in refusal(tmp_path / "solutions")


@pytest.mark.parametrize("chapter", [".", "1_foundations"])
def test_solutions_without_an_exercise_are_refused(tmp_path, chapter):
    (tmp_path / "solutions" / chapter).mkdir(parents=True)
    assert "holds no exercise. Add a folder such as solutions/1_foundations/1_tensors" in refusal(
        tmp_path / "solutions"
    )


@pytest.mark.parametrize("name", ["norms", "0_norms", "01_norms", "1-norms", "1_Norms", "1_lambda", "1_"])
@pytest.mark.parametrize("parent", ["", "1_foundations/"])
def test_a_malformed_folder_name_is_refused(tmp_path, parent, name):
    make_topic(tmp_path / "solutions", "1_foundations/2_vectors")
    (tmp_path / "solutions" / parent / name).mkdir()
    assert f"solutions/{parent}{name}: {name!r} is no name for a folder here" in refusal(tmp_path / "solutions")


@pytest.mark.parametrize("parent", ["", "1_foundations/"])
def test_a_stray_file_between_the_folders_is_refused(tmp_path, parent):
    make_topic(tmp_path / "solutions")
    (tmp_path / "solutions" / parent / "3_notes").touch()
    assert f"solutions/{parent}3_notes: '3_notes' is a file that does not belong" in refusal(tmp_path / "solutions")


def test_a_number_may_be_given_once_in_a_chapter(tmp_path):
    make_topic(tmp_path / "solutions", "1_foundations/1_norms")
    make_topic(tmp_path / "solutions", "1_foundations/1_vectors")
    text = "solutions/1_foundations/1_vectors: 1_norms has the number 1 already. Give one of them another."
    assert text in refusal(tmp_path / "solutions")


def test_a_topic_may_stand_in_one_chapter_only(tmp_path):
    make_topic(tmp_path / "solutions", "1_foundations/1_vectors")
    make_topic(tmp_path / "solutions", "2_more/3_vectors")
    text = "solutions/2_more/3_vectors: the topic 'vectors' is solutions/1_foundations/1_vectors already."
    assert text in refusal(tmp_path / "solutions")


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(tmp_path, name):
    folder = make_topic(tmp_path / "solutions")
    (folder / name.replace("TOPIC", "vectors")).unlink()
    assert f"{FOLDER}/{name.replace('TOPIC', 'vectors')} is missing" in refusal(tmp_path / "solutions")


def test_a_folder_where_a_file_should_be_is_named(tmp_path):
    folder = make_topic(tmp_path / "solutions", handout__md=None)
    (folder / "handout.md").mkdir()
    assert f"{FOLDER}/handout.md is not a file" in refusal(tmp_path / "solutions")


@pytest.mark.parametrize("name", ["norms.py~", "notes.txt", "figure.svg", "data/"])
def test_a_file_that_the_folder_should_not_hold_is_named(tmp_path, name):
    folder = make_topic(tmp_path / "solutions")
    (folder / name).mkdir() if name.endswith("/") else (folder / name).touch()
    assert f"{FOLDER}/{name.rstrip('/')} does not belong in a topic's folder" in refusal(tmp_path / "solutions")


def test_text_that_is_not_utf8_is_refused_with_its_line(tmp_path):
    text = refusal_of_topic(tmp_path, handout__md="# Norms\n\nEst-ce réel ?\n".encode("latin-1"))
    assert text == f"{FOLDER}/handout.md, line 3: the byte 0xe9 is not UTF-8. Save the file as UTF-8."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", f"{YAML}, line 1: the file is empty; it must be a mapping."),
        ("- a\n- b\n", f"{YAML}, line 1: the file holds a list; it must be a mapping."),
        ("just text\n", f"{YAML}, line 1: the file holds a str; it must be a mapping."),
        ("title: a\nforbid: [x\n", f"{YAML}, line 3: column 1: expected ',' or ']'"),
        ("title: a\n\tforbid: x\n", f"{YAML}, line 2: column 1: found character '\\t'"),
        ("title: &a b\nforbid: *c\n", f"{YAML}, line 2: column 9: found undefined alias 'c'"),
        ("title: !!python/name:os.system\n", f"{YAML}, line 1: column 8: could not determine a constructor"),
        ("title: a\n---\ntitle: b\n", f"{YAML}, line 2: column 1: but found another document"),
        ("title: a\nforbid: \x07\n", f"{YAML}, line 2: the character '\\x07' is not allowed in YAML. Delete it."),
        (
            "torch: no\ntitle: {en: [2024-13-45]}\n",
            f"{YAML}, line 2: a value cannot be read: month must be in 1..12. Correct it",
        ),
    ],
)
def test_yaml_that_is_no_mapping_is_refused_with_line_and_column(tmp_path, content, message):
    assert message in refusal_of_topic(tmp_path, exercise__yaml=content)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("limits: {test_timeout_s: -3}", "line 9: limits.test_timeout_s is -3; it must be greater than 0. "
         "Give the seconds a test may take."),
        ("limits:\n  memory_mib: 1\n  topic_cpu_s: 1e9", "line 11: limits.topic_cpu_s is \"1e9\"; it must be a number"),
        ("limits: {topic_timeout_s: 90000}", "line 9: limits.topic_timeout_s is 90000; it must be at most 3600."),
        ("limits: {output_kib: 1.5}", "line 9: limits.output_kib is 1.5; it must be a whole number."),
        ("limits: {test_timeout_s: .inf}", "line 9: limits.test_timeout_s is Infinity; it must be a finite number."),
        ("limits: {test_timeout_s: true}", "line 9: limits.test_timeout_s is true; it must be a number."),
        ("limits: 5", "line 9: limits is 5; it must be a mapping. Give the limits that differ from the defaults."),
        ("limits: {test_timeout: 2}", "line 9: `limits.test_timeout` is not a known key. Did you mean test_timeout_s"),
        ("limit: {}", "line 9: `limit` is not a known key. Did you mean limits"),
        ("torch: 1", "line 9: torch is 1; it must be true or false."),
        ("3: 4", "line 9: the key `3` is no text for YAML but a value (int). Put it in quotes."),
        ("prerequisites: norms", "line 9: prerequisites is \"norms\"; it must be a list. Give the names of the topics"),
        ("prerequisites: [3]", "line 9: prerequisites[0] is 3; it must be text. Give the names of the topics"),
        ("figures: [../a.svg]", "line 9: figures[0] is \"../a.svg\"; it must look as such a name does. Give names of"),
        ("figures: [a.svg]", "line 9: figures[0] is 'a.svg', but the folder holds no such file."),
        ("prerequisites: [sums]", "line 9: prerequisites[0] is 'sums', which is no topic. There are: vectors."),
        ("torch: false\ntorch: true", "line 10: the key `torch` stands on line 9 already. Keep one of the two."),
        ("limits: {memory_mib: 1, memory_mib: 2}", "line 9: the key `memory_mib` stands on line 9 already."),
        ("equivalent_mutants: [{function: vectors_sum, diff: a}]", "line 9: equivalent_mutants[0].reason is missing. "
         "Give the reason why no test can see the change."),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_with_its_line_and_what_to_do(tmp_path, change, message):
    assert f"{YAML}, {message}" in refusal_of_topic(tmp_path, exercise__yaml=f"{EXERCISE}{change}\n")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("zh: TOPIC 的和", "zh: ' '", "line 1: title.zh is \" \"; it must not be empty. Give the Chinese text."),
        (", zh: TOPIC 的和", "", "line 1: title.zh is missing. Give the Chinese text."),
        ("zh: 哪些数相加", "zh: no", "line 5: functions.vectors_sum.hints[0].zh is false; it must be text."),
        ("    hints: []", "    hint: []", "line 7: `functions.vectors_mean.hint` is not a known key. Did you mean"),
        ("    hints: []", "", "line 6: functions.vectors_mean is null; it must be a mapping. Give each function"),
        ("  TOPIC_mean:", "  2nd:", "line 6: \"2nd\" is not the name of a function. Write it as in the reference."),
        ("  TOPIC_mean:", "  no:", "line 6: the key `no` is no text for YAML but a value (bool). Put it in quotes."),
        ("[numpy.mean]", "['np mean']", "line 8: forbid[0] is \"np mean\"; it must look as such a name does."),
        ("TOPIC_mean", "TOPIC_means", "line 6: functions.vectors_means is not defined at the top level of "
         f"{MODULE}. Did you mean vectors_mean"),
    ],
)  # fmt: skip
def test_what_is_missing_or_misspelt_in_the_yaml_is_named(tmp_path, old, new, message):
    assert f"{YAML}, {message}" in refusal_of_topic(tmp_path, exercise__yaml=EXERCISE.replace(old, new))


def test_a_yaml_library_without_its_fast_part_reads_the_same(tmp_path, monkeypatch):
    fast = read_catalogue(make_solutions(tmp_path))
    monkeypatch.setattr("grader.catalogue.document._Fast", yaml.SafeLoader)
    assert read_catalogue(tmp_path / "solutions") == fast


def test_an_exercise_needs_a_function(tmp_path):
    text = refusal_of_topic(tmp_path, exercise__yaml="title: {en: A, zh: B}\nfunctions: {}\n")
    assert f"{YAML}, line 2: functions is {{}}; it must have at least one entry. Give each function" in text


def test_a_merged_mapping_is_no_duplicate(tmp_path):
    more = "limits: {<<: {memory_mib: 100, output_kib: 1}, memory_mib: 200}\n"
    make_topic(tmp_path / "solutions", "2_more/1_sums", exercise__yaml=EXERCISE + more)
    assert read_catalogue(tmp_path / "solutions").find("sums").info.limits == Limits(memory_mib=200, output_kib=1)


def test_anchors_may_refer_to_each_other_and_to_themselves(tmp_path):
    loop = "forbid: &a [x, *a]\n"
    assert "line 8: forbid[1] is a list; it must be text." in refusal_of_topic(
        tmp_path, exercise__yaml=EXERCISE.replace("forbid: [numpy.mean]\n", loop)
    )


def test_all_mistakes_of_all_files_are_named_at_once(tmp_path):
    make_topic(tmp_path / "solutions", exercise__yaml="titel: a\ntorch: 1\n", handout__md=None)
    make_topic(tmp_path / "solutions", "2_more/1_sums", test_hidden__py=None)
    lines = refusal(tmp_path / "solutions").splitlines()
    for part in (
        "handout.md is missing",
        "line 1: `titel`",
        "line 1: title is missing",
        "line 2: torch",
        "test_hidden.py",
    ):
        assert any(part in line for line in lines)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("return", "return )", "line 8: Python cannot read it: unmatched ')'. Correct the reference."),
        ("total", "\0", "Python cannot read it: "),
        (
            "    ### BEGIN SOLUTION\n    return TOPIC_sum",
            "    return TOPIC_sum",
            "line 20: `vectors_mean` has no solution markers.",
        ),
        (
            "def _floats_of_TOPIC(x: np.ndarray) -> np.ndarray:",
            "### END SOLUTION\ndef _floats_of_TOPIC(x):\n    ### BEGIN SOLUTION",
            "line 8: `_floats_of_vectors` has solution markers, but exercise.yaml does not list it. Add it",
        ),
    ],
)
def test_a_reference_that_does_not_fit_its_yaml_is_refused(tmp_path, old, new, message):
    text = refusal_of_topic(tmp_path, reference=REFERENCE.replace(old, new))
    assert MODULE in text
    assert message in text


def test_prerequisites_may_not_form_a_circle(tmp_path):
    solutions = make_solutions(tmp_path)
    shutil.rmtree(solutions / "1_foundations/2_vectors")
    make_topic(solutions, "1_foundations/2_vectors", exercise__yaml=EXERCISE + "prerequisites: [tensors]\n")
    text = "the prerequisites form a circle: vectors needs tensors needs vectors. Take one of them out."
    assert refusal(solutions) == text


def test_a_topic_cannot_need_itself(tmp_path):
    text = refusal_of_topic(tmp_path, exercise__yaml=EXERCISE + "prerequisites: [vectors]\n")
    assert "circle: vectors needs vectors" in text


def test_a_list_of_names_says_each_once_and_is_cut_where_it_is_a_class():
    assert suggest("zz", ["ada", "ada", "bob"]) == "There are: ada, bob."
    assert suggest("zz", map(str, range(1000))).endswith(" 18, 19 and 980 more.")
