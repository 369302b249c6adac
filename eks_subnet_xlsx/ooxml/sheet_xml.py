"""Reads the cells of a sheet's part, whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable

from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.ooxml.collecting import Cells
from eks_subnet_xlsx.ooxml.grid import Grid
from eks_subnet_xlsx.ooxml.markup import MAX_DEPTH, odd, parse, split_name
from eks_subnet_xlsx.ooxml.places import split_place
from eks_subnet_xlsx.ooxml.plain_rows import NotPlainError, PlainPart
from eks_subnet_xlsx.ooxml.strings import main_namespace
from eks_subnet_xlsx.ooxml.xml import unescaped

_MAX_MERGED = 2_000
"""Groups of merged cells of a sheet that are looked through."""


def read_grid(content: bytes, part: str, shared: Callable[[], list[str]]) -> Grid:
    """The cells of a sheet's part; `shared` gives the texts that cells name by number.

    Raises:
        WorkbookError: the part is damaged or holds too much.
    """
    try:
        return read_plain(content, part, shared)
    except (NotPlainError, WorkbookError):
        return read_any(content, part, shared)


def read_plain(content: bytes, part: str, shared: Callable[[], list[str]]) -> Grid:
    """The same for a part whose rows have nothing but what nearly all programs write."""
    plain = PlainPart(content)
    reader = _Reader(part, shared)
    plain.collect(reader.cells)
    # What stands around the rows is parsed as ever: only there can the part still be damaged.
    parse(plain.around, part, start=reader.start, end=reader.end, text=reader.text)
    if not reader.has_rows:
        raise NotPlainError
    return reader.cells.grid


def read_any(content: bytes, part: str, shared: Callable[[], list[str]]) -> Grid:
    """The same for any part, by a parser."""
    reader = _Reader(part, shared)
    try:
        parse(content, part, start=reader.start, end=reader.end, text=reader.text)
    except WorkbookError as error:
        raise WorkbookError(error.problem, **{**error.facts, "part": part[:100]}) from error
    return reader.cells.grid


_ROOT, _SECTION, _ROW, _CELL, _CONTENT, _TEXT, _RUN_TEXT = range(1, 8)
"""Depths: worksheet, sheetData, row, c, v, is/t, is/r/t."""


class _Reader:
    """Collects cells while a part is parsed; a method for each event, no tree in memory.

    An element counts where the standard has it: by its depth, its parents and its namespace.

    Attributes:
        cells: what was collected.
        text: takes what stands between tags; cleared where a value begins.
        has_rows: whether the part has the element that holds them.
    """

    def __init__(self, part: str, shared: Callable[[], list[str]]) -> None:
        self.cells = Cells(part, shared)
        self._pieces: list[str] = []
        self.text = self._pieces.append
        self.has_rows = False
        self._part = part
        self._names: dict[str, str] = {}
        self._depth = 0
        self._section: str | None = None
        self._in_row = self._in_cell = self._in_run = False
        self._open: str | None = None
        self._attributes: dict[str, str] = {}
        self._formula_attributes: dict[str, str] | None = None
        self._formula = ""
        self._value: str | None = None
        self._inline: list[str] | None = None

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
            self.has_rows |= self._section == "sheetData"
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
            raise self.cells.bad_value(f"<{known or ''}>")
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
                cursor = self.cells.cursor
                self.cells.grid.spelled.add((cursor.row, cursor.column))
            self._open = "is"
        if depth == _TEXT:
            self._in_run = False

    def _start_in_section(self, known: str | None, attributes: dict[str, str]) -> None:
        if known == "row" and self._section == "sheetData":
            self.cells.start_row(attributes)
            self._in_row = True
        elif known == "mergeCell" and self._section == "mergeCells":
            if len(self.cells.grid.merged) == _MAX_MERGED:
                raise WorkbookError("too_many_merged", maximum=f"{_MAX_MERGED:,}")
            first, _, last = attributes.get("ref", "").partition(":")
            self.cells.grid.merged.append((*split_place(first), *split_place(last or first)))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.cells.start_cell(attributes)
        self._attributes = attributes
        self._formula_attributes = self._value = self._inline = None
        self._formula = ""
        self._in_cell = True

    def _end_cell(self) -> None:
        self._in_cell = False
        attributes = self._formula_attributes
        formula = None if attributes is None else (self._formula, attributes)
        inline = None if self._inline is None else "".join(self._inline)
        kind, style = self._attributes.get("t", "n"), self._attributes.get("s")
        self.cells.keep(kind, style, formula, self._value, inline)


_ELEMENTS = ("sheetData", "row", "c", "v", "f", "is", "r", "t", "mergeCells", "mergeCell")
