# Two commands on a fresh machine (Python 3.11+, make): `make memo` and `make test`.
# Every target is one line that calls herijk or pytest; what they need is installed once, by `setup`.

PYTHON ?= python3
BIN    := .venv/bin
STAMP  := .venv/.installed

.PHONY: setup memo test test-browser test-full coverage lab app lint bench mutants lock clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Herijk needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

memo: $(STAMP)
	$(BIN)/herijk memo bommelerwaard dommelvallei

test: $(STAMP)
	$(BIN)/pytest -n auto --dist loadfile

test-browser: $(STAMP)
	$(BIN)/herijk doctor --only chromium && $(BIN)/pytest -m "browser and not full" -n auto --dist loadgroup

test-full: $(STAMP)
	HYPOTHESIS_PROFILE=full $(BIN)/pytest -m ""

# The engine without compilation, so that its branches can be counted; a few minutes.
coverage: $(STAMP)
	NUMBA_DISABLE_JIT=1 HYPOTHESIS_PROFILE=mutants $(BIN)/pytest --cov=model.engine --cov-fail-under=95 tests/engine tests/cases tests/benchmarks/test_fused.py

lab: $(STAMP)
	$(BIN)/herijk lab

app: $(STAMP)
	$(BIN)/herijk app

lint: $(STAMP)
	$(BIN)/pytest tests/test_house.py

bench: $(STAMP)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	$(BIN)/python benchmarks/engine.py

mutants: $(STAMP)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	$(BIN)/python benchmarks/mutants.py

# Needs uv (pip install uv); the result names versions and hashes only. Extras stay in: without them an older pip, told of
# coverage==1 and then of coverage[toml], takes the newest coverage and refuses it for want of a hash.
LOCK = uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-annotate --no-header --no-emit-index-url --no-emit-find-links --upgrade
lock:
	{ echo "# Exact versions of everything that Herijk runs, tests and builds with. Made by: make lock"; $(LOCK) --quiet --extra dev pyproject.toml; } > requirements.lock.new && mv requirements.lock.new requirements.lock
	sed -n 's/^\([^# ]*==[^\\]*\).*/\1/p' requirements.lock | sed 's/\[[^]]*\]//' > lock.pins && { echo "# Exact versions of what benchmarks/engine.py compares with and benchmarks/mutants.py mutates with, on top of requirements.lock. Made by: make lock"; printf '%s\n' 'ema_workbench>=2.5' 'cosmic-ray>=8.4' | $(LOCK) --quiet --constraints lock.pins -; } > requirements-bench.lock; rm lock.pins

clean:
	rm -rf output build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage htmlcov .venv
