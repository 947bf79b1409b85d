# Every target makes .venv when it is not there and installs what it needs into it.
# A machine needs only Python 3.11 or newer, make and git. To choose the Python: make test PYTHON=python3.13

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?=
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check -qq

.DEFAULT_GOAL := help
.PHONY: help demo app notebooks test lint format validate extras mutants published figures bench bench-quick docs clean

help:
	@echo "make demo      the main job: a published melanoma under every strategy, drawn into results/demo"
	@echo "make app       the clinic in a browser: compare, play, learn; no code"
	@echo "make notebooks the course, in JupyterLab: copies in results/course (COURSE=elsewhere)"
	@echo "make test      all checks: style, types, rooms, tests (what CI runs)"
	@echo "make lint      style, types and rooms only"
	@echo "make format    put the code into the common form"
	@echo "make validate  the slow tests with fresh random numbers, a search for the engine's largest error, make extras"
	@echo "make extras    each extra alone in a fresh environment, and the wheel outside the checkout (half an hour)"
	@echo "make mutants   faults put in one at a time: which do the tests let through? N=300 SEED=1 (hours)"
	@echo "make published  the numbers of published papers beside ours, in one table (20 minutes)"
	@echo "make figures   every kind of figure in every style, on one page: results/figures/index.html"
	@echo "make bench     speed against other packages, side by side"
	@echo "make bench-quick  speed against NumPy in the same process, in a minute"
	@echo "make docs      the documentation site, into docs/_build/html"
	@echo "make clean     remove .venv, caches and builds (results/ is kept)"

demo: $(VENV)/.installed-core
	$(BIN)/sim compare melanoma_vemurafenib --output results/demo

app: $(VENV)/.installed-app
	$(BIN)/sim app

# Copies, so that a student's work is no change of the course; what is there already is left alone.
COURSE ?= results/course
notebooks: $(VENV)/.installed-notebook
	@$(BIN)/sim notebooks "$(COURSE)"
	$(BIN)/jupyter lab --LabApp.news_url=None "$(COURSE)"

# (both workers ask for all cores otherwise, and wait for one another in BLAS)
test: export OPENBLAS_NUM_THREADS = 1
test: lint
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(VENV)/.installed-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache  # its cache misses a file that has just been added

format: $(VENV)/.installed-test
	$(BIN)/ruff check --fix --exit-zero
	$(BIN)/ruff format

validate: $(VENV)/.installed-test
	$(BIN)/python -m pytest -n 2 -m slow --hypothesis-profile=fresh
	$(BIN)/python -m experiments.accuracy --tumours founded
	$(BIN)/python -m experiments.accuracy --tumours treated --patience 3
	$(BIN)/python -m experiments.accuracy --tumours niches --patience 3
	$(BIN)/python -m experiments.accuracy --tumours switches --patience 3
	$(BIN)/python -m experiments.accuracy
	$(BIN)/python -m experiments.extras

extras: $(VENV)/.installed-core
	@$(BIN)/python -m experiments.extras $(EXTRA)

N ?= 300
SEED ?= 1
mutants: $(VENV)/.installed-test
	@$(BIN)/python -m experiments.mutants --number $(N) --seed $(SEED)

published: $(VENV)/.installed-core
	@$(BIN)/python -m experiments.published

figures: $(VENV)/.installed-core
	@$(BIN)/python -m experiments.figures

bench: $(VENV)/.installed-bench
	@$(BIN)/python -m experiments.benchmarks

bench-quick: $(VENV)/.installed-core
	@$(BIN)/python -m experiments.benchmarks.guard

docs: $(VENV)/.installed-docs
	$(BIN)/python -m sphinx -W --keep-going -b html docs docs/_build/html
	@echo "Open docs/_build/html/index.html"

clean:
	rm -rf $(VENV) docs/_build docs/_made build dist *.egg-info .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	find sim tests experiments -name __pycache__ -type d -prune -exec rm -rf {} +

# --- setting up ------------------------------------------------------------------------------
# The package is installed "editable": a change in sim/ takes effect at once, and only a change in
# pyproject.toml installs again. A stamp file remembers each set that has been installed. Where the
# Python of a .venv is gone (upgraded, moved), the stamps are wrong: all is installed anew.
$(shell $(BIN)/python -c '' 2>/dev/null || rm -rf $(BIN)/python $(VENV)/.installed-*)

$(VENV)/.installed-core: pyproject.toml | $(BIN)/python
	@echo "Installing sim into $(VENV) (half a minute the first time) ..."
	@$(PIP_INSTALL) -e .
	@touch $@

$(VENV)/.installed-test: pyproject.toml | $(BIN)/python
	@echo "Installing sim and the tools that check it into $(VENV) (about a minute the first time) ..."
	@$(PIP_INSTALL) -e '.[test,dev,docs]'
	@touch $@ $(VENV)/.installed-core

$(VENV)/.installed-notebook: pyproject.toml | $(BIN)/python
	@echo "Installing sim and JupyterLab into $(VENV) (about a minute the first time) ..."
	@$(PIP_INSTALL) -e '.[notebook]'
	@touch $@ $(VENV)/.installed-core

$(VENV)/.installed-app: pyproject.toml | $(BIN)/python
	@echo "Installing sim and what serves its pages into $(VENV) (half a minute the first time) ..."
	@$(PIP_INSTALL) -e '.[app]'
	@touch $@ $(VENV)/.installed-core

$(VENV)/.installed-docs: pyproject.toml | $(BIN)/python
	@echo "Installing sim and what builds its documentation into $(VENV) (about a minute) ..."
	@$(PIP_INSTALL) -e '.[docs]'
	@touch $@ $(VENV)/.installed-core

$(VENV)/.installed-bench: pyproject.toml | $(BIN)/python
	@echo "Installing sim and the packages it is measured against into $(VENV) (a few minutes) ..."
	@$(PIP_INSTALL) -e '.[bench]'
	@touch $@ $(VENV)/.installed-core

# The first Python that is new enough; with PYTHON=... only that one is tried.
$(BIN)/python:
	@for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    echo "Making $(VENV) with $$("$$python" --version) ..."; \
	    "$$python" -m venv --clear $(VENV) && exit 0; \
	    rm -rf $(VENV); \
	    echo "Python could not make $(VENV). On Debian and Ubuntu: sudo apt install python3-venv, then again." >&2; \
	    exit 1; \
	done; \
	echo "sim needs Python 3.11 or newer, and $(or $(PYTHON),python3) is not: $$($(or $(PYTHON),python3) --version 2>&1)." >&2; \
	echo "Install one, or say where it is: make $(or $(MAKECMDGOALS),test) PYTHON=/path/to/python3.12" >&2; \
	exit 1
