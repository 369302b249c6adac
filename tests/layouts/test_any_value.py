"""Whatever stands in an input cell, it is judged."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_subnet_xlsx import LimitsCatalog
from eks_subnet_xlsx.calculation import AboutInputs, RowInputs, SheetInputs, Status, calculate
from eks_subnet_xlsx.layouts import MODELS, Calculator

values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-3, 12),
    st.floats(),
    st.text(),
    st.sampled_from(("", " ", "m5.large", "M5.LARGE ", "m5.*", "c5.2xlarge", 23, 1e308, 10**400)),
)


@st.composite
def fillings(draw: st.DrawFn, calculator: Calculator) -> SheetInputs:
    """Every input cell with anything at all, and up to three rows."""
    keys = [column.key for column in calculator.input_columns]
    row = st.fixed_dictionaries(dict.fromkeys(keys, values)).map(lambda held: RowInputs(**held))
    cells = {cell.key: draw(values) for cell in calculator.input_cells}
    return SheetInputs(cells, draw(st.lists(row, max_size=3)), draw(st.integers(0, 2)))


CALCULATORS = {f"{model}, {item.name}": item for model in MODELS for item in MODELS[model]}


@pytest.mark.parametrize("name", CALCULATORS)
@given(data=st.data())
def test_any_value_in_any_input_cell_is_judged(
    name: str, data: st.DataObject, catalog: LimitsCatalog
) -> None:
    """Every result of the sheet can be shown, and each row that is not blank has a status."""
    calculator = CALCULATORS[name]
    inputs = data.draw(fillings(calculator))
    result = calculate(calculator.arithmetic, inputs, AboutInputs("any", "WarmENI"), catalog.find)
    shown: list[Any] = [cell.value(result) for cell in calculator.derived_cells]
    for row in result.rows:
        shown += [column.value(row) for column in calculator.derived_columns]
        assert row.inputs.is_blank or isinstance(row.status, Status)
    assert all(isinstance(value, str | int | float | bool | None) for value in shown)
