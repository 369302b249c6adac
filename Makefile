# The doors of the house: each target does all of its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_PLAN := samples/plans/aws-2022.yaml
DEMO := demo/aws-2022.xlsx
PROCESSES ?= 2
PYTEST := $(BIN)/pytest --numprocesses=$(PROCESSES)

.PHONY: demo test check proof lint bench scale fuzz samples blank schema tables clean programs validator

demo: $(VENV)/.installed
	@mkdir -p demo
	@$(BIN)/eks-subnet-xlsx generate $(DEMO_PLAN) -o $(DEMO) --force
	@$(BIN)/eks-subnet-xlsx show $(DEMO_PLAN)
	@echo "The workbook: $(CURDIR)/$(DEMO)"

test: $(VENV)/.installed-dev programs validator lint
	$(PYTEST)

check: $(VENV)/.installed-dev lint
	$(PYTEST) -m "not libreoffice and not slow"

# The same tests with their full counts. It may be stopped, and goes on where it was;
# MINUTES=60 begins nothing new after an hour.
proof: $(VENV)/.installed-dev programs validator lint
	$(BIN)/python tools/prove.py $(MINUTES)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/bench.py

scale: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,bench]'
	$(BIN)/python benchmarks/scale.py

samples: $(VENV)/.installed-dev
	$(BIN)/python tools/build_samples.py

blank: $(VENV)/.installed-dev
	$(BIN)/python tools/draw_blank.py

schema: $(VENV)/.installed-dev
	$(BIN)/python tools/write_plan_schema.py

tables: $(VENV)/.installed-dev
	$(BIN)/python tools/write_tables.py

# Runs until it is stopped, or finds something.
fuzz: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/fuzz.py

validator: $(VENV)/.installed-dev
	@sh tools/install_validator.sh $(VENV)/ooxml

programs:
	@sh tools/install_programs.sh

clean:
	rm -rf $(VENV) demo build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .proof

$(VENV)/bin/python:
	@PYTHON="$(PYTHON)" sh tools/make_venv.sh $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.installed
