"""One number, four ways: live formulas, recalculated, against the engine and the stored results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from support.cells import Cell, Value, edit_cells, is_same, read_cells
from support.corpora import PLANS, Plans, in_halves
from support.fillings import BELOW_ROW, Fillings, tenth_of, types_of_all_pairs
from support.office import Office
from support.scale import LANGUAGE, PROOF, SEEDS, count, seed

from eks_subnet_xlsx.calculation import (
    AboutInputs,
    Model,
    RowInputs,
    SheetInputs,
    SheetResult,
    Status,
    calculate,
)
from eks_subnet_xlsx.layouts import MODELS, Calculator
from eks_subnet_xlsx.layouts.present import calculator_of
from eks_subnet_xlsx.layouts.table import FIRST_ROW, READY_ROWS
from eks_subnet_xlsx.layouts.texts import status_text
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.plan import read_plan
from eks_subnet_xlsx.resources import sample_plans
from eks_subnet_xlsx.words import LANGUAGES, Words, load_words
from eks_subnet_xlsx.workbook.render import build_workbook

NAMES = tuple(calculator.name for calculator in MODELS["vpc-cni"])
FILLINGS = count(150, 600)
"""Of each arithmetic: twice as many in all, and 1,200 in a proof."""

TYPED_AT_ONCE = 25
"""Fillings of one request to LibreOffice."""

ABOUT = AboutInputs("aws-sample", "WarmENI")

each_model = pytest.mark.parametrize(
    "model", [pytest.param(m, marks=pytest.mark.xdist_group(f"fillings-{m}")) for m in MODELS]
)


def shown(value: object, words: Words) -> Value:
    """A result as the sheet shows it."""
    if isinstance(value, Status):
        return status_text(words, value)
    return value  # type: ignore[return-value]


def expected_cells(result: SheetResult, words: Words) -> dict[str, Value]:
    """What every formula of a calculator with the usual number of rows must show."""
    calculator = calculator_of(result)
    cells = {cell.place: shown(cell.value(result), words) for cell in calculator.derived_cells}
    for number, row in enumerate(result.rows, FIRST_ROW):
        for column in calculator.derived_columns:
            cells[f"{column.letter}{number}"] = shown(column.value(row), words)
    return cells


def edits_of(calculator: Calculator, inputs: SheetInputs) -> dict[str, Value]:
    """The cells to type over for a filling."""
    edits: dict[str, Value] = {
        cell.place: inputs.cells[cell.key] for cell in calculator.input_cells
    }
    for number, row in enumerate(inputs.rows, FIRST_ROW):
        for column in calculator.input_columns:
            edits[f"{column.letter}{number}"] = getattr(row, column.key)
    edits[f"A{BELOW_ROW}"] = "m5.large" if inputs.types_below else None
    return edits


@dataclass(frozen=True)
class Filled:
    """A workbook, what colleagues fill it in with, and what each formula must show then.

    Attributes:
        edits: of each filling, the inputs of every calculator by place; ``None`` empties a cell.
        expected: of each filling, the results of every calculator by place.
    """

    content: bytes
    edits: list[dict[str, dict[str, Value]]]
    expected: list[dict[str, dict[str, Value]]]


@pytest.fixture(scope="module")
def fillings(catalog: LimitsCatalog) -> Callable[[Model], Filled]:
    """Random fillings of an existing workbook, every input of it, the same for both judges."""

    @cache
    def filled(model: Model) -> Filled:
        return fill(model, catalog)

    return filled


def fill(model: Model, catalog: LimitsCatalog) -> Filled:
    """Fillings in the language of this run; formulas are the same in all."""
    source = Fillings(seed=seed(1_000 * len(model)), catalog=catalog)
    sample = next(path for path in sample_plans() if path.stem == "aws-2022")
    workbook = build_workbook(read_plan(sample), tenth_of(catalog), language=LANGUAGE, model=model)
    words = load_words(LANGUAGE)
    filled, seen = Filled(workbook, [], []), set()
    for _ in range(FILLINGS):
        edits, results = {}, {}
        for calculator in MODELS[model]:
            inputs = source.sheet(calculator)
            blanks = [RowInputs()] * (READY_ROWS - len(inputs.rows))
            whole = SheetInputs(inputs.cells, [*inputs.rows, *blanks], inputs.types_below)
            edits[calculator.name] = edits_of(calculator, whole)
            result = calculate(calculator.arithmetic, whole, ABOUT, catalog.find)
            results[calculator.name] = expected_cells(result, words)
            seen |= {row.limits.instance_type for row in result.counted}
        filled.edits.append(edits)
        filled.expected.append(results)
    assert seen == set(types_of_all_pairs(catalog))
    return filled


def differences(expected: dict[str, Value], found: dict[str, Value]) -> list[str]:
    assert set(found) == set(expected), "every formula has an expectation"
    return [
        f"{place}: {value!r} expected, {found[place]!r} recalculated"
        for place, value in expected.items()
        if not is_same(value, found[place])
    ]


def results_in(cells: dict[str, Cell]) -> dict[str, Value]:
    """What the formulas of a sheet gave."""
    return {place: cell.value for place, cell in cells.items() if cell.formula is not None}


@pytest.mark.libreoffice
@each_model
def test_formulas_give_what_the_engine_gives_for_any_filling(
    fillings: Callable[[Model], Filled], tmp_path: Path, office: Office, model: Model
) -> None:
    """Every formula cell of random fillings, typed into LibreOffice, is the engine's."""
    filled = fillings(model)
    file = tmp_path / "filled.xlsx"
    file.write_bytes(filled.content)
    for start in range(0, FILLINGS, TYPED_AT_ONCE):
        some = slice(start, start + TYPED_AT_ONCE)
        found = office.filled(file, filled.edits[some])
        for number, (cells, results) in enumerate(zip(found, filled.expected[some], strict=True)):
            for name in NAMES:
                assert differences(results[name], cells[name]) == [], f"{start + number}, {name}"


@pytest.mark.slow
@each_model
def test_a_second_judge_finds_the_same(fillings: Callable[[Model], Filled], model: Model) -> None:
    """Formualizer, another program altogether, gives the same for every second of them."""
    formualizer = pytest.importorskip("formualizer")
    filled = fillings(model)
    for number in range(0, FILLINGS, 1 if PROOF else 2):
        edits, results = filled.edits[number], filled.expected[number]
        content = formualizer.recalculate_xlsx_bytes(edit_cells(filled.content, edits))["bytes"]
        cells = read_cells(content, NAMES)
        for name in NAMES:
            assert differences(results[name], results_in(cells[name])) == [], f"{number}, {name}"


@pytest.mark.slow
def test_all_languages_have_the_same_formulas(catalog: LimitsCatalog) -> None:
    """To the letter, on every sheet: what is recalculated in one holds in all."""
    source = Fillings(seed=7, catalog=catalog)
    plans = [read_plan(path, catalog) for path in sample_plans()] + [source.plan()]
    for plan in plans:
        for model in MODELS:
            formulas = [
                formulas_of(build_workbook(plan, catalog, language=language, model=model))
                for language in LANGUAGES
            ]
            assert formulas == [formulas[0]] * len(LANGUAGES)


def formulas_of(content: bytes) -> dict[tuple[str, str], str]:
    """The formulas of a workbook by sheet and place."""
    return {
        (sheet, place): cell.formula
        for sheet, cells in read_cells(content).items()
        for place, cell in cells.items()
        if cell.formula is not None
    }


@pytest.mark.libreoffice
@each_model
def test_stored_results_of_the_samples_are_the_recalculated_ones(
    tmp_path: Path, office: Office, catalog: LimitsCatalog, model: Model
) -> None:
    """What is stored in the samples' workbooks, LibreOffice finds too."""
    files = []
    for path in sample_plans():
        plan = read_plan(path, catalog)
        files.append(tmp_path / f"{path.stem}.xlsx")
        files[-1].write_bytes(build_workbook(plan, catalog, language=LANGUAGE, model=model))
    for file in files:
        check_stored(file.name, file.read_bytes(), office.results(file, NAMES))


@pytest.mark.slow
@pytest.mark.libreoffice
@in_halves("plans")
def test_stored_results_are_the_recalculated_ones(plans: Plans, office: Office, half: int) -> None:
    """What is stored in the workbooks of random plans, LibreOffice finds too."""
    for saved in plans.saved(half, office)[: count(50, SEEDS * PLANS)]:
        cells = read_cells(saved.path, NAMES)
        recalculated = {name: results_in(cells[name]) for name in NAMES}
        check_stored(saved.path.name, saved.planned.content, recalculated)


def check_stored(file: str, content: bytes, recalculated: dict[str, dict[str, Value]]) -> None:
    """Compares each stored result with the one that was calculated."""
    stored = read_cells(content, NAMES)
    for name in NAMES:
        assert differences(results_in(stored[name]), recalculated[name]) == [], f"{file}, {name}"
