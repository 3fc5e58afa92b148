# The two commands of the README: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.run-$(shell cat requirements.lock pyproject.toml | cksum | cut -d' ' -f1)
DEV_STAMP := $(VENV)/.dev-$(shell cat requirements-dev.lock pyproject.toml | cksum | cut -d' ' -f1)

.PHONY: demo test check bench lock clean

demo: $(RUN_STAMP)
	$(BIN)/localize run
	$(BIN)/localize --project examples/phrasebook run

test: $(DEV_STAMP)
	$(BIN)/python -m pytest $(PYTEST)

check: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell

bench: $(DEV_STAMP)
	$(BIN)/python benchmarks/all.py $(DATA)

# Pinned and hashed, without download addresses. Needs pip-tools, made in a folder of its own.
lock:
	$(PYTHON) tools/lock.py

clean:
	rm -rf build .localize examples/*/build examples/*/.localize .mypy_cache .ruff_cache .pytest_cache

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip uninstall --quiet --yes localize 2>/dev/null # our name before 0.2
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(DEV_STAMP): $(RUN_STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	touch $@
