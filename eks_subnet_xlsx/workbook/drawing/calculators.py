"""Draws a calculator sheet from its cells and columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from eks_subnet_xlsx.calculation import FIRST_INVALID, Count, Status
from eks_subnet_xlsx.layouts import Calculator
from eks_subnet_xlsx.layouts.lookups import SIZES
from eks_subnet_xlsx.layouts.model import DerivedColumn, InputCell, InputColumn
from eks_subnet_xlsx.layouts.table import FIRST_ROW, HEADER_ROW, LAST_ROW
from eks_subnet_xlsx.layouts.texts import header_keys, label_keys
from eks_subnet_xlsx.workbook.drawing.chart import draw_chart
from eks_subnet_xlsx.workbook.drawing.styles import AMBER, GREEN, RED, dress, protect, put

if TYPE_CHECKING:
    from openpyxl.styles import PatternFill
    from openpyxl.worksheet.worksheet import Worksheet

# The list ends with the catalog's last type, so that it offers no blanks.
_TYPES_RANGE = "{{fact.types_range}}"

_SECTIONS = {
    "A3": "subnet",
    "A7": "result",
    "A12": "pods_and_target",
    "A17": "settings",
    "D3": "more_results",
    "D12": "others",
    "J3": "attention",
    "J7": "beside",
    "J12": "more_settings",
    "AA3": "working",
}
_SECTION_CELLS = {
    "A17": "B18", "D12": "E13", "J7": "K8", "J12": "K13",
}  # fmt: skip
"""Sections that a sheet has only if it has this cell."""
_SECTION_WIDTHS = {"A": "B", "D": "E", "J": "K", "AA": "AB"}
_FIRST_INPUT = "B4"
_FAULTS = ("cells_wrong", "rows_wrong", "rows_uncounted", "all_pods_unplaced")
_LAST_PRINTED_COLUMN = "V"
_WORKING_LABEL_WIDTH = 30
_LABEL_LOOKS = {"A": "label", "AA": "text"}
_HEADER_HEIGHT = 62
_PARAGRAPH_HEIGHT = 48


def draw_calculator(sheet: Worksheet, calculator: Calculator) -> None:
    """Draws one calculator on an empty sheet; changing cells stay empty."""
    _draw_heading(sheet, calculator)
    _draw_cells(sheet, calculator)
    _draw_table(sheet, calculator)
    _validate_cells(sheet, calculator)
    _validate_table(sheet, calculator)
    _colour(sheet, calculator)
    _set_up_page(sheet)
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{_LAST_PRINTED_COLUMN}{LAST_ROW}"
    protect(sheet)
    draw_chart(sheet, calculator)


def _draw_heading(sheet: Worksheet, calculator: Calculator) -> None:
    for place, kind, look in (("A1", "title", "title"), ("A2", "paragraph", "paragraph")):
        put(sheet, place, f"{{{{{kind}.{calculator.model}.{calculator.name}}}}}", look)
    sheet.merge_cells("A2:E2")
    sheet.row_dimensions[2].height = _PARAGRAPH_HEIGHT
    places = {cell.place for cell in calculator.cells}
    for place, key in _SECTIONS.items():
        if _SECTION_CELLS.get(place, "B4") not in places:
            continue
        letter = place.rstrip("0123456789")
        # Blocks beside the first stand a step in: hidden columns leave no gap between them.
        put(sheet, place, f"{{{{section.{key}}}}}", "section" if letter == "A" else "inner_section")
        dress(sheet, _SECTION_WIDTHS[letter] + place[len(letter) :], "section")


def _draw_cells(sheet: Worksheet, calculator: Calculator) -> None:
    for cell in calculator.cells:
        dress(sheet, cell.place, "input_count" if isinstance(cell, InputCell) else cell.style)
    for place, key in label_keys(calculator.cells).items():
        put(sheet, place, f"{{{{{key}}}}}", _label_look(place))


def _draw_table(sheet: Worksheet, calculator: Calculator) -> None:
    headers = header_keys(calculator.columns)
    for column in calculator.columns:
        place = f"{column.letter}{HEADER_ROW}"
        put(sheet, place, f"{{{{{headers[place]}}}}}", _header_style(column))
        dress(sheet, f"{column.letter}{FIRST_ROW}", column.style)
        sheet.column_dimensions[column.letter].width = column.width
    sheet.column_dimensions["AA"].width = _WORKING_LABEL_WIDTH
    used = {column.letter for column in calculator.columns}
    for number in range(1, column_index_from_string(max(used, key=_column_order))):
        letter = get_column_letter(number)
        if letter not in used:
            # Kept for later versions, or for the other sheet.
            sheet.column_dimensions[letter].hidden = True
            dress(sheet, f"{letter}{HEADER_ROW}", "header")
    sheet.row_dimensions[HEADER_ROW].height = _HEADER_HEIGHT


def _label_look(place: str) -> str:
    return _LABEL_LOOKS.get(place.rstrip("0123456789"), "inner_label")


def _header_style(column: InputColumn | DerivedColumn) -> str:
    if isinstance(column, InputColumn):
        return "input_header"
    return "working_header" if column.style == "working" else "header"


def _validate_cells(sheet: Worksheet, calculator: Calculator) -> None:
    for cell in calculator.input_cells:
        if cell.key == "subnet_size":
            rule = DataValidation(type="list", formula1=SIZES.range_of(1), allow_blank=True)
        else:
            rule = _whole_number(cell.count)
        _add(sheet, rule, cell.key, cell.place)


def _validate_table(sheet: Worksheet, calculator: Calculator) -> None:
    # A type that came out yesterday may be typed all the same: the status says that it is unknown.
    types = DataValidation(
        type="list", formula1=_TYPES_RANGE, allow_blank=True, errorStyle="warning"
    )
    _add(sheet, types, "instance_type", f"A{FIRST_ROW}:A{LAST_ROW}")
    for column in calculator.input_columns:
        if column.count:
            places = f"{column.letter}{FIRST_ROW}:{column.letter}{LAST_ROW}"
            _add(sheet, _whole_number(column.count), column.key, places)


def _whole_number(count: Count) -> DataValidation:
    return DataValidation(
        type="whole",
        operator="between",
        formula1=str(count.minimum),
        formula2=str(count.maximum),
        allow_blank=True,
    )


def _add(sheet: Worksheet, rule: DataValidation, key: str, places: str) -> None:
    """Adds a validation with the message shown on the way in and the one for a wrong value."""
    rule.showInputMessage = True
    rule.showErrorMessage = True
    rule.promptTitle = f"{{{{prompt.{key}.title}}}}"
    rule.prompt = f"{{{{prompt.{key}.text}}}}"
    rule.errorTitle = f"{{{{prompt.{key}.title}}}}"
    rule.error = f"{{{{prompt.{key}.error}}}}"
    rule.add(places)
    sheet.add_data_validation(rule)


def _colour(sheet: Worksheet, calculator: Calculator) -> None:
    verdict = _place(calculator, "verdict_code")
    result = f"{_place(calculator, 'remaining_ips')} {_place(calculator, 'verdict')}"
    for codes, fill in (
        ((Status.EXHAUSTED,), RED),
        ((Status.SHORT, Status.INCOMPLETE, Status.NO_SIZE), AMBER),
        ((Status.ENOUGH,), GREEN),
    ):
        absolute = f"$AB${verdict.removeprefix('AB')}"
        tests = ",".join(f"{absolute}={code:d}" for code in codes)
        add_rule(sheet, result.replace("$", ""), f"OR({tests})", fill)
    for cell in calculator.derived_cells:
        if cell.key in _FAULTS:
            add_rule(sheet, cell.place, f"{cell.place}>0", RED)
    status = f"$AK{FIRST_ROW}"
    rows = f"J{FIRST_ROW}:J{LAST_ROW}"
    add_rule(sheet, rows, f"AND(ISNUMBER({status}),{status}>={FIRST_INVALID:d})", RED)
    add_rule(sheet, rows, f"AND(ISNUMBER({status}),{status}>{Status.OK:d})", AMBER)


def add_rule(sheet: Worksheet, places: str, formula: str, fill: PatternFill) -> None:
    """Colours cells where a formula holds."""
    look = DifferentialStyle(font=Font(bold=True), fill=fill)
    rule = Rule(type="expression", dxf=look, stopIfTrue=True, formula=[formula])
    sheet.conditional_formatting.add(places, rule)


def _set_up_page(sheet: Worksheet) -> None:
    sheet.freeze_panes = "B1"
    sheet.sheet_view.zoomScale = 85
    sheet.sheet_view.showGridLines = False
    for selection in sheet.sheet_view.selection:
        selection.activeCell = selection.sqref = _FIRST_INPUT
    set_up_printing(sheet)
    sheet.page_margins = narrow_margins()
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.print_area = f"A1:{_LAST_PRINTED_COLUMN}{LAST_ROW}"


def narrow_margins() -> PageMargins:
    """For sheets with many columns."""
    return PageMargins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)


def set_up_printing(sheet: Worksheet) -> None:
    """As wide as a page across; at the foot what wrote it, and the page's number."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart("{{page.footer}}"), right=_HeaderFooterPart("&P / &N")
    )


def _place(calculator: Calculator, key: str) -> str:
    return next(cell.place for cell in calculator.derived_cells if cell.key == key)


def _column_order(letter: str) -> tuple[int, str]:
    return len(letter), letter
