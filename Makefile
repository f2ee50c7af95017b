# Everything on a fresh Debian machine with Python 3.11, from nothing.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup setup-test run test check fuzz format clean

setup: $(VENV)/.run

setup-test: $(VENV)/.test
	@.ci/browser
	@.ci/postgres

$(VENV)/.run: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
	  echo "Python 3.11 with its venv module is needed (Debian: apt install python3.11-venv)"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.test: requirements-dev.txt $(VENV)/.run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: setup
	@exec $(BIN)/python -m dashboard demo

test: setup setup-test
	@$(BIN)/python -m pytest -n auto --dist loadfile

check: setup-test
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m dashboard check
	@$(BIN)/python -m pytest -n auto --dist loadfile

fuzz: setup-test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check atheris==3.0.0
	@$(BIN)/python tests/fuzz/fuzz_feeds.py --seconds $(or $(FUZZ_SECONDS),60)

format: setup-test
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
