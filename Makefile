# Two commands are all a fresh machine needs: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
AUDIT := .venv-audit
# The program with what its speed is held against.
RIVALS := .venv-bench
# Events, commas between: 100000000 is for what streams.
SIZES ?= 20000,1000000,10000000
# Which service pip-audit asks for vulnerabilities.
SERVICE ?= pypi
# A package to be pinned in its newest version that fits; all others stay as they are.
UPGRADE ?=
PIN := uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url \
	--generate-hashes $(UPGRADE:%=--upgrade-package %)

.PHONY: help run test slow lint requirements screenshot audit sbom lint-container

help:
	@echo "make run        make the environment and serve the app on http://localhost:$(PORT)"
	@echo "make test       make the environment and run the checks and tests, in a real browser too"
	@echo "make slow       the tests of the report pack and of each kind of figure: five minutes"
	@echo "make lint       style and types alone"
	@echo "make bench      how long the doors take, damaged files and hostile inputs: an hour or so"
	@echo "make bench-engines  what engines cost that read records in parts, up to 100 million: docs/engines.md"
	@echo "make bench-scale  how cost grows with size, beside other libraries: docs/scale.md and its plot"
	@echo "make screenshot draw the pictures of the README again"
	@echo "make requirements  pin the dependencies of pyproject.toml again, with the hashes of their files"
	@echo "make audit      ask whether a pinned package is known to be vulnerable; needs the internet"
	@echo "make sbom       list what the program stands on, for machines (CycloneDX), in build/sbom.json"
	@echo "make lint-container  look for faults in the Containerfile"

run: $(VENV)/run.ready
	$(BIN)/footprints-geo serve --port $(PORT)

# One module of tests stays in one of the processes that share the work: what it has prepared, it keeps. Modules
# begin in the order of tests/conftest.py.
test: $(VENV)/test.ready browser postgres proxy lint
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

slow: $(VENV)/test.ready
	$(BIN)/python -m pytest -m slow --numprocesses auto --maxprocesses 4 --dist loadfile

lint: $(VENV)/test.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

screenshot: $(VENV)/test.ready browser
	$(BIN)/python docs/build/screenshots.py

# Later files take the versions of the earlier ones, so that a package has one version everywhere.
requirements:
	$(PIN) pyproject.toml -o requirements.txt
	$(PIN) --extra dev pyproject.toml -o requirements-dev.txt
	$(PIN) --extra cluster pyproject.toml -c requirements-dev.txt -o requirements-cluster.txt
	$(PIN) --extra bench pyproject.toml -c requirements-dev.txt -o requirements-bench.txt
	$(PIN) --group build -c requirements-dev.txt -o requirements-build.txt
	$(PIN) --group audit -c requirements-dev.txt -c requirements-build.txt -o requirements-audit.txt

audit: $(AUDIT)/ready
	@$(AUDIT)/bin/python -m supply.audit $(SERVICE) requirements-dev.txt requirements-cluster.txt \
		requirements-bench.txt requirements-build.txt requirements-audit.txt

sbom: $(AUDIT)/ready $(VENV)/run.ready
	@$(AUDIT)/bin/python -m supply.sbom $(BIN)/python requirements.txt build/sbom.json

lint-container: $(AUDIT)/ready
	$(AUDIT)/bin/hadolint Containerfile

$(VENV)/run.ready: requirements.txt requirements-build.txt pyproject.toml
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh .ci/environment requirements.txt
	@touch $@

$(VENV)/test.ready: requirements-dev.txt requirements-build.txt pyproject.toml
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh .ci/environment requirements-dev.txt
	@touch $@ $(VENV)/run.ready

$(RIVALS)/ready: requirements-bench.txt requirements-build.txt pyproject.toml
	@PYTHON="$(PYTHON)" VENV="$(RIVALS)" sh .ci/environment requirements-bench.txt
	@touch $@

$(AUDIT)/ready: requirements-audit.txt
	@PYTHON="$(PYTHON)" VENV="$(AUDIT)" sh .ci/environment requirements-audit.txt
	@touch $@

.PHONY: browser
browser:
	@sh .ci/browser

.PHONY: proxy
proxy:
	@sh .ci/proxy

.PHONY: postgres
postgres:
	@sh .ci/postgres

.PHONY: bench
bench: $(VENV)/test.ready bench-scale bench-engines
	$(BIN)/python bench/doors.py
	$(BIN)/python bench/mutations.py
	$(BIN)/python bench/fuzz.py

.PHONY: bench-scale
bench-scale: $(RIVALS)/ready
	$(RIVALS)/bin/python bench/scale.py --sizes $(SIZES)

# Its default has 100 million events: a quarter of an hour, and some ten gigabytes of the disk.
.PHONY: bench-engines
bench-engines: $(VENV)/test.ready
	$(BIN)/python -m bench.engines
