# The doors of the house: each target does all of its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_PLAN := samples/plans/aws-2022.yaml
DEMO := demo/aws-2022.xlsx

.PHONY: demo test check lint bench scale fuzz samples blank schema tables clean libreoffice validator

demo: $(VENV)/.installed
	@mkdir -p demo
	@$(BIN)/eks-subnet-xlsx generate $(DEMO_PLAN) -o $(DEMO) --force
	@$(BIN)/eks-subnet-xlsx show $(DEMO_PLAN)
	@echo "The workbook: $(CURDIR)/$(DEMO)"

test: $(VENV)/.installed-dev libreoffice validator lint
	$(BIN)/pytest

check: $(VENV)/.installed-dev lint
	$(BIN)/pytest -m "not libreoffice and not slow"

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
	PYTHONPATH=tests $(BIN)/python benchmarks/fuzz.py

validator: $(VENV)/.installed-dev
	@sh tools/install_validator.sh $(VENV)/ooxml

libreoffice:
	@sh tools/install_libreoffice.sh

clean:
	rm -rf $(VENV) demo build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(VENV)/bin/python:
	@PYTHON="$(PYTHON)" sh tools/make_venv.sh $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.installed
