"""Is the file what it says it is, and is all of its layout there?"""

from __future__ import annotations

from collections.abc import Iterator

from eks_subnet_xlsx.checks.case import WorkbookCase
from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.findings import Finding, Term, finding
from eks_subnet_xlsx.layouts.model import DerivedCell, InputCell
from eks_subnet_xlsx.layouts.texts import label_key
from eks_subnet_xlsx.layouts.versions import newest_version
from eks_subnet_xlsx.ooxml.places import place_of, split_place
from eks_subnet_xlsx.workbook.reading.facts import about_place
from eks_subnet_xlsx.workbook.reading.reader import SheetReading, WorkbookReading, copies_of

_RULE_KEYS = {
    "empty": "not_a_workbook",
    "not_a_workbook": "not_a_workbook",
    "other_format": "not_a_workbook",
    "encrypted": "encrypted",
    "macros": "macros",
    "too_large": "too_large",
    "too_many_parts": "too_large",
    "too_many_cells": "too_large",
    "too_many_merged": "too_large",
    "too_many_rows": "too_large",
    "too_many_tags": "too_large",
    "long_formula": "too_large",
    "long_formulas": "too_large",
    "odd_xml": "too_large",
    "no_calculator": "no_calculator",
    "unreadable": "unreadable",
}
"""The rules that a file breaks which cannot be read, by problem; the others are damage."""


def unreadable_finding(error: WorkbookError) -> Finding:
    """The one finding of a file that cannot be read."""
    key = _RULE_KEYS.get(error.problem, "damaged")
    return finding(key, reason=error)


def newer_layout(reading: WorkbookReading) -> Finding:
    """The one finding of a file whose layout is not known yet."""
    return _layout("newer_layout", reading)


def check_file(case: WorkbookCase) -> Iterator[Finding]:
    """Findings about the layout: its version, its sheets, its columns."""
    reading = case.reading
    stated = reading.facts.schema_version
    version = reading.layout.version if stated is None else stated
    if not reading.is_aws_file and version < newest_version():
        yield _layout("older_layout", reading)
    if reading.book.rounds_as_displayed:
        yield finding("precision_as_displayed")
    for name in reading.missing_sheets:
        yield finding("sheet_missing", None, None, expected=name)
    for name, original in copies_of(reading):
        yield finding("sheet_not_read", name, None, expected=original)
    for sheet in reading.sheets:
        yield from _columns(reading, sheet)


def _columns(reading: WorkbookReading, sheet: SheetReading) -> Iterator[Finding]:
    placement = sheet.placement
    for place in placement.missing:
        header = _header(reading, sheet, place)
        yield finding("column_missing", sheet.name, None, expected=header)
    gone: dict[int, object] = {}
    for cell in sheet.calculator.cells:
        row, _ = split_place(cell.place)
        if row not in placement.rows and placement.at(cell.place) is None:
            gone.setdefault(row, _label(reading, sheet, cell))
    for label in gone.values():
        yield finding("row_missing", sheet.name, None, expected=label)
    for place in placement.changed:
        column = placement.columns.get(split_place(place)[1])
        if column is not None:
            yield finding(
                "header_changed",
                sheet.name,
                place_of(placement.header_row, column),
                found=sheet.grid.at(placement.header_row, column).value,
                expected=_header(reading, sheet, place),
            )


def _label(reading: WorkbookReading, sheet: SheetReading, cell: InputCell | DerivedCell) -> object:
    """The words of a label: in the reader's language, or as AWS's file has them."""
    if not reading.is_aws_file:
        return Term(label_key(cell.key))
    row, column = split_place(cell.place)
    return sheet.calculator.words.get(place_of(row, column - 1), cell.place)


def _header(reading: WorkbookReading, sheet: SheetReading, place: str) -> object:
    """The words of a header: in the reader's language, or as AWS's file has them."""
    key = sheet.calculator.words[place]
    return key if reading.is_aws_file else Term(key)


def _layout(key: str, reading: WorkbookReading) -> Finding:
    about = reading.name_of(reading.layout.about_sheet or "")
    place = about_place(reading.layout, reading.facts.places, "schema_version") if about else None
    found = reading.facts.schema_version or reading.layout.version
    return finding(key, about, place, found=found, expected=newest_version())
