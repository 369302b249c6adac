"""Draws the blank of a fleet's workbook: the answer in a band, a table of the clusters below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.formatting.rule import DataBarRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Border, Side
from openpyxl.worksheet.properties import PageSetupProperties

from eks_subnet_xlsx.calculation import Status
from eks_subnet_xlsx.layouts.about import FLEET_PROPERTY
from eks_subnet_xlsx.layouts.fleet import (
    BAND_COLUMNS,
    COUNTS,
    FIRST_FLEET_ROW,
    FLEET_COLUMNS,
    FLEET_HEADER_ROW,
    FLEET_SHEET,
    LAST_FLEET_ROW,
    STATUS_PLACES,
    STATUSES,
    SUBLINE_PLACE,
    WRONG_PLACE,
)
from eks_subnet_xlsx.layouts.model import absolute
from eks_subnet_xlsx.workbook.drawing.calculators import narrow_margins, set_up_printing
from eks_subnet_xlsx.workbook.drawing.styles import (
    BAND_AMBER,
    BAND_GREEN,
    BAND_RED,
    dress,
    fill_rule,
    protect,
    put,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_HEIGHTS = {1: 31.5, 2: 22.5, 3: 9, 4: 21, 5: 6, FLEET_HEADER_ROW: 31.5}
_BAR, _OVER = "7FA8DC", "E58A86"
_LINE_AT_ALL = Border(
    right=Side(style="thick", color="1F2937"), bottom=Side(style="thin", color="E2E8F0")
)
_PRINT_SCALE = 80


def draw_fleet_blank() -> Workbook:
    """The blank as openpyxl has it, with placeholders for texts and facts."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = FLEET_SHEET
    _draw_band(sheet)
    _draw_counts(sheet)
    _draw_table(sheet)
    _colour(sheet)
    _set_up_page(sheet)
    book.custom_doc_props.append(  # type: ignore[attr-defined] # the stubs lack it
        StringProperty(name=FLEET_PROPERTY, value="{{fact.product_version}}")
    )
    book.properties.title = "{{fleet.title}}"
    return book


def _draw_band(sheet: Worksheet) -> None:
    """The headline and what it is about, in one colour from edge to edge."""
    for row, height in _HEIGHTS.items():
        sheet.row_dimensions[row].height = height
    for letter in BAND_COLUMNS:
        dress(sheet, f"{letter}1", "headline")
        dress(sheet, f"{letter}2", "subline")
    put(sheet, SUBLINE_PLACE, "{{fleet.subline}}", "subline")


def _draw_counts(sheet: Worksheet) -> None:
    """How many clusters are in each case, in words, and as numbers in the hidden column."""
    for place in COUNTS:
        dress(sheet, place, "fleet_said")
    for place in (*STATUS_PLACES.values(), WRONG_PLACE):
        dress(sheet, place, "fleet_count")


def _draw_table(sheet: Worksheet) -> None:
    for column in FLEET_COLUMNS:
        header = f"{column.letter}{FLEET_HEADER_ROW}"
        is_text = column.style in {"fleet_link", "fleet_text"}
        put(sheet, header, f"{{{{fleet.header.{column.key}}}}}",
            "fleet_header" if is_text else "fleet_count_header")  # fmt: skip
        dress(sheet, f"{column.letter}{FIRST_FLEET_ROW}", column.style)
        sheet.column_dimensions[column.letter].width = column.width
        sheet.column_dimensions[column.letter].hidden = column.letter not in BAND_COLUMNS
    sheet[f"I{FIRST_FLEET_ROW}"].border = _LINE_AT_ALL
    last = BAND_COLUMNS[-1]
    sheet.auto_filter.ref = f"B{FLEET_HEADER_ROW}:{last}{LAST_FLEET_ROW}"
    sheet.freeze_panes = f"A{FIRST_FLEET_ROW}"


def _colour(sheet: Worksheet) -> None:
    def rows(letter: str) -> str:
        return f"{letter}{FIRST_FLEET_ROW}:{letter}{LAST_FLEET_ROW}"

    row, band = FIRST_FLEET_ROW, f"A1:{BAND_COLUMNS[-1]}2"
    exhausted, pods, just, _ = (absolute(STATUS_PLACES[status]) for status in STATUSES)
    fill_rule(sheet, band, f"{exhausted}+{pods}>0", BAND_RED)
    fill_rule(sheet, band, f"{just}>0", BAND_AMBER)
    fill_rule(sheet, band, "TRUE", BAND_GREEN)
    fill_rule(sheet, "I4", f"{absolute(WRONG_PLACE)}>0", BAND_RED)
    for letter in ("G", "K"):
        fill_rule(sheet, rows(letter), f"{letter}{row}<0", BAND_RED)
    is_short = f'$L{row}="{{{{{Status.SHORT.words_key}}}}}"'
    fill_rule(sheet, rows("G"), is_short, BAND_AMBER)
    fill_rule(sheet, rows("L"), f"OR($G{row}<0,$M{row}>0)", BAND_RED)
    fill_rule(sheet, rows("L"), is_short, BAND_AMBER)
    fill_rule(sheet, rows("L"), "TRUE", BAND_GREEN)
    fill_rule(sheet, rows("I"), f"$G{row}<0", _OVER)
    for letter, colour in (("I", _BAR), ("J", _OVER)):
        bar = DataBarRule(  # type: ignore[no-untyped-call] # the stubs lack its types
            start_type="num",
            start_value=0,
            end_type="num",
            end_value=1,
            color=colour,
            minLength=0,
            maxLength=100,
        )
        sheet.conditional_formatting.add(rows(letter), bar)


def _set_up_page(sheet: Worksheet) -> None:
    sheet.sheet_view.showGridLines = False
    for selection in sheet.sheet_view.selection:
        selection.activeCell = selection.sqref = f"B{FIRST_FLEET_ROW}"
    set_up_printing(sheet)
    # As many pages as there are rows, never smaller type.
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = None
    sheet.page_setup.scale = _PRINT_SCALE
    sheet.page_margins = narrow_margins()
    sheet.print_title_rows = f"{FLEET_HEADER_ROW}:{FLEET_HEADER_ROW}"
    sheet.print_area = f"A1:{BAND_COLUMNS[-1]}{LAST_FLEET_ROW}"
    sheet.sheet_properties.tabColor = "4A6C93"
    protect(sheet)
