# One short command a chore. `make help` lists them.
# Everything lives in .venv; scripts/setup.py makes it from the pinned, hashed requirements. Without make, and on Windows,
# `python scripts/setup.py run` (or serve, test) does what `make run` does.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PORT ?= 8501
WORKERS ?=
PYTEST = $(BIN)/python -m pytest -n $(or $(WORKERS),auto)

.DEFAULT_GOAL := help
.PHONY: help run serve test check thorough format types lint unit browser bench fuzz soak shots catalogues mutants audit pins pins-written clean found-python ready

help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

found-python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found on PATH." >&2; exit 1; }

ready: found-python
	@$(PYTHON) scripts/setup.py ready test

run: found-python ## the dashboard on the embedded sandbox, on port 8501
	@$(PYTHON) scripts/setup.py run --port $(PORT)

serve: found-python ## the dashboard against the real platform (settings: docs/settings.md)
	@$(PYTHON) scripts/setup.py serve --port $(PORT)

test: found-python ## everything: lint, types, unit, pages, browser
	@$(PYTHON) scripts/setup.py test $(if $(WORKERS),-n $(WORKERS))

check: ready lint types unit ## everything but the browser

lint:
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types:
	@$(BIN)/mypy

unit:
	@$(PYTEST) -m 'not browser'

browser: ready ## the tests in Chromium alone
	@$(PYTEST) tests/browser

thorough: ready ## random reports by the thousand: every analysis against its slow twin, every decoder (an hour)
	@HYPOTHESIS_PROFILE=thorough $(PYTEST) --timeout 7200 tests/analysis tests/decode tests/cohorts tests/cluster \
		tests/library/test_narrowing.py tests/exports/test_event_by_event.py

fuzz: ready ## reports that went wrong at random, for MINUTES=10; what is found joins tests/data/corpus (FORMATS=xml,csv)
	@$(BIN)/python scripts/fuzz.py $(if $(MINUTES),--minutes $(MINUTES)) $(if $(FORMATS),--formats $(FORMATS)) \
		$(if $(SEED),--seed $(SEED))

soak: ready ## people on all pages while the platform is in trouble, for MINUTES=60 (PEOPLE=20): nothing grows, nothing is left
	@$(BIN)/python scripts/soak.py $(if $(MINUTES),--minutes $(MINUTES)) $(if $(PEOPLE),--people $(PEOPLE)) $(if $(SEED),--seed $(SEED))

mutants: ready ## small faults put into the code: how many do the tests notice? (hours; SAMPLE=20 MODULES=funnel,stats AGAIN=1)
	@nice -n 19 $(BIN)/python -m scripts.mutants $(if $(MODULES),--modules '$(MODULES)') $(if $(SAMPLE),--sample $(SAMPLE)) \
		$(if $(SEED),--seed '$(SEED)') $(if $(AGAIN),--again) $(if $(PATIENCE),--patience $(PATIENCE))

format: ready ## format the code and mend what lint can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

audit: found-python ## what the product is made of (SBOM), under which licences, with which known holes (needs the package index)
	@$(PYTHON) scripts/audit.py

bench: ready ## every figure beside its goal and its peers, in ten to thirty minutes (ONLY='people browser')
	@$(BIN)/python benchmarks/run.py $(ONLY)

shots: ready ## screenshots of every page, light, dark and narrow, into shots/
	@$(BIN)/python scripts/shots.py

catalogues: ready ## bring the translations up to what the code says (docs/languages.md)
	@$(BIN)/python scripts/catalogues.py

pins: ## fix every version and hash again, from pyproject.toml (needs uv)
	@uv lock --upgrade
	@$(MAKE) -s pins-written

pins-written: ## write uv.lock's pins as requirements*.txt, for pip
	@uv export -q --frozen --no-header --no-emit-project -o requirements.txt
	@uv export -q --frozen --no-header --no-emit-project --group dev -o requirements-dev.txt
	@uv export -q --frozen --no-header --only-group build -o requirements-build.txt
	@uv export -q --frozen --no-header --only-group audit -o requirements-audit.txt

clean: ## remove what the other commands made
	@rm -rf .venv .cache .demo shots dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
