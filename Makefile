# The two commands of the README: `make demo` and `make test`.
# On Windows in Git Bash, where an environment keeps its programs in Scripts.
PYTHON ?= $(if $(filter Windows_NT,$(OS)),python,python3)
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
RUN_STAMP := $(VENV)/.run-$(shell cat requirements.lock pyproject.toml | cksum | cut -d' ' -f1)
DEV_STAMP := $(VENV)/.dev-$(shell cat requirements-dev.lock pyproject.toml | cksum | cut -d' ' -f1)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps

# Checks the scripts of the review page: `npm install --no-save @biomejs/biome@2.6.8`.
BIOME ?= $(firstword $(wildcard $(LOCALIZE_NODE)/node_modules/.bin/biome node_modules/.bin/biome) $(shell command -v biome))

.PHONY: demo test check bench lock dist clean-install clean

demo: $(RUN_STAMP)
	$(BIN)/localize run
	LOCALIZE_PACKAGES=models $(BIN)/localize --project examples/phrasebook run

test: $(DEV_STAMP)
	$(BIN)/python -m pytest $(PYTEST)

check: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/python tools/house.py
ifneq ($(BIOME),)
	$(BIOME) check --error-on-warnings
else ifdef LOCALIZE_CI
	$(error no biome to check the JavaScript with)
else
	@echo "The JavaScript is not checked: npm install --no-save @biomejs/biome@2.6.8"
endif

bench: $(DEV_STAMP)
	$(BIN)/python benchmarks/all.py $(DATA)

# Wheel and sdist in dist/, built twice and compared, with checked metadata.
dist: $(DEV_STAMP)
	$(BIN)/python tools/dist.py

# The wheel as a user gets it: an empty environment per extra, from the registry.
clean-install: $(DEV_STAMP)
	$(BIN)/python tools/clean_install.py $(EXTRAS)

# Pinned and hashed, without download addresses. Needs uv, installed in a folder of its own.
lock:
	$(PYTHON) tools/lock.py

clean:
	rm -rf build dist .localize examples/*/build examples/*/.localize
	rm -rf .mypy_cache .ruff_cache .pytest_cache

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): | $(BIN)/python
	$(INSTALL) --require-hashes -r requirements.lock
	@$(BIN)/python -m pip uninstall --quiet --yes localize 2>/dev/null # our name until 0.1
	$(INSTALL) --no-build-isolation -e .
	touch $@

$(DEV_STAMP): $(RUN_STAMP)
	$(INSTALL) --require-hashes -r requirements-dev.lock
	touch $@
