"""The rows of a table as they stand in a file, and which of them its totals count."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from eks_subnet_xlsx.calculation import CellValue, RowInputs
from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.layouts import Calculator
from eks_subnet_xlsx.layouts.model import DerivedColumn, InputColumn
from eks_subnet_xlsx.layouts.table import FIRST_ROW, LAST_ROW
from eks_subnet_xlsx.ooxml.book import Book, SheetEntry
from eks_subnet_xlsx.ooxml.formula import references
from eks_subnet_xlsx.ooxml.grid import BLANK, Cell, Grid
from eks_subnet_xlsx.ooxml.places import MAX_ROW, column_number
from eks_subnet_xlsx.workbook.reading.placement import Placement

_MAX_TABLE_ROWS = 2 * (LAST_ROW - FIRST_ROW + 1)
"""Rows of a table that are read: twice as many as ours has room for."""


@dataclass(frozen=True, slots=True)
class RowReading:
    """A row of a table: cells by the keys of their columns.

    Attributes:
        number: of the row in the file, from 1.
        is_hidden: whether it is hidden or filtered away.
        is_reached: whether it stands where the totals reach.
        is_counted: whether it does and has its own formulas, or what was pasted over them.
    """

    number: int
    is_hidden: bool
    is_reached: bool
    is_counted: bool
    inputs: Mapping[str, Cell]
    derived: Mapping[str, Cell]

    @property
    def is_blank(self) -> bool:
        """Whether nobody has filled in anything."""
        return all(cell.is_blank for cell in self.inputs.values())

    def values(self) -> RowInputs:
        """What was typed in."""
        return RowInputs(**{key: typed(cell) for key, cell in self.inputs.items()})


def typed(cell: Cell) -> CellValue:
    """What a cell of the table holds as an input.

    An empty text that a formula gives is a text, as ISBLANK and COUNTA have it. One that was pasted
    is blank for LibreOffice, and a text for Excel: it counts as nothing here, and a check names it.
    """
    return None if cell.value == "" and cell.formula is None else cell.value


def read_rows(
    grid: Grid, calculator: Calculator, placement: Placement, reached: range
) -> tuple[RowReading, ...]:
    """The rows of a table that hold anything.

    Args:
        grid: the cells of the sheet.
        calculator: whose table it is.
        placement: of its columns.
        reached: the rows that totals reach, see `rows_reached`.

    Raises:
        WorkbookError: there are more than are read.
    """
    inputs = _columns(calculator.input_columns, placement)
    derived = _columns(calculator.derived_columns, placement)
    columns = {*inputs.values(), *derived.values()}
    header = placement.header_row
    numbers = {row for row, column in grid.cells if column in columns and row > header}
    if len(numbers) > _MAX_TABLE_ROWS:
        raise WorkbookError("too_many_rows", maximum=f"{_MAX_TABLE_ROWS:,}")
    rows, at = [], grid.cells.get
    for number in sorted(numbers):
        typed_in = {key: at((number, column), BLANK) for key, column in inputs.items()}
        results = {key: at((number, column), BLANK) for key, column in derived.items()}
        filled = [cell for cell in results.values()
                  if cell.formula is not None or cell.value is not None]  # fmt: skip
        if filled or any(cell != BLANK for cell in typed_in.values()):
            rows.append(
                RowReading(
                    number=number,
                    is_hidden=number in grid.hidden_rows,
                    is_reached=number in reached,
                    is_counted=number in reached and _is_of_table(filled, results, number),
                    inputs=typed_in,
                    derived=results,
                )
            )
    return tuple(rows)


def _is_of_table(filled: Collection[Cell], results: Mapping[str, Cell], number: int) -> bool:
    """Whether a row is one of the table's: a note or a subtotal has not its formulas."""
    formulas = [cell.formula for cell in filled if cell.formula]
    own = _cell_of_row(number)
    if any('"' not in formula and own.search(formula) for formula in formulas):
        return True  # Nearly all rows, and soon found.
    if any(_reads_row(formula, number) for formula in formulas):
        return True
    return 2 * len(filled) >= len(results) > 0 and not any(map(reads_rows, formulas))


@lru_cache(maxsize=4_096)
def _cell_of_row(number: int) -> re.Pattern[str]:
    """A cell of a formula's own sheet and row, where the formula has no text in quotes."""
    return re.compile(rf"(?<![\w.$!:'])\$?[A-Z]{{1,3}}\$?{number}(?![\w.(:!'])")


def reads_rows(formula: str) -> bool:
    """Whether a formula reads several rows of its own sheet at once, as a subtotal does."""
    return any(item.last_row > item.first_row and item.sheet is None
               for item in references(formula))  # fmt: skip


def _reads_row(formula: str, row: int) -> bool:
    """Whether a formula reads its own row, as those of the table do and subtotals do not."""
    if any(word in formula for word in ("[#This Row]", "[@")):
        return True
    return any(item.first_row == item.last_row == row and item.sheet is None
               for item in references(formula))  # fmt: skip


def _columns(
    columns: tuple[InputColumn, ...] | tuple[DerivedColumn, ...], placement: Placement
) -> dict[str, int]:
    found = {}
    for column in columns:
        at = placement.columns.get(column_number(column.letter))
        if at is not None:
            found[column.key] = at
    return found


def rows_reached(
    book: Book, entry: SheetEntry, placement: Placement, cells: Iterable[Cell]
) -> range:
    """The rows that the totals of a sheet reach; all where no formula says how far."""
    header = placement.header_row
    formulas = [cell.formula for cell in cells if cell.formula]
    ranges = [
        item
        for formula in formulas
        for item in references(formula)
        if item.sheet is None and item.first_row > header and item.last_row > item.first_row
    ]
    if ranges:
        first = min(item.first_row for item in ranges)
        return range(first, max(item.last_row for item in ranges) + 1)
    rows = None
    if any("[" in formula for formula in formulas):
        rows = book.table_rows(entry)
    return rows or range(1, MAX_ROW + 1)
