"""A generated notebook in a real page: a Jupyter server, a kernel, Chromium, and `%check` run in it."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import nbformat

from grader.catalogue import read_catalogue
from grader.notebook.cells import notebook_of
from tests.browser import browser, needs_browser

SOLUTIONS = Path(__file__).parents[1] / "solutions"
WRONG = "def l1_norm(x):\n    return np.sum(x)"
PATIENCE = 60  # seconds, for a busy machine


def wait_for(condition, what):
    """The condition's value, once it has one."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come in {PATIENCE} s")


@contextmanager
def jupyter(folder, private):
    """A server for a folder; gives its address."""
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "HOME")
    env = os.environ | {name: str(private / name) for name in names} | {"LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0",
               "--IdentityProvider.token=", "--expose-app-in-browser", f"--ServerApp.root_dir={folder}"]  # fmt: skip
    with (private / "log").open("w") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=log, cwd=folder)
    try:
        runtime = private / "JUPYTER_RUNTIME_DIR"
        found = wait_for(lambda: list(runtime.glob("jpserver-*.json")), "the server")
        yield (
            json.loads(wait_for(found[0].read_text, "its address"))["url"].rstrip("/").replace("127.0.0.1", "localhost")
        )
    finally:
        server.terminate()
        server.wait(timeout=60)


@needs_browser
def test_a_check_in_a_page_shows_what_is_wrong(tmp_path):
    notebook = notebook_of(read_catalogue(SOLUTIONS).find("norms"), {"l1_norm": 4.0}, "en")
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "l1_norm":
            cell.source = WRONG
    (tmp_path / "work").mkdir()
    (tmp_path / "private").mkdir()
    nbformat.write(notebook, tmp_path / "work/norms.ipynb")
    with jupyter(tmp_path / "work", tmp_path / "private") as url, browser(tmp_path / "profile") as page:
        page.get(f"{url}/notebooks/norms.ipynb")
        script = "return window.jupyterapp && document.querySelectorAll('.jp-Cell').length > 2"
        wait_for(lambda: page.execute_script(script), "the notebook")
        figure = "return [...document.querySelectorAll('.jp-MarkdownOutput img')].some(i => i.naturalWidth > 0)"
        wait_for(lambda: page.execute_script(figure), "the figure of the handout")
        keep(page, tmp_path / "handout.png")
        ready = "return window.jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel?.status == 'idle'"
        wait_for(lambda: page.execute_script(ready), "the kernel")
        page.execute_script("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        table = wait_for(
            lambda: page.execute_script(
                "window.scrolled = (window.scrolled || 0) + 300;"
                "document.querySelector('.jp-WindowedPanel-outer').scrollTop = window.scrolled % 12000;"
                "const found = document.querySelector('.dg table');"
                "if (found) found.scrollIntoView({block: 'center'}); return found && found.innerText"
            ),
            "the table of %check",
        )
        keep(page, tmp_path / "check.png")
    assert "l1_norm" in table
    assert "The L1 norm" in table
    assert "Wrong value" in table


def keep(page, path):
    """A picture to look at, where somebody asks for one."""
    if folder := os.environ.get("GRADER_SCREENSHOTS"):
        page.save_screenshot(str(Path(folder) / path.name))
