# The commands of the house. `make` alone lists them; the scripts behind are in setup/.

PYTHON ?= python3
CITY ?= qiqihar
CHECK ?=
JSON ?=

.DEFAULT_GOAL := help
.PHONY: help demo test check fix dev bench messages clean

# the checkout's own code, also where .venv is shared with another checkout
export PYTHONPATH := $(CURDIR)/src:$(CURDIR)
RUN := .venv/bin/python -m
HECHENG := $(RUN) hecheng

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## Play a model city and open it (CITY=qiqihar|yulin|…; CHECK=1: only count its figures, exit 1 if one differs)
	@$(PYTHON) setup/prepare.py run
	@status=0; $(HECHENG) demo --city $(CITY) $(if $(CHECK),--check) || status=$$?; \
	$(HECHENG) database stop >/dev/null 2>&1; exit $$status

test: ## Set up all that tests need and run them (ARGS='-k need' picks; HECHENG_POSTGRES_BIN=… uses another PostgreSQL)
	@$(PYTHON) setup/prepare.py test
	@status=0; $(RUN) pytest -n 2 --dist loadfile $(ARGS) || status=$$?; \
	HECHENG_VAR=var/test$(if $(HECHENG_POSTGRES_BIN),-other-postgres) $(HECHENG) database stop >/dev/null; exit $$status

check: ## Format, lint, types, import directions, migrations, translations, lengths
	@$(PYTHON) setup/prepare.py test
	@$(RUN) tests.environment setup.check  # settings load, but no database is within reach

fix: ## Let the tools mend what they can
	@.venv/bin/ruff check -q --fix . ; .venv/bin/ruff format -q .

dev: ## Run it with auto-reload of code, templates and front end
	@$(PYTHON) setup/prepare.py run
	@$(HECHENG) migrate
	@$(HECHENG) serve --dev

bench: ## Measure against peers and limits in one run (JSON=1 for programs)
	@$(PYTHON) setup/prepare.py run
	@set -e; for bench in $(filter-out __init__,$(basename $(notdir $(wildcard bench/*.py)))); do \
	$(RUN) bench.$$bench $(if $(JSON),--json); done

messages: ## Take up new strings from the source and compile the catalogues
	@$(PYTHON) setup/prepare.py test
	@$(RUN) setup.messages update

clean: ## Stop the databases and remove everything made here, data too
	@set -e; for var in var var/test; do data=$$var/postgres/data; [ -e $$data ] || continue; \
	HECHENG_VAR=$$var $(HECHENG) database stop; [ ! -L $$data ] || rm -rf "$$(readlink $$data)"; done
	rm -rf var frontend/dist frontend/node_modules
	[ -L .venv ] || rm -rf .venv
