# Two commands do everything on a fresh machine with Python 3.11 or newer: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SAMPLE := tests/submissions/sample

.PHONY: demo test lint types unit bench fuzz generate clean

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'Python 3.11 or newer is needed: make PYTHON=python3.12')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable . --group dev
	touch $@

# Grade the sample class with the real engine. A class is rarely perfect, so exit code 1 (points lost) is no failure here.
demo: $(READY)
	$(BIN)/grader grade $(SAMPLE) --json demo-results.json || test $$? -eq 1
	@echo "The details are in demo-results.json."

test: lint types unit

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

# Two processes; tests of one file stay together, because they share a warm worker.
unit: $(READY)
	$(BIN)/python -m pytest -n 2 --dist loadfile

bench: $(READY)
	$(BIN)/python -m tests.benchmarks

# A million hostile frames against the trusted side's reading code; `make test` sends twenty thousand.
fuzz: $(READY)
	$(BIN)/python -m tests.fuzz --frames 500000
	$(BIN)/python -m tests.fuzz --frames 500000 --torch

generate: $(READY)
	$(BIN)/grader generate

clean:
	rm -rf $(VENV) demo-results.json dist .mypy_cache .ruff_cache .pytest_cache
