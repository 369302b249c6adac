"""What of a colleague's workbook is restored: formulas, looked-up cells, rows of limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from eks_subnet_xlsx.calculation import CellValue
from eks_subnet_xlsx.checks.case import SheetCase, WorkbookCase, formulas_of_row
from eks_subnet_xlsx.checks.dependants import Node
from eks_subnet_xlsx.checks.formulas import faults_of
from eks_subnet_xlsx.checks.limits import absent_types, changed_lookups, types_of
from eks_subnet_xlsx.checks.spelling import Spelling
from eks_subnet_xlsx.layouts.lookups import limits_cells
from eks_subnet_xlsx.layouts.model import LookupSheet
from eks_subnet_xlsx.limits import InstanceLimits
from eks_subnet_xlsx.ooxml.editing import CellEdit
from eks_subnet_xlsx.ooxml.formula import (
    Reference,
    canonical,
    references,
    shape,
)
from eks_subnet_xlsx.ooxml.grid import BLANK, Grid
from eks_subnet_xlsx.ooxml.places import (
    place_of,
    split_place,
)
from eks_subnet_xlsx.workbook.reading.limits import LimitsReading
from eks_subnet_xlsx.workbook.reading.rows import RowReading, reads_rows


def repairs(case: WorkbookCase, language: str) -> Iterator[tuple[str, CellEdit]]:
    """Formulas and looked-up cells as they were written."""
    formulas = [(sheet.name, edit) for sheet in case.sheets for edit in _formulas(case, sheet)]
    yield from formulas
    for lookup in changed_lookups(case):
        at, expected = split_place(lookup.place), lookup.expected
        right: CellValue = (
            expected if isinstance(expected, int) else own_text(case, expected.key, language)
        )
        yield lookup.sheet, CellEdit(*at, right, formula="")
    if case.reading.limits and not case.reading.limits.moved:
        for edit in _limits_rows(case, case.reading.limits, reach_is_settled=not formulas):
            yield case.reading.limits.name, edit


def _limits_rows(
    case: WorkbookCase, limits: LimitsReading, *, reach_is_settled: bool
) -> Iterator[CellEdit]:
    """Rows of limits that cannot be used or are not found; what formulas of others give stays."""
    sheet = case.reading.layout.limits
    for name in types_of(case):
        ours = case.catalog.find(name)
        if ours and name in limits.unusable and limits.rows[name] not in limits.computed:
            yield from _limits_row(sheet, ours, limits.rows[name])
    taken: list[int] = []
    for name in absent_types(case):
        ours, stray = case.catalog.get(name), limits.strays.get(name)
        is_reached = stray in limits.looked_up
        if stray and not is_reached and not reach_is_settled:
            continue  # The formulas are restored first, and may look it up where it stands then.
        if stray and is_reached and stray not in limits.computed and stray not in taken:
            yield CellEdit(stray, sheet.column("instance_type"), ours.instance_type, formula="")
            continue
        taken.append(limits.free_row(taken))
        yield from _limits_row(sheet, ours, taken[-1])


def _limits_row(sheet: LookupSheet, limits: InstanceLimits, row: int) -> Iterator[CellEdit]:
    for column, value in enumerate(limits_cells(limits, sheet.columns), 1):
        yield CellEdit(row, column, value, formula="", like=(sheet.first_row, column))


def _formulas(case: WorkbookCase, sheet: SheetCase) -> Iterator[CellEdit]:
    """Formulas of a sheet that were changed, lost, or never filled down."""
    reading, calculator = sheet.reading, sheet.reading.calculator
    restoring = Restoring(case, sheet)
    for fault in result_faults(case, sheet):
        yield from fault.repair(restoring, reading.grid)
    for row in sheet.filled_rows:
        if row.is_reached and not row.is_counted and _is_free(row):
            formulas = formulas_of_row(calculator, reading.written_row(row.number))
            for column, at in reading.derived_columns():
                yield from restoring.edit(row.number, at, formulas[column.key])
    if any(not row.is_reached and row.number <= restoring.last_row for row in sheet.filled_rows):
        for cell in calculator.derived_cells:
            place = reading.placement.at(cell.place)
            if ":all}" in cell.formula and place:
                yield from restoring.edit(*place, calculator.cell_formula(cell))


def _is_free(row: RowReading) -> bool:
    """Whether formulas may be filled down into a row: none where a colleague has subtotals."""
    if any(not cell.is_blank for cell in row.derived.values()):
        return False
    return not any(reads_rows(cell.formula or "") for cell in row.inputs.values())


class ResultFault(NamedTuple):
    """A result whose formula is not what was written, or which is an error.

    Attributes:
        formula: as it was written.
        node: the result, by the key of its cell or column and its row in the table.
    """

    row: int
    column: int
    formula: str
    node: Node

    def repair(self, restoring: Restoring, grid: Grid) -> Iterator[CellEdit]:
        """The formula in its cell; none where it stands there already, or cannot."""
        for edit in restoring.edit(self.row, self.column, self.formula):
            is_there = _is_same(grid.at(*edit.at).formula, edit.formula)
            if not is_there or edit.at in grid.blocks:
                yield edit


def result_faults(case: WorkbookCase, sheet: SheetCase) -> Iterator[ResultFault]:
    """The faults of a sheet that are no input's."""
    cells = {cell.key for cell in sheet.reading.calculator.derived_cells}
    columns = {column.key for column in sheet.reading.calculator.derived_columns}
    for fault in faults_of(case, sheet):
        if fault.key in cells | columns and isinstance(fault.expected, str):
            node = (fault.key, fault.row if fault.key in columns else None)
            yield ResultFault(fault.row, fault.column, fault.expected.removeprefix("="), node)


def _is_same(found: str | None, wanted: str | None) -> bool:
    """Whether two formulas are one, however they are spelled."""
    if found is None or wanted is None:
        return False
    return canonical(found, _spelled) == canonical(wanted, _spelled)


def _spelled(item: Reference) -> str:
    first = place_of(item.first_row, item.first_column)
    return f"{item.sheet}!{first}:{place_of(item.last_row, item.last_column)}"


class Restoring:
    """Where the cells that formulas name stand in a file.

    Attributes:
        last_row: of the table, in the file.
    """

    def __init__(self, case: WorkbookCase, sheet: SheetCase) -> None:
        self._reading = sheet.reading
        self._spelling = Spelling(case, sheet)
        self._header = sheet.reading.placement.header_row
        table, lowered = sheet.reading.calculator.table, sheet.reading.placement.lowered
        counted = [row.number for row in sheet.counted_rows]
        self.last_row = max([table.last + lowered, *counted])

    def edit(self, row: int, column: int, formula: str) -> Iterator[CellEdit]:
        """A formula of the layout in its cell; none where what it names is gone or elsewhere."""
        text = self._spelling.placed(formula)
        if text is not None and not self._reads_input_elsewhere(row, column, formula):
            yield CellEdit(row, column, None, text, like=(self._header + 1, column))

    def _reads_input_elsewhere(self, row: int, column: int, formula: str) -> bool:
        """Whether a formula reads a cell of another sheet in place of an input that is blank now.

        A colleague took the input there: restored, the formula would read nothing.
        """
        found = self._reading.grid.at(row, column).formula
        if found is None or shape(found) != shape(formula):
            return False
        blank = {
            split_place(cell.place)
            for cell in self._reading.calculator.input_cells
            if self._reading.cells.get(cell.key, BLANK).is_blank
        }
        return any(
            was.sheet is None
            and now.sheet is not None
            and (was.first_row, was.first_column) in blank
            for was, now in zip(references(formula), references(found), strict=False)
        )


def own_text(case: WorkbookCase, key: str, language: str) -> str:
    """A text of a file's layout, in its own language or else this one."""
    return case.reading.layout.text(case.reading.facts.language or language, key)
