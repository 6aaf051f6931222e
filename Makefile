# `make help` says what there is. Needs Python 3.11 or later and make, nothing else.

PYTHON ?= python3
VENV ?= .venv
STUDY ?= protocols/skingen
RECIPE ?= full
WORKERS ?= 2
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# torch for a processor, a tenth of what the default index offers; pip falls back to that where this cannot be reached
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu

# checks the types that the participant's JavaScript states in comments, where there is npm; nothing is built
TYPESCRIPT ?= 5.9.3
TSC := $(VENV)/node_modules/.bin/tsc

export OMP_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help run lint test test-fast test-full bench notebooks embedded-model

help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.study-stamp ## Serves the demo study and its console (STUDY=folder for another study)
	@$(BIN)/study serve $(STUDY)

lint: $(VENV)/.dev-stamp ## Style, types, and which room may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	@if [ -x $(TSC) ]; then $(TSC) --project study_app/frontend/jsconfig.json && echo "JavaScript: types hold"; \
	else echo "JavaScript: types not checked, for want of npm when $(VENV) was made"; fi

test: lint ## Everything that must hold, with a real browser where there is one (WORKERS=2 side by side)
	$(BIN)/pytest -m "not full" --numprocesses $(WORKERS) --dist loadfile

test-fast: $(VENV)/.dev-stamp ## The inner loop, without browser and whole simulations (about two minutes)
	$(BIN)/pytest -q -m "not full and not slow and not journey"

test-full: lint ## The big numbers too: kills, chaos, fuzz, all languages and widths
	$(BIN)/pytest --timeout 3600

bench: $(VENV)/.dev-stamp ## Load and speed, as ratios within one run
	$(BIN)/python -m benchmarks.load
	$(BIN)/python -m benchmarks.pictures
	$(BIN)/python -m benchmarks.analysis

notebooks: $(VENV)/.dev-stamp ## Runs the notebooks of results anew on simulated participants and reviewers, in place
	@folder=$$(mktemp -d) && trap 'rm -r "$$folder"' EXIT && export STUDY_DATABASE_URL=sqlite:///$$folder/study.sqlite3 && \
	$(BIN)/study simulate protocols/skingen --participants 32 --seed 7 && \
	$(BIN)/study export protocols/skingen --out $$folder/data && \
	STUDY_SOURCE=$$folder/data $(BIN)/jupyter-execute --inplace notebooks/0[1-5]_*.ipynb && \
	$(BIN)/study stimuli draw $$folder/practice --size 128 && \
	$(BIN)/study stimuli build $$folder/practice/stimuli.yaml --out $$folder/built && \
	$(BIN)/study stimuli review $$folder/built --out $$folder/practice_review --genuine drawn && \
	$(BIN)/study simulate $$folder/practice_review --participants 12 --seed 7 && \
	$(BIN)/study export $$folder/practice_review --out $$folder/ratings && \
	STUDY_SOURCE=$$folder/ratings $(BIN)/jupyter-execute --inplace notebooks/06_*.ipynb

embedded-model: $(VENV)/.skingen-stamp ## Trains the embedded image model again, from its seed; stop it at will (RECIPE=tiny: a trial of seconds)
	nice -n 5 $(BIN)/python -m skingen.embedded --recipe $(RECIPE)

$(VENV)/.study-stamp: requirements/study.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; this is " + sys.version.split()[0] + ". Name another with make PYTHON=python3.12 …")'
	@echo "Setting up $(VENV) (once; about a minute)"
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make virtual environments. On Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@$(PIP) --requirement requirements/study.txt --editable .
	@touch $@

$(VENV)/.skingen-stamp: requirements/skingen.txt $(VENV)/.study-stamp
	@echo "Adding the image pipeline's packages to $(VENV) (torch is large)"
	@$(PIP) --retries 1 --extra-index-url $(TORCH_INDEX) $(shell grep -o '^torch==[0-9.]*' requirements/skingen.txt)
	@$(PIP) --requirement requirements/skingen.txt
	@touch $@

$(VENV)/.dev-stamp: requirements/dev.txt requirements/postgresql.txt $(VENV)/.skingen-stamp
	@echo "Adding the development tools to $(VENV)"
	@$(PIP) --requirement requirements/dev.txt
	@! command -v npm >/dev/null || npm install --prefix $(VENV) --silent --no-fund --no-audit --ignore-scripts \
		typescript@$(TYPESCRIPT) || echo "TypeScript's compiler could not be fetched; make lint goes without it"
	@touch $@
