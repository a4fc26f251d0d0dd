# What can be done with the project; `make help` lists it.
# Paths are relative throughout, so that a directory with spaces in its name will do.

PYTHON ?= python3
VENV := .venv/bin/python
# Here no one signs anything with it: the demonstration draws its own key, and the checks start no server.
DUMMY_KEY := only-for-the-command-line-and-never-for-a-server-of-any-kind

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check chaos browser bench mutants catalogue lock secrets clean

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r target text; do \
		printf '  make %-11s %s\n' "$$target" "$$text"; done

demo: export SECRET_KEY := $(DUMMY_KEY)
demo: .venv/demo.installed ## Run the whole installation here; ONCE=1 shows what there is and ends, PORT=8080 chooses the port
	$(VENV) manage.py demo $(if $(ONCE),--once) $(if $(PORT),--port '$(PORT)')

test: .venv/dev.installed ## Run the tests on servers of their own; ARGS='-k notes' goes to pytest
	@$(VENV) -m pytest -n 2 --ignore=tests/browser $(ARGS); status=$$?; \
	echo 'Left out: tests/browser, which needs Chromium (make browser).'; exit $$status

chaos: .venv/dev.installed ## Break what can break, seeded: SIZE=large for the long run, CHAOS_SEED=... plays one again
	CHAOS_SIZE=$(or $(SIZE),small) $(VENV) -m pytest tests/chaos -n 2 --dist loadfile $(ARGS)

check: export SECRET_KEY := $(DUMMY_KEY)
check: export DATABASE_URL :=
check: .venv/dev.installed ## Format, lint, types, imports, migrations, generated files, Django's deployment checks
	$(VENV) -m ruff format --check .
	$(VENV) -m ruff check .
	$(VENV) -m mypy
	.venv/bin/lint-imports
	$(VENV) manage.py makemigrations --check --dry-run
	$(VENV) manage.py catalogue --check
	$(VENV) manage.py openapi --check
	$(VENV) manage.py check --deploy --fail-level WARNING

browser: .venv/dev.installed ## Run the tests that drive Chromium; as root, install Debian's chromium where it is missing
	@command -v chromium >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends chromium; \
		else echo "Chromium is missing. On Debian, as root: apt-get install chromium" >&2; exit 1; fi; }
	$(VENV) -m pytest tests/browser $(ARGS)

catalogue: export SECRET_KEY := $(DUMMY_KEY)
catalogue: export DATABASE_URL :=
catalogue: .venv/dev.installed ## Write anew what is generated: the golden file, the list of events, the OpenAPI file
	$(VENV) manage.py catalogue
	$(VENV) manage.py openapi

bench: .venv/bench.installed ## Measure beside bare psycopg and a peer; FAST=1 takes under 5 minutes, GROWTH=1 SIZE=1000000 a large log too
	$(VENV) -m benchmarks $(if $(FAST),--scale fast) $(if $(GROWTH),--growth) $(if $(SIZE),--size '$(SIZE)') $(ARGS)

mutants: export SECRET_KEY := $(DUMMY_KEY)
mutants: .venv/dev.installed ## Change the domain line by line and see whether its tests notice (hours); ARGS='consultations.domain.when*' for a part
	PATH="$$PWD/.venv/bin:$$PATH" CI=true WITHOUT_SERVERS=1 .venv/bin/mutmut run $(ARGS)

# Extras stay in the lock: without them pip looks at the newest release for the extra, and refuses it as not pinned.
lock: ## Write the lock files anew from pyproject.toml; needs uv
	@command -v uv >/dev/null || { echo "uv is missing: pip install uv, in an environment of its own" >&2; exit 1; }
	@set -e; for extra in '' demo bench dev; do \
		name="requirements$${extra:+-$$extra}.lock"; echo "$$name"; \
		UV_PYTHON_DOWNLOADS=never uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-header --no-annotate --no-strip-extras $${extra:+--extra "$$extra" --constraints requirements.lock} pyproject.toml --output-file "$$name"; done

secrets: ## Draw the secrets that docker-compose.yml reads, into secrets/
	@'$(PYTHON)' -I config/drawn.py secrets

clean: ## Remove the environment and the caches; what is under var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage mutants
	find . -path ./var -prune -o -name __pycache__ -type d -exec rm -rf {} +

# One environment for everything; a lock file is installed again only when it has changed since.
.venv/%.installed: requirements-%.lock | .venv/bin/python
	$(VENV) -m pip install --quiet --disable-pip-version-check --require-hashes -r '$<'
	@touch '$@'

.venv/bin/python:
	@command -v '$(PYTHON)' >/dev/null || { echo "$(PYTHON) is missing: install Python 3.11 or newer." >&2; exit 1; }
	@'$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed, and $(PYTHON) is $$('$(PYTHON)' -V 2>&1). Name another: make PYTHON=python3.12" >&2; exit 1; }
	@'$(PYTHON)' -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv module is missing. On Debian, as root: apt-get install python3-venv" >&2; exit 1; }
	'$(PYTHON)' -m venv --clear .venv
