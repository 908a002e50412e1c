# make run   extract the sample bulletins into bulletins.db and show them
# make test  the whole suite;  make lint  ruff, mypy, import-linter
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run test lint format bench clean
run: $(STAMP)
	$(BIN)/bulletin-nlp extract corpora/samples --metadata corpora/samples/metadata.csv -o sqlite:///bulletins.db
	$(BIN)/bulletin-nlp list --db sqlite:///bulletins.db
	@echo "Next: one record, every value with its words: $(BIN)/bulletin-nlp show ID"
	@echo "      your own files:                         $(BIN)/bulletin-nlp extract FILE_OR_FOLDER"

test: $(STAMP)
	$(BIN)/python -m pytest -n 2

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP)
	$(BIN)/python scripts/benchmark.py

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "bulletin_nlp needs Python 3.11 or newer; run: make PYTHON=python3.11 run")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) bulletins.db build dist
