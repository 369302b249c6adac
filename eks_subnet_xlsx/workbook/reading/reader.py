"""Reads a filled-in workbook: what it is, what was typed in, formulas and stored results at once.

It knows the workbooks that this package writes, in every language, model and layout, and AWS's own
of 2022, each also after another program saved it. It reads and never judges.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO

from eks_subnet_xlsx.calculation import CellValue, Model, RowInputs, SheetInputs
from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.layouts import Calculator, Layout
from eks_subnet_xlsx.layouts.model import DerivedColumn, InputColumn, LookupSheet
from eks_subnet_xlsx.layouts.table import FIRST_ROW, LAST_ROW
from eks_subnet_xlsx.ooxml.archive import MAX_FILE_BYTES
from eks_subnet_xlsx.ooxml.book import Book, SheetEntry, open_book
from eks_subnet_xlsx.ooxml.formula import references
from eks_subnet_xlsx.ooxml.grid import BLANK, Cell, Grid
from eks_subnet_xlsx.ooxml.places import MAX_ROW, column_number, place_of
from eks_subnet_xlsx.workbook.reading.facts import FileFacts, read_facts
from eks_subnet_xlsx.workbook.reading.limits import LimitsReading, read_limits, rows_looked_up
from eks_subnet_xlsx.workbook.reading.placement import Placement
from eks_subnet_xlsx.workbook.reading.roles import (
    MOST_SEARCHED,
    find_calculators,
    find_lookups,
    is_calculator,
)

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


@dataclass(frozen=True, slots=True)
class SheetReading:
    """A calculator as it stands in a file.

    Attributes:
        calculator: whose layout it has.
        name: of the sheet in the file.
        cells: above the table, inputs and results, by key; those whose column is gone left out.
        rows: of the table that hold anything.
        date_styles: the styles of cells that show numbers as dates.
    """

    calculator: Calculator
    name: str
    placement: Placement
    grid: Grid
    cells: Mapping[str, Cell]
    rows: tuple[RowReading, ...]
    date_styles: frozenset[str]

    def is_date(self, row: int, column: int) -> bool:
        """Whether what a cell shows is a date or a time, for which the formulas see a number."""
        at = row, column
        return at in self.grid.iso_dates or self.grid.styles.get(at) in self.date_styles

    def place(self, key: str) -> str:
        """Where a cell above the table stands in the file, by its key."""
        cell = next(cell for cell in self.calculator.cells if cell.key == key)
        at = self.placement.at(cell.place)
        return place_of(*at) if at else cell.place

    def row_place(self, row: RowReading, key: str) -> str:
        """Where a cell of the table stands in the file, by the key of its column."""
        return place_of(row.number, self.column(key))

    def column(self, key: str) -> int:
        """The column of the file that has a key."""
        return self.placement.columns.get(column_number(self.calculator.letters[key]), 0)

    def derived_columns(self) -> list[tuple[DerivedColumn, int]]:
        """The columns with formulas that are there, each with its number in the file."""
        found = ((column, self.column(column.key)) for column in self.calculator.derived_columns)
        return [(column, number) for column, number in found if number]

    def written_row(self, row: int) -> int:
        """The row of the layout's table that a row of the file was written as."""
        return row - self.placement.lowered

    def inputs(self) -> SheetInputs:
        """What was typed in; rows that nothing counts are left out and their types counted."""
        return SheetInputs(
            cells={
                # Its formulas take an empty text for blank here, and nowhere else.
                cell.key: None if value == "" else value
                for cell in self.calculator.input_cells
                for value in [self.cells.get(cell.key, BLANK).value]
            },
            rows=[row.values() for row in self.rows if row.is_counted],
            types_below=sum(
                row.is_reached
                and not row.is_counted
                and not row.inputs.get("instance_type", BLANK).is_blank
                for row in self.rows
            ),
        )


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    """A workbook as it stands in a file.

    Attributes:
        layout: that its sheets have.
        model: whose arithmetic its formulas have.
        facts: what it says of itself.
        sheets: the calculators that were found, in the order of the layout.
        missing_sheets: names of sheets of the layout that are gone.
        limits: the limits that its formulas look up; None where the sheet is gone.
        roles: the sheets of the layout by their names in the file.
        lookups: the cells of the other sheets of the layout, by their names there.
        book: the file itself, for what stands outside the layout.
    """

    layout: Layout
    model: Model
    facts: FileFacts
    sheets: tuple[SheetReading, ...]
    missing_sheets: tuple[str, ...]
    limits: LimitsReading | None
    roles: Mapping[str, str]
    lookups: Mapping[str, Grid]
    book: Book

    def name_of(self, role: str) -> str | None:
        """The name that a sheet of the layout has in the file; None where it is gone."""
        return next((name for name, known in self.roles.items() if known == role), None)

    @property
    def is_aws_file(self) -> bool:
        """Whether it is AWS's own workbook, whose formulas are not known here."""
        return self.layout.is_aws_file


def read_workbook(source: str | Path | bytes | IO[bytes]) -> WorkbookReading:
    """What stands in a workbook.

    Args:
        source: a path, the bytes of a file, or a file that is open for reading bytes.

    Raises:
        WorkbookError: it cannot be read, or is no workbook with these calculators.
    """
    return _read(open_book(file_content(source)))


def typed(cell: Cell) -> CellValue:
    """What a cell of the table holds as an input.

    An empty text that a formula gives is a text, as ISBLANK and COUNTA have it. One that was pasted
    is blank for LibreOffice, and a text for Excel: it counts as nothing here, and a check names it.
    """
    return None if cell.value == "" and cell.formula is None else cell.value


def file_content(source: str | Path | bytes | IO[bytes]) -> bytes:
    """The bytes of a workbook's file, and no more than one may have.

    Raises:
        WorkbookError: it cannot be read.
    """
    if isinstance(source, bytes):
        return source
    if isinstance(source, str | os.PathLike):
        try:
            with Path(source).open("rb") as file:
                return file.read(MAX_FILE_BYTES + 1)
        except (OSError, ValueError) as error:
            detail = getattr(error, "strerror", None) or str(error)
            raise WorkbookError("unreadable", detail=detail) from error
    return source.read(MAX_FILE_BYTES + 1)


def read_edited(content: bytes, earlier: WorkbookReading) -> WorkbookReading:
    """What stands in a workbook that was read before some of its parts were edited."""
    book = open_book(content)
    book.take_over(earlier.book)
    return _read(book)


def _read(book: Book) -> WorkbookReading:
    found = find_calculators(book)
    layout = found.layout
    others = find_lookups(book, found)
    names = {entry.name: name for name, (entry, _) in found.calculators.items()}
    names |= {entry.name: name for name, entry in others.items()}
    wanted = [calculator.name for calculator in found.wanted]
    wanted += [layout.limits.name] if layout.is_aws_file else layout.sheets
    limits_sheet = others.get(layout.limits.name)
    lookups = {
        name: book.grid(entry) for name, entry in others.items() if name != layout.limits.name
    }
    sheets = tuple(
        _sheet(book, calculator, *found.calculators[calculator.name])
        for calculator in found.wanted
        if calculator.name in found.calculators
    )
    return WorkbookReading(
        layout=layout,
        model=found.model,
        facts=read_facts(book, lookups.get(layout.about_sheet or ""), layout),
        sheets=sheets,
        missing_sheets=tuple(name for name in wanted if name not in names.values()),
        limits=(
            read_limits(book, limits_sheet, _looked_up(sheets, layout.limits), layout)
            if limits_sheet
            else None
        ),
        roles=names,
        lookups=lookups,
        book=book,
    )


def _looked_up(sheets: Iterable[SheetReading], limits: LookupSheet) -> range:
    """The rows of limits that the rows of the calculators look up."""
    derived = (row.derived for sheet in sheets for row in sheet.rows)
    formulas = (of_row["known_type"].formula for of_row in derived if "known_type" in of_row)
    return rows_looked_up(formulas, limits)


def copies_of(reading: WorkbookReading) -> Iterator[tuple[str, str]]:
    """Sheets that are copies of a calculator's, by the names that programs give them.

    Yields:
        The name of the copy, and that of the sheet that was read.
    """
    for entry in reading.book.sheets[:MOST_SEARCHED]:
        for sheet in reading.sheets if entry.name not in reading.roles else ():
            names = sheet.name.casefold(), sheet.calculator.name.casefold()
            is_named = entry.name.casefold().startswith(names)
            if is_named and is_calculator(reading.book, entry, reading.layout, sheet.calculator):
                yield entry.name, sheet.name
                break


def _sheet(
    book: Book, calculator: Calculator, entry: SheetEntry, placement: Placement
) -> SheetReading:
    grid = book.grid(entry)
    cells = {}
    for cell in calculator.cells:
        at = placement.at(cell.place)
        if at is not None:
            cells[cell.key] = grid.at(*at)
    return SheetReading(
        calculator=calculator,
        name=entry.name,
        placement=placement,
        grid=grid,
        cells=cells,
        rows=_rows(grid, calculator, placement, _reached(book, entry, placement, cells.values())),
        date_styles=book.date_styles(),
    )


def _rows(
    grid: Grid, calculator: Calculator, placement: Placement, reached: range
) -> tuple[RowReading, ...]:
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


def _reached(book: Book, entry: SheetEntry, placement: Placement, cells: Iterable[Cell]) -> range:
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
