"""Workbooks of each layout that circulates: what a version wrote, later ones still understand."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cells import read_cells

from eks_subnet_xlsx import LimitsCatalog
from eks_subnet_xlsx.calculation import (
    AboutInputs,
    Model,
    RowInputs,
    SheetInputs,
    Status,
    calculate,
)
from eks_subnet_xlsx.layouts import MODELS
from eks_subnet_xlsx.layouts.table import FIRST_ROW, READY_ROWS
from eks_subnet_xlsx.layouts.texts import status_text
from eks_subnet_xlsx.words import LANGUAGES, load_words

GOLDEN = Path(__file__).parents[1] / "golden"
EDITIONS = [(language, model) for language in LANGUAGES for model in MODELS]


@pytest.mark.parametrize(("language", "model"), EDITIONS)
def test_golden_workbook_still_means_the_same(
    catalog: LimitsCatalog, language: str, model: Model
) -> None:
    """The inputs of layout 1 stand where they stood, and today's engine finds its results."""
    cells = read_cells(GOLDEN / f"layout-1.{language}.{model}.xlsx")
    words = load_words(language)
    about = cells["About"]
    stated = [about[place].value for place in ("B17", "B18", "B19")]
    assert stated == [1, language, model]
    shown = AboutInputs(str(about["B13"].value), str(about["B15"].value))
    for calculator in MODELS[model]:
        sheet = cells[calculator.name]
        typed = {
            cell.key: sheet[cell.place].value if cell.place in sheet else None
            for cell in calculator.input_cells
        }
        rows = [
            RowInputs(**{
                column.key: sheet[place].value if place in sheet else None
                for column in calculator.input_columns
                for place in [f"{column.letter}{number}"]
            })
            for number in range(FIRST_ROW, FIRST_ROW + READY_ROWS)
        ]  # fmt: skip
        assert sum(not row.is_blank for row in rows) == 7
        result = calculate(calculator.arithmetic, SheetInputs(typed, rows), shown, catalog.find)
        expected = {cell.place: cell.value(result) for cell in calculator.derived_cells}
        for number, row in enumerate(result.rows, FIRST_ROW):
            for column in calculator.derived_columns:
                expected[f"{column.letter}{number}"] = column.value(row)
        for place, value in expected.items():
            text = status_text(words, value) if isinstance(value, Status) else value
            assert sheet[place].value == text, (calculator.name, place)
