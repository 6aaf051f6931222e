# `make help` says what there is. Needs Python 3.11 or later and make, nothing else.

PYTHON ?= python3
VENV ?= .venv
STUDY ?= protocols/skingen
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

export OMP_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help run lint test test-fast test-full bench

help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.study-stamp ## Serves the demo study and its console (STUDY=folder for another study)
	@$(BIN)/study serve $(STUDY)

lint: $(VENV)/.dev-stamp ## Style, types, and which room may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

test: lint ## Everything that must hold, with a real browser where there is one (within 30 minutes)
	$(BIN)/pytest -m "not full"

test-fast: $(VENV)/.dev-stamp ## The inner loop, without browser and whole simulations (about two minutes)
	$(BIN)/pytest -q -m "not full and not slow and not journey"

test-full: lint ## The big numbers too: kills, chaos, fuzz, all languages and widths
	$(BIN)/pytest --timeout 3600

bench: $(VENV)/.dev-stamp ## Load and speed, as ratios within one run
	$(BIN)/python -m benchmarks.load
	$(BIN)/python -m benchmarks.pictures
	$(BIN)/python -m benchmarks.analysis

$(VENV)/.study-stamp: requirements/study.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; this is " + sys.version.split()[0] + ". Name another with make PYTHON=python3.12 …")'
	@echo "Setting up $(VENV) (once; about a minute)"
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make virtual environments. On Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@$(PIP) --requirement requirements/study.txt --editable .
	@touch $@

$(VENV)/.dev-stamp: requirements/dev.txt $(VENV)/.study-stamp
	@echo "Adding the development tools to $(VENV)"
	@$(PIP) --requirement requirements/dev.txt
	@touch $@
