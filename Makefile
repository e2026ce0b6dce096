# GNU make; `make` alone says what there is.

PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input --quiet
UV ?= uv
# Tests mostly wait, for a disk, a timer or another process: two cores have room for four at a time.
WORKERS ?= 4

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test lint format messages soak bench lock .venv

help: ## Say what there is
	@sed -n 's/^\([a-z.]*\):.*## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r what why; do \
		printf '%-14s%s\n' "$$what" "$$why"; done

run: .venv ## Run Dastan: on Discord with DISCORD_TOKEN in .env, else as a sandbox in the browser
	@$(PY) -m bot

test: lint ## Run every check: what `make lint` runs, then the tests and their coverage
	$(PY) -m pytest -n $(WORKERS) --dist worksteal --ignore tests/page --ignore tests/loopback --cov --cov-report=
	$(PY) .ci/covered.py
	@# Of tests with processes of their own, a browser or a bot, coverage would see nothing.
	$(PY) -m pytest -n $(WORKERS) --dist worksteal tests/page tests/loopback

lint: .venv/.test-stamp ## Run the checks that need no run: ruff, mypy, import-linter, the content check
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	$(PY) -c 'from importlinter.cli import lint_imports_command as lint; lint()' --no-logo
	$(PY) -m bot check

format: .venv/.test-stamp ## Format the code, and mend what ruff can mend safely
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

messages: .venv/.test-stamp ## Put new phrases into the translations in bot/locale, and say what is still to be translated
	$(PY) -m bot.discord_ui.messages

soak: .venv/.test-stamp ## Run at full length what `make test` shortens: a hundred kills on each database (SEED=7 repeats)
	$(PY) -m pytest -m soak --soak $(if $(SEED),--seed=$(SEED)) -s

bench: .venv/.test-stamp ## Measure: tests/bench/bench_*.py, which `make test` leaves alone
	@$(PY) -c 'import orjson, uvloop' 2>/dev/null || echo 'Without the speed extra, only plain asyncio is measured;' \
		'to measure both: $(PY) -m pip install --editable .[speed]'
	$(PY) -m pytest tests/bench -o python_files='bench_*.py' -s

# What is installed. A stamp is taken away before pip begins and put back when it is done, so that what was
# interrupted is built afresh. It holds the folder that .venv was built in: a .venv that was moved names the old one.

MOVED := $(shell [ "$$(cat .venv/.run-stamp 2>/dev/null)" = "$$(pwd -P)" ] || echo moved)
.PHONY: moved

.venv: .venv/.run-stamp ## Build .venv, which the others do on their own

.venv/.run-stamp: requirements.txt pyproject.toml $(MOVED)
	@if [ "$$(cat $@ 2>/dev/null)" = "$$(pwd -P)" ] && $(PY) -c 'import pip' 2>/dev/null; then \
		echo 'Bringing .venv up to date…'; \
		rm -f .venv/.run-stamp .venv/.test-stamp; \
	else \
		for python in $(PYTHON) python3.14 python3.13 python3.12 python3.11 python3 python; do \
			if "$$python" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
				break; \
			fi; \
			python=; \
		done; \
		if [ -z "$$python" ]; then \
			echo 'Dastan needs Python 3.11 or newer with its venv module (on Debian: python3-venv),' \
				'and none was found; PYTHON=/path/to/python names one that is elsewhere.' >&2; \
			exit 1; \
		fi; \
		echo 'Setting up .venv (about a minute, once)…'; \
		"$$python" -m venv --clear .venv || exit 1; \
	fi
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@pwd -P >$@

.venv/.test-stamp: .venv/.run-stamp requirements-dev.txt
	@echo 'Adding to .venv what the tests need…'
	@rm -f .venv/.run-stamp .venv/.test-stamp
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@pwd -P >.venv/.run-stamp
	@touch $@

# The locks hold for every Python from 3.11 on and every platform. The build backend is locked as well, because
# Dastan itself is installed without build isolation. `make lock UPGRADE=1` takes the newest versions.

COMPILE = $(PY) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' \
	| $(UV) pip compile pyproject.toml - --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

lock: .venv ## Compile requirements.txt and requirements-dev.txt from pyproject.toml (needs uv)
	@command -v $(UV) >/dev/null || { echo 'make lock needs uv; UV=/path/to/uv names one that is elsewhere.' >&2; exit 1; }
	@$(COMPILE) --extra sandbox --extra postgres --output-file requirements.txt
	@$(COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt
