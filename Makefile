# From a bare clone: `make demo` to try it, `make test` to test it. Nothing to install by hand.

.DEFAULT_GOAL := help
.PHONY: help demo test test-all mutants check bench load format pictures sbom audit released ready ready-demo
PYTHON := .venv/bin/python
PORT ?= 8000
DATA_DIR ?= var
ARGS ?=
UV := .venv/bin/uv
WITH_NODE = env PATH="$(CURDIR)/.venv/bin:$$PATH" npm_config_update_notifier=false
# A worker that has no tests left takes some of another's: they differ much in length.
PARALLEL = -n auto --dist worksteal
# Settings as a real deployment would have them, for tools that load them and reach nothing they name.
LIKE_PRODUCTION = env SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))') \
	DATABASE_URL=postgres://mash_web@127.0.0.1/mash REDIS_URL=redis://127.0.0.1 EMAIL_URL=smtp://mail.example \
	ALLOWED_HOSTS=hub.example SITE_URL=https://hub.example
# Compiled modules are kept, whatever the surroundings say: without them every process starts six seconds later.
unexport PYTHONDONTWRITEBYTECODE
export STARTED_AT := $(shell date +%s)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: ready-demo ## a working hub with fictional data (PORT=8000, DATA_DIR=var; DEMO_RESET=1 starts over; Ctrl-C stops it)
	@exec env PORT="$(PORT)" DATA_DIR="$(DATA_DIR)" $(PYTHON) -m mash.local.serve

test: ready ## every test, in parallel; those of pages bring their browser (ARGS="-k triage"; REQUIRE_BROWSER=1 insists)
	$(PYTHON) -m pytest $(PARALLEL) $(ARGS)

# The whole walk, more random worlds, and killing for a minute instead of seconds.
THOROUGHLY = env WALK=all WORLDS=$${WORLDS:-300} KILL_SECONDS=$${KILL_SECONDS:-60}

test-all: ready ## every test with nothing left out, then `mutants`; a line on progress every half minute
	$(THOROUGHLY) $(PYTHON) -m pytest $(PARALLEL) -q -p tests.progress $(ARGS)
	$(CHANGED) -k "$(MODULE)"

# Playwright's plugin refuses a test that runs tests; the seed lets a property find the same each time.
CHANGED = $(PYTHON) -m pytest $(PARALLEL) -q --show-capture=no --tb=short --hypothesis-seed=0 -p no:playwright \
	-p tests.progress -p tests.mutation.plugin tests/referrals tests/agencies tests/audit tests/house/test_lines_of_actions.py \
	tests/mutation/modules.py
MODULE ?=

mutants: ready ## do tests notice wrong changes to the rules? (MODULE=clocks for one; MUTANTS=all tries every change)
	$(CHANGED) -k "$(MODULE)"

check: ready sbom ## what CI runs: format, lint (templates too), types, deployment settings, parts list, then every test
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m ruff check
	$(PYTHON) -m djlint --lint --quiet templates
	$(LIKE_PRODUCTION) $(PYTHON) -m mypy
	$(LIKE_PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING
	$(PYTHON) -m pytest $(PARALLEL) $(ARGS)

bench: ready ## the benchmarks, each figure beside what it is compared with (some minutes)
	$(PYTHON) bench/sealing.py
	$(PYTHON) bench/log.py
	$(PYTHON) bench/walls.py
	$(PYTHON) bench/pages.py
	$(PYTHON) bench/arrivals.py
	$(PYTHON) bench/life.py
	@$(UV) run --quiet --isolated --locked --no-default-groups --group matching python bench/matching.py
	$(PYTHON) bench/answering.py

pictures: ready ## the README's screenshots, taken from the running demo (PORT=8000)
	env SITE_URL=http://127.0.0.1:$(PORT) $(PYTHON) -m tests.browser.pictures

sbom: ready ## what the product is made of, from the lock files alone: CycloneDX lists in DATA_DIR/sbom
	@mkdir -p $(DATA_DIR)/sbom
	@$(UV) export --quiet --locked --offline --no-default-groups --format cyclonedx1.5 \
		--preview-features sbom-export --output-file $(DATA_DIR)/sbom/python.cdx.json >/dev/null
	@$(WITH_NODE) npm sbom --offline --package-lock-only --sbom-format cyclonedx >$(DATA_DIR)/sbom/front.cdx.json
	@echo "The lists of parts are in $(DATA_DIR)/sbom"

audit: ready ## are known faults in what we depend on? Asks OSV and the npm registry, so it needs the network
	$(UV) audit --locked --preview-features audit-command
	$(WITH_NODE) npm audit --package-lock-only

released: ready ## at a release: writes down what this version inserts, which the next one's migrations must take
	$(LIKE_PRODUCTION) DJANGO_SETTINGS_MODULE=mash.settings $(PYTHON) -m tests.released

load: ready ## play a working hour of a hub against a demo that runs (HOST=http://127.0.0.1:8000 USERS="1 8 32")
	@$(UV) run --quiet --isolated --locked --only-group load python bench/load.py

format: ready ## put code in the house format and mend what the linter can
	$(PYTHON) -m ruff format
	$(PYTHON) -m ruff check --fix

ready: # packages in .venv and node_modules
	@.ci/prepare

ready-demo: # the same without the tests' browser
	@.ci/prepare demo
