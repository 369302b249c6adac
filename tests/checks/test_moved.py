"""What was cut and pasted, or moved by an inserted column: read where it stands, or named."""

from __future__ import annotations

import re

import pytest
from support.breakages import ENI, IP, good_workbook
from support.breaking import (
    Break,
    formula,
    in_sheet,
    inserted_column,
    inserted_row,
    replaced,
    typed,
)
from support.cells import read_cells

from eks_subnet_xlsx import read_workbook, recalculate_workbook, validate_workbook


def broken(*steps: Break) -> bytes:
    """The good workbook after these steps."""
    data = good_workbook()
    for step in steps:
        data = step(data)
    return data


def found_in(data: bytes) -> list[tuple[str, str]]:
    """Rule and place of all that is found."""
    return [(found.rule, found.place) for found in validate_workbook(data).findings]


def moved_input(key: str, to: str) -> bytes:
    """An input cut and pasted elsewhere: its own cell is blank, and formulas follow it."""
    sheet = read_workbook(good_workbook()).sheets[0]
    cell = next(item for item in sheet.calculator.input_cells if item.key == key)
    reader = next(c for c in sheet.calculator.derived_cells if c.key == f"{key}_in_effect")
    text = sheet.calculator.cell_formula(reader).replace(cell.place, to)
    value = sheet.cells[key].value
    row, pasted = to.removeprefix("BH"), f'<c r="{to}"><v>{value}</v></c>'

    def put(part: str) -> str:
        return re.sub(rf'(<row r="{row}".*?)</row>', rf"\1{pasted}</row>", part, count=1)

    return broken(
        typed(ENI, **{cell.place: None}), in_sheet(ENI, put), formula(ENI, reader.place, text)
    )


@pytest.mark.parametrize(("key", "to"), [("host_network_pods", "BH14"), ("daemonset_pods", "BH5")])
def test_an_input_is_read_where_formulas_read_it(key: str, to: str) -> None:
    """The figures are right, the cell is named, and nothing is put back over it."""
    data = moved_input(key, to)
    own = {"host_network_pods": "B14", "daemonset_pods": "B15"}[key]
    assert found_in(data) == [("E218", f"WarmENI!{to}, {own}")]
    assert recalculate_workbook(data).content == data


def test_a_column_put_into_about_changes_nothing() -> None:
    """The facts stand beside their labels, and the formulas name them there."""
    follow = (replaced(sheet, "About!$B$", "About!$C$") for sheet in (ENI, IP))
    data = broken(inserted_column("About", 1), *follow)
    assert found_in(data) == []
    assert recalculate_workbook(data).content == data


@pytest.mark.parametrize(
    ("sheet", "column"), [("SubnetSizes", 1), ("SubnetSizes", 2), ("Words", 2)]
)
def test_a_column_put_into_a_looked_up_sheet_is_named_and_left(sheet: str, column: int) -> None:
    """Nothing of it is taken for what should stand there, and written over."""
    data = broken(inserted_column(sheet, column))
    assert "E508" in {rule for rule, _ in found_in(data)}
    assert "E506" not in {rule for rule, _ in found_in(data)}
    after = recalculate_workbook(data)
    assert read_cells(after.content)[sheet] == read_cells(data)[sheet]
    assert "E508" in {found.rule for found in after.left}


def test_a_formula_is_restored_as_the_others_look_limits_up() -> None:
    """A row that was put in above all types lowers the range, and what is typed there is none."""
    row = (
        '<row r="2"><c r="A2" t="inlineStr"><is><t>m5.large</t></is></c>'
        '<c r="B2"><v>2</v></c><c r="C2"><v>4</v></c></row><row r="3"'
    )
    data = broken(
        inserted_row("Limits", 2),
        in_sheet("Limits", lambda part: part.replace('<row r="3"', row, 1)),
        *(replaced(sheet, "Limits!$A$2:$D$3501", "Limits!$A$3:$D$3502") for sheet in (ENI, IP)),
        typed(ENI, AC23=5),
    )
    assert [rule for rule, _ in found_in(data)] == ["E301"]
    done = recalculate_workbook(data)
    assert done.left == ()
    before, after = read_cells(good_workbook()), read_cells(done.content)
    assert "Limits!$A$3:$D$3502" in str(after[ENI]["AC23"].formula)
    for sheet in (ENI, IP):
        assert {place: cell.value for place, cell in after[sheet].items()} == {
            place: cell.value for place, cell in before[sheet].items()
        }
