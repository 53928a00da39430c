# What people run. `make demo` and `make test` are all that most need.
.PHONY: setup demo demo-stop demo-clean test check walk messages lock

BEGUN_AT := $(shell date +%s)

setup:
	@scripts/setup.sh run

# The whole main job on this machine; DATABASE_URL and REDIS_URL make it use those; HEADLESS=1 stops it at the end.
demo: setup
	@DEMO_BEGUN_AT=$(BEGUN_AT) .venv/bin/python -m sandbox.demo

demo-stop: setup
	@.venv/bin/python -m sandbox.demo --stop

demo-clean: setup
	@.venv/bin/python -m sandbox.demo --clean

test:
	@scripts/setup.sh dev
	@.venv/bin/python -m pytest -n auto $(ARGS)

check:
	@scripts/setup.sh dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/djlint --lint templates
	.venv/bin/python manage.py makemigrations --check --dry-run --settings tests.settings

# Pictures of every page of the first walk, in both languages, schemes and widths, into walk/.
walk:
	@scripts/setup.sh dev
	@WALK=walk .venv/bin/python -m pytest tests/walk

messages:
	@scripts/setup.sh dev
	@.venv/bin/python scripts/messages.py

lock:
	@scripts/setup.sh dev
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements-setup.in -o requirements-setup.txt
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -c requirements.txt requirements-dev.in -o requirements-dev.txt
