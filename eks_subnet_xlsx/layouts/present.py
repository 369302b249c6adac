"""The layout that workbooks are written in today."""

from __future__ import annotations

from eks_subnet_xlsx.calculation import (
    AWS_2022,
    ENGINE,
    Arithmetic,
    CellValue,
    Model,
    RowResult,
    SheetResult,
    Status,
)
from eks_subnet_xlsx.layouts.about import ABOUT_PLACES, ABOUT_SHEET, LAYOUT_VERSION
from eks_subnet_xlsx.layouts.aws_cells import (
    AWS_WARM_ENI_CELLS,
    AWS_WARM_ENI_INPUTS,
    AWS_WARM_IP_CELLS,
    AWS_WARM_IP_INPUTS,
)
from eks_subnet_xlsx.layouts.aws_columns import AWS_WARM_ENI_COLUMNS, AWS_WARM_IP_COLUMNS
from eks_subnet_xlsx.layouts.cells import (
    WARM_ENI_CELLS,
    WARM_ENI_INPUTS,
    WARM_IP_CELLS,
    WARM_IP_INPUTS,
)
from eks_subnet_xlsx.layouts.cni_columns import WARM_ENI_COLUMNS, WARM_IP_COLUMNS
from eks_subnet_xlsx.layouts.columns import INPUT_COLUMNS
from eks_subnet_xlsx.layouts.frozen import frozen_data
from eks_subnet_xlsx.layouts.lookups import CODES, LIMITS, SIZES
from eks_subnet_xlsx.layouts.model import (
    Calculator,
    DerivedCell,
    DerivedColumn,
    InputCell,
    Layout,
)
from eks_subnet_xlsx.layouts.table import TABLE
from eks_subnet_xlsx.layouts.texts import Cells, Columns, calculator_words, layout_text


def _calculator(
    arithmetic: Arithmetic,
    input_cells: tuple[InputCell, ...],
    derived_cells: tuple[DerivedCell, ...],
    derived_columns: tuple[DerivedColumn, ...],
) -> Calculator:
    cells: Cells = (*input_cells, *derived_cells)
    columns: Columns = (*INPUT_COLUMNS, *derived_columns)
    return Calculator(
        arithmetic=arithmetic,
        table=TABLE,
        words=calculator_words(arithmetic, cells, columns),
        input_cells=input_cells,
        derived_cells=derived_cells,
        input_columns=INPUT_COLUMNS,
        derived_columns=derived_columns,
    )


WARM_ENI = _calculator(ENGINE["WarmENI"], WARM_ENI_INPUTS, WARM_ENI_CELLS, WARM_ENI_COLUMNS)
WARM_IP = _calculator(ENGINE["WarmIP"], WARM_IP_INPUTS, WARM_IP_CELLS, WARM_IP_COLUMNS)

MODELS: dict[Model, tuple[Calculator, ...]] = {
    "vpc-cni": (WARM_ENI, WARM_IP),
    "aws-2022": (
        _calculator(
            AWS_2022["WarmENI"], AWS_WARM_ENI_INPUTS, AWS_WARM_ENI_CELLS, AWS_WARM_ENI_COLUMNS
        ),
        _calculator(AWS_2022["WarmIP"], AWS_WARM_IP_INPUTS, AWS_WARM_IP_CELLS, AWS_WARM_IP_COLUMNS),
    ),
}
"""The calculators of each arithmetic, in the order of the sheets."""


def _text(language: str, key: str) -> str:
    """What is written in this layout; of one that circulates without loading all words."""
    known = frozen_data(LAYOUT_VERSION).get("texts", {}).get(language, {})
    return known[key] if key in known else layout_text(language, key)


PRESENT = Layout(
    version=LAYOUT_VERSION,
    origin="eks-subnet-xlsx",
    models=MODELS,
    sheets=(LIMITS.name, SIZES.name, CODES.name, ABOUT_SHEET),
    limits=LIMITS,
    sizes=SIZES,
    codes=CODES,
    about_sheet=ABOUT_SHEET,
    about=ABOUT_PLACES,
    status_keys={int(status): status.words_key for status in Status},
    text=_text,
)


def calculator_of(result: SheetResult) -> Calculator:
    """The calculator that shows a result."""
    model, name = result.arithmetic.model, result.name
    return next(calculator for calculator in MODELS[model] if calculator.name == name)


def figure(result: SheetResult, key: str) -> CellValue:
    """What a cell above the table shows, by its key; an input as it was typed in."""
    for cell in calculator_of(result).derived_cells:
        if cell.key == key:
            return cell.value(result)
    return result.inputs.cells.get(key)


def row_figure(result: SheetResult, row: RowResult, key: str) -> CellValue:
    """What a column shows in one of the rows, by its key."""
    columns = calculator_of(result).derived_columns
    return next(column.value(row) for column in columns if column.key == key)
