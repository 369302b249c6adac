"""The sheet that lists findings: how many in a band above, each linked to its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from eks_subnet_xlsx.findings import Finding
from eks_subnet_xlsx.ooxml.adding import add_styles
from eks_subnet_xlsx.ooxml.book import Book
from eks_subnet_xlsx.ooxml.formula import sheet_prefix
from eks_subnet_xlsx.ooxml.patching import Package
from eks_subnet_xlsx.ooxml.xml import value_cell, xml_attribute_or_text
from eks_subnet_xlsx.words import Words, text_width

HEADING_ROWS = (3, 1)
"""Where the line stands that the sheet is known by; in the first row as it was once written."""

_MAIN_NAMESPACE = re.compile(rb"""["'](https?://[^"']*/spreadsheetml/(?:2006/)?main)["']""")
_HEADERS = ("number", "severity", "rule", "place", "title", "message", "do")
_WIDTHS = (5, 10, 8, 18, 26, 58, 48)
_HEADER_ROW = 5
_HEIGHTS = {1: 31.5, 2: 22.5, 3: 18, 4: 6, _HEADER_ROW: 21}
_LINE_HEIGHT = 14

_WHITE, _INK, _MUTED, _LINK = "FFFFFFFF", "FF1F2937", "FF55606E", "FF0563C1"
_FILLS = {"red": "FFA61B1B", "amber": "FFF5C242", "green": "FFDDF1E2", "dark": "FF3B4656"}
_INKS = {"red": _WHITE, "amber": "FF3A2800", "green": "FF0F4D2A"}


def _font(size: float, colour: str, *, bold: bool = False, underlined: bool = False) -> str:
    return (
        f"<font>{'<b/>' if bold else ''}{'<u/>' if underlined else ''}"
        f'<sz val="{size}"/><color rgb="{colour}"/><name val="Calibri"/></font>'
    )


def _looks() -> dict[str, tuple[str, str | None, bool, str]]:
    """Each look: its font, its ground, whether there is a rule below, its alignment."""
    looks: dict[str, tuple[str, str | None, bool, str]] = {
        "caption": (_font(9.5, _MUTED), None, False, ""),
        "header": (_font(10, _WHITE, bold=True), "dark", False, ""),
        "number": (_font(10, _MUTED), None, True, ""),
        "text": (_font(10, _INK), None, True, ' wrapText="1"'),
        "link": (_font(10, _LINK, underlined=True), None, True, ' wrapText="1"'),
    }
    for colour, ink in _INKS.items():
        looks[f"headline_{colour}"] = (_font(22, ink, bold=True), colour, False, "")
        looks[f"subline_{colour}"] = (_font(11, ink), colour, False, "")
        looks[f"severity_{colour}"] = (_font(10, ink, bold=True), colour, True, "")
    return looks


def add_looks(package: Package, book: Book) -> Mapping[str, int]:
    """The styles of the sheet by what they are for, added to the file where it has them not."""
    looks = _looks()
    fonts = list(dict.fromkeys(font for font, *_ in looks.values()))
    fills = [
        f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/></patternFill></fill>'
        for colour in _FILLS.values()
    ]
    rule = '<bottom style="thin"><color rgb="FFE2E8F0"/></bottom>'
    border = f"<border><left/><right/><top/>{rule}<diagonal/></border>"
    numbers = add_styles(package, book, {"fonts": fonts, "fills": fills, "borders": (border,)})
    of_font = dict(zip(fonts, numbers, strict=False))
    of_fill = dict(zip(_FILLS, numbers[len(fonts) :], strict=False))
    xfs = [
        f'<xf numFmtId="0" fontId="{of_font[font]}" fillId="{of_fill[fill] if fill else 0}"'
        f' borderId="{numbers[-1] if is_ruled else 0}" xfId="0" applyFont="1" applyFill="1"'
        f' applyBorder="1" applyAlignment="1"><alignment horizontal="left" vertical="'
        f'{"top" if is_ruled else "center"}"{alignment} indent="1"/></xf>'
        for font, fill, is_ruled, alignment in looks.values()
    ]
    return dict(zip(looks, add_styles(package, book, {"cellXfs": xfs}), strict=True))


def finding_sheet(
    book: bytes, findings: Sequence[Finding], words: Words, styles: Mapping[str, int]
) -> bytes:
    """The part of the sheet, in the namespace of the file's main part."""
    namespace = _MAIN_NAMESPACE.search(book)
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(_WIDTHS, 1)
    )
    links = "".join(_link(row, found) for row, found in enumerate(findings, _HEADER_ROW + 1)
                    if found.sheet)  # fmt: skip
    last = _HEADER_ROW + max(1, len(findings))
    return "".join(
        (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
            f'<worksheet xmlns="{namespace[1].decode() if namespace else ""}">',
            '<sheetPr><tabColor rgb="FFA61B1B"/><pageSetUpPr fitToPage="1"/></sheetPr>',
            '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">',
            f'<pane ySplit="{_HEADER_ROW}" topLeftCell="A{_HEADER_ROW + 1}"',
            ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>',
            f"<cols>{columns}</cols><sheetData>",
            *_above(findings, words, styles),
            *(
                _row(row, found, words, styles)
                for row, found in enumerate(findings, _HEADER_ROW + 1)
            ),
            f'</sheetData><autoFilter ref="B{_HEADER_ROW}:D{last}"/>',
            f"<hyperlinks>{links}</hyperlinks>" if links else "",
            '<pageMargins left="0.3" right="0.3" top="0.35" bottom="0.45" header="0" footer="0"/>',
            '<pageSetup orientation="landscape" fitToHeight="0"/></worksheet>',
        )
    ).encode()


def _above(findings: Sequence[Finding], words: Words, styles: Mapping[str, int]) -> list[str]:
    """The rows above the list: what it comes to, what the sheet is, the headers."""
    counts = {
        f"{severity}s": sum(found.severity == severity for found in findings)
        for severity in ("error", "warning")
    }
    case, colour = "nothing", "green"
    if any(found.severity == "error" and found.family != "capacity" for found in findings):
        case, colour = "errors", "red"
    elif counts["errors"]:
        case, colour = "plan", "red"
    elif counts["warnings"]:
        case, colour = "warnings", "amber"
    blank = [""] * (len(_HEADERS) - 1)
    lines = {
        1: ([words.text(f"annotation.headline.{case}", **counts), *blank], f"headline_{colour}"),
        2: ([words["annotation.summary"], *blank], f"subline_{colour}"),
        3: ([words["annotation.heading"]], "caption"),
        _HEADER_ROW: ([words[f"annotation.{key}"] for key in _HEADERS], "header"),
    }
    return [
        _cells(row, _HEIGHTS[row], [(text, styles[look]) for text in texts])
        for row, (texts, look) in lines.items()
    ]


def _row(number: int, found: Finding, words: Words, styles: Mapping[str, int]) -> str:
    place = f"{found.sheet}!{found.cell}" if found.sheet and found.cell else found.sheet or ""
    texts = [
        words[f"annotation.of_severity.{found.severity}"], found.rule, place,
        found.title(words), found.message(words), found.remedy(words),
    ]  # fmt: skip
    severity = "severity_red" if found.severity == "error" else "severity_amber"
    looks = (severity, "text", "link" if place else "text", "text", "text", "text")
    # Not every program makes a row as high as its text; a column is as wide as a character of it.
    lines = max(
        -(-text_width(text) // (width - 1)) for text, width in zip(texts, _WIDTHS[1:], strict=True)
    )
    cells: list[tuple[str | int, int]] = [(number - _HEADER_ROW, styles["number"])]
    cells += [(text, styles[look]) for text, look in zip(texts, looks, strict=True)]
    return _cells(number, _LINE_HEIGHT * max(1, lines) + 4, cells)


def _cells(number: int, height: float, cells: Sequence[tuple[str | int, int]]) -> str:
    written = "".join(
        value_cell(f"{letter}{number}", str(style), None if value == "" else value)
        for letter, (value, style) in zip("ABCDEFG", cells, strict=False)
    )
    return f'<row r="{number}" ht="{height}" customHeight="1">{written}</row>'


def _link(row: int, found: Finding) -> str:
    first = found.cells[0] if found.cells else "A1"
    target = xml_attribute_or_text(f"{sheet_prefix(found.sheet or '')}!{first}")
    return f'<hyperlink ref="D{row}" location="{target}"/>'
