"""The same sheets written by plain programs with openpyxl and XlsxWriter, to measure against.

openpyxl cannot write a formula together with its result, so its workbook shows nothing until a
spreadsheet program has calculated it; XlsxWriter is given the results, as ours has them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import openpyxl
import xlsxwriter

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Content:
    """What stands in a cell."""

    place: str
    formula: str | None
    value: str | float | None


def contents(workbook: bytes) -> dict[str, list[Content]]:
    """All cells of one of our workbooks by sheet, so that the peers write just the same."""
    sheets: dict[str, list[Content]] = {}
    with ZipFile(BytesIO(workbook)) as archive:
        book = archive.read("xl/workbook.xml").decode()
        for number, name in enumerate(re.findall(r'<sheet name="([^"]+)"', book), 1):
            part = archive.read(f"xl/worksheets/sheet{number}.xml")
            sheets[name] = [_content(cell) for cell in ET.fromstring(part).iter(f"{_MAIN}c")]  # noqa: S314 (ours)
    return sheets


def _content(cell: ET.Element) -> Content:
    text = "".join(item.text or "" for item in cell.iter(f"{_MAIN}t"))
    stored = cell.findtext(f"{_MAIN}v")
    value: str | float | None = text or None
    if stored is not None:
        value = stored if cell.attrib.get("t") == "str" else float(stored)
    return Content(cell.attrib["r"], cell.findtext(f"{_MAIN}f"), value)


def with_openpyxl(sheets: dict[str, list[Content]]) -> bytes:
    """The workbook as a plain openpyxl program writes it."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for cell in cells:
            if cell.formula is not None:
                sheet[cell.place] = f"={cell.formula}"
            elif cell.value is not None:
                sheet[cell.place] = cell.value
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_xlsxwriter(sheets: dict[str, list[Content]]) -> bytes:
    """The workbook as a plain XlsxWriter program writes it, results and all."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for cell in cells:
                if cell.formula is not None:
                    sheet.write_formula(cell.place, f"={cell.formula}", None, cell.value)
                elif cell.value is not None:
                    sheet.write(cell.place, cell.value)
    return stream.getvalue()
