# One command for each thing people do here; `make` alone lists them. Works as root and as an ordinary user.
.DEFAULT_GOAL := help
.SUFFIXES:
MAKEFLAGS += --no-print-directory

PORT ?= 8000
DEMO ?= 1
WORKERS ?= 2
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
BESIDE_A_DATABASE := $(BIN)/python -m hearback.infra.postgres
CHECKS := format lint types rooms templates dependencies spelling migrations deploy coverage

.PHONY: help setup setup-dev run test check bench bench-small quality browser live lock clean $(CHECKS:%=check-%)

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: ## Make .venv with everything that Hearback needs to run
	@requirements/install run

setup-dev:
	@requirements/install dev

run: setup ## Run Hearback on PORT=8000; DEMO=0 starts empty, HEARBACK_DATA=folder keeps its data elsewhere
	@exec $(BIN)/hearback run --port $(PORT) $(if $(filter 0 no off,$(DEMO)),--no-demo,--demo)

test: setup-dev ## Run the tests: rooms, stories, architecture
	@$(PYTEST) -n $(WORKERS) --cov --cov-report= $(TESTS)

check: setup-dev ## Check everything that is not a test; tests first when their coverage is not fresh
	@$(MAKE) --keep-going $(CHECKS:%=check-%) && echo "All checks passed."

check-format:
	@echo "== format" && $(BIN)/ruff format --check .

check-lint:
	@echo "== lint" && $(BIN)/ruff check .

check-types:
	@echo "== types" && $(BIN)/mypy

check-rooms:
	@echo "== rooms" && $(BIN)/lint-imports --no-cache

check-templates:
	@echo "== templates" && $(BIN)/djlint src --lint --quiet

check-dependencies:
	@echo "== dependencies" && $(BIN)/deptry src

check-spelling:
	@echo "== spelling" && $(BIN)/codespell $(wildcard src tests bench docs *.md Makefile pyproject.toml)

check-migrations:
	@echo "== migrations" && $(BESIDE_A_DATABASE) $(BIN)/python -m django makemigrations --check --dry-run

check-deploy:
	@echo "== deploy" && HEARBACK_DEBUG= HEARBACK_ADDRESS=https://hearback.example HEARBACK_HOSTS=hearback.example \
		$(BIN)/python -m django check --deploy --fail-level WARNING

check-coverage:
	@echo "== coverage"
	@[ -f .coverage ] && [ -z "$$(find src tests conftest.py pyproject.toml -newer .coverage \
		\( -name '*.py' -o -name '*.toml' \) -print 2>/dev/null | head -n 1)" ] || $(MAKE) test
	@$(BIN)/coverage report --fail-under=95
	@$(BIN)/coverage report --fail-under=100 --include='src/hearback/channels/*,*/rules.py,*/rules/*'

bench: setup-dev ## Measure speed and print a table
	@$(call where-there-is,bench,$(BIN)/python -m bench)

bench-small: setup-dev
	@$(call where-there-is,bench,$(BIN)/python -m bench --small)

quality: setup-dev ## Try the numbers about people on what came: who is who, ties, the right person
	@$(call where-there-is,bench,$(BIN)/python -m bench matching ties ranking)

browser: setup-dev ## Try the pages in a real Chromium
	@$(call where-there-is,tests/browser,$(PYTEST) tests/browser)

live: setup-dev ## Try mail with a real Dovecot and Postfix on this machine
	@$(call where-there-is,tests/live,$(PYTEST) tests/live)

where-there-is = if [ -d $(1) ]; then $(2); else echo "There is no $(1) yet; nothing was tried."; fi

lock: ## Write requirements/*.txt anew (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv."; exit 1; }
	@uv pip compile --quiet $(LOCK) pyproject.toml --group build --output-file requirements/run.txt
	@uv pip compile --quiet $(LOCK) pyproject.toml --group build --group dev --constraints requirements/run.txt \
		--output-file requirements/dev.txt
LOCK := --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

clean: ## Remove what was made here; your data in .hearback stays
	@rm -rf .venv .coverage .coverage.* htmlcov artefacts build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache src/*.egg-info
	@find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

export DJANGO_SETTINGS_MODULE := hearback.site.settings
