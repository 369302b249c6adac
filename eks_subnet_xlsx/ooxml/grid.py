"""The cells of a sheet as they are stored: formulas and values at once, by row and column.

Nothing is known here of what the cells mean.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from eks_subnet_xlsx.ooxml.places import place_of
from eks_subnet_xlsx.ooxml.values import CellValue


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
