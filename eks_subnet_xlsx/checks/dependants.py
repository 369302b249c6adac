"""Which results of a calculator rest on others, by its formulas as they are written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from eks_subnet_xlsx.calculation import CellValue
from eks_subnet_xlsx.checks.case import SheetCase
from eks_subnet_xlsx.layouts import Calculator
from eks_subnet_xlsx.ooxml.formula import references
from eks_subnet_xlsx.ooxml.places import column_number, split_place

Node = tuple[str, int | None]
"""A result: the key of its cell or column, and its row in the table."""


def resting_on(sheet: SheetCase, sources: Collection[Node]) -> set[tuple[int, int]]:
    """Rows and columns of all results that follow from these, themselves left out."""
    rows = {row.number for row in sheet.counted_rows}
    reached: set[Node] = set(sources)
    waiting = list(reached)
    while waiting:
        for node in _next(sheet.reading.calculator, rows, waiting.pop()):
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    return {at for node in reached - set(sources) if (at := _place(sheet, node))}


def value_of(sheet: SheetCase, node: Node) -> CellValue:
    """What a result is, as the formulas were written."""
    key, number = node
    for cell in sheet.reading.calculator.derived_cells:
        if cell.key == key:
            return cell.value(sheet.own)
    column = next(item for item in sheet.reading.calculator.derived_columns if item.key == key)
    row = next(result for row, result in sheet.own_rows() if row.number == number)
    return column.value(row)


def _next(calculator: Calculator, rows: Collection[int], node: Node) -> Iterator[Node]:
    key, row = node
    users = _users(calculator)
    for user, is_whole, is_column in users.get(key, ()):
        if not is_column:
            yield user, None
        elif row is not None and not is_whole:
            yield from ((user, number) for number in rows if number == row)
        else:
            yield from ((user, number) for number in rows)


def _place(sheet: SheetCase, node: Node) -> tuple[int, int] | None:
    key, row = node
    if row is not None:
        column = sheet.reading.column(key)
        return (row, column) if column else None
    cell = next(cell for cell in sheet.reading.calculator.cells if cell.key == key)
    return sheet.reading.placement.at(cell.place)


@cache
def _users(calculator: Calculator) -> Mapping[str, list[tuple[str, bool, bool]]]:
    """What uses a cell or a column: its key, whether it uses all rows, whether it is a column.

    By the places that formulas name: one may name a range of cells above the table.
    """
    users: dict[str, list[tuple[str, bool, bool]]] = defaultdict(list)
    for cell in calculator.derived_cells:
        for used, is_whole in _used(calculator, calculator.cell_formula(cell)):
            users[used].append((cell.key, is_whole, False))
    for key, formula in calculator.row_formulas(calculator.table.first).items():
        for used, is_whole in _used(calculator, formula):
            users[used].append((key, is_whole, True))
    return dict(users)


def _used(calculator: Calculator, formula: str) -> Iterator[tuple[str, bool]]:
    """The cells and columns that a formula names, and whether all rows of a column."""
    for item in references(formula):
        if item.sheet is not None:
            continue
        columns = range(item.first_column, item.last_column + 1)
        if item.last_row <= calculator.table.header:
            for cell in calculator.cells:
                row, column = split_place(cell.place)
                if column in columns and item.first_row <= row <= item.last_row:
                    yield cell.key, False
        else:
            for own in calculator.columns:
                if column_number(own.letter) in columns:
                    yield own.key, item.last_row > item.first_row


@cache
def users_of(calculator: Calculator) -> Mapping[str, frozenset[str]]:
    """Which results are made from a cell or a column, by key."""
    return {
        used: frozenset(key for key, _, _ in users) for used, users in _users(calculator).items()
    }


@dataclass(frozen=True, slots=True)
class Reach:
    """The results that follow from an input.

    Attributes:
        own_row: keys of columns that follow in the input's own row of the table.
        everywhere: keys of cells above the table, and of columns that follow in every row.
    """

    own_row: frozenset[str]
    everywhere: frozenset[str]

    def has(self, key: str, is_own_row: bool) -> bool:
        """Whether a result follows."""
        return key in self.everywhere or (is_own_row and key in self.own_row)


@cache
def reach_of(calculator: Calculator, key: str) -> Reach:
    """What follows from an input, by its key."""
    columns = {column.key for column in calculator.derived_columns}
    cells = {cell.key for cell in calculator.derived_cells}
    starts_in_row = key in {column.key for column in calculator.input_columns}
    if not any(cell.formula for cell in calculator.derived_cells):
        # The formulas of AWS's file are not known here: any may follow from any.
        return Reach(frozenset(columns), frozenset(cells if starts_in_row else cells | columns))
    users = users_of(calculator)
    own_row: set[str] = set()
    everywhere: set[str] = set()
    waiting = [(key, starts_in_row)]
    while waiting:
        used, in_row = waiting.pop()
        for user in users.get(used, ()):
            stays = in_row and user in columns
            seen = own_row if stays else everywhere
            if user not in seen:
                seen.add(user)
                waiting.append((user, stays))
    return Reach(frozenset(own_row), frozenset(everywhere))
