# One short command a chore. `make help` lists them.
# Everything lives in .venv; scripts/setup.py makes it from the pinned, hashed requirements.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
PORT ?= 8501
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help run serve test check thorough format types lint unit browser bench shots pins clean setup-run setup-test

help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup-run:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found on PATH." >&2; exit 1; }
	@$(PYTHON) scripts/setup.py run

setup-test:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found on PATH." >&2; exit 1; }
	@$(PYTHON) scripts/setup.py test

run: setup-run ## the dashboard on the embedded sandbox, on port 8501
	@$(BIN)/python -m webcast demo --port $(PORT)

serve: setup-run ## the dashboard against the real platform (settings: docs/settings.md)
	@$(BIN)/python -m streamlit run app.py --server.port $(PORT)

test: setup-test lint types ## everything: lint, types, unit, pages, browser
	@$(BIN)/python -m pytest -n $(WORKERS)

check: setup-test lint types unit ## everything but the browser

lint:
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types:
	@$(BIN)/mypy

unit:
	@$(BIN)/python -m pytest -n $(WORKERS) -m 'not browser'

browser: setup-test ## the tests in Chromium alone
	@$(BIN)/python -m pytest -n $(WORKERS) tests/browser

thorough: setup-test ## every analysis against its slow twin on thousands of new random reports (an hour)
	@HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest -n $(WORKERS) --timeout 7200 tests/analysis

format: setup-test ## format the code and mend what lint can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup-test ## figures beside peers: decoding, pages, library
	@for b in benchmarks/bench_*.py; do $(BIN)/python $$b || exit 1; done

shots: setup-test ## screenshots of every page, light, dark and narrow, into shots/
	@$(BIN)/python scripts/shots.py

pins: setup-test ## pin every version and hash again, from requirements*.in (needs uv)
	@for f in requirements requirements-dev; do \
		uv pip compile -q --universal --no-header --python-version 3.11 --generate-hashes --upgrade $$f.in -o $$f.txt || exit 1; done

clean: ## remove what the other commands made
	@rm -rf .venv .cache .demo shots .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
