"""Marks what was found in a copy of a workbook: each finding at its cells, and in a linked list.

Marks are conditional formats, so that no cell changes; the list is a sheet of its own. Both are
known again, and replaced when the file is annotated once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from eks_subnet_xlsx.findings import Finding
from eks_subnet_xlsx.jobs.finding_sheet import HEADING_ROWS, add_looks, finding_sheet
from eks_subnet_xlsx.ooxml.adding import add_first_sheet, add_styles
from eks_subnet_xlsx.ooxml.book import Book, open_book
from eks_subnet_xlsx.ooxml.marks import Mark, marked
from eks_subnet_xlsx.ooxml.markup import as_utf8
from eks_subnet_xlsx.ooxml.patching import open_package
from eks_subnet_xlsx.words import LANGUAGES, Words, load_words

FINDINGS_SHEET = "Findings"

_TAG = "eks-subnet-xlsx findings"
_SEVERITIES = ("error", "warning")
_CELLS = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}(:[A-Z]{1,3}[1-9][0-9]{0,6})?")


def _coloured(text: str, ground: str) -> str:
    fill = f'<fgColor rgb="{ground}"/><bgColor rgb="{ground}"/>'
    return (
        f'<dxf><font><color rgb="{text}"/></font>'
        f'<fill><patternFill patternType="solid">{fill}</patternFill></fill></dxf>'
    )


_MARKS = (_coloured("FF9C0006", "FFFFC7CE"), _coloured("FF7F6000", "FFFFEB9C"))
"""The differential formats of cells with errors, and with warnings."""


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
    marks_of = dict(zip(_SEVERITIES, add_styles(package, book, {"dxfs": _MARKS}), strict=True))
    styles = add_looks(package, book)
    listed = _list_part(book)
    for entry in book.sheets:
        own = [found for found in findings if found.sheet == entry.name]
        if entry.part != listed:
            before, marks = package.read(entry.part), list(_marks(own, marks_of))
            package.write(entry.part, marked(before, entry.part, marks, _TAG))
    part = listed or add_first_sheet(package, book, FINDINGS_SHEET)
    main = as_utf8(package.read(book.part), book.part)
    package.write(part, finding_sheet(main, findings, words, styles))
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
            if entry.name.startswith(FINDINGS_SHEET)
            and titles & {book.grid(entry).at(row, 1).value for row in HEADING_ROWS}
        ),
        None,
    )


def _marks(findings: Sequence[Finding], styles: Mapping[str, int]) -> Iterator[Mark]:
    """The cells of errors, then those of warnings."""
    for severity, style in styles.items():
        cells = [
            cell
            for found in findings
            if found.severity == severity
            for cell in found.cells
            if _CELLS.fullmatch(cell)
        ]
        if cells:
            yield Mark(list(dict.fromkeys(cells)), style)
