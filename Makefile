# From a bare clone: `make demo` to try it, `make test` to test it. Nothing to install by hand.

.DEFAULT_GOAL := help
.PHONY: help demo test check bench format pictures released ready
PYTHON := .venv/bin/python
PORT ?= 8000
DATA_DIR ?= var
ARGS ?=
# A worker that has no tests left takes some of another's: they differ much in length.
PARALLEL = -n auto --dist worksteal
# Settings as a real deployment would have them, for tools that load them and reach nothing they name.
LIKE_PRODUCTION = env SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))') \
	DATABASE_URL=postgres://mash_app@127.0.0.1/mash REDIS_URL=redis://127.0.0.1 EMAIL_URL=smtp://mail.example \
	ALLOWED_HOSTS=hub.example SITE_URL=https://hub.example
# Compiled modules are kept, whatever the surroundings say: without them every process starts six seconds later.
unexport PYTHONDONTWRITEBYTECODE
export STARTED_AT := $(shell date +%s)

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: ready ## a working hub with fictional data (PORT=8000, DATA_DIR=var; DEMO_RESET=1 starts over; Ctrl-C stops it)
	@exec env PORT="$(PORT)" DATA_DIR="$(DATA_DIR)" $(PYTHON) -m mash.serve

test: ready ## every test, in parallel, with a browser where there is one (ARGS="-k triage"; REQUIRE_BROWSER=1 insists)
	$(PYTHON) -m pytest $(PARALLEL) $(ARGS)

check: ready ## what CI runs: format, lint, types, deployment settings, then every test
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m ruff check
	$(LIKE_PRODUCTION) $(PYTHON) -m mypy
	$(LIKE_PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING
	$(PYTHON) -m pytest $(PARALLEL) $(ARGS)

bench: ready ## the benchmarks, each figure beside what it is compared with (some minutes)
	$(PYTHON) bench/sealing.py
	$(PYTHON) bench/log.py
	$(PYTHON) bench/sight.py

pictures: ready ## the README's screenshots, taken from the running demo (PORT=8000)
	env SITE_URL=http://127.0.0.1:$(PORT) $(PYTHON) -m tests.browser.pictures

released: ready ## at a release: writes down what this version inserts, which the next one's migrations must take
	$(LIKE_PRODUCTION) DJANGO_SETTINGS_MODULE=mash.settings $(PYTHON) -m tests.released

format: ready ## put code in the house format and mend what the linter can
	$(PYTHON) -m ruff format
	$(PYTHON) -m ruff check --fix

ready: # packages in .venv and node_modules
	@.ci/prepare
