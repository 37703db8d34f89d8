# Job Console: what a person types.  `make` alone tells.
#
#   make demo PYTHON=python3.12      another interpreter than python3
#   make test TESTS=tests/unit       a part of the tests only
#   make lock UPGRADE=1              newer versions, not only what pyproject.toml asks for

PYTHON ?= python3
UV ?= uv
WORKERS ?= 4
TESTS ?= tests
UPGRADE ?=
SEEDS ?= 200

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
INSTALLED := $(VENV)/.installed
TESTABLE := $(VENV)/.testable

MAKEFLAGS += --no-print-directory --no-builtin-rules
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install demo test check test-all test-sahara test-sessions bench snapshots lock clean

help:
	@echo "Job Console"
	@echo "  make demo        install into .venv and open the console on live sample jobs"
	@echo "  make install     install into .venv; then: $(BIN)/jobconsole"
	@echo "  make test        lint, types, import arrows and the tests"
	@echo "  make test-all    the heavier suites, WORKERS at a time, then those that want to be alone"
	@echo "  make test-sahara a real OpenStack Sahara on loopback, a part of test-all (needs python3.11)"
	@echo "  make test-sessions  $(SEEDS) sessions at random (SEEDS=N), our output beside Textual's own, cell by cell"
	@echo "  make bench       measure, and print every figure beside its floor and its peers"
	@echo "  make check       lint, types and import arrows only"
	@echo "  make snapshots   accept the screens as they are drawn now"
	@echo "  make lock        write the lock files anew from pyproject.toml (needs uv)"
	@echo "  make clean       remove .venv and what tools left behind"

# --- the environment -------------------------------------------------------------------------------

# A venv whose interpreter has gone (a removed or moved Python) is a dangling link, hence "missing", hence built anew.
$(BIN)/python:
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	  echo "Job Console needs Python 3.11 or newer, and '$(PYTHON)' was not found."; \
	  echo "Install it, or name another one: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; exit 1; } >&2
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Job Console needs Python 3.11 or newer; '$(PYTHON)' is $$("$(PYTHON)" --version 2>&1)."; \
	  echo "Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; } >&2
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make virtual environments: its venv module is missing."; \
	  echo "On Debian and Ubuntu: apt install python3-venv"; exit 1; } >&2
	@echo "· making $(VENV) with $$("$(PYTHON)" --version 2>&1)"
	@"$(PYTHON)" -m venv --clear $(VENV)

# The test lock holds the whole runtime lock, so whoever can test has installed, too.
$(INSTALLED): $(BIN)/python requirements.lock pyproject.toml
	@echo "· installing what requirements.lock names"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

$(TESTABLE): $(BIN)/python requirements-test.lock requirements.lock pyproject.toml
	@echo "· installing what requirements-test.lock names"
	@$(PIP) --require-hashes -r requirements-test.lock
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $(INSTALLED) $@

install: $(INSTALLED)
	@echo "· installed; start it with $(BIN)/jobconsole"

# --- running and testing ---------------------------------------------------------------------------

demo: $(INSTALLED)
	@$(BIN)/jobconsole demo

check: $(TESTABLE)
	@echo "· ruff check"
	@$(BIN)/ruff check --quiet .
	@echo "· ruff format"
	@$(BIN)/ruff format --quiet --check . || { echo "  to write it: $(BIN)/ruff format ." >&2; exit 1; }
	@echo "· basedpyright"
	@$(BIN)/basedpyright --pythonpath $(BIN)/python
	@echo "· import arrows"
	@PYTHONPATH=. $(BIN)/lint-imports --no-logo > $(VENV)/lint-imports.log 2>&1 || { cat $(VENV)/lint-imports.log >&2; exit 1; }

test: check
	@echo "· tests"
	@$(BIN)/python -m pytest -q -m "not heavy" -n $(WORKERS) --dist worksteal $(TESTS)

# What kills hosts or measures wants the machine to itself; the others mostly wait, as those of `make test` do.
# What fails beside others does not keep back what runs alone. Status 5: there is none of a kind in $(TESTS).
test-all: $(TESTABLE)
	@failed=0; \
	echo "· heavy tests, $(WORKERS) at a time"; \
	$(BIN)/python -m pytest -q -m "heavy and not alone" -n $(WORKERS) --dist loadgroup $(TESTS) \
	  || [ $$? -eq 5 ] || failed=1; \
	echo "· heavy tests, one at a time"; \
	$(BIN)/python -m pytest -q -m "heavy and alone" $(TESTS) || [ $$? -eq 5 ] || failed=1; \
	exit $$failed

# The real server is installed once, into .venv/real-sahara or the folder that JOBCONSOLE_TEST_CACHE names.
test-sahara: $(TESTABLE)
	@echo "· tests on a real Sahara"
	@$(BIN)/python -m pytest -q -m heavy tests/real

# Of these sessions test plays 3 and test-all 60 in one process, and 1 and 8 in an emulator and in a real tmux.
test-sessions: $(TESTABLE)
	@echo "· $(SEEDS) sessions"
	@JOBCONSOLE_TEST_SEEDS=$(SEEDS) $(BIN)/python -m pytest -q tests/tui/test_sessions.py tests/pty/test_session_terminals.py

BENCHMARKS := console engine_page node_overhead runner_overhead remote_lists

# One at a time, on a machine that does nothing else; benchmarks/README.md tells how to read them, and where the
# programs are looked for that the console is measured beside (JOBCONSOLE_BENCH_PEERS).
bench: $(TESTABLE)
	@for each in $(BENCHMARKS); do \
	  printf '\n· %s\n' "$$each"; $(BIN)/python -m "benchmarks.$$each" || exit 1; done

snapshots: $(TESTABLE)
	@echo "· accepting the screens as they are drawn now; look at git diff"
	@$(BIN)/python -m pytest -q --snapshot-update tests/tui

# --- keeping ---------------------------------------------------------------------------------------

# Universal: one file for every Python and system that we run on. The header is ours, so that no address is written.
COMPILE = $(UV) --quiet pip compile --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-header --no-annotate --group build $(if $(UPGRADE),--upgrade)

lock:
	@command -v "$(UV)" >/dev/null 2>&1 || { \
	  echo "make lock needs uv, and '$(UV)' was not found; name it: make lock UV=/path/to/uv" >&2; exit 1; }
	@echo "· requirements-test.lock"
	@$(COMPILE) --extra test pyproject.toml -o requirements-test.lock > /dev/null
	@echo "· requirements.lock"
	@$(COMPILE) --constraint requirements-test.lock pyproject.toml -o requirements.lock > /dev/null
	@for file in requirements.lock requirements-test.lock; do \
	  { sed "s/@FILE@/$$file/" .ci/lock-header; cat $$file; } > $$file.new && mv $$file.new $$file; done
	@! grep -n '://' requirements.lock requirements-test.lock || { \
	  echo "An address got into a lock file; it must hold names, versions and hashes only." >&2; exit 1; }

clean:
	@rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .hypothesis .import_linter_cache \
	  snapshot_report.html tests/output
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
