"""What an instructor has: the folders under `solutions/`, read and checked."""

from grader.catalogue.model import Exercise, ExerciseFile, FunctionInfo, Limits, Text
from grader.catalogue.read import Catalogue, read_catalogue

__all__ = ["Catalogue", "Exercise", "ExerciseFile", "FunctionInfo", "Limits", "Text", "read_catalogue"]
