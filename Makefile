# Each target makes or reuses .venv/ and is safe to run again.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

.PHONY: report test serve lint check docs pictures bench bench-peers bench-form faults audit lock clean

report: $(VENV)/.runtime
	$(BIN)/python -m analysis report --out reports

test: $(VENV)/.development
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

serve: $(VENV)/.runtime
	$(BIN)/python -m survey run --port $(PORT)

lint: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Every branch of the domain and of the estimates is run by the tests of their own packages.
check: lint
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q -n 2 --dist loadfile tests/instruments tests/analysis instruments analysis
	$(BIN)/coverage combine -q
	$(BIN)/coverage report --include='instruments/*,analysis/estimation/*' --skip-covered --show-missing --fail-under=100

# The command reference is made from the commands; a test holds the two together.
docs: $(VENV)/.runtime
	$(BIN)/python docs/commands.py

pictures: $(VENV)/.development
	$(BIN)/python -m docs.pictures

# Times against targets; R's survey and svy are timed where they are installed.
bench: $(VENV)/.development
	$(BIN)/python -m benchmarks

bench-peers: | $(BIN)/python
	$(BIN)/python -m venv benchmarks/peers/.venv
	benchmarks/peers/.venv/bin/python -m pip install -q --disable-pip-version-check svy

# What a page of the form costs, and how many interviews a second are kept.
bench-form: $(VENV)/.development
	$(BIN)/python -m benchmarks.form

# Kills, power cuts, a full disk and backups under load; power cuts need strace.
faults: $(VENV)/.development
	$(BIN)/python -m tests.faults

# axe-core on every page, language, width, scheme and state; needs chromium.
audit: $(VENV)/.development
	$(BIN)/python -m tests.audit

# The locks hold hashes of every file; regenerate them after a change of pyproject.toml.
lock: $(VENV)/.development
	$(BIN)/pip install -q pip-tools
	$(BIN)/pip-compile -q --generate-hashes --strip-extras --allow-unsafe --no-header --no-emit-index-url --no-emit-trusted-host \
		--no-emit-find-links --extra postgresql --extra dev -o requirements-dev.lock pyproject.toml
	$(BIN)/pip-compile -q --generate-hashes --strip-extras --allow-unsafe --no-header --no-emit-index-url --no-emit-trusted-host \
		--no-emit-find-links -c requirements-dev.lock -o requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) reports .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.*

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Saualnama needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.development: requirements-dev.lock | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.runtime
