"""One exercise as data: what `exercise.yaml` may say, and where the folder's files are.

The description of a field is the end of the sentence "Give ...", which an error message closes with.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Language = Literal["en", "zh"]
NonEmpty = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
FunctionName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]\w*$")]
DottedName = Annotated[str, StringConstraints(pattern=r"^(\.[A-Za-z_]\w*|[A-Za-z_]\w*(\.[A-Za-z_]\w*)*)$")]
FigureName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][\w-]*\.(svg|png|jpg|jpeg|gif|webp)$")]


class Strict(BaseModel):
    """Nothing is guessed: unknown keys are errors, "2" is not a number, and values do not change."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Text(Strict):
    """A text that a student reads, in both languages."""

    en: NonEmpty = Field(description="the English text")
    zh: NonEmpty = Field(description="the Chinese text")


class Limits(Strict):
    """What a submission may use."""

    test_timeout_s: float = Field(5.0, gt=0, le=600, description="the seconds a test may take")
    topic_timeout_s: float = Field(60.0, gt=0, le=3600, description="the seconds a whole topic may take")
    topic_cpu_s: float = Field(20.0, gt=0, le=3600, description="the seconds of CPU a whole topic may use")
    memory_mib: int = Field(3072, gt=0, le=65536, description="the MiB of address space a topic may use")
    output_kib: int = Field(64, gt=0, le=10240, description="the KiB of printed output that are kept")


class FunctionInfo(Strict):
    """A function or class that the student writes."""

    hints: list[Text] = Field(description="a list of hints, each with `en` and `zh`, from gentle to nearly telling")


class EquivalentMutant(Strict):
    """A change of the reference that no test can tell from the original, and why."""

    function: NonEmpty = Field(description="the name of the function that is changed")
    diff: NonEmpty = Field(description="the change")
    reason: NonEmpty = Field(description="the reason why no test can see the change")


class ExerciseFile(Strict):
    """The content of `exercise.yaml`."""

    title: Text = Field(description="the title, as {en: ..., zh: ...}")
    prerequisites: list[NonEmpty] = Field(default=[], description="the names of the topics to do first")
    torch: bool = Field(False, description="true when the worker needs torch")
    functions: dict[FunctionName, FunctionInfo] = Field(
        min_length=1, description="each function or class that the student writes, with its `hints`"
    )
    forbid: list[DottedName] = Field(
        default=[], description="full names such as numpy.linalg.norm, or .norm for a method"
    )
    limits: Limits = Field(default=Limits(), description="the limits that differ from the defaults")
    figures: list[FigureName] = Field(default=[], description="names of pictures in this folder, such as figure.svg")
    equivalent_mutants: list[EquivalentMutant] = Field(default=[], description="a list of {function, diff, reason}")


@dataclass(frozen=True)
class Exercise:
    """A topic's folder under `solutions/`.

    Attributes:
        topic: "norms", for the folder `2_norms`.
        chapter: the chapter's folder, "1_foundations".
        number: 2, for the folder `2_norms`.
        folder: where the folder is.
        info: what its `exercise.yaml` says.
    """

    topic: str
    chapter: str
    number: int
    folder: Path
    info: ExerciseFile

    @property
    def relative(self) -> str:
        """Its place under `solutions/` and under `exercises/`: "1_foundations/2_norms"."""
        return f"{self.chapter}/{self.folder.name}"

    @property
    def shown(self) -> str:
        """What messages call the folder, wherever it is: "solutions/1_foundations/2_norms"."""
        return f"{self.folder.parent.parent.name}/{self.relative}"

    @property
    def reference_path(self) -> Path:
        """The reference solution."""
        return self.folder / f"{self.topic}.py"

    @property
    def public_suite(self) -> Path:
        """The tests that go out with the stub."""
        return self.folder / "test_public.py"

    @property
    def hidden_suite(self) -> Path:
        """The tests that never leave the folder."""
        return self.folder / "test_hidden.py"

    @property
    def misconceptions_path(self) -> Path:
        """The wrong variants."""
        return self.folder / "misconceptions.py"

    @property
    def pictures_path(self) -> Path | None:
        """What draws pictures for students' reports, if there is any."""
        path = self.folder / "pictures.py"
        return path if path.is_file() else None

    @property
    def figures_script(self) -> Path | None:
        """What draws the handouts' figures, if there is any."""
        path = self.folder / "figures.py"
        return path if path.is_file() else None

    @property
    def handouts(self) -> dict[str, Path]:
        """The handout of each language."""
        return {"en": self.folder / "handout.md", "zh": self.folder / "handout.zh.md"}

    @property
    def figures(self) -> list[Path]:
        """The pictures that the handouts show."""
        return [self.folder / name for name in self.info.figures]
