"""The cells of a sheet as they are stored: formulas and values at once, by row and column.

Nothing is known here of what the cells mean.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.ooxml.formula import translated
from eks_subnet_xlsx.ooxml.markup import MAX_DEPTH, odd, parse, split_name
from eks_subnet_xlsx.ooxml.places import MAX_COLUMN, MAX_ROW, place_of, split_place
from eks_subnet_xlsx.ooxml.strings import main_namespace
from eks_subnet_xlsx.ooxml.styles import date_number
from eks_subnet_xlsx.ooxml.values import CellValue
from eks_subnet_xlsx.ooxml.xml import unescaped

_MAX_CELLS = 200_000
"""Of one sheet, and rows; the largest of ours has a quarter of it."""

_MAX_FORMULA = 8_192
"""Characters of one formula; Excel allows no more."""

_MAX_FORMULAS, _MAX_LONG_FORMULAS = 5_000_000, 500_000
"""Characters of all formulas of a sheet, and of long ones; the largest of ours has 2,100,000."""

_LONG_FORMULA = 250

_MAX_MERGED = 2_000
"""Groups of merged cells of a sheet that are looked through."""

_MAX_BLOCK_ROWS, _MAX_BLOCK_COLUMNS = 3_000, 200
"""Of a block of cells with one formula that are looked at: more than any calculator has."""

_BLOCK_FORMULAS = frozenset({"array", "dataTable"})
# As the standard spells a number, but for those that no cell can hold: INF, NaN.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_MAX_NUMBER = 400
"""Characters of a number; the longest that is ever written has 24."""

_MAX_DIGITS = 9
"""Of the number of a row, a style or a shared text."""

_SHOWN = 20
_BOOLEANS = {"1": True, "true": True, "0": False, "false": False}
_TRUE = frozenset({"1", "true"})
_TEXT_TYPES = frozenset({"str", "e", "d"})
_CELL_TYPES = _TEXT_TYPES | {"n", "s", "b", "inlineStr"}


class Cell(NamedTuple):
    """A cell as it is stored.

    Attributes:
        formula: without its equals sign; None where there is none.
        value: typed in, or the stored result; an error as its text.
        is_error: whether the value is one of the errors, such as ``#N/A``.
    """

    formula: str | None
    value: CellValue
    is_error: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing in it."""
        return self.formula is None and (self.value is None or self.value == "")


BLANK = Cell(None, None)

# Three times as fast as by its own name, and made for each cell of a file.
_cell: Callable[[tuple[str | None, CellValue, bool]], Cell] = partial(tuple.__new__, Cell)

Area = tuple[int, int, int, int]
"""First row and column of cells, and last."""


class _Covers:
    """The merged cells that lie over a column, from the top."""

    def __init__(self, groups: list[Area]) -> None:
        self._tops = [group[0] for group in groups]
        # Of all groups that begin no lower, the one that reaches farthest down.
        self._deepest: list[Area] = []
        for group in groups:
            deeper = not self._deepest or group[2] > self._deepest[-1][2]
            self._deepest.append(group if deeper else self._deepest[-1])

    def over(self, row: int) -> Area | None:
        """The group that lies over a row; None where there is none."""
        before = bisect_right(self._tops, row)
        group = self._deepest[before - 1] if before else None
        return group if group and group[2] >= row else None


@dataclass(slots=True)
class Grid:
    """The cells of a sheet.

    Attributes:
        cells: by row and column, both from 1; those with nothing in them left out.
        hidden_rows: rows that are not shown, filtered ones among them.
        merged: first and last row and column of each group of cells that were made one.
        styles: of cells, by number as the file has it; those of the default style left out.
        iso_dates: cells that hold a date as such, and not as the number that it counts as.
        spelled: cells whose own text has characters spelled by their numbers, as ``_x002E_``.
        blocks: cells that one formula fills, an array or a data table, and its first and last cell.
    """

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    styles: dict[tuple[int, int], str] = field(default_factory=dict)
    iso_dates: set[tuple[int, int]] = field(default_factory=set)
    spelled: set[tuple[int, int]] = field(default_factory=set)
    blocks: dict[tuple[int, int], Area] = field(default_factory=dict)
    _covers: dict[int, _Covers] = field(default_factory=dict)

    def merged_into(self, row: int, column: int) -> str | None:
        """The cells that cover a cell, where it is none that shows; None where nothing does."""
        if not self.merged:
            return None
        if column not in self._covers:
            self._covers[column] = _Covers(
                sorted(group for group in self.merged if group[1] <= column <= group[3])
            )
        group = self._covers[column].over(row)
        if group is None or group[:2] == (row, column):
            return None
        return f"{place_of(*group[:2])}:{place_of(*group[2:])}"

    def at(self, row: int, column: int) -> Cell:
        """The cell at a place."""
        return self.cells.get((row, column), BLANK)


class Cursor:
    """Where a part of cells is being read: rows and cells may leave out where they stand."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self._own_row, self._row_digits = 0, ""
        self._columns: dict[str, int] = {}

    def enter_row(self, attributes: Mapping[str, str]) -> None:
        """Goes to a row.

        Raises:
            WorkbookError: its number is none.
        """
        number = attributes.get("r")
        row = self.row + 1 if number is None else whole(number)
        if row is None or not 1 <= row <= MAX_ROW:
            raise WorkbookError("bad_row", found=(number or str(row))[:_SHOWN])
        self.row, self.column = row, 0
        self._own_row, self._row_digits = row, str(row)

    def enter_cell(self, attributes: Mapping[str, str]) -> None:
        """Goes to a cell.

        Raises:
            WorkbookError: its place is none.
        """
        place = attributes.get("r")
        if place is not None:
            # Nearly all cells stand in the row that they are listed in, and in known columns.
            letters = place.removesuffix(self._row_digits)
            column = self._columns.get(letters)
            if column is None:
                self.row, self.column = split_place(place)
                if self.row == self._own_row:
                    self._columns[letters] = self.column
            else:
                self.row, self.column = self._own_row, column
        elif self.column == MAX_COLUMN:
            raise WorkbookError("bad_cell", cell=place_of(self.row, self.column + 1))
        else:
            self.column += 1


def whole(text: str) -> int | None:
    """The whole number that digits spell; None where they are none, or too many."""
    is_number = len(text) <= _MAX_DIGITS and text.isascii() and text.isdigit()
    return int(text) if is_number else None


def read_grid(content: bytes, part: str, shared: Callable[[], list[str]]) -> Grid:
    """The cells of a sheet's part; `shared` gives the texts that cells name by number.

    Raises:
        WorkbookError: the part is damaged or holds too much.
    """
    reader = _Reader(part, shared)
    try:
        parse(content, part, start=reader.start, end=reader.end, text=reader.text)
    except WorkbookError as error:
        raise WorkbookError(error.problem, **{**error.facts, "part": part[:100]}) from error
    return reader.grid


_ROOT, _SECTION, _ROW, _CELL, _CONTENT, _TEXT, _RUN_TEXT = range(1, 8)
"""Depths: worksheet, sheetData, row, c, v, is/t, is/r/t."""


class _Reader:
    """Collects cells while a part is parsed; a method for each event, no tree in memory.

    An element counts where the standard has it: by its depth, its parents and its namespace.

    Attributes:
        text: takes what stands between tags; cleared where a value begins.
    """

    def __init__(self, part: str, shared: Callable[[], list[str]]) -> None:
        self.grid = Grid()
        self._cells, self._cell_styles = self.grid.cells, self.grid.styles
        self._pieces: list[str] = []
        self.text = self._pieces.append
        self._part = part
        self._shared = shared
        self._cursor = Cursor()
        self._names: dict[str, str] = {}
        self._depth = self._seen = self._formula_characters = self._long_characters = 0
        self._section: str | None = None
        self._styles: set[str | None] = {None}
        self._in_row = self._in_cell = self._in_run = False
        self._open: str | None = None
        self._attributes: dict[str, str] = {}
        self._formula_attributes: dict[str, str] | None = None
        self._formula = ""
        self._value: str | None = None
        self._inline: list[str] | None = None
        self._masters: dict[str, tuple[str, int, int]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth = depth = self._depth + 1
        if depth == _CONTENT:
            if self._in_cell:
                self._open = known = self._names.get(name)
                self._pieces.clear()
                if known == "f":
                    self._formula_attributes = attributes
                elif known == "is":
                    self._inline = []
        elif depth == _CELL:
            if self._in_row and self._names.get(name) == "c":
                self._start_cell(attributes)
        elif depth >= _TEXT:
            self._start_text(name)
        elif depth == _ROW:
            self._start_in_section(self._names.get(name), attributes)
        elif depth == _SECTION:
            self._section = self._names.get(name)
        else:
            home = main_namespace(split_name(name)[0], self._part)
            self._names = {f"{home} {proper}": proper for proper in _ELEMENTS}

    def end(self, _: str) -> None:
        self._depth = depth = self._depth - 1
        if depth == _CELL:
            if self._open == "v":
                self._value = "".join(self._pieces)
            elif self._open == "f":
                self._formula = "".join(self._pieces)
            self._open = None
        elif depth == _ROW:
            if self._in_cell:
                self._end_cell()
        elif depth >= _CONTENT:
            self._end_text(depth + 1)
        elif depth == _SECTION:
            self._in_row = False

    def _start_text(self, name: str) -> None:
        """Goes deeper than the contents of a cell: to a text, or to what is none of ours."""
        known = self._names.get(name)
        if self._depth > MAX_DEPTH:
            raise odd(self._part)
        if self._open in {"v", "f", "t"}:
            # Programs differ in what they make of an element inside a value.
            raise self._bad_value(f"<{known or ''}>")
        if self._open != "is":
            return
        if self._depth == _TEXT:
            self._in_run = known == "r"
        is_text = self._depth == _TEXT or (self._depth == _RUN_TEXT and self._in_run)
        if known == "t" and is_text:
            self._open = known
            self._pieces.clear()

    def _end_text(self, depth: int) -> None:
        if self._open == "t" and self._inline is not None:
            text = "".join(self._pieces)
            self._inline.append(unescaped(text))
            if self._inline[-1] != text:
                self.grid.spelled.add((self._cursor.row, self._cursor.column))
            self._open = "is"
        if depth == _TEXT:
            self._in_run = False

    def _start_in_section(self, known: str | None, attributes: dict[str, str]) -> None:
        if known == "row" and self._section == "sheetData":
            self._seen += 1
            self._cursor.enter_row(attributes)
            self._in_row = True
            if self._seen > _MAX_CELLS:
                raise WorkbookError("too_many_cells", maximum=f"{_MAX_CELLS:,}")
            if attributes.get("hidden") in _TRUE:
                self.grid.hidden_rows.add(self._cursor.row)
        elif known == "mergeCell" and self._section == "mergeCells":
            if len(self.grid.merged) == _MAX_MERGED:
                raise WorkbookError("too_many_merged", maximum=f"{_MAX_MERGED:,}")
            first, _, last = attributes.get("ref", "").partition(":")
            self.grid.merged.append((*split_place(first), *split_place(last or first)))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._seen += 1
        if self._seen > _MAX_CELLS:
            raise WorkbookError("too_many_cells", maximum=f"{_MAX_CELLS:,}")
        self._cursor.enter_cell(attributes)
        style = attributes.get("s")
        if style not in self._styles:
            if whole(style or "") is None:
                raise self._bad_value(style or "")
            self._styles.add(style)
        self._attributes = attributes
        self._formula_attributes = self._value = self._inline = None
        self._formula = ""
        self._in_cell = True

    def _end_cell(self) -> None:
        self._in_cell = False
        attributes, cells = self._attributes, self._cells
        formula = None if self._formula_attributes is None else self._formula_text()
        kind = attributes.get("t", "n")
        value = self._typed(kind)
        if formula is None and value is None:
            return
        at = self._cursor.row, self._cursor.column
        if at in cells:
            raise WorkbookError("doubled_cell", cell=self._here())
        cells[at] = _cell((formula, value, kind == "e"))
        style = attributes.get("s")
        if style is not None:
            self._cell_styles[at] = style
        if kind == "d":
            self.grid.iso_dates.add(at)
        if self._formula_attributes and self._formula_attributes.get("t") in _BLOCK_FORMULAS:
            self._fill_block(self._formula_attributes.get("ref", ""))

    def _fill_block(self, cells: str) -> None:
        """Notes the cells that a formula fills together, where it fills more than its own."""
        first, _, last = cells.partition(":")
        if not last or first == last:
            return
        top, left, bottom, right = area = (*split_place(first), *split_place(last))
        for row in range(top, min(bottom, top + _MAX_BLOCK_ROWS) + 1):
            for column in range(left, min(right, left + _MAX_BLOCK_COLUMNS) + 1):
                if len(self.grid.blocks) >= _MAX_CELLS:
                    return
                self.grid.blocks[row, column] = area

    def _here(self) -> str:
        return place_of(self._cursor.row, self._cursor.column)

    def _bad_value(self, found: str) -> WorkbookError:
        return WorkbookError("bad_value", cell=self._here(), found=found[:_SHOWN])

    def _formula_text(self) -> str:
        text = self._formula.strip()
        if "_x" in text:
            text = unescaped(text)
        text = text.removeprefix("=")
        if len(text) > _MAX_FORMULA:
            raise WorkbookError("long_formula", cell=self._here(), maximum=f"{_MAX_FORMULA:,}")
        attributes = self._formula_attributes
        if attributes and attributes.get("t") == "shared":
            text = self._shared_formula(text, attributes.get("si", ""))
        self._formula_characters += len(text)
        if len(text) > _LONG_FORMULA:
            self._long_characters += len(text)
        if (self._formula_characters > _MAX_FORMULAS
                or self._long_characters > _MAX_LONG_FORMULAS):  # fmt: skip
            raise WorkbookError("long_formulas", maximum=f"{_MAX_LONG_FORMULAS:,}")
        return text

    def _shared_formula(self, text: str, number: str) -> str:
        if text and whole(number) is not None:
            self._masters[number] = (text, self._cursor.row, self._cursor.column)
            return text
        if number not in self._masters:
            raise WorkbookError("shared_formula", cell=self._here())
        master, row, column = self._masters[number]
        return translated(master, self._cursor.row - row, self._cursor.column - column)

    def _typed(self, kind: str) -> CellValue:
        if kind == "inlineStr":
            return None if self._inline is None else "".join(self._inline)
        text = self._value
        if kind not in _CELL_TYPES:
            raise self._bad_value(kind)
        if not text:
            return text if kind in _TEXT_TYPES else None
        if kind == "n":
            return self._number(text)
        if kind in _TEXT_TYPES:
            return date_number(text) if kind == "d" else unescaped(text)
        if kind == "b":
            # Programs take another number for true.
            return _BOOLEANS[text] if text in _BOOLEANS else self._number(text) != 0
        number, strings = whole(text), self._shared()
        if number is None or number >= len(strings):
            raise self._bad_value(text)
        return strings[number]

    def _number(self, text: str) -> int | float:
        number = whole(text)
        if number is not None:
            return number
        if len(text) > _MAX_NUMBER or not _NUMBER.fullmatch(text):
            raise self._bad_value(text)
        real = float(text)
        if not math.isfinite(real):
            raise self._bad_value(text)
        return int(real) if real.is_integer() else real


_ELEMENTS = ("sheetData", "row", "c", "v", "f", "is", "r", "t", "mergeCells", "mergeCell")
