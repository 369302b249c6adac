"""Draws the whole blank: the calculators, what they look up, and the About sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from eks_subnet_xlsx.calculation import Model, Status
from eks_subnet_xlsx.layouts import ABOUT_PLACES, ABOUT_SHEET, MODELS
from eks_subnet_xlsx.layouts.about import FACT_PROPERTIES, about_lines, about_sections
from eks_subnet_xlsx.layouts.lookups import (
    CODES,
    LIMITS,
    SIZES,
    size_rows,
)
from eks_subnet_xlsx.layouts.model import LookupSheet
from eks_subnet_xlsx.layouts.texts import sheet_text
from eks_subnet_xlsx.words import LANGUAGES, load_words, text_width
from eks_subnet_xlsx.workbook.drawing.calculators import draw_calculator, set_up_printing
from eks_subnet_xlsx.workbook.drawing.styles import dress, protect, put

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LIMITS_COUNTS = {"max_enis", "ipv4_per_eni", "vcpus", "network_cards", "branch_enis"}
_ABOUT_WIDTHS = {"A": 34, "B": 118}
_LINE_CHARACTERS = 108
"""What a line of column B holds for sure, with words kept whole."""

_LINE_HEIGHT = 16
_ABOUT_INPUTS = ("cluster", "subnet_cidr", "runs_on")
_NAMES = {"WARM_ENI_TARGET": "WarmENI!$B$13", "WARM_IP_TARGET": "WarmIP!$B$13"}


def draw_blank(model: Model) -> Workbook:
    """A model's blank as openpyxl has it, with placeholders for texts and facts."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for calculator in MODELS[model]:
        draw_calculator(book.create_sheet(calculator.name), calculator)
    _draw_limits(book.create_sheet(LIMITS.name))
    _draw_sizes(book.create_sheet(SIZES.name))
    _draw_words(book.create_sheet(CODES.name))
    _draw_about(book.create_sheet(ABOUT_SHEET), model)
    for name, place in _NAMES.items():
        book.defined_names[name] = DefinedName(name, attr_text=place)
    for key in FACT_PROPERTIES:
        book.custom_doc_props.append(  # type: ignore[attr-defined] # the stubs lack it
            StringProperty(name=key, value=f"{{{{fact.{key}}}}}")
        )
    book.properties.title = "{{fact.title}}"
    return book


def _draw_limits(sheet: Worksheet) -> None:
    _draw_headers(sheet, LIMITS)
    for number, key in enumerate(LIMITS.columns, 1):
        letter = get_column_letter(number)
        style = "plain_count" if key in _LIMITS_COUNTS else "plain"
        dress(sheet, f"{letter}{LIMITS.first_row}", style)
        sheet.column_dimensions[letter].width = 24 if number == 1 else 14
    sheet.row_dimensions[1].height = 48
    sheet.freeze_panes = f"B{LIMITS.first_row}"
    last = get_column_letter(len(LIMITS.columns))
    sheet.auto_filter.ref = f"A1:{last}{LIMITS.rows[-1]}"
    _set_up_page(sheet)


def _draw_headers(sheet: Worksheet, lookup: LookupSheet) -> None:
    for number, key in enumerate(lookup.columns, 1):
        place = f"{get_column_letter(number)}{lookup.first_row - 1}"
        put(sheet, place, f"{{{{{lookup.header(key)}}}}}", "header")


def _draw_sizes(sheet: Worksheet) -> None:
    _draw_headers(sheet, SIZES)
    for row, (size, usable) in enumerate(size_rows(), SIZES.first_row):
        put(sheet, f"A{row}", size, "plain_count")
        put(sheet, f"B{row}", usable, "plain_count")
    sheet.column_dimensions["A"].width = 18
    sheet.column_dimensions["B"].width = 30
    _set_up_page(sheet)


def _draw_words(sheet: Worksheet) -> None:
    _draw_headers(sheet, CODES)
    for row, status in enumerate(Status, CODES.first_row):
        put(sheet, f"A{row}", int(status), "plain_count")
        put(sheet, f"B{row}", f"{{{{{status.words_key}}}}}", "plain")
    sheet.column_dimensions["A"].width = 10
    sheet.column_dimensions["B"].width = 90
    _set_up_page(sheet)


def _draw_about(sheet: Worksheet, model: Model) -> None:
    for letter, width in _ABOUT_WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    put(sheet, "A1", "{{about.title}}", "title")
    put(sheet, "A2", f"{{{{about.arithmetic.{model}}}}}", "text")
    for row, key in about_sections(model).items():
        put(sheet, f"A{row}", f"{{{{about.section.{key}}}}}", "section")
        dress(sheet, f"B{row}", "section")
    for key, place in ABOUT_PLACES.items():
        put(sheet, place.replace("B", "A"), f"{{{{about.fact.{key}}}}}", "label")
        dress(sheet, place, "input_text" if key in _ABOUT_INPUTS else "line")
    for row, (label, text) in about_lines(model).items():
        put(sheet, f"A{row}", label, "line")
        put(sheet, f"B{row}", text, "line")
        sheet.row_dimensions[row].height = _LINE_HEIGHT * _lines(text)
    sources = ABOUT_PLACES["limits_sources"].removeprefix("B")
    sheet.row_dimensions[int(sources)].height = 2 * _LINE_HEIGHT
    runs_on = DataValidation(
        type="list", formula1='"{}"'.format(",".join(c.name for c in MODELS[model]))
    )
    runs_on.add(ABOUT_PLACES["runs_on"])
    sheet.add_data_validation(runs_on)
    sheet.sheet_view.showGridLines = False
    _set_up_page(sheet)


def _lines(placeholder: str) -> int:
    """Lines that a text takes in column B, in the language where it is longest.

    Programs that do not fit rows on opening would lay one text over the next.
    """
    texts = (sheet_text(load_words(language), placeholder[2:-2]) for language in LANGUAGES)
    return -(-max(map(text_width, texts)) // _LINE_CHARACTERS)


def _set_up_page(sheet: Worksheet) -> None:
    set_up_printing(sheet)
    if sheet.title != ABOUT_SHEET:
        sheet.print_title_rows = "1:1"
    protect(sheet)
