"""Where a pipeline runs, told by the variables that the place sets."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["github", "gitlab", "gradescope", "jenkins", "shell"]
KINDS: tuple[Kind, ...] = ("github", "gitlab", "gradescope", "jenkins", "shell")
ROOT_VARIABLE = "GRADER_AUTOGRADER_ROOT"
AUTOGRADER = "/autograder"


@dataclass(frozen=True)
class Place:
    """Where the pipeline runs.

    Attributes:
        kind: which system it is.
        root: the folder that paths in annotations start from.
        owner: whose work it is, as far as the place says; a repository's name stays, whoever starts the pipeline.
        variables: the environment.
    """

    kind: Kind
    root: Path
    owner: str
    variables: Mapping[str, str]

    @property
    def autograder(self) -> Path:
        """Gradescope's folder."""
        return Path(self.variables.get(ROOT_VARIABLE) or AUTOGRADER)


def find_place(wanted: str | None = None, variables: Mapping[str, str] = os.environ) -> Place:
    """The place that was named, or else the one whose variables are set."""
    kind = next((kind for kind in KINDS if kind == wanted), None) or _found(variables)
    root, owner = {
        "github": ("GITHUB_WORKSPACE", "GITHUB_REPOSITORY"),
        "gitlab": ("CI_PROJECT_DIR", "CI_PROJECT_PATH"),
        "jenkins": ("WORKSPACE", "JOB_NAME"),
    }.get(kind, ("", ""))
    folder = Path(variables.get(root) or Path.cwd()).resolve()
    return Place(kind, folder, variables.get(owner, ""), variables)


def _found(variables: Mapping[str, str]) -> Kind:
    if variables.get("GITHUB_ACTIONS") == "true":
        return "github"
    if variables.get("GITLAB_CI") == "true":
        return "gitlab"
    if variables.get("JENKINS_URL"):
        return "jenkins"
    autograder = Path(variables.get(ROOT_VARIABLE) or AUTOGRADER)
    return "gradescope" if (autograder / "submission").is_dir() else "shell"
