# Two commands are all a fresh machine needs: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: help run test slow lint requirements screenshot

help:
	@echo "make run        make the environment and serve the app on http://localhost:$(PORT)"
	@echo "make test       make the environment and run the checks and tests, in a real browser too"
	@echo "make slow       the tests of the report pack and of each kind of figure: five minutes"
	@echo "make lint       style and types alone"
	@echo "make bench      how long the doors take, damaged files and hostile inputs: an hour or so"
	@echo "make screenshot draw the pictures of the README again"
	@echo "make requirements  pin the dependencies of pyproject.toml again"

run: $(VENV)/run.ready
	$(BIN)/footprints-geo serve --port $(PORT)

# One module of tests stays in one of the processes that share the work: what it has prepared, it keeps. Modules
# begin in the order of tests/conftest.py.
test: $(VENV)/test.ready browser postgres lint
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

slow: $(VENV)/test.ready
	$(BIN)/python -m pytest -m slow --numprocesses auto --maxprocesses 4 --dist loadfile

lint: $(VENV)/test.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

screenshot: $(VENV)/test.ready browser
	$(BIN)/python docs/build/screenshots.py

requirements:
	uv pip compile --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements.txt
	uv pip compile --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url --extra dev pyproject.toml -o requirements-dev.txt

$(VENV)/run.ready: requirements.txt pyproject.toml
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh .ci/environment requirements.txt
	@touch $@

$(VENV)/test.ready: requirements-dev.txt pyproject.toml
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh .ci/environment requirements-dev.txt
	@touch $@ $(VENV)/run.ready

.PHONY: browser
browser:
	@sh .ci/browser

.PHONY: postgres
postgres:
	@sh .ci/postgres

.PHONY: bench
bench: $(VENV)/test.ready
	$(BIN)/python bench/doors.py
	$(BIN)/python bench/mutations.py
	$(BIN)/python bench/fuzz.py
