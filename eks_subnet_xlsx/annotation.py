"""Marks what was found in a copy of a workbook: each finding at its cells, and in a linked list.

Marks are conditional formats, so that no cell changes; the list is a sheet of its own. Both are
known again, and replaced when the file is annotated once more.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from unicodedata import east_asian_width

from eks_subnet_xlsx.findings import Finding
from eks_subnet_xlsx.ooxml.book import Book, open_book, relations, relations_part
from eks_subnet_xlsx.ooxml.formula import sheet_prefix
from eks_subnet_xlsx.ooxml.markup import as_utf8, elements
from eks_subnet_xlsx.ooxml.patching import (
    TYPES_PART,
    Package,
    Splice,
    appended,
    find_elements,
    last_of,
    namespaced,
    open_package,
    prefixed_namespace,
    spliced,
    with_attribute,
)
from eks_subnet_xlsx.ooxml.xml import value_cell, xml_attribute_or_text
from eks_subnet_xlsx.words import LANGUAGES, Words, load_words

FINDINGS_SHEET = "Findings"

_MARK = b"eks-subnet-xlsx findings"
"""Stands in the formula of each mark, which is always true."""

_FORMULA = f'LEN("{_MARK.decode()}")&gt;0'
_CELLS = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}(:[A-Z]{1,3}[1-9][0-9]{0,6})?")
_WORKSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_MAIN_NAMESPACE = re.compile(rb"""["'](https?://[^"']*/spreadsheetml/(?:2006/)?main)["']""")

_BEFORE_DXFS = frozenset(
    {"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles"}
)
_BEFORE_MARKS = frozenset(
    {
        "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios",
        "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
        "phoneticPr",
    }
)  # fmt: skip
"""The elements of a sheet that stand before its conditional formats, by the standard."""


def _coloured(text: str, ground: str) -> str:
    fill = f'<fgColor rgb="{ground}"/><bgColor rgb="{ground}"/>'
    return (
        f'<dxf><font><color rgb="{text}"/></font>'
        f'<fill><patternFill patternType="solid">{fill}</patternFill></fill></dxf>'
    )


_DXFS = (
    _coloured("FF9C0006", "FFFFC7CE"),
    _coloured("FF7F6000", "FFFFEB9C"),
    '<dxf><font><b val="1"/></font></dxf>',
    '<dxf><font><u/><color rgb="FF0563C1"/></font></dxf>',
)
_WRAPPED = (
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
)

_HEADERS = ("rule", "severity", "sheet", "cells", "title", "message", "do")
_WIDTHS = (8, 11, 14, 18, 28, 72, 56)
_HEADER_ROW = 4
_LINE_HEIGHT = 15


class _Styles(NamedTuple):
    """Numbers of styles in a file: of its differential formats, and of wrapped text."""

    error: int
    warning: int
    bold: int
    link: int
    wrapped: int


def annotate_workbook(
    content: bytes,
    findings: Sequence[Finding],
    words: Words,
    *,
    drop_signatures: bool = False,
) -> bytes:
    """A copy of a workbook with its findings marked at their cells and listed on a sheet.

    Args:
        content: the bytes of the file.
        findings: what was found in it.
        words: of the list's language.
        drop_signatures: whether signatures of the file, which any change breaks, may go.

    Raises:
        WorkbookError: it cannot be read, or is signed.
    """
    package = open_package(content, drop_signatures=drop_signatures)
    book = open_book(content)
    styles = _with_styles(package, book)
    listed = _list_part(book)
    for entry in book.sheets:
        own = [found for found in findings if found.sheet == entry.name]
        if entry.part != listed:
            before = package.read(entry.part)
            package.write(entry.part, _marked(before, entry.part, own, styles))
    part = listed or _with_new_sheet(package, book)
    main = as_utf8(package.read(book.part), book.part)
    package.write(part, _list_xml(main, findings, words, styles))
    return package.content()


def is_annotated(content: bytes) -> bool:
    """Whether a workbook has a list of findings."""
    return _list_part(open_book(content)) is not None


def _list_part(book: Book) -> str | None:
    """The part of the list, whatever its sheet is called by now."""
    titles = {load_words(language)["annotation.heading"] for language in LANGUAGES}
    return next(
        (
            entry.part
            for entry in book.sheets
            if entry.name.startswith(FINDINGS_SHEET) and book.grid(entry).at(1, 1).value in titles
        ),
        None,
    )


def _marked(content: bytes, part: str, findings: Sequence[Finding], styles: _Styles) -> bytes:
    """A sheet with its marks, and without those that it had."""
    if not findings and _MARK not in content:
        return content
    content = _without_marks(as_utf8(content, part), part)
    marks = list(_marks(findings, styles))
    if not marks:
        return content
    found = find_elements(content, part, lambda name, depth: depth == 1 or name == "cfRule")
    rules = [item for item in found if item.name == "cfRule"]
    priorities = [_number(rule.attributes.get("priority")) for rule in rules]
    # Marks come first, in order (LibreOffice) and in priority (Excel): others would hide them.
    shift = max(0, len(marks) + 1 - min(priorities, default=len(marks) + 1))
    splices = [
        with_attribute(content, rule.span, "priority", str(priority + shift))
        for rule, priority in zip(rules, priorities, strict=True)
        if shift
    ]
    at = last_of(found, _BEFORE_MARKS, part).end
    namespace = prefixed_namespace(content)
    xml = "".join(namespaced(mark, namespace) for mark in marks)
    return spliced(content, [*splices, (at, at, xml.encode())])


def _marks(findings: Sequence[Finding], styles: _Styles) -> Iterator[str]:
    priority = 0
    for severity, style in (("error", styles.error), ("warning", styles.warning)):
        cells = [
            cell
            for found in findings
            if found.severity == severity
            for cell in found.cells
            if _CELLS.fullmatch(cell)
        ]
        if cells:
            priority += 1
            yield (
                f'<conditionalFormatting sqref="{" ".join(dict.fromkeys(cells))}">'
                f'<cfRule type="expression" dxfId="{style}" priority="{priority}">'
                f"<formula>{_FORMULA}</formula></cfRule></conditionalFormatting>"
            )


def _without_marks(content: bytes, part: str) -> bytes:
    if _MARK not in content:
        return content
    found = find_elements(
        content, part, lambda name, _: name in {"conditionalFormatting", "cfRule"}
    )
    splices: list[Splice] = []
    rules = [item.span for item in found if item.name == "cfRule"]
    for span in (item.span for item in found if item.name == "conditionalFormatting"):
        inside = [rule for rule in rules if span.start < rule.start < span.end]
        ours = [rule for rule in inside if _MARK in content[rule.start : rule.end]]
        gone = [span] if len(ours) == len(inside) else ours
        splices += [(item.start, item.end, b"") for item in gone if ours]
    return spliced(content, splices)


def _with_styles(package: Package, book: Book) -> _Styles:
    """The styles that marks and list need; added to the file's own where they are not there."""
    known = relations(package, book.part).values()
    part = next((part for kind, part in known if kind == "styles"), "xl/styles.xml")
    content = as_utf8(package.read(part), part)
    content, dxfs = _pooled(content, part, "dxfs", _DXFS)
    content, xfs = _pooled(content, part, "cellXfs", (_WRAPPED,))
    package.write(part, content)
    return _Styles(*dxfs, *xfs)


def _pooled(
    content: bytes, part: str, pool_name: str, items: Sequence[str]
) -> tuple[bytes, list[int]]:
    """A part of styles that holds these in one of its pools, and their numbers there."""
    namespace = prefixed_namespace(content)
    found = find_elements(content, part, lambda _, depth: depth in {1, 2})
    pool = next((item.span for item in found if item.name == pool_name), None)
    known = [
        content[item.span.start : item.span.end].decode()
        for item in found
        if pool and pool.start < item.span.start < pool.end
    ]
    own = [namespaced(item, namespace) for item in items]
    new = [item for item in own if item not in known]
    numbers = [(known + new).index(item) for item in own]
    if not new:
        return content, numbers
    count = str(len(known) + len(new))
    xml = "".join(new)
    if pool is None or pool.is_closed_at_once:
        whole = namespaced(f'<{pool_name} count="{count}">{xml}</{pool_name}>', namespace)
        before = last_of(found, _BEFORE_DXFS, part).end
        start, end = (pool.start, pool.end) if pool else (before, before)
        return spliced(content, [(start, end, whole.encode())]), numbers
    splices = [with_attribute(content, pool, "count", count), appended(content, pool, xml.encode())]
    return spliced(content, splices), numbers


def _with_new_sheet(package: Package, book: Book) -> str:
    """Adds a sheet after all others; its part's name."""
    folder = posixpath.join(posixpath.dirname(book.part), "worksheets")
    part = _unused("findings{}.xml", lambda name: package.has(posixpath.join(folder, name)))
    part = posixpath.join(folder, part)
    listing = relations_part(book.part)
    known = elements(package.read(listing), listing, "Relationships", "Relationship")
    ids = {attributes.get("Id", "") for attributes in known}
    key = _unused("rIdFindings{}", ids.__contains__)
    kind = next(a["Type"] for a in known if a.get("Type", "").endswith("/worksheet"))
    _append(
        package, listing, "Relationships",
        f'<Relationship Id="{key}" Type="{kind}" Target="/{part}"/>',
    )  # fmt: skip
    _append(
        package, TYPES_PART, "Types",
        f'<Override PartName="/{part}" ContentType="{_WORKSHEET_TYPE}"/>',
    )  # fmt: skip
    content = package.read(book.part)
    sheets = elements(content, book.part, "workbook", "sheets", "sheet")
    names = {attributes.get("name", "").casefold() for attributes in sheets}
    name = _unused(FINDINGS_SHEET + "{}", lambda text: text.casefold() in names)
    number = max(_number(attributes.get("sheetId")) for attributes in sheets) + 1
    relation = kind.rpartition("/")[0]
    _append(
        package, book.part, "sheets",
        f'<sheet xmlns:r="{relation}" name="{name}" sheetId="{number}" r:id="{key}"/>',
    )  # fmt: skip
    return part


def _unused(pattern: str, is_used: Callable[[str], bool]) -> str:
    """A name that nobody has: the plain one, else one with a number."""
    names = (pattern.format(number or "") for number in range(1_000))
    return next(name for name in names if not is_used(name))


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 1


def _append(package: Package, part: str, parent: str, xml: str) -> None:
    content = as_utf8(package.read(part), part)
    span = last_of(find_elements(content, part, lambda name, _: name == parent), {parent}, part)
    new = namespaced(xml, prefixed_namespace(content)).encode()
    package.write(part, spliced(content, [appended(content, span, new)]))


def _list_xml(book: bytes, findings: Sequence[Finding], words: Words, styles: _Styles) -> bytes:
    """The sheet that lists the findings."""
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


def _row(number: int, texts: Sequence[str], styles: _Styles) -> str:
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
