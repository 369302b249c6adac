"""Are the formulas still those that were written? Compared as they mean, not as they are spelled.

Rows and columns may have moved, sheets may have other names: a program rewrites references then,
and the formula stays what it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from weakref import WeakKeyDictionary

from eks_subnet_xlsx.checks.case import SheetCase, WorkbookCase, formulas_of_cells, formulas_of_row
from eks_subnet_xlsx.findings import Finding, finding
from eks_subnet_xlsx.sheets.about import ABOUT_PLACES, ABOUT_SHEET
from eks_subnet_xlsx.sheets.lookups import FIRST_LOOKUP_ROW, LIMITS_SHEET
from eks_subnet_xlsx.sheets.model import FIRST_ROW, HEADER_ROW, LAST_ROW
from eks_subnet_xlsx.workbook.reading.formula import (
    Reference,
    canonical,
    holds_error,
    names_another_file,
)
from eks_subnet_xlsx.workbook.reading.grid import Cell
from eks_subnet_xlsx.workbook.reading.places import column_letters, place_of, split_place

_SHOWN = 120
"""Characters of a formula that a message quotes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A formula that is not what was written.

    Attributes:
        rule_key: of the rule that it breaks.
        key: of the cell or column.
        row, column: in the file.
        found, expected: what a message quotes.
    """

    rule_key: str
    key: str
    row: int
    column: int
    found: object
    expected: object


def check_formulas(case: WorkbookCase) -> Iterator[Finding]:
    """A finding for each column or cell whose formulas are not what was written."""
    for sheet in case.sheets:
        if is_values_only(sheet):
            yield finding("values_only", sheet.name)
            continue
        groups: dict[tuple[str, object], list[Fault]] = defaultdict(list)
        for fault in faults_of(case, sheet):
            # An error spreads through a sheet; a formula typed over is each column's own.
            column = None if fault.rule_key == "error_value" else fault.key
            groups[fault.rule_key, column].append(fault)
        for (rule_key, _), faults in groups.items():
            first = faults[0]
            yield finding(
                rule_key,
                sheet.name,
                _runs(faults),
                found=_quoted(first.found),
                expected=_quoted(first.expected),
                count=len(faults),
            )


def is_values_only(sheet: SheetCase) -> bool:
    """Whether no cell of a sheet has a formula: it was pasted as values."""
    return all(cell.formula is None for cell in sheet.reading.grid.cells.values())


_known_faults: WeakKeyDictionary[SheetCase, list[Fault]] = WeakKeyDictionary()


def faults_of(case: WorkbookCase, sheet: SheetCase) -> list[Fault]:
    """All formulas of a sheet that are not what was written, from the top; judged once."""
    if sheet not in _known_faults:
        faults = [*_cell_faults(case, sheet), *_row_faults(case, sheet), *_input_faults(sheet)]
        _known_faults[sheet] = faults
    return _known_faults[sheet]


def _cell_faults(case: WorkbookCase, sheet: SheetCase) -> Iterator[Fault]:
    reading = sheet.reading
    expected = formulas_of_cells(reading.calculator)
    judge = _Judge(case, sheet)
    for derived in reading.calculator.derived_cells:
        at = reading.placement.at(derived.place)
        if at is not None:
            yield from judge.faults(derived.key, at, expected[derived.key], reading.cells)


def _row_faults(case: WorkbookCase, sheet: SheetCase) -> Iterator[Fault]:
    reading = sheet.reading
    columns = {
        column.key: reading.column(column.key)
        for column in reading.calculator.derived_columns
        if reading.column(column.key)
    }
    moved = reading.placement.header_row - HEADER_ROW
    judge = _Judge(case, sheet)
    for row in sheet.counted_rows:
        expected = formulas_of_row(reading.calculator, row.number - moved)
        for key, column in columns.items():
            yield from judge.faults(key, (row.number, column), expected[key], row.derived)


def _input_faults(sheet: SheetCase) -> Iterator[Fault]:
    """Inputs may be formulas of the user's own, but for those that nobody else can follow."""
    reading = sheet.reading
    cells = [
        (key, split_place(reading.place(key)), cell)
        for key, cell in reading.cells.items()
        if any(item.key == key for item in reading.calculator.input_cells)
    ]
    cells += [
        (key, (row.number, reading.column(key)), cell)
        for row in sheet.filled_rows
        for key, cell in row.inputs.items()
    ]
    for key, at, cell in cells:
        if cell.formula and names_another_file(cell.formula):
            yield Fault("another_file", key, *at, cell.formula, None)
        elif cell.is_error or (cell.formula and holds_error(cell.formula)):
            yield Fault("error_value", key, *at, cell.value, None)


class _Judge:
    """Judges the formulas of a sheet."""

    def __init__(self, case: WorkbookCase, sheet: SheetCase) -> None:
        self._spelling = _Spelling(case, sheet)
        self._wanted: dict[str, str] = {}

    def faults(
        self, key: str, at: tuple[int, int], expected: str, cells: Mapping[str, Cell]
    ) -> Iterator[Fault]:
        """What is wrong with a formula; blank is expected where it is not known, in AWS's file."""
        cell = cells[key]
        rule_key = self._broken_rule(key, cell, expected, at[0])
        if rule_key:
            found = cell.value if cell.formula is None or cell.is_error else f"={cell.formula}"
            yield Fault(rule_key, key, *at, found, f"={expected}" if expected else None)

    def _broken_rule(self, key: str, cell: Cell, expected: str, row: int) -> str | None:
        if cell.formula is None:
            return "typed_over"
        if cell.formula == expected and not self._spelling.has_moved and not cell.is_error:
            return None
        if names_another_file(cell.formula):
            return "another_file"
        if holds_error(cell.formula) or cell.is_error:
            return "error_value"
        return self._changed(key, cell.formula, expected, row) if expected else None

    def _changed(self, key: str, formula: str, expected: str, row: int) -> str | None:
        """How a formula differs from what was written, by what it means."""
        found = canonical(formula, partial(self._spelling.of_file, own_row=row))
        if key not in self._wanted:
            # The same in every row of a column: its own row is spelled as such.
            home = self._spelling.home_row(row)
            self._wanted[key] = canonical(expected, partial(_spelled_in_layout, own_row=home))
        wanted = self._wanted[key]
        if found == wanted:
            return None
        if found.replace("@part", "@all") == wanted:
            return "total_misses_rows"
        if found.replace("@other", "@row") == wanted:
            return "points_at_another_row"
        return "formula_changed"


class _Spelling:
    """Spells references of a file in the terms of the layout."""

    def __init__(self, case: WorkbookCase, sheet: SheetCase) -> None:
        reading, placement = sheet.reading, sheet.reading.placement
        self._case = case
        self._own_name = reading.name
        self._header = placement.header_row
        self._rows = {row: home for home, row in placement.rows.items()}
        self._columns = {column: home for home, column in placement.columns.items()}
        self._last = max((row.number for row in reading.rows if row.is_counted), default=0)
        self.has_moved = (
            any(home != row for home, row in placement.rows.items())
            or any(home != column for home, column in placement.columns.items())
            or any(name != home for name, home in case.reading.roles.items())
        )

    def home_row(self, row: int) -> int:
        """The row of the layout that a row of the table is."""
        return row - self._header + HEADER_ROW

    def of_file(self, reference: Reference, own_row: int) -> str:
        if reference.sheet is not None and reference.sheet != self._own_name:
            return self._elsewhere(reference)
        first = self._column(reference.first_column)
        last = self._column(reference.last_column)
        columns = first if first == last else f"{first}:{last}"
        top, bottom = reference.first_row, reference.last_row
        if bottom <= self._header:
            return f"{first}{self._row(top)}:{last}{self._row(bottom)}"
        if top == bottom:
            return f"{columns}@{'row' if top == own_row else 'other'}"
        whole = top <= self._header + 1 and bottom >= self._last
        return f"{columns}@{'all' if whole else 'part'}"

    def _row(self, row: int) -> str:
        home = self._rows.get(row)
        return "?" if home is None else str(home)

    def _column(self, column: int) -> str:
        home = self._columns.get(column)
        return f"?{column}" if home is None else column_letters(home)

    def _elsewhere(self, reference: Reference) -> str:
        reading = self._case.reading
        role = reading.roles.get(reference.sheet or "", f"?{reference.sheet}")
        columns = _columns_text(reference)
        if role == ABOUT_SHEET:
            homes = {row: key for key, row in reading.facts.rows.items()}
            key = homes.get(reference.first_row)
            return f"{role}!{ABOUT_PLACES[key].replace('$', '') if key else '?'}"
        if role == LIMITS_SHEET and reading.limits:
            last = reading.limits.last_row
        else:
            grid = reading.lookups.get(role)
            last = max((row for row, _ in grid.cells), default=0) if grid else 0
        whole = reference.first_row <= FIRST_LOOKUP_ROW and reference.last_row >= last
        return f"{role}!{columns}@{'all' if whole else 'part'}"


def _spelled_in_layout(reference: Reference, own_row: int) -> str:
    """Spells references as they are written into a workbook."""
    columns = _columns_text(reference)
    if reference.sheet == ABOUT_SHEET:
        return f"{ABOUT_SHEET}!{place_of(reference.first_row, reference.first_column)}"
    if reference.sheet is not None:
        return f"{reference.sheet}!{columns}@all"
    if reference.last_row <= HEADER_ROW:
        first = place_of(reference.first_row, reference.first_column)
        return f"{first}:{place_of(reference.last_row, reference.last_column)}"
    if reference.first_row == reference.last_row == own_row:
        return f"{columns}@row"
    if (reference.first_row, reference.last_row) == (FIRST_ROW, LAST_ROW):
        return f"{columns}@all"
    return f"{columns}@?"


def _columns_text(reference: Reference) -> str:
    first, last = column_letters(reference.first_column), column_letters(reference.last_column)
    return first if first == last else f"{first}:{last}"


def _runs(faults: list[Fault]) -> tuple[str, ...]:
    """The cells of faults: single ones, and runs in one column as ranges."""
    pieces: list[list[tuple[int, int]]] = []
    for row, column in sorted({(fault.row, fault.column) for fault in faults},
                              key=lambda at: (at[1], at[0])):  # fmt: skip
        if pieces and pieces[-1][-1] == (row - 1, column):
            pieces[-1].append((row, column))
        else:
            pieces.append([(row, column)])
    return tuple(
        place_of(*run[0]) if len(run) == 1 else f"{place_of(*run[0])}:{place_of(*run[-1])}"
        for run in pieces
    )


def _quoted(value: object) -> object:
    if isinstance(value, str):
        return value if len(value) <= _SHOWN else value[: _SHOWN - 3] + "..."
    return value
