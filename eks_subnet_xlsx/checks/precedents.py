"""Formulas that users wrote into input cells: what they rest on, cell by cell.

Nothing is evaluated. What a formula names is followed through the workbook, names and tables
included, to what makes its stored value one that cannot be relied on.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from eks_subnet_xlsx.checks.case import SheetCase, WorkbookCase, once_a_case
from eks_subnet_xlsx.checks.dependants import reach_of
from eks_subnet_xlsx.checks.spelling import names_of
from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.ooxml.formula import (
    Reference,
    functions,
    holds_error,
    names_another_file,
    references,
)
from eks_subnet_xlsx.ooxml.grid import Cell, Grid
from eks_subnet_xlsx.ooxml.places import place_of, split_place

Place = tuple[str, int, int]
"""Sheet as it is named in the file, row, column."""

_VOLATILE = frozenset({
    "NOW", "TODAY", "RAND", "RANDBETWEEN", "RANDARRAY", "OFFSET", "INDIRECT", "INFO", "CELL",
})  # fmt: skip
"""Functions whose value may be another one at every calculation."""

_RECENT = frozenset({
    "XLOOKUP", "XMATCH", "FILTER", "SORT", "SORTBY", "UNIQUE", "SEQUENCE", "RANDARRAY", "LET",
    "LAMBDA", "MAP", "REDUCE", "SCAN", "BYROW", "BYCOL", "MAKEARRAY", "VSTACK", "HSTACK", "TOCOL",
    "TOROW", "TAKE", "DROP", "EXPAND", "CHOOSECOLS", "CHOOSEROWS", "WRAPCOLS", "WRAPROWS",
    "TEXTBEFORE", "TEXTAFTER", "TEXTSPLIT", "VALUETOTEXT", "ARRAYTOTEXT", "GROUPBY", "PIVOTBY",
})  # fmt: skip
"""Functions of Excel since 2020. LibreOffice has some of them since 24.8, and others not at all."""

_SINGLE = re.compile(r"(?:(?:'[^']+'|\w+)!)?\$?[A-Za-z]{1,3}\$?\d+")
"""A formula that is a reference to one cell and nothing else."""

_CHOOSING = frozenset({"IF", "IFS", "CHOOSE", "SWITCH"})
_FINDING = frozenset({
    "INDEX", "VLOOKUP", "HLOOKUP", "LOOKUP", "XLOOKUP", "OFFSET", "INDIRECT", "IFERROR", "IFNA",
})  # fmt: skip
"""Functions that may give a cell as it is, and so a blank one."""

_OUTER = re.compile(r"\s*(?:_xlfn\.)?([A-Za-z]+)\(")
_ZERO = re.compile(r"(?<![\w.$])0(?![\w.])")

_MOST_LINKS = 200_000
"""From cell to cell that are followed in a workbook."""

_MOST_HANDED = 50
"""Formulas that hand on one cell, from one to the next."""

_DIGITS = 1e-9


@dataclass(frozen=True, slots=True)
class InputFormula:
    """A formula of the user's own in an input cell, and what it rests on.

    Attributes:
        row: of the table that it stands in; None above the table.
        another_file, error, volatile, recent, uncalculated: the cell, its own or one that it rests
            on, that reads another file, names a cell that is gone, changes at every calculation,
            calls a function that not every program has, or holds no value that a program
            calculated; None where there is none.
        blank: the blank cell that it hands on: 0 for Excel, and no number for LibreOffice.
        is_circular: whether it rests on itself.
    """

    key: str
    row: int | None
    at: tuple[int, int]
    cell: Cell
    another_file: Place | None
    error: Place | None
    volatile: Place | None
    recent: Place | None
    uncalculated: Place | None
    is_circular: bool
    blank: Place | None

    @property
    def is_calculated(self) -> bool:
        """Whether its stored value is one that a program gave it."""
        return self.uncalculated is None and not self.is_circular and self.blank is None


@once_a_case
def input_formulas(case: WorkbookCase) -> Mapping[str, tuple[InputFormula, ...]]:
    """The formulas in the inputs of each calculator, by the name of its sheet in the file."""
    inputs = {sheet.name: list(_inputs(sheet)) for sheet in case.sheets}
    if not any(inputs.values()):
        return dict.fromkeys(inputs, ())
    web = _Web(case, inputs)
    return {
        name: tuple(web.judged(name, *found) for found in cells) for name, cells in inputs.items()
    }


_Input = tuple[str, int | None, tuple[int, int], Cell]


def _inputs(sheet: SheetCase) -> Iterator[_Input]:
    reading = sheet.reading
    for item in reading.calculator.input_cells:
        cell = reading.cells.get(item.key)
        if cell and cell.formula is not None:
            yield item.key, None, split_place(reading.place(item.key)), cell
    for row in sheet.filled_rows:
        for key, cell in row.inputs.items():
            if cell.formula is not None:
                yield key, row.number, (row.number, reading.column(key)), cell


@dataclass(slots=True)
class _Web:
    """The formulas that inputs rest on, and what each of them names."""

    case: WorkbookCase
    inputs: Mapping[str, list[_Input]]
    _links: dict[Place, list[Place]] = field(default_factory=dict)
    _grids: dict[str, Grid] = field(default_factory=dict)
    _results: dict[Place, tuple[SheetCase, str, int | None]] = field(default_factory=dict)
    _marks: dict[str, dict[Place, Place]] = field(default_factory=dict)
    _circular: set[Place] = field(default_factory=set)
    _places: set[Place] = field(default_factory=set)
    _texts: dict[Place, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in self.case.reading.book.sheets:
            self._results |= _results_of(self.case, entry.name)
        self._places = {(name, *at) for name, of in self.inputs.items() for _, _, at, _ in of}
        waiting = list(self._places)
        budget = _MOST_LINKS
        while waiting and budget > 0:
            place = waiting.pop()
            if place not in self._links:
                links = self._links[place] = list(self._named(place, budget))
                waiting += links
                budget -= len(links) + 1
        self._spread()

    def judged(
        self, sheet: str, key: str, row: int | None, at: tuple[int, int], cell: Cell
    ) -> InputFormula:
        """What an input formula rests on."""
        place = (sheet, *at)
        marks = {kind: found.get(place) for kind, found in self._marks.items()}
        is_circular = place in self._circular
        blank = None if is_circular else self._blank_behind(place)
        return InputFormula(key, row, at, cell, **marks, is_circular=is_circular, blank=blank)

    def cell(self, place: Place) -> Cell:
        """A cell of any sheet."""
        return self._grid(place[0]).at(*place[1:])

    def _grid(self, sheet: str) -> Grid:
        name = sheet.casefold()
        if name not in self._grids:
            book = self.case.reading.book
            entry = next((item for item in book.sheets if item.name.casefold() == name), None)
            try:
                self._grids[name] = book.grid(entry) if entry else Grid()
            except WorkbookError:
                self._grids[name] = Grid()  # A sheet of the user's own that nobody can read.
        return self._grids[name]

    def _plain(self, place: Place) -> str:
        """A cell's formula with its names written out."""
        if place not in self._texts:
            formula = self.cell(place).formula or ""
            self._texts[place] = names_of(self.case).plain(formula, place[0], place[1])
        return self._texts[place]

    def _named(self, place: Place, budget: int) -> Iterator[Place]:
        """The formulas that a formula names; of a result, the formulas in inputs behind it."""
        if place in self._results:
            yield from self._behind(*self._results[place])
            return
        for reference in references(self._plain(place)):
            for found in self._formulas_in(reference, place[0]):
                yield found
                budget -= 1
                if budget < 0:
                    return

    def _formulas_in(self, reference: Reference, own: str) -> Iterator[Place]:
        name = reference.sheet or own
        book = self.case.reading.book
        name = next((s.name for s in book.sheets if s.name.casefold() == name.casefold()), name)
        grid = self._grid(name)
        top, bottom = sorted((reference.first_row, reference.last_row))
        left, right = sorted((reference.first_column, reference.last_column))
        if (bottom - top + 1) * (right - left + 1) <= len(grid.cells):
            places = [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]
        else:
            places = [(r, c) for r, c in grid.cells if top <= r <= bottom and left <= c <= right]
        for row, column in places:
            if grid.at(row, column).formula is not None:
                yield name, row, column

    def _behind(self, sheet: SheetCase, key: str, row: int | None) -> Iterator[Place]:
        for used, used_row, at, _ in self.inputs[sheet.name]:
            if reach_of(sheet.reading.calculator, used).has(key, is_own_row=used_row == row):
                yield sheet.name, *at

    def _spread(self) -> None:
        """Carries what is wrong with a formula to all that rest on it."""
        users: dict[Place, list[Place]] = defaultdict(list)
        for place, links in self._links.items():
            for link in links:
                users[link].append(place)
        tests = {
            "another_file": lambda place: names_another_file(self._plain(place)),
            "error": lambda place: holds_error(self._plain(place)),
            "volatile": lambda place: bool(functions(self._plain(place)) & _VOLATILE),
            "recent": lambda place: bool(functions(self._plain(place)) & _RECENT),
            "uncalculated": self._is_uncalculated,
        }
        for kind, test in tests.items():
            found = self._marks[kind] = {
                place: place for place in self._links if place not in self._results and test(place)
            }
            waiting = list(found)
            while waiting:
                place = waiting.pop()
                for user in users[place]:
                    if user not in found:
                        found[user] = found[place]
                        waiting.append(user)
        self._circular = self._in_circles(users)

    def _in_circles(self, users: Mapping[Place, list[Place]]) -> set[Place]:
        """What is left when all is taken away that rests on nothing, time and again."""
        open_links = {
            place: sum(link in self._links for link in links)
            for place, links in self._links.items()
        }
        waiting = [place for place, count in open_links.items() if count == 0]
        while waiting:
            place = waiting.pop()
            del open_links[place]
            for user in users.get(place, ()):
                open_links[user] -= 1
                if open_links[user] == 0:
                    waiting.append(user)
        return set(open_links)

    def _blank_behind(self, place: Place) -> Place | None:
        """The blank cell that a formula hands on as it is; None where it gives a value."""
        for _ in range(_MOST_HANDED):
            cell = self.cell(place)
            if cell.formula is None:
                return place if cell.value is None else None
            if cell.value != 0 or isinstance(cell.value, bool):
                return None
            text = self._plain(place).strip()
            if not _SINGLE.fullmatch(text):
                return self._blank_among(text, place[0])
            place = self._first_of(references(text)[0], place[0])
        return None

    def _first_of(self, reference: Reference, own: str) -> Place:
        return reference.sheet or own, reference.first_row, reference.first_column

    def _blank_among(self, text: str, own: str) -> Place | None:
        """The first blank cell that a formula may give, where nothing else explains its 0."""
        outer = _OUTER.match(text)
        name = outer[1].upper() if outer else None
        if name not in _CHOOSING | _FINDING or (name in _CHOOSING and _ZERO.search(text)):
            return None
        blanks: list[Place] = []
        for reference in references(text):
            sheet, top, left = self._first_of(reference, own)
            bottom, right = reference.last_row, reference.last_column
            cells = self._grid(sheet).cells
            held = [cells[at] for at in cells if top <= at[0] <= bottom and left <= at[1] <= right]
            if any(cell.value == 0 for cell in held):
                return None
            places = ((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
            blanks += [(sheet, *at) for at in places if at not in cells][:1]
        return blanks[0] if blanks else None

    def _is_uncalculated(self, place: Place) -> bool:
        """Whether a formula's stored value is none, or surely none that a program gave it."""
        cell = self.cell(place)
        if cell.value is None:
            return True
        if cell.is_error:
            return False
        if self.case.reading.book.was_stopped:
            return True
        is_library_s = self.case.reading.book.is_uncalculated and place in self._places
        if is_library_s and cell.value == 0 and cell.value is not False:
            return True
        return self._is_not_what_it_names(place, cell)

    def _is_not_what_it_names(self, place: Place, cell: Cell) -> bool:
        """Whether a formula that is one reference has another value than the cell that it names."""
        text = self._plain(place).strip()
        if not _SINGLE.fullmatch(text) or names_another_file(text):
            return False
        reference = references(text)[0]
        at = reference.first_row, reference.first_column
        value, shown = self.cell((reference.sheet or place[0], *at)).value, cell.value
        if isinstance(value, int | float) and isinstance(shown, int | float):
            return not math.isclose(value, shown, rel_tol=_DIGITS, abs_tol=_DIGITS)
        # A blank cell is shown as 0, and by some programs as an empty text.
        return shown not in ({0, ""} if value is None else {value})


def _results_of(case: WorkbookCase, name: str) -> dict[Place, tuple[SheetCase, str, int | None]]:
    """The cells of a calculator's results, each with its key and its row of the table."""
    sheet = next((sheet for sheet in case.sheets if sheet.name == name), None)
    if sheet is None:
        return {}
    reading = sheet.reading
    found: dict[Place, tuple[SheetCase, str, int | None]] = {}
    for item in reading.calculator.derived_cells:
        at = reading.placement.at(item.place)
        if at:
            found[name, *at] = (sheet, item.key, None)
    for column in reading.calculator.derived_columns:
        number = reading.column(column.key)
        for row in sheet.counted_rows if number else ():
            found[name, row.number, number] = (sheet, column.key, row.number)
    return found


def chain(case: WorkbookCase, sheet: str, found: InputFormula, cause: Place | None) -> str:
    """A formula as a message quotes it, with the cell elsewhere that it rests on."""
    own = f"={found.cell.formula}"
    if cause is None or cause == (sheet, *found.at):
        return own
    book = case.reading.book
    entry = next(entry for entry in book.sheets if entry.name == cause[0])
    formula = book.grid(entry).at(*cause[1:]).formula
    place = f"{cause[0]}!{place_of(*cause[1:])}"
    return f"{own} ({place})" if formula is None else f"{own} ({place}: ={formula})"
