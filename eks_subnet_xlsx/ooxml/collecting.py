"""Cells as they are collected from a sheet's part: what their markup says, typed and bounded."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from functools import partial

from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.ooxml.formula import translated
from eks_subnet_xlsx.ooxml.grid import Cell, Grid
from eks_subnet_xlsx.ooxml.places import MAX_COLUMN, MAX_ROW, place_of, split_place
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


# Three times as fast as by its own name, and made for each cell of a file.
_cell: Callable[[tuple[str | None, CellValue, bool]], Cell] = partial(tuple.__new__, Cell)


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

    def enter(self, letters: str, digits: str) -> tuple[int, int]:
        """Goes to a cell that says where it stands; its row and column.

        Raises:
            WorkbookError: its place is none.
        """
        column = self._columns.get(letters)
        if column is None or digits != self._row_digits:
            self.enter_cell({"r": letters + digits})
            return self.row, self.column
        self.row, self.column = at = self._own_row, column
        return at

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


class Cells:
    """Collects the cells of a part, one after the other.

    Attributes:
        grid: what was collected.
        cursor: where in the part.
    """

    def __init__(self, part: str, shared: Callable[[], list[str]]) -> None:
        self.grid = Grid()
        self.cursor = Cursor()
        self.part = part
        self._cells, self._cell_styles = self.grid.cells, self.grid.styles
        self._shared = shared
        self._seen = self._formula_characters = self._long_characters = 0
        self._styles: set[str | None] = {None, ""}
        self._masters: dict[str, tuple[str, int, int]] = {}

    def start_row(self, attributes: Mapping[str, str]) -> None:
        """Goes to a row.

        Raises:
            WorkbookError: its number is none, or there are too many.
        """
        self.count(1)
        self.cursor.enter_row(attributes)
        if attributes.get("hidden") in _TRUE:
            self.grid.hidden_rows.add(self.cursor.row)

    def start_cell(self, attributes: Mapping[str, str]) -> None:
        """Goes to a cell.

        Raises:
            WorkbookError: its place or style is none, or there are too many.
        """
        self.count(1)
        self.cursor.enter_cell(attributes)
        self._know_style(attributes.get("s"))

    def enter_cell(self, letters: str, digits: str, style: str) -> tuple[int, int]:
        """Goes to a cell that says where it stands, and was counted; its row and column.

        Raises:
            WorkbookError: its place or style is none.
        """
        if style not in self._styles:
            self._know_style(style)
        return self.cursor.enter(letters, digits)

    def _know_style(self, style: str | None) -> None:
        if style not in self._styles:
            if whole(style or "") is None:
                raise self.bad_value(style or "")
            self._styles.add(style)

    def count(self, number: int) -> None:
        """Counts rows and cells.

        Raises:
            WorkbookError: there are too many.
        """
        self._seen += number
        if self._seen > _MAX_CELLS:
            raise WorkbookError("too_many_cells", maximum=f"{_MAX_CELLS:,}")

    def keep(
        self,
        kind: str,
        style: str | None,
        formula: tuple[str, Mapping[str, str]] | None,
        text: str | None,
        inline: str | None,
    ) -> None:
        """Keeps the cell that was gone to.

        Args:
            kind: its type, as the file calls it.
            style: its number; None where it has none.
            formula: the text of its formula and its attributes; None where it has none.
            text: of its value; None where it has none.
            inline: its own text, outside the shared ones; None where it has none.

        Raises:
            WorkbookError: what stands there is nothing that a cell can hold, or too much.
        """
        written = None if formula is None else self._formula_text(*formula)
        value = self._typed(kind, text, inline)
        if written is None and value is None:
            return
        at = self.cursor.row, self.cursor.column
        if at in self._cells:
            raise WorkbookError("doubled_cell", cell=self._here())
        self._cells[at] = _cell((written, value, kind == "e"))
        if style is not None:
            self._cell_styles[at] = style
        if kind == "d":
            self.grid.iso_dates.add(at)
        if formula and formula[1] and formula[1].get("t") in _BLOCK_FORMULAS:
            self._fill_block(formula[1].get("ref", ""))

    def take_result(
        self, letters: str, digits: str, style: str, stored: tuple[str, str], *, is_text: bool
    ) -> None:
        """Keeps what nearly all cells hold: a formula, and a number or a text that it gave.

        The cell says where it stands, and was counted; nothing in it is spelled by its number.

        Raises:
            WorkbookError: as for `keep`.
        """
        if style not in self._styles:
            self._know_style(style)
        at = self.cursor.enter(letters, digits)
        written, text = stored[0].strip().removeprefix("="), stored[1]
        length = len(written)
        self._formula_characters += length
        if length > _LONG_FORMULA or self._formula_characters > _MAX_FORMULAS:
            self._check_length(written)
            self._check_lengths(length)
        value: CellValue = text if is_text else self._number(text) if text else None
        if at in self._cells:
            raise WorkbookError("doubled_cell", cell=self._here())
        self._cells[at] = _cell((written, value, False))
        if style:
            self._cell_styles[at] = style

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
        return place_of(self.cursor.row, self.cursor.column)

    def bad_value(self, found: str) -> WorkbookError:
        """That a cell holds what none can."""
        return WorkbookError("bad_value", cell=self._here(), found=found[:_SHOWN])

    def _formula_text(self, text: str, attributes: Mapping[str, str]) -> str:
        text = text.strip()
        if "_x" in text:
            text = unescaped(text)
        text = text.removeprefix("=")
        self._check_length(text)
        if attributes and attributes.get("t") == "shared":
            text = self._shared_formula(text, attributes.get("si", ""))
        length = len(text)
        self._formula_characters += length
        self._check_lengths(length)
        return text

    def _check_length(self, text: str) -> None:
        if len(text) > _MAX_FORMULA:
            raise WorkbookError("long_formula", cell=self._here(), maximum=f"{_MAX_FORMULA:,}")

    def _check_lengths(self, length: int) -> None:
        """Counts a formula that is long, and refuses what is too long with all others."""
        if length > _LONG_FORMULA:
            self._long_characters += length
        if (self._formula_characters > _MAX_FORMULAS
                or self._long_characters > _MAX_LONG_FORMULAS):  # fmt: skip
            raise WorkbookError("long_formulas", maximum=f"{_MAX_LONG_FORMULAS:,}")

    def _shared_formula(self, text: str, number: str) -> str:
        if text and whole(number) is not None:
            self._masters[number] = (text, self.cursor.row, self.cursor.column)
            return text
        if number not in self._masters:
            raise WorkbookError("shared_formula", cell=self._here())
        master, row, column = self._masters[number]
        return translated(master, self.cursor.row - row, self.cursor.column - column)

    def _typed(self, kind: str, text: str | None, inline: str | None) -> CellValue:
        if kind == "inlineStr":
            return inline
        if kind not in _CELL_TYPES:
            raise self.bad_value(kind)
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
            raise self.bad_value(text)
        return strings[number]

    def _number(self, text: str) -> int | float:
        number = whole(text)
        if number is not None:
            return number
        if len(text) > _MAX_NUMBER or not _NUMBER.fullmatch(text):
            raise self.bad_value(text)
        real = float(text)
        if not math.isfinite(real):
            raise self.bad_value(text)
        return int(real) if real.is_integer() else real
