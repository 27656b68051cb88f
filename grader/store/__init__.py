"""Every grading that was ever done, in one database: written as results come, read back when marks are wanted."""

from grader.errors import StoreError

try:
    from grader.store.open import open_store
    from grader.store.rows import Graded
    from grader.store.scores import Scored
    from grader.store.store import Attempted, Store
except ModuleNotFoundError as error:
    raise StoreError(f"Grading needs {error.name}: `pip install 'deep-grader[instructor]'` brings it.") from None

__all__ = ["Attempted", "Graded", "Scored", "Store", "open_store"]
