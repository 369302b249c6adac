"""Copies of calculators, and the sheets that formulas look up, as people rearrange them."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from laws.chains import base_case
from openpyxl.workbook import Workbook

from eks_subnet_xlsx import recalculate_workbook, validate_workbook

Edit = Callable[[Workbook], object]

pytestmark = pytest.mark.slow

GOOD = base_case("en", 0)


def edited(edit: Edit) -> bytes:
    """The good workbook after an edit; openpyxl keeps no results."""
    book, stream = openpyxl.load_workbook(BytesIO(GOOD.data)), BytesIO()
    edit(book)
    book.save(stream)
    return stream.getvalue()


def found_in(data: bytes) -> list[tuple[str, str]]:
    """Rule and place of every finding but those of missing results."""
    findings = validate_workbook(data, GOOD.catalog).findings
    return [(found.rule, found.place) for found in findings if found.rule != "E401"]


def copy_a_calculator(book: Workbook) -> None:
    book.copy_worksheet(book["WarmENI"])


def copy_one_whose_name_begins_like_the_other(book: Workbook) -> None:
    book["WarmENI"].title = "Warm"
    book.copy_worksheet(book["WarmIP"])


def add_a_sheet_of_that_name(book: Workbook) -> None:
    book.create_sheet("WarmENI notes")["A1"] = "what we agreed on"


def test_a_copy_of_a_calculator_is_named() -> None:
    """It is not judged, so nobody shall take it for judged; other sheets are none."""
    assert found_in(edited(copy_a_calculator)) == [("W115", "WarmENI Copy")]
    named = found_in(edited(copy_one_whose_name_begins_like_the_other))
    assert [rule for rule, _ in named] == ["W115"]
    assert found_in(edited(add_a_sheet_of_that_name)) == []


def rows_apart(sheet: str, first: int, last: int) -> Edit:
    """A row of a looked-up sheet put in before others, without what programs do to formulas."""
    return lambda book: book[sheet].move_range(f"A{first}:B{last}", rows=1)


def test_a_row_among_sizes_or_words_changes_nothing() -> None:
    """Lookups go by the number, not by the row."""
    assert found_in(edited(rows_apart("Words", 5, 30))) == []


def test_a_size_out_of_reach_is_looked_up_again() -> None:
    """The range is widened; the sheet stays as the colleague has it."""
    data = edited(rows_apart("SubnetSizes", 5, 14))
    assert found_in(data) == [("E311", "WarmENI!B5"), ("E311", "WarmIP!B5")]
    done = recalculate_workbook(data, GOOD.catalog)
    assert found_in(done.content) == []
    sizes = openpyxl.load_workbook(BytesIO(done.content))["SubnetSizes"]
    assert [sizes[f"A{row}"].value for row in (4, 5, 6, 15)] == [18, None, 19, 28]


def move_limits(book: Workbook) -> None:
    """A column put in before all others, and formulas rewritten as programs do it."""
    book["Limits"].move_range(f"A1:K{len(GOOD.catalog) + 1}", cols=1)
    for row in book["WarmENI"].iter_rows(min_row=23, max_row=60):
        for cell in row:
            if isinstance(cell.value, str) and "Limits!" in cell.value:
                cell.value = cell.value.replace("Limits!$A$2:$D$", "Limits!$B$2:$E$")


def test_a_formula_that_follows_its_columns_is_not_to_be_put_back() -> None:
    """To paste what was written would break it: the columns come first."""
    data = edited(move_limits)
    found = [item for item in found_in(data) if item[0] != "E508"]
    assert {rule for rule, place in found if place.startswith("WarmENI")} == {"E316"}
    done = recalculate_workbook(data, GOOD.catalog)
    book = openpyxl.load_workbook(BytesIO(done.content))
    texts = [str(cell.value) for cell in book["WarmENI"][23]]
    formulas = [text for text in texts if "Limits!" in text]
    assert formulas
    assert all("Limits!$B$2:$E$" in formula for formula in formulas)


def type_above_limits_apart(book: Workbook) -> None:
    """A column put in before the status and a row above all types, formulas rewritten."""
    limits, last = book["Limits"], len(GOOD.catalog) + 1
    limits.move_range(f"D1:K{last}", cols=1)
    limits.move_range(f"A2:L{last}", rows=1)
    limits["A2"], limits["B2"], limits["C2"], limits["D2"] = "c5.xlarge", 2, 4, "current"
    for name in ("WarmENI", "WarmIP"):
        for row in book[name].iter_rows(min_row=23, max_row=72):
            for cell in row:
                if isinstance(cell.value, str) and "Limits!" in cell.value:
                    cell.value = re.sub(r"Limits!\$A\$2:\$D\$", "Limits!$A$3:$E$", cell.value)


def test_a_header_is_found_above_rows_that_were_put_in_below_it() -> None:
    """The column that moved is named, and formulas that look up beside it are left."""
    data = edited(type_above_limits_apart)
    found = found_in(data)
    assert ("E508", "Limits!D1") in found
    assert "E316" in {rule for rule, _ in found}
    done = recalculate_workbook(data, GOOD.catalog)
    assert {"E316", "E508"} <= {item.rule for item in done.left}
