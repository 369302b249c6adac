"""The cells of a sheet as they are stored: formulas and values at once, by row and column.

Nothing is known here of what the cells mean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.sheets.model import CellValue
from eks_subnet_xlsx.workbook.reading.formula import translated
from eks_subnet_xlsx.workbook.reading.markup import local, parse
from eks_subnet_xlsx.workbook.reading.places import MAX_ROW, place_of, split_place
from eks_subnet_xlsx.workbook.reading.styles import date_number

_MAX_CELLS = 400_000
"""Of one sheet; the largest of ours has a third of it."""

_MAX_FORMULA = 8_192
"""Characters of one formula; Excel allows no more."""

_MAX_SPELLED_OUT = 2_500_000
"""Characters of all formulas of a sheet that share another's text."""

_MAX_MERGED = 2_000
"""Groups of merged cells of a sheet that are looked through."""

_MAX_BLOCK_ROWS, _MAX_BLOCK_COLUMNS = 3_000, 200
"""Of a block of cells with one formula that are looked at: more than any calculator has."""

_BLOCK_FORMULAS = frozenset({"array", "dataTable"})
_TRUE = frozenset({"1", "true"})


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


Area = tuple[int, int, int, int]
"""First row and column of some cells, last row and column."""


@dataclass(slots=True)
class Grid:
    """The cells of a sheet.

    Attributes:
        cells: by row and column, both from 1; those with nothing in them left out.
        hidden_rows: rows that are not shown, filtered ones among them.
        merged: first and last row and column of each group of cells that were made one.
        styles: of cells, by number as the file has it; those of the default style left out.
        iso_dates: cells that hold a date as such, and not as the number that it counts as.
        blocks: cells that one formula fills, an array or a data table, and its first and last cell.
    """

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    styles: dict[tuple[int, int], str] = field(default_factory=dict)
    iso_dates: set[tuple[int, int]] = field(default_factory=set)
    blocks: dict[tuple[int, int], Area] = field(default_factory=dict)

    def merged_into(self, row: int, column: int) -> str | None:
        """The cells that cover a cell, where it is none that shows; None where nothing does."""
        for top, left, bottom, right in self.merged:
            inside = top <= row <= bottom and left <= column <= right
            if inside and (row, column) != (top, left):
                return f"{place_of(top, left)}:{place_of(bottom, right)}"
        return None

    def at(self, row: int, column: int) -> Cell:
        """The cell at a place."""
        return self.cells.get((row, column), BLANK)


class Cursor:
    """Where a part of cells is being read: rows and cells may leave out where they stand."""

    def __init__(self) -> None:
        self.row = self.column = 0

    def enter_row(self, attributes: Mapping[str, str]) -> None:
        """Goes to a row.

        Raises:
            WorkbookError: its number is none.
        """
        number = attributes.get("r")
        if number is None:
            self.row += 1
        elif number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= MAX_ROW:
            self.row = int(number)
        else:
            raise WorkbookError("bad_row", found=number[:20])
        self.column = 0

    def enter_cell(self, attributes: Mapping[str, str]) -> None:
        """Goes to a cell.

        Raises:
            WorkbookError: its place is none.
        """
        place = attributes.get("r")
        if place is None:
            self.column += 1
        else:
            self.row, self.column = split_place(place)


def read_shared_strings(content: bytes, part: str) -> list[str]:
    """The texts that cells name by number."""
    reader = _TextReader()
    parse(content, part, start=reader.start, end=reader.end, text=reader.text)
    return reader.texts


class _TextReader:
    """Collects shared texts; what is said of how they sound is passed over."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._in_text = self._is_phonetic = False

    def start(self, name: str, _: dict[str, str]) -> None:
        name = local(name)
        if name == "si":
            self._pieces.clear()
        elif name == "rPh":
            self._is_phonetic = True
        elif name == "t":
            self._in_text = not self._is_phonetic

    def end(self, name: str) -> None:
        name = local(name)
        if name == "si":
            self.texts.append("".join(self._pieces))
            if len(self.texts) > _MAX_CELLS:
                raise WorkbookError("too_many_cells", maximum=f"{_MAX_CELLS:,}")
        elif name == "rPh":
            self._is_phonetic = False
        elif name == "t":
            self._in_text = False

    def text(self, data: str) -> None:
        if self._in_text:
            self._pieces.append(data)


def read_grid(content: bytes, part: str, shared: Callable[[], list[str]]) -> Grid:
    """The cells of a sheet's part.

    Raises:
        WorkbookError: the part is damaged or holds too much.
    """
    reader = _Reader(shared)
    try:
        parse(content, part, start=reader.start, end=reader.end, text=reader.text)
    except WorkbookError as error:
        raise WorkbookError(error.problem, **{**error.facts, "part": part}) from error
    return reader.grid


class _Reader:
    """Collects cells while a part is parsed; a method for each event, no tree in memory."""

    def __init__(self, shared: Callable[[], list[str]]) -> None:
        self.grid = Grid()
        self._shared = shared
        self._cursor = Cursor()
        self._seen = self._spelled_out = 0
        self._attributes: dict[str, str] = {}
        self._formula_attributes: dict[str, str] | None = None
        self._formula: list[str] = []
        self._value: list[str] = []
        self._inline: list[str] = []
        self._into: list[str] | None = None
        self._has_value = self._in_cell = False
        self._masters: dict[str, tuple[str, int, int]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = local(name)
        if name == "c":
            self._start_cell(attributes)
        elif name == "v":
            self._into, self._has_value = self._value, True
        elif name == "f" and self._in_cell:
            self._into, self._formula_attributes = self._formula, attributes
        elif name == "t" and self._in_cell:
            self._into, self._has_value = self._inline, True
        elif name == "row":
            self._start_row(attributes)
        elif name == "rPh":
            self._into = None
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def text(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)

    def end(self, name: str) -> None:
        if ":" in name:
            name = local(name)
        if name in {"v", "f", "t"}:
            self._into = None
        elif name == "c" and self._in_cell:
            self._end_cell()

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._cursor.enter_row(attributes)
        if attributes.get("hidden") in _TRUE:
            self.grid.hidden_rows.add(self._cursor.row)

    def _merge(self, cells: str) -> None:
        if len(self.grid.merged) == _MAX_MERGED:
            raise WorkbookError("too_many_cells", maximum=f"{_MAX_CELLS:,}")
        first, _, last = cells.partition(":")
        self.grid.merged.append((*split_place(first), *split_place(last or first)))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._seen += 1
        if self._seen > _MAX_CELLS:
            raise WorkbookError("too_many_cells", maximum=f"{_MAX_CELLS:,}")
        self._cursor.enter_cell(attributes)
        self._attributes = attributes
        self._formula_attributes = None
        self._formula, self._value, self._inline = [], [], []
        self._has_value, self._in_cell = False, True

    def _end_cell(self) -> None:
        self._in_cell = False
        if self._formula_attributes is None and not self._has_value:
            return
        formula = self._formula_text() if self._formula_attributes is not None else None
        kind = self._attributes.get("t", "n")
        value = self._typed(kind)
        if formula is None and value is None:
            return
        at = self._cursor.row, self._cursor.column
        if at in self.grid.cells:
            raise WorkbookError("doubled_cell", cell=self._here())
        self.grid.cells[at] = Cell(formula, value, kind == "e")
        if "s" in self._attributes:
            self.grid.styles[at] = self._attributes["s"]
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

    def _formula_text(self) -> str:
        text = "".join(self._formula).strip().removeprefix("=")
        if len(text) > _MAX_FORMULA:
            raise WorkbookError("long_formula", cell=self._here(), maximum=f"{_MAX_FORMULA:,}")
        attributes = self._formula_attributes or {}
        if attributes.get("t") != "shared":
            return text
        number = attributes.get("si", "")
        if text:
            self._masters[number] = (text, self._cursor.row, self._cursor.column)
            return text
        if number not in self._masters:
            raise WorkbookError("shared_formula", cell=self._here())
        master, row, column = self._masters[number]
        self._spelled_out += len(master)
        if self._spelled_out > _MAX_SPELLED_OUT:
            raise WorkbookError("too_many_cells", maximum=f"{_MAX_CELLS:,}")
        return translated(master, self._cursor.row - row, self._cursor.column - column)

    def _typed(self, kind: str) -> CellValue:
        if kind == "inlineStr":
            return "".join(self._inline)
        text = "".join(self._value)
        if kind in {"str", "e", "d"}:
            return date_number(text) if kind == "d" else text
        if not text.strip():
            return None
        if kind == "s":
            strings = self._shared()
            if not (text.isascii() and text.isdigit() and int(text[:9]) < len(strings)):
                raise WorkbookError("bad_value", cell=self._here(), found=text[:20])
            return strings[int(text)]
        if kind == "b":
            return text.strip() in _TRUE
        return self._number(text)

    def _number(self, text: str) -> int | float:
        try:
            number = float(text)
            return int(number) if number.is_integer() else number
        except (ValueError, OverflowError) as error:
            raise WorkbookError("bad_value", cell=self._here(), found=text[:20]) from error
