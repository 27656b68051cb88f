"""Deep Grader: deep-learning exercises and the grader that marks them."""

__version__ = "0.1.0"


def load_ipython_extension(shell: object) -> None:
    """What `%load_ext grader` calls in a notebook: from then on there is `%check`."""
    import importlib

    importlib.import_module("grader.notebook.magic").register(shell)
