"""What a calculator sheet is made of: cells above a table, columns in it, formula beside value.

A formula is a template: ``{nodes}`` is the column's cell in the same row, ``{nodes:all}`` all of
the column, ``{usable_ips}`` a cell above the table. The value beside it is what the formula gives,
from the engine. Places are a contract: a key keeps its cell for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from eks_subnet_xlsx.ooxml.values import CellValue as CellValue  # noqa: PLC0414 (told on)
from eks_subnet_xlsx.plan import MAX_SUBNET_SIZE, MIN_SUBNET_SIZE

if TYPE_CHECKING:
    from eks_subnet_xlsx.sheets.calculation import CountedRow, RowResult, SheetResult
    from eks_subnet_xlsx.sheets.status import Status

Model = Literal["vpc-cni", "aws-2022"]
"""Whose arithmetic a workbook has."""

HEADER_ROW = 22
FIRST_ROW = 23
LAST_ROW = 1_022
"""The table's rows that totals and validation reach: room for a thousand node groups."""

NARROW, WIDE = 13, 20
"""Widths of columns for the figures of one node, and for those of all nodes of all rows."""

READY_ROWS = 50
"""Rows that carry formulas before the plan needs them."""

SPARE_ROWS = 10
"""Rows ready to fill in below a plan of more than `READY_ROWS` groups."""

Style = Literal[
    "input_text", "input_count", "count", "change", "muted", "percent", "text", "heading",
    "status", "verdict",
    "notice", "working", "link",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class InputCell:
    """A cell above the table that a user fills in.

    Attributes:
        minimum, maximum: its bounds, which validation and effective value are derived from.
        default: what counts where it is left blank.
    """

    key: str
    place: str
    minimum: int
    maximum: int
    default: int | None


@dataclass(frozen=True, slots=True)
class DerivedCell:
    """A cell above the table with a formula, and the value that the formula gives."""

    key: str
    place: str
    formula: str
    value: Callable[[SheetResult], CellValue]
    style: Style = "count"


@dataclass(frozen=True, slots=True)
class InputColumn:
    """A column that a user fills in."""

    key: str
    letter: str
    style: Style
    width: float


@dataclass(frozen=True, slots=True)
class DerivedColumn:
    """A column with a formula, and the value that the formula gives."""

    key: str
    letter: str
    formula: str
    value: Callable[[RowResult], CellValue]
    style: Style = "count"
    width: float = NARROW


@dataclass(frozen=True, slots=True, eq=False)
class Calculator:
    """One calculator sheet.

    Attributes:
        model: whose arithmetic it has.
        size_ips: addresses of a subnet of a CIDR size, as this arithmetic has it.
        sizes: CIDR sizes that it knows.
        row_ips: addresses that all nodes of a row take.
        row_status: what a row without a fault says of itself.
    """

    name: str
    model: Model
    size_ips: Callable[[int], int]
    row_ips: Callable[[CountedRow], int]
    row_status: Callable[[CountedRow], Status]
    input_cells: tuple[InputCell, ...]
    derived_cells: tuple[DerivedCell, ...]
    input_columns: tuple[InputColumn, ...]
    derived_columns: tuple[DerivedColumn, ...]
    sizes: range = range(MIN_SUBNET_SIZE, MAX_SUBNET_SIZE + 1)

    @property
    def cells(self) -> tuple[InputCell | DerivedCell, ...]:
        """All cells above the table."""
        return (*self.input_cells, *self.derived_cells)

    @property
    def columns(self) -> tuple[InputColumn | DerivedColumn, ...]:
        """All columns, from left to right."""
        return (*self.input_columns, *self.derived_columns)

    def cell_formula(self, cell: DerivedCell) -> str:
        """The formula of a cell above the table, without its leading equals sign."""
        return cell.formula.format_map(self._places(row=None))

    def row_formulas(self, row: int) -> dict[str, str]:
        """The formulas of a row of the table, by column key, without leading equals signs."""
        places = self._places(row=row)
        return {column.key: column.formula.format_map(places) for column in self.derived_columns}

    def _places(self, row: int | None) -> dict[str, object]:
        # Relative above the table, absolute from its rows: a row filled down keeps its settings.
        places: dict[str, object] = {
            cell.key: cell.place if row is None else _absolute(cell.place) for cell in self.cells
        }
        for column in self.columns:
            places[column.key] = _ColumnPlace(column.letter, row)
        return places


class _ColumnPlace:
    """A column in a formula: its cell in a row, or with ``:all`` the whole of it."""

    def __init__(self, letter: str, row: int | None) -> None:
        self._letter = letter
        self._row = row

    def __format__(self, spec: str) -> str:
        if spec == "all":
            return f"{self._letter}{FIRST_ROW}:{self._letter}{LAST_ROW}"
        if self._row is None:
            raise KeyError(self._letter)
        return f"{self._letter}{self._row}"


def _absolute(place: str) -> str:
    letters = place.rstrip("0123456789")
    return f"${letters}${place[len(letters) :]}"
