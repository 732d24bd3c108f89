# Everything one does here. `make` lists it; `make serve` needs nothing but Python 3.11.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup serve test demo migrate work contracts bench fix check lock clean

PY ?= $(shell command -v python3.11 || command -v python3)
UV := .tools/bin/uv
VENV := .venv/bin

# Nothing outside this folder is written to, and no other Python is downloaded.
export UV_CACHE_DIR ?= $(CURDIR)/.tools/cache
export UV_PYTHON_DOWNLOADS ?= never
export UV_SYSTEM_CERTS ?= 1
export UV_NO_PROGRESS ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK ?= 1
export PIP_NO_CACHE_DIR ?= 1
export PIP_ROOT_USER_ACTION ?= ignore
# Kept, whatever is set around here: a run of the tests starts dozens of processes that import it all.
export PYTHONDONTWRITEBYTECODE =

help:       ## what you can do here
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: .venv/.ok  ## install everything, from the lock file
	@:

serve: setup  ## the database, the API and the worker, until Ctrl-C
	@exec $(VENV)/career serve

test: setup  ## all tests, or one: make test t=tests/server
	@exec $(VENV)/python -m pytest $(or $(t),-n 2 --dist worksteal)

demo: setup  ## the main job, played against the server that `make serve` runs
	@exec $(VENV)/career demo play

migrate: setup  ## bring the database to the newest revision
	@exec $(VENV)/career migrate

work: setup  ## the worker alone, with the database at DATABASE_URL
	@exec $(VENV)/career work

contracts: setup  ## generate openapi/ again, asking every rule who is let in
	@$(VENV)/career contracts
	@CAREER_WRITE_PERMISSIONS=1 $(VENV)/python -m pytest tests/test_permissions_table.py tests/test_one_employee.py

bench: setup  ## the project's benchmarks: make bench ONLY=plan,complete SCALE=0.1 SECONDS=1.5
	@exec env -u DATABASE_URL -u CAREER_DATABASE_URL -u CAREER_APP_DATABASE_URL \
	  -u CAREER_WORKER_DATABASE_URL CAREER_DATA_DIR=.data/bench \
	  $(VENV)/career database run -- $(VENV)/python -m bench \
	  $(if $(ONLY),--only $(ONLY)) $(if $(SCALE),--scale $(SCALE)) $(if $(SECONDS),--seconds $(SECONDS)) \
	  $(if $(MINUTES),--minutes $(MINUTES)) $(if $(RATE),--rate $(RATE))

fix: setup  ## format, and fix what can be fixed
	@$(VENV)/ruff format .
	@$(VENV)/ruff check --fix .

check: setup  ## everything CI checks besides the tests, in the order that fails fastest
	@$(VENV)/ruff format --check .
	@$(VENV)/ruff check .
	@$(VENV)/lint-imports
	@$(VENV)/mypy app bench
	@$(VENV)/career contracts --check
	@$(VENV)/python -m pytest tests/migrations tests/architecture/test_sdl.py

lock: $(UV)  ## resolve again, after a change of dependencies in pyproject.toml
	@$(UV) lock -q
	@$(UV) export --frozen --no-emit-project --no-emit-index-url --no-header -q -o requirements.txt

clean:      ## remove what was installed and generated; .data stays
	@rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(UV):
	@$(PY) -m pip install -q --target .tools uv==0.13.9

# With uv where it can be had; else the same versions and hashes with what Python brings.
.venv/.ok: pyproject.toml uv.lock requirements.txt
	@if $(MAKE) -s $(UV) && $(UV) sync --frozen -q --compile-bytecode --python "$(PY)"; then :; else \
	  echo "Without uv: installing with venv and pip."; \
	  rm -rf .venv && $(PY) -m venv .venv \
	  && $(VENV)/pip install -q --no-deps --require-hashes -r requirements.txt \
	  && $(VENV)/pip install -q --no-deps -e .; \
	fi
	@touch $@
