"""Gives a colleague's workbook back right: formulas restored, results recalculated, all else kept.

Inputs, notes, columns and sheets of a colleague's own stay as they are, byte for byte.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from eks_subnet_xlsx.annotation import annotate_workbook, is_annotated
from eks_subnet_xlsx.checks import WorkbookReport, validate_reading
from eks_subnet_xlsx.checks.case import SheetCase, WorkbookCase, build_case, formulas_of_row
from eks_subnet_xlsx.checks.formulas import faults_of
from eks_subnet_xlsx.checks.limits import changed_lookups, types_of
from eks_subnet_xlsx.checks.results import agrees, results_of
from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.findings import Finding, Term
from eks_subnet_xlsx.limits import LimitsCatalog, load_catalog
from eks_subnet_xlsx.sheets import CellValue, Status
from eks_subnet_xlsx.sheets.about import ABOUT_PLACES, ABOUT_SHEET
from eks_subnet_xlsx.sheets.lookups import FIRST_LOOKUP_ROW, LIMITS_SHEET, WORDS_SHEET, limits_row
from eks_subnet_xlsx.sheets.model import FIRST_ROW, HEADER_ROW, LAST_ROW
from eks_subnet_xlsx.sheets.texts import sheet_text, status_text
from eks_subnet_xlsx.words import load_words
from eks_subnet_xlsx.workbook.patching import CellEdit, edit_cells, open_package
from eks_subnet_xlsx.workbook.reading.book import open_book
from eks_subnet_xlsx.workbook.reading.formula import Reference, relocated
from eks_subnet_xlsx.workbook.reading.places import column_number, split_place
from eks_subnet_xlsx.workbook.reading.reader import file_content, read_workbook

_MOST_ROUNDS = 4
"""Of repairs: a total that reaches its rows again brings their formulas to light."""

_REPAIRED_FAMILIES = frozenset({"formula", "result"})
_REPAIRED_KEYS = frozenset({"row_not_counted", "lookup_changed", "limits_unusable"})
_PLAN_FAMILIES = frozenset({"capacity", "aws_2022"})

Edits = Mapping[str, list[CellEdit]]
"""What is to stand in cells, by the names of their sheets in the file."""


@dataclass(frozen=True, slots=True)
class Recalculation:
    """A workbook that was recalculated.

    Attributes:
        content: the bytes of the file; those that it had where nothing was to be done.
        restored: what was found before, and is no longer.
        left: errors that could not be repaired; what the plan asks of its subnet is none of them.
        results: stored results that were corrected.
        report: what is to be said of the file now.
    """

    content: bytes
    restored: tuple[Finding, ...]
    left: tuple[Finding, ...]
    results: int
    report: WorkbookReport


def recalculate_workbook(
    source: str | Path | bytes | IO[bytes],
    catalog: LimitsCatalog | None = None,
    *,
    language: str = "en",
    drop_signatures: bool = False,
) -> Recalculation:
    """A workbook of ours with its formulas restored and the right results stored beside them.

    Args:
        source: a path, the bytes of a file, or a file that is open for reading bytes.
        catalog: the limits that a broken row of limits is restored from.
        language: of the words of a file that does not say its own.
        drop_signatures: whether signatures of the file, which any change breaks, may go.

    Raises:
        WorkbookError: it cannot be read, is signed, or is AWS's own.
    """
    content = file_content(source)
    catalog = load_catalog() if catalog is None else catalog
    reading = read_workbook(content)
    if reading.is_aws_file:
        raise WorkbookError("formulas_unknown")
    case, before = build_case(reading, catalog), validate_reading(reading, catalog)
    for _ in range(_MOST_ROUNDS):
        repairs = _gathered(_repairs(case, language))
        if not repairs:
            break
        content = _applied(content, repairs, drop_signatures=drop_signatures)
        case = build_case(read_workbook(content), catalog)
    results = _gathered(_results(case, language))
    content = _applied(content, results, drop_signatures=drop_signatures)
    after = validate_reading(read_workbook(content), catalog)
    if is_annotated(content):
        words = load_words(case.reading.facts.language or language)
        content = annotate_workbook(content, after.findings, words, drop_signatures=drop_signatures)
    return Recalculation(
        content,
        tuple(_gone(before.findings, after.findings)),
        tuple(
            found for found in after.findings
            if found.severity == "error" and found.family not in _PLAN_FAMILIES
        ),
        sum(map(len, results.values())),
        after,
    )  # fmt: skip


def _gone(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> Iterator[Finding]:
    """What was repaired: found before, and not in the same cells after."""
    for found in before:
        if found.family in _REPAIRED_FAMILIES or found.key in _REPAIRED_KEYS:
            same = [left for left in after if (left.rule, left.sheet) == (found.rule, found.sheet)]
            if not any(not found.cells or set(left.cells) & set(found.cells) for left in same):
                yield found


def _gathered(edits: Iterator[tuple[str, CellEdit]]) -> Edits:
    gathered: dict[str, dict[tuple[int, int], CellEdit]] = defaultdict(dict)
    for sheet, edit in edits:
        gathered[sheet][edit.row, edit.column] = edit
    return {sheet: list(by_place.values()) for sheet, by_place in gathered.items()}


def _applied(content: bytes, edits: Edits, *, drop_signatures: bool) -> bytes:
    """The file with cells changed, and no others."""
    if not edits:
        return content
    package = open_package(content, drop_signatures=drop_signatures)
    book = open_book(content)
    for entry in book.sheets:
        if entry.name in edits:
            part = package.read(entry.part)
            package.write(
                entry.part, edit_cells(part, entry.part, book.grid(entry), edits[entry.name])
            )
    if any(edit.formula is not None for group in edits.values() for edit in group):
        package.drop_calculation_chain(book.part)
    return package.content()


def _repairs(case: WorkbookCase, language: str) -> Iterator[tuple[str, CellEdit]]:
    """Formulas and looked-up cells as they were written."""
    for sheet in case.sheets:
        for edit in _formulas(case, sheet):
            yield sheet.name, edit
    words = load_words(case.reading.facts.language or language)
    for lookup in changed_lookups(case):
        at, expected = split_place(lookup.place), lookup.expected
        right = sheet_text(words, expected.key) if isinstance(expected, Term) else expected
        yield lookup.sheet, CellEdit(*at, right)
    limits = case.reading.limits
    for name in types_of(case) if limits else ():
        ours = case.catalog.find(name)
        if limits and ours and name in limits.unusable:
            for column, value in enumerate(limits_row(ours), 1):
                yield limits.name, CellEdit(limits.rows[name], column, value)


def _formulas(case: WorkbookCase, sheet: SheetCase) -> Iterator[CellEdit]:
    """Formulas of a sheet that were changed, lost, or never filled down."""
    reading, calculator = sheet.reading, sheet.reading.calculator
    layout = _Layout(case, sheet)
    derived = {cell.key for cell in calculator.derived_cells}
    derived |= {column.key for column in calculator.derived_columns}
    for fault in faults_of(case, sheet):
        if fault.key in derived and isinstance(fault.expected, str):
            yield from layout.edit(fault.row, fault.column, fault.expected.removeprefix("="))
    for row in sheet.filled_rows:
        if row.is_reached and not row.is_counted:
            formulas = formulas_of_row(calculator, row.number - layout.moved)
            for column in calculator.derived_columns:
                at = reading.column(column.key)
                if at:
                    yield from layout.edit(row.number, at, formulas[column.key])
    if any(not row.is_reached and row.number <= layout.last_row for row in sheet.filled_rows):
        for cell in calculator.derived_cells:
            place = reading.placement.at(cell.place)
            if ":all}" in cell.formula and place:
                yield from layout.edit(*place, calculator.cell_formula(cell))


class _Layout:
    """Where the cells that formulas name stand in a file.

    Attributes:
        moved: rows by which the table stands lower than it was written.
        last_row: of the table, in the file.
    """

    def __init__(self, case: WorkbookCase, sheet: SheetCase) -> None:
        self._case = case
        self._placement = sheet.reading.placement
        self._names = {role: name for name, role in case.reading.roles.items()}
        self.moved = self._placement.header_row - HEADER_ROW
        counted = [row.number for row in sheet.counted_rows]
        self.last_row = max([LAST_ROW + self.moved, *counted])

    def edit(self, row: int, column: int, formula: str) -> Iterator[CellEdit]:
        """A formula of the layout in its cell; none where a cell that it names is gone."""
        text = relocated(formula, self._place)
        if text is not None:
            first = self._placement.header_row + 1
            yield CellEdit(row, column, None, text, like=(first, column))

    def _place(self, reference: Reference) -> Reference | None:
        if reference.sheet is not None:
            return self._elsewhere(reference)
        columns = self._placement.columns
        first = columns.get(reference.first_column)
        last = columns.get(reference.last_column)
        rows = self._row(reference.first_row), self._row(reference.last_row)
        if (reference.first_row, reference.last_row) == (FIRST_ROW, LAST_ROW):
            rows = FIRST_ROW + self.moved, self.last_row
        if None in {first, last, *rows}:
            return None
        return Reference(None, rows[0] or 0, first or 0, rows[1] or 0, last or 0)

    def _row(self, row: int) -> int | None:
        return row + self.moved if row > HEADER_ROW else self._placement.rows.get(row)

    def _elsewhere(self, reference: Reference) -> Reference | None:
        role = reference.sheet or ""
        name = self._names.get(role)
        if name is None:
            return None
        if role == ABOUT_SHEET:
            row = self._about_row(reference.first_row)
            return reference._replace(sheet=name, first_row=row, last_row=row) if row else None
        limits = self._case.reading.limits
        grid = self._case.reading.lookups.get(role)
        last = limits.last_row if role == LIMITS_SHEET and limits else 0
        last = max(last, max((row for row, _ in grid.cells), default=0) if grid else 0)
        return reference._replace(sheet=name, last_row=max(reference.last_row, last))

    def _about_row(self, home: int) -> int | None:
        keys = {split_place(place.replace("$", ""))[0]: key for key, place in ABOUT_PLACES.items()}
        return self._case.reading.facts.rows.get(keys[home]) if home in keys else None


def _results(case: WorkbookCase, language: str) -> Iterator[tuple[str, CellEdit]]:
    """Stored results that are not what the inputs give."""
    for sheet in case.sheets:
        for result in results_of(case, sheet):
            if result.stored.value is None or not agrees(result):
                value = _shown(case, result.expected, language)
                yield sheet.name, CellEdit(*result.at, value)


def _shown(case: WorkbookCase, value: CellValue, language: str) -> CellValue:
    """A result as its formula shows it: codes as the words that stand in the file."""
    if not isinstance(value, Status):
        return value
    words = case.reading.lookups.get(WORDS_SHEET)
    row = FIRST_LOOKUP_ROW + list(Status).index(value)
    text = words.at(row, column_number("B")).value if words else None
    if isinstance(text, str):
        return text
    return status_text(load_words(case.reading.facts.language or language), value)
