"""The sheet that lists findings, each linked to its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import east_asian_width

from eks_subnet_xlsx.findings import Finding
from eks_subnet_xlsx.ooxml.formula import sheet_prefix
from eks_subnet_xlsx.ooxml.xml import value_cell, xml_attribute_or_text
from eks_subnet_xlsx.words import Words

_MAIN_NAMESPACE = re.compile(rb"""["'](https?://[^"']*/spreadsheetml/(?:2006/)?main)["']""")
_HEADERS = ("rule", "severity", "sheet", "cells", "title", "message", "do")
_WIDTHS = (8, 11, 14, 18, 28, 72, 56)
_HEADER_ROW = 4
_LINE_HEIGHT = 15


class Styles(NamedTuple):
    """Numbers of styles in a file: of its differential formats, and of wrapped text."""

    error: int
    warning: int
    bold: int
    link: int
    wrapped: int


def finding_sheet(book: bytes, findings: Sequence[Finding], words: Words, styles: Styles) -> bytes:
    """The part of the sheet, in the namespace of the file's main part."""
    namespace = _MAIN_NAMESPACE.search(book)
    counts = {
        f"{severity}s": sum(found.severity == severity for found in findings)
        for severity in ("error", "warning")
    }
    rows = {
        1: [words["annotation.heading"]],
        2: [words.text("annotation.summary", **counts)],
        _HEADER_ROW: [words[f"annotation.{key}"] for key in _HEADERS],
    }
    links = []
    for row, found in enumerate(findings, _HEADER_ROW + 1):
        rows[row] = [
            found.rule, words[f"annotation.of_severity.{found.severity}"], found.sheet or "",
            found.cell or "", found.title(words), found.message(words), found.remedy(words),
        ]  # fmt: skip
        if found.sheet:
            first = found.cells[0] if found.cells else "A1"
            target = xml_attribute_or_text(f"{sheet_prefix(found.sheet)}!{first}")
            cell = f"{'D' if found.cells else 'C'}{row}"
            links.append(f'<hyperlink ref="{cell}" location="{target}"/>')
    last = _HEADER_ROW + max(1, len(findings))
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(_WIDTHS, 1)
    )
    formats = [
        (f"A1 A{_HEADER_ROW}:G{_HEADER_ROW}", styles.bold, "TRUE"),
        (f"A{_HEADER_ROW + 1}:B{last}", styles.error, f'LEFT($A{_HEADER_ROW + 1},1)="E"'),
        (f"A{_HEADER_ROW + 1}:B{last}", styles.warning, f'LEFT($A{_HEADER_ROW + 1},1)="W"'),
        (f"D{_HEADER_ROW + 1}:D{last}", styles.link, f'$D{_HEADER_ROW + 1}<>""'),
    ]
    return "".join(
        (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
            f'<worksheet xmlns="{namespace[1].decode() if namespace else ""}">',
            '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
            '<sheetViews><sheetView showGridLines="0" workbookViewId="0">',
            f'<pane ySplit="{_HEADER_ROW}" topLeftCell="A{_HEADER_ROW + 1}"',
            ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>',
            f"<cols>{columns}</cols><sheetData>",
            *(_row(number, texts, styles) for number, texts in rows.items()),
            "</sheetData>",
            *(
                f'<conditionalFormatting sqref="{cells}"><cfRule type="expression"'
                f' dxfId="{style}" priority="{number}"><formula>'
                f"{xml_attribute_or_text(formula)}</formula></cfRule></conditionalFormatting>"
                for number, (cells, style, formula) in enumerate(formats, 1)
            ),
            f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "",
            '<pageMargins left="0.5" right="0.5" top="0.5" bottom="0.5" header="0" footer="0"/>',
            '<pageSetup orientation="landscape" fitToHeight="0"/></worksheet>',
        )
    ).encode()


def _row(number: int, texts: Sequence[str], styles: Styles) -> str:
    if number < _HEADER_ROW:
        return f'<row r="{number}">{value_cell(f"A{number}", "0", texts[0])}</row>'
    cells = (
        value_cell(f"{letter}{number}", str(styles.wrapped), text)
        for letter, text in zip("ABCDEFG", texts, strict=True)
    )
    # Not every program makes a row as high as its text.
    lines = max(-(-_columns(text) // width) for text, width in zip(texts, _WIDTHS, strict=True))
    height = _LINE_HEIGHT * max(1, lines)
    return f'<row r="{number}" ht="{height}" customHeight="1">{"".join(cells)}</row>'


def _columns(text: str) -> int:
    """The width of text in columns of a console, about that in characters of a sheet."""
    return sum(1 + (east_asian_width(character) in "WF") for character in text)
