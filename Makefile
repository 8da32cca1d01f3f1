# Two commands on a fresh machine with Python 3.11-3.13: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint lock clean install notebooks

demo: $(VENV)/installed
	$(BIN)/annotate demo

test: $(VENV)/installed
	$(BIN)/python -m pytest -n logical --dist loadfile $(TESTS)

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

install: $(VENV)/installed

$(VENV)/installed: requirements.lock pyproject.toml
	@echo "Installing what requirements.lock names into $(VENV): about 2 GB, a few minutes the first time."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# Runs the notebooks from their text pairs and keeps the output.
notebooks: $(VENV)/installed
	cd notebooks && for pair in *.py; do ../$(BIN)/jupytext --to ipynb --execute $$pair || exit 1; done

# Needs uv; everybody else only installs from the lock.
lock:
	uv pip compile --universal --all-extras --generate-hashes --no-annotate --no-header --python-version 3.11 \
	  pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) build dist *.egg-info
