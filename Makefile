# Each target makes or reuses .venv/ and is safe to run again.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LIGHTHOUSE := .lighthouse
PORT ?= 8000

.PHONY: report test serve lint check docs pictures bench bench-peers bench-form faults audit lighthouse lock clean

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

# Lighthouse on each kind of page; needs chromium and npm. Lighthouse 13 wants Node.js 22, version 12 takes 18.
lighthouse: $(VENV)/.development $(LIGHTHOUSE)/node_modules/.bin/lighthouse
	$(BIN)/python -m tests.audit.lighthouse --lighthouse $(LIGHTHOUSE)/node_modules/.bin/lighthouse

$(LIGHTHOUSE)/node_modules/.bin/lighthouse:
	@command -v npm > /dev/null || { echo "Lighthouse comes from npm, which is not installed: install Node.js 18 or newer, with npm."; exit 1; }
	PUPPETEER_SKIP_DOWNLOAD=1 npm install --no-audit --no-fund --prefix $(LIGHTHOUSE) lighthouse@12.8.2

# The locks hold hashes of every file; regenerate them after a change of pyproject.toml.
lock: $(VENV)/.development
	$(BIN)/pip install -q pip-tools
	$(BIN)/pip-compile -q --generate-hashes --strip-extras --allow-unsafe --no-header --no-emit-index-url --no-emit-trusted-host \
		--no-emit-find-links --extra postgresql --extra dev -o requirements-dev.lock pyproject.toml
	$(BIN)/pip-compile -q --generate-hashes --strip-extras --allow-unsafe --no-header --no-emit-index-url --no-emit-trusted-host \
		--no-emit-find-links -c requirements-dev.lock -o requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) $(LIGHTHOUSE) reports .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.*

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
