# `make demo` and `make test` need nothing but Python 3.11 or newer and make; both use a virtual environment of their own.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check bench docs clean

demo: $(VENV)/.demo
	$(BIN)/weighbridge rank policies/eu-bank-onprem.yaml

test: $(VENV)/.dev
	$(MAKE) check BIN=$(BIN)

check:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --numprocesses auto --dist worksteal --cov --cov-report term

bench: $(VENV)/.dev
	$(BIN)/python -m tools.bench $(BENCH)

docs: $(VENV)/.dev
	$(BIN)/python -m tools.docs

clean:
	rm -rf $(VENV)

$(VENV)/.demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable ".[dev]"
	touch $@
