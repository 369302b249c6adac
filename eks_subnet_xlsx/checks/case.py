"""A workbook on the bench: what stands in it beside what its inputs really give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache, wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from eks_subnet_xlsx.calculation import (
    ENGINE,
    AboutInputs,
    RowResult,
    SheetInputs,
    SheetResult,
    calculate,
)
from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.layouts import Calculator
from eks_subnet_xlsx.layouts.versions import newest_version
from eks_subnet_xlsx.limits import InstanceLimits, LimitsCatalog
from eks_subnet_xlsx.workbook.reading.reader import SheetReading, WorkbookReading
from eks_subnet_xlsx.workbook.reading.rows import RowReading


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class SheetCase:
    """A calculator of a file, recalculated twice.

    Attributes:
        own: what its formulas, as they were written, give with the limits in the file.
        right: what the VPC CNI takes, with our limits; rows that nothing counts are counted.
        counted_rows: the rows of `own`, in order.
        filled_rows: the rows of `right`, in order.
    """

    reading: SheetReading
    own: SheetResult
    right: SheetResult
    counted_rows: tuple[RowReading, ...]
    filled_rows: tuple[RowReading, ...]

    @property
    def name(self) -> str:
        """Of the sheet in the file."""
        return self.reading.name

    def own_rows(self) -> list[tuple[RowReading, RowResult]]:
        """The rows that count, with what their formulas give."""
        return list(zip(self.counted_rows, self.own.rows, strict=True))

    def right_rows(self) -> list[tuple[RowReading, RowResult]]:
        """The rows that are filled in, with what they really take."""
        return list(zip(self.filled_rows, self.right.rows, strict=True))


Kept = TypeVar("Kept")


def once_a_case(find: Callable[[WorkbookCase], Kept]) -> Callable[[WorkbookCase], Kept]:
    """Finds something out of a workbook once, and holds on to neither."""
    known: WeakKeyDictionary[WorkbookCase, Kept] = WeakKeyDictionary()

    @wraps(find)
    def found(case: WorkbookCase) -> Kept:
        if case not in known:
            known[case] = find(case)
        return known[case]

    return found


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class WorkbookCase:
    """A workbook, and all that checks ask about it."""

    reading: WorkbookReading
    sheets: tuple[SheetCase, ...]
    catalog: LimitsCatalog

    def judged_sheets(self) -> tuple[SheetCase, ...]:
        """The sheets that say how the cluster is set: where the file does not say, all."""
        named = [s for s in self.sheets if s.reading.calculator.name == self.reading.facts.runs_on]
        return tuple(named) or self.sheets


def has_newer_layout(reading: WorkbookReading) -> bool:
    """Whether a later version of this package wrote the workbook, with another layout."""
    return (reading.facts.schema_version or 0) > newest_version()


def build_case(reading: WorkbookReading, catalog: LimitsCatalog) -> WorkbookCase:
    """A workbook recalculated from the inputs that were found.

    Raises:
        WorkbookError: its layout is newer than those that are known.
    """
    facts = reading.facts
    if has_newer_layout(reading):
        raise WorkbookError("newer_layout", found=facts.schema_version, expected=newest_version())
    about = AboutInputs(
        "" if facts.cluster_cell is None else facts.cluster_cell, facts.runs_on or ""
    )
    in_file = reading.limits.find if reading.limits else catalog.find

    def right_limits(instance_type: str) -> InstanceLimits | None:
        # A type that came out yesterday may stand in the file alone.
        return catalog.find(instance_type) or in_file(instance_type)

    sheets = []
    for sheet in reading.sheets:
        counted = tuple(row for row in sheet.rows if row.is_counted)
        filled = tuple(row for row in sheet.rows if not row.is_blank)
        inputs = sheet.inputs()
        every_row = SheetInputs(inputs.cells, [row.values() for row in filled])
        sheets.append(
            SheetCase(
                reading=sheet,
                own=calculate(sheet.calculator.arithmetic, inputs, about, in_file),
                right=calculate(ENGINE[sheet.calculator.name], every_row, about, right_limits),
                counted_rows=counted,
                filled_rows=filled,
            )
        )
    return WorkbookCase(reading, tuple(sheets), catalog)


@lru_cache(maxsize=4_096)
def formulas_of_row(calculator: Calculator, row: int) -> dict[str, str]:
    """The formulas of a row of the table as they are written, by column key."""
    return calculator.row_formulas(row)


@cache
def formulas_of_cells(calculator: Calculator) -> dict[str, str]:
    """The formulas above the table as they are written, by key."""
    return {cell.key: calculator.cell_formula(cell) for cell in calculator.derived_cells}
