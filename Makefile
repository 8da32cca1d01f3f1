# Two commands on a fresh machine with Python 3.11-3.13: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test mutants fuzz lint docs lock clean install notebooks starter

demo: $(VENV)/ready
	$(BIN)/annotate demo

test: $(VENV)/installed $(if $(shell command -v java),$(VENV)/spark)
	$(BIN)/python -m pytest -n logical --dist loadfile --no-loadscope-reorder $(TESTS)

# Makes some two hundred plausible mistakes one at a time and runs the test that must notice each: once a week, not at
# every change. `make mutants ONLY=holm` for those whose record contains the word.
mutants: $(VENV)/installed
	$(BIN)/python tests/run_mutants.py $(ONLY)

# A thousand mutated files of every format; the tests try a few of each.
fuzz: $(VENV)/installed
	FUZZ_EXAMPLES=1000 $(BIN)/python -m pytest -q -n logical -m fuzz

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

install: $(VENV)/ready

# What the command needs. Modules are compiled when they are first imported; most never are.
$(VENV)/ready: requirements-demo.lock pyproject.toml
	@echo "Installing what requirements-demo.lock names into $(VENV): about 1 GB, a minute or two the first time."
	$(PYTHON) -m venv $(VENV)
	$(PIP) --no-compile --require-hashes -r requirements-demo.lock
	$(PIP) --no-deps --no-build-isolation -e .
	touch $@

# What the tests, the notebooks and the documentation need beside it.
$(VENV)/installed: requirements.lock $(VENV)/ready
	@echo "Adding what requirements.lock names to $(VENV): another 1 GB, a few minutes the first time."
	$(PIP) --no-compile --require-hashes -r requirements.lock
	touch $@

# Half a gigabyte that only one test needs, and only where there is Java for it.
$(VENV)/spark: requirements-spark.lock $(VENV)/installed
	$(PIP) --require-hashes -r requirements-spark.lock
	touch $@

# Trains the starter model again; but for the time on its card it comes out byte for byte the same. Its figures on other
# data are kept with `annotate evaluate --record`, where those data are at hand (see models/README.md).
starter: $(VENV)/installed
	mkdir -p build
	$(BIN)/annotate split datasets/relations/articles.csv -o build/sentences.parquet
	$(BIN)/annotate train datasets/relations/gold.csv build/sentences.parquet --question stance \
	  --split-column split --no-curve --licence apache-2.0 -o models/starter

# Runs the notebooks from their text pairs and keeps the output.
notebooks: $(VENV)/installed
	cd notebooks && for pair in *.py; do PYTHONWARNINGS=ignore ../$(BIN)/jupytext --to ipynb --execute $$pair || exit 1; done

# Needs uv; everybody else only installs from the lock.
lock:
	uv pip compile --universal --all-extras --generate-hashes --no-annotate --no-header --python-version 3.11 \
	  pyproject.toml -o requirements.lock
	echo setuptools | uv pip compile --universal --extra encoder --extra terminal --extra documents --extra feeds \
	  --generate-hashes --no-annotate --no-header --python-version 3.11 -c requirements.lock pyproject.toml - \
	  -o requirements-demo.lock
	echo pyspark | uv pip compile --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
	  - -o requirements-spark.lock

# The documentation, in build/docs; a warning is an error, and nothing is fetched from elsewhere.
docs: $(VENV)/installed
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs build/docs
	@echo "Open build/docs/index.html in a browser."

clean:
	rm -rf $(VENV) build dist *.egg-info
