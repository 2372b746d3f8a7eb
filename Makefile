# The only door. Needs Python 3.11 or newer and make; everything else comes from the package registries.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:

PYTHON ?= python3
BIN := .venv/bin
STAMPS := .acuerdo/stamps
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Playwright's own Node wants a library that a bare machine lacks.
export PLAYWRIGHT_NODEJS_PATH := $(CURDIR)/.venv/bin/node

FRONT_SOURCES := $(shell find frontend -path frontend/node_modules -prune -o -type f -print 2>/dev/null) \
	$(shell find src/acuerdo -name '*.html' 2>/dev/null)
BUILT := src/acuerdo/static/dist/manifest.json

# --- what people type ---------------------------------------------------------------------------------------------
.PHONY: help demo run worker test lint fmt bench shell docs locks build

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

demo: build ## a believable portfolio, then everything running; prints the addresses and logins
	@$(BIN)/acuerdo demo

run: build ## web server and worker on your own data
	@$(BIN)/acuerdo run

worker: build ## one more worker
	@$(BIN)/acuerdo worker

test: build ## everything CI runs: all tests, browser and crash tests included, and the coverage of rules and operations
	@$(BIN)/python -m tools.test

lint: $(STAMPS)/python ## style, types, who imports whom, templates, spelling, translations
	@$(BIN)/python -m tools.lint

fmt: $(STAMPS)/python ## put code and templates into shape
	@$(BIN)/ruff check --fix --quiet src tests tools benchmarks || true
	@$(BIN)/ruff format src tests tools benchmarks
	@find src -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2 || true

bench: build ## measure what we promise, beside the raw limit
	@$(BIN)/acuerdo bench

shell: $(STAMPS)/python ## a Python shell with the database
	@$(BIN)/acuerdo shell

docs: $(STAMPS)/python ## check that the handbook is complete and its links lead somewhere
	@$(BIN)/python -m pytest -q tests/architecture/test_docs.py

build: $(STAMPS)/python $(BUILT) ## environment and front end, without starting anything

locks: $(STAMPS)/python ## renew the lock files from pyproject.toml
	@$(BIN)/python -m tools.locks

# --- how it gets there --------------------------------------------------------------------------------------------
# uv takes a fifth of the time of pip, which brings it, and stands in for it where only pip knows the way out.
PIP := $(BIN)/python -m pip install --quiet
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python

$(STAMPS)/python: requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Acuerdo needs Python 3.11 or newer; '$(PYTHON)' is: $$($(PYTHON) --version 2>&1). Say PYTHON=/path/to/python3.11."; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "This Python lacks the modules venv and ensurepip (on Debian: the package python3-venv)."; exit 2; }
	@echo "[1/3] Python packages (about a minute the first time)"
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	@sed -n '/^uv==/,/[^\\]$$/p' requirements/dev.txt > .venv/uv.txt
	@$(PIP) --no-deps --require-hashes --requirement .venv/uv.txt
	@# From the same place as pip, if it was told of one.
	@mirror=$${PIP_INDEX_URL:-$$($(BIN)/python -m pip config get global.index-url 2>/dev/null)}; \
		[ -z "$$mirror" ] || export UV_DEFAULT_INDEX="$$mirror"; \
		$(UV) --require-hashes --requirement requirements/dev.txt || \
		$(PIP) --progress-bar on --no-compile --require-hashes --requirement requirements/dev.txt
	@$(UV) --no-deps --no-build-isolation --editable .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/node: frontend/package-lock.json $(STAMPS)/python
	@echo "[2/3] Front-end packages"
	@# Everything in Python is compiled once, while npm waits for the network.
	@$(BIN)/python -m compileall -qq -j 0 .venv/lib src & \
		$(BIN)/npm ci --prefix frontend --no-audit --no-fund --loglevel=error; said=$$?; wait; exit $$said
	@mkdir -p $(STAMPS) && touch $@

$(BUILT): $(STAMPS)/node $(FRONT_SOURCES)
	@echo "[3/3] Front end"
	@$(BIN)/npm run --silent --prefix frontend build -- --logLevel warn
	@touch $@
