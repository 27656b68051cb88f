"""Small changes of a reference's solution, each of which the suites should notice."""

from grader.validate.mutation.mutate import Mutant, mutants_of

__all__ = ["Mutant", "mutants_of"]
