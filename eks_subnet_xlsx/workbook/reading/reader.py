"""Reads a filled-in workbook: what it is, what was typed in, formulas and stored results at once.

It knows the workbooks that this package writes, in every language, model and layout, and AWS's own
of 2022, each also after another program saved it. It reads and never judges.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from eks_subnet_xlsx.calculation import Model, SheetInputs
from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.layouts import Calculator, Layout
from eks_subnet_xlsx.layouts.model import DerivedColumn, LookupSheet
from eks_subnet_xlsx.ooxml.archive import MAX_FILE_BYTES
from eks_subnet_xlsx.ooxml.book import Book, SheetEntry, open_book
from eks_subnet_xlsx.ooxml.grid import BLANK, Cell, Grid
from eks_subnet_xlsx.ooxml.places import column_number, place_of
from eks_subnet_xlsx.workbook.reading.facts import FileFacts, read_facts
from eks_subnet_xlsx.workbook.reading.limits import LimitsReading, read_limits, rows_looked_up
from eks_subnet_xlsx.workbook.reading.placement import Placement
from eks_subnet_xlsx.workbook.reading.roles import (
    MOST_SEARCHED,
    find_calculators,
    find_lookups,
    is_calculator,
)
from eks_subnet_xlsx.workbook.reading.rows import RowReading, read_rows, rows_reached


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
    reached = rows_reached(book, entry, placement, cells.values())
    return SheetReading(
        calculator=calculator,
        name=entry.name,
        placement=placement,
        grid=grid,
        cells=cells,
        rows=read_rows(grid, calculator, placement, reached),
        date_styles=book.date_styles(),
    )
