"""A fleet table to start from."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

from eks_subnet_xlsx.fleet.table import COLUMNS, Column
from eks_subnet_xlsx.resources import read_template
from eks_subnet_xlsx.words import Words

_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""By which Excel knows UTF-8."""


def fleet_template(suffix: str, words: Words) -> bytes:
    """The template as a file: .xlsx with what each column means on a second sheet, else CSV."""
    text = read_template("fleet.csv")
    if suffix != ".xlsx":
        return (_BYTE_ORDER_MARK + text).encode()
    from openpyxl import Workbook  # noqa: PLC0415 (slow to import)
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    table = book.worksheets[0]
    table.title = "Fleet"
    for row in csv.reader(StringIO(text)):
        table.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    meanings = book.create_sheet("Columns")
    for column in COLUMNS:
        meanings.append([column.name, needed(column, words), meaning(column, words)])
    for number, column in enumerate(COLUMNS, 1):
        table.column_dimensions[get_column_letter(number)].width = len(column.name) + 3
        table.cell(1, number).font = Font(bold=True)
        meanings.cell(number, 1).font = Font(bold=True)
    for letter, width in {"A": 32, "B": 12, "C": 100}.items():
        meanings.column_dimensions[letter].width = width
    table.freeze_panes = "B2"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def meaning(column: Column, words: Words) -> str:
    """What a column is for."""
    key = column.name.removeprefix("alternative_")
    text = words[f"fleet.column.{key}"]
    return words.text("fleet.alternative", text=text) if key != column.name else text


def needed(column: Column, words: Words) -> str:
    """Whether a table must have it; blank where it need not."""
    return words["fleet.needed"] if column.is_mandatory else ""
