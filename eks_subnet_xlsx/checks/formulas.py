"""Are the formulas still those that were written? Compared as they mean, not as they are spelled.

Rows and columns may have moved, sheets may have other names: a program rewrites references then,
and the formula stays what it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from weakref import WeakKeyDictionary

from eks_subnet_xlsx.calculation import Count, is_number
from eks_subnet_xlsx.checks.case import SheetCase, WorkbookCase, formulas_of_cells, formulas_of_row
from eks_subnet_xlsx.checks.limits import types_of
from eks_subnet_xlsx.checks.precedents import InputFormula, Place, chain, input_formulas
from eks_subnet_xlsx.checks.spelling import Spelling, names_of
from eks_subnet_xlsx.findings import Finding, Term, finding
from eks_subnet_xlsx.layouts import Calculator
from eks_subnet_xlsx.layouts.aws_file import formula_digests
from eks_subnet_xlsx.ooxml.formula import holds_error, names_another_file
from eks_subnet_xlsx.ooxml.grid import Cell
from eks_subnet_xlsx.ooxml.places import runs_of, split_place

_SHOWN = 120
"""Characters of a formula that a message quotes."""

_MOST_NAMED = 3
"""Types that a message names."""

_PUBLISHED = Term("finding.published")
"""What is expected in AWS's own file, whose formulas are not repeated here."""

_LOOKUP_RULES = frozenset({"lookup_misses_rows", "lookup_misses_unused"})
_SPREADING = _LOOKUP_RULES | {"error_value"}


_HARMLESS = frozenset({"lookup_misses_unused", "input_volatile", "input_recent_function"})


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

    @property
    def is_harmless(self) -> bool:
        """Whether the results are right all the same."""
        return self.rule_key in _HARMLESS

    @property
    def is_unsure(self) -> bool:
        """Whether what rests on it cannot be judged at all."""
        return self.rule_key in {"input_never_calculated", "input_circular", "input_blank_cell"}


@cache
def totalled_columns(calculator: Calculator) -> frozenset[str]:
    """The columns that a total adds up; in AWS's file any may be one."""
    formulas = "".join(cell.formula for cell in calculator.derived_cells)
    keys = {column.key for column in calculator.derived_columns}
    return frozenset(key for key in keys if not formulas or f"{{{key}:all}}" in formulas)


def check_formulas(case: WorkbookCase) -> Iterator[Finding]:
    """A finding for each column or cell whose formulas are not what was written."""
    for sheet in case.sheets:
        if is_values_only(sheet):
            yield finding("values_only", sheet.name)
            continue
        groups: dict[tuple[str, object], list[Fault]] = defaultdict(list)
        for fault in faults_of(case, sheet):
            # An error spreads through a sheet; a formula typed over is each column's own.
            column = None if fault.rule_key in _SPREADING else fault.key
            groups[fault.rule_key, column].append(fault)
        for (rule_key, _), faults in groups.items():
            yield _finding(case, sheet, rule_key, faults)


def _finding(case: WorkbookCase, sheet: SheetCase, rule_key: str, faults: list[Fault]) -> Finding:
    first, spelling = faults[0], Spelling(case, sheet)
    facts: dict[str, object] = {"found": _quoted(first.found), "count": len(faults)}
    if isinstance(first.found, str) and case.reading.is_aws_file:
        facts["found"] = _with_plain(case, sheet, first)
    if rule_key in _LOOKUP_RULES:
        missed = spelling.unreached(str(first.found))
        concerned = [name for name in missed if name in types_of(case)]
        facts["missed"] = ", ".join((concerned or missed)[:_MOST_NAMED])
    if rule_key == "formula_follows_columns":
        facts["sheets"] = ", ".join(spelling.moved_sheets(str(first.found)))
    elif isinstance(first.expected, str):
        facts["expected"] = _quoted(f"={spelling.in_file(first.expected.removeprefix('='))}")
    else:
        facts["expected"] = first.expected
    return finding(
        rule_key, sheet.name, runs_of((fault.row, fault.column) for fault in faults), **facts
    )


def _with_plain(case: WorkbookCase, sheet: SheetCase, fault: Fault) -> object:
    """A formula of AWS's file, and the cells that its names stand for: a name may be the fault."""
    plain = names_of(case).plain(str(fault.found), sheet.name, fault.row)
    return _quoted(str(fault.found) if plain == fault.found else f"{fault.found} ({plain})")


def is_values_only(sheet: SheetCase) -> bool:
    """Whether no cell of a sheet has a formula: it was pasted as values."""
    return all(cell.formula is None for cell in sheet.reading.grid.cells.values())


_known_faults: WeakKeyDictionary[SheetCase, list[Fault]] = WeakKeyDictionary()


def faults_of(case: WorkbookCase, sheet: SheetCase) -> list[Fault]:
    """All formulas of a sheet that are not what was written, from the top; judged once."""
    if sheet not in _known_faults:
        _known_faults[sheet] = [
            *_cell_faults(case, sheet),
            *_row_faults(case, sheet),
            *_stray_faults(sheet),
            *_input_faults(case, sheet),
        ]
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
    columns = {column.key: number for column, number in reading.derived_columns()}
    judge = _Judge(case, sheet)
    for row in sheet.counted_rows:
        expected = formulas_of_row(reading.calculator, reading.written_row(row.number))
        for key, column in columns.items():
            at, cell = (row.number, column), row.derived[key]
            if not judge.is_sound(at, expected[key], cell):
                yield from judge.faults(key, at, expected[key], row.derived)


def _input_faults(case: WorkbookCase, sheet: SheetCase) -> Iterator[Fault]:
    """Inputs may be formulas of the user's own, but for those that cannot be relied on."""
    reading = sheet.reading
    formulas = {found.at: found for found in input_formulas(case)[sheet.name]}
    for found in formulas.values():
        rule_key, cause = _broken_rule_of_input(reading.calculator, found)
        if rule_key == "error_value":
            yield Fault(rule_key, found.key, *found.at, found.cell.value, None)
        elif rule_key:
            yield Fault(rule_key, found.key, *found.at, chain(case, sheet.name, found, cause), None)
    cells = [(key, split_place(reading.place(key)), reading.cells.get(key))
             for key in (item.key for item in reading.calculator.input_cells)]  # fmt: skip
    cells += [
        (key, (row.number, reading.column(key)), cell)
        for row in sheet.filled_rows
        for key, cell in row.inputs.items()
    ]
    for key, at, cell in cells:
        if cell and cell.is_error and at not in formulas:
            yield Fault("error_value", key, *at, cell.value, None)


@cache
def _accept_zero(calculator: Calculator) -> frozenset[str]:
    """The inputs that may be 0: the others have rules of their own for it."""
    counts: list[tuple[str, Count | None]] = [
        *((cell.key, cell.count) for cell in calculator.input_cells),
        *((column.key, column.count) for column in calculator.input_columns),
    ]
    return frozenset(key for key, count in counts if count and count.minimum == 0)


def _broken_rule_of_input(
    calculator: Calculator, found: InputFormula
) -> tuple[str | None, Place | None]:
    """The rule that an input's formula breaks, and the cell that breaks it."""
    broken: tuple[tuple[str, Place | None, bool], ...] = (
        ("another_file", found.another_file, found.another_file is not None),
        ("input_circular", None, found.is_circular),
        ("error_value", found.error, found.error is not None or found.cell.is_error),
        ("input_never_calculated", found.uncalculated, found.uncalculated is not None),
        ("input_blank_cell", found.blank,
         found.blank is not None and found.key in _accept_zero(calculator)),
        ("input_volatile", found.volatile, found.volatile is not None),
        ("input_recent_function", found.recent, found.recent is not None),
    )  # fmt: skip
    return next(((key, cause) for key, cause, is_broken in broken if is_broken), (None, None))


def _stray_faults(sheet: SheetCase) -> Iterator[Fault]:
    """What stands where a total adds it, in rows that are none of the table's."""
    reading = sheet.reading
    totalled = totalled_columns(reading.calculator)
    for row in reading.rows:
        for key, cell in row.derived.items() if row.is_reached and not row.is_counted else ():
            is_added = cell.formula is not None or cell.is_error or is_number(cell.value)
            if is_added and key in totalled:
                found = cell.value if cell.formula is None else f"={cell.formula}"
                at = row.number, reading.column(key)
                yield Fault("total_counts_more", key, *at, found, None)


class _Judge:
    """Judges the formulas of a sheet."""

    def __init__(self, case: WorkbookCase, sheet: SheetCase) -> None:
        self._spelling = Spelling(case, sheet)
        self._grid = sheet.reading.grid
        self._is_aws_file = case.reading.is_aws_file
        self._digests = formula_digests(sheet.reading.calculator.name)

    def is_sound(self, at: tuple[int, int], expected: str, cell: Cell) -> bool:
        """Whether a formula is the one that was written, to the letter: nearly all are."""
        return (
            cell.formula == expected
            and not cell.is_error
            and self._spelling.is_home
            and at not in self._grid.blocks
        )

    def faults(
        self, key: str, at: tuple[int, int], expected: str, cells: Mapping[str, Cell]
    ) -> Iterator[Fault]:
        """What is wrong with a formula; of AWS's own file only the digest is known."""
        if at in self._grid.blocks:
            # One formula for many cells: none of them can be changed, moved or deleted alone.
            text = self._grid.at(*self._grid.blocks[at][:2]).formula
            yield Fault("formula_changed", key, *at, f"{{={text}}}", self._wanted(expected))
            return
        cell = cells[key]
        rule_key = self._broken_rule(cell, key, expected, at[0])
        if rule_key:
            shows_value = cell.formula is None or (cell.is_error and rule_key == "error_value")
            found = cell.value if shows_value else f"={cell.formula}"
            yield Fault(rule_key, key, *at, found, self._wanted(expected))

    def _wanted(self, expected: str) -> object:
        return _PUBLISHED if self._is_aws_file else f"={expected}"

    def _broken_rule(self, cell: Cell, key: str, expected: str, row: int) -> str | None:
        if cell.formula is None:
            return "typed_over"
        if cell.formula == expected and self._spelling.is_home:
            return "error_value" if cell.is_error else None
        if names_another_file(cell.formula):
            return "another_file"
        if holds_error(cell.formula):
            return "error_value"
        written = self._digests[key] if self._is_aws_file else expected
        # A formula that was changed is the cause of the error that it gives.
        changed = self._spelling.fault(cell.formula, written, row)
        return changed or ("error_value" if cell.is_error else None)


def _quoted(value: object) -> object:
    if isinstance(value, str):
        return value if len(value) <= _SHOWN else value[: _SHOWN - 3] + "..."
    return value
