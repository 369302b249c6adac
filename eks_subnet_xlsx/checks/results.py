"""Are the stored results those that the inputs give?"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from eks_subnet_xlsx.calculation import CellValue, Status
from eks_subnet_xlsx.checks.case import SheetCase, WorkbookCase
from eks_subnet_xlsx.checks.dependants import reach_of, users_of
from eks_subnet_xlsx.checks.formulas import faults_of, is_values_only
from eks_subnet_xlsx.checks.limits import changed_lookups
from eks_subnet_xlsx.checks.precedents import input_formulas
from eks_subnet_xlsx.findings import Finding, Term, finding
from eks_subnet_xlsx.layouts.texts import label_key
from eks_subnet_xlsx.ooxml.grid import Cell
from eks_subnet_xlsx.ooxml.places import place_of

_HEADLINES = ("node_ips", "remaining_ips", "usable_ips", "all_pods_hosted", "verdict")
"""What a message quotes first, where it differs."""

_LOOKED_UP = frozenset({"known_type", "max_enis", "ipv4_per_eni", "limits_status"})
"""The columns that formulas find on the sheet of limits."""

_DIGITS = 1e-9
"""Programs keep fifteen digits of a number."""


class Result(NamedTuple):
    """A stored result and what it should be.

    Attributes:
        key: of the cell or column.
        at: row and column in the file.
    """

    key: str
    at: tuple[int, int]
    stored: Cell
    expected: CellValue


# As for cells: there is one for each formula of a file.
_result: Callable[[tuple[str, tuple[int, int], Cell, CellValue]], Result] = partial(
    tuple.__new__, Result
)


def check_results(case: WorkbookCase) -> Iterator[Finding]:
    """At most a finding of each kind for a sheet: never calculated, stale, differing."""
    changed = {lookup.key for lookup in changed_lookups(case)}
    for sheet in case.sheets:
        if is_values_only(sheet):
            continue
        faults = [
            fault
            for fault in faults_of(case, sheet)
            if not fault.is_harmless and not fault.is_unsure
        ]
        stored = list(_stored_results(case, sheet))
        if not stored:
            continue
        if all(_is_absent(result.stored.value) for result in stored):
            yield finding("never_calculated", sheet.name, count=len(stored))
            continue
        results = _judged(case, sheet, stored)
        affected = _dependants(case, sheet, {fault.key for fault in faults} | changed)
        wrong = list(_wrong(case, results))
        for rule_key, group in (
            ("stale", [result for result in wrong if result.key not in affected]),
            ("differs", [result for result in wrong if result.key in affected]),
        ):
            if group:
                yield _finding(rule_key, case, sheet, group)


def _finding(rule_key: str, case: WorkbookCase, sheet: SheetCase, results: list[Result]) -> Finding:
    first = next(
        (result for key in _HEADLINES for result in results if result.key == key), results[0]
    )
    return finding(
        rule_key,
        sheet.name,
        place_of(*first.at),
        what=_name(case, sheet, first.key),
        found=_plain(first.stored.value),
        expected=_plain(first.expected),
        count=len(results),
    )


def _name(case: WorkbookCase, sheet: SheetCase, key: str) -> object:
    """What people call a result: its label or header; AWS's file has headers of its own."""
    calculator = sheet.reading.calculator
    if any(cell.key == key for cell in calculator.cells):
        return Term(label_key(key))
    if case.reading.is_aws_file:
        column = next(column for column in calculator.derived_columns if column.key == key)
        return calculator.words[f"{column.letter}{calculator.table.header}"]
    return Term(f"column.{key}.header")


def results_of(case: WorkbookCase, sheet: SheetCase) -> Iterator[Result]:
    """Every result that can be judged, and whose formula is what was written."""
    return _judged(case, sheet, _stored_results(case, sheet))


def _judged(case: WorkbookCase, sheet: SheetCase, results: Iterable[Result]) -> Iterator[Result]:
    """The results whose right value is known: not where an input was calculated by nobody.

    Where the file rounds to what its cells show, nobody can say what a share is to be.
    """
    everywhere: set[str] = set()
    in_rows: dict[int | None, set[str]] = defaultdict(set)
    for found in input_formulas(case)[sheet.name]:
        if not found.is_calculated:
            reach = reach_of(sheet.reading.calculator, found.key)
            everywhere |= reach.everywhere
            in_rows[found.row] |= reach.own_row
    rounds = case.reading.book.rounds_as_displayed
    if not (everywhere or in_rows or rounds):
        yield from results
        return
    for result in results:
        is_share = isinstance(result.expected, float) and not result.expected.is_integer()
        is_unsure = result.key in everywhere or result.key in in_rows.get(result.at[0], ())
        if not is_unsure and not (rounds and is_share):
            yield result


def _stored_results(case: WorkbookCase, sheet: SheetCase) -> Iterator[Result]:
    """Every result whose formula is what was written, error values aside."""
    reading = sheet.reading
    faulty = {
        (fault.row, fault.column) for fault in faults_of(case, sheet) if not fault.is_harmless
    }
    for derived in reading.calculator.derived_cells:
        at = reading.placement.at(derived.place)
        if at is not None and at not in faulty:
            value = derived.value(sheet.own)
            yield Result(derived.key, at, reading.cells[derived.key], value)
    columns = reading.derived_columns()
    places = [(column.key, number) for column, number in columns]
    unusable = case.reading.limits.unusable if case.reading.limits else {}
    unknown = _dependants(case, sheet, _LOOKED_UP) if unusable else set()
    blank: tuple[CellValue, ...] = ()
    for row, result in sheet.own_rows():
        # What formulas make of limits that are no numbers, nobody can say.
        unjudged = unknown if result.type_key.lower() in unusable else ()
        values = blank if result.input_code is None else ()
        values = values or tuple(column.value(result) for column, _ in columns)
        if result.input_code is None:
            blank = values  # Rows that nobody filled in have the same results.
        row_number, stored = row.number, row.derived
        found = [
            _result((key, (row_number, number), stored[key], value))
            for (key, number), value in zip(places, values, strict=True)
        ]
        if faulty or unjudged:
            found = [item for item in found if item.at not in faulty and item.key not in unjudged]
        yield from found


def _wrong(case: WorkbookCase, results: Iterable[Result]) -> Iterator[Result]:
    """The results that are not right; nearly all are, to the letter, and soon seen to be."""
    for result in results:
        _, _, stored, expected = result
        found = stored.value
        is_same = found.__class__ is expected.__class__ and found == expected
        if not is_same and not agrees(case, result):
            yield result


def agrees(case: WorkbookCase, result: Result) -> bool:
    """Whether what is stored is what is right."""
    stored, expected = result.stored.value, result.expected
    if isinstance(expected, Status):
        return stored in case.reading.layout.status_texts(expected)
    if expected is None or expected == "":
        return stored is None or stored == "" or (result.expected is None and stored == 0)
    if isinstance(expected, int | float) and isinstance(stored, int | float):
        return math.isclose(stored, expected, rel_tol=_DIGITS, abs_tol=_DIGITS)
    return stored == expected


def _is_absent(value: CellValue) -> bool:
    return value is None or value == "" or (value == 0 and not isinstance(value, bool))


def _plain(value: CellValue) -> object:
    if isinstance(value, Status):
        return Term(value.words_key)
    return None if value == "" else value


def _dependants(case: WorkbookCase, sheet: SheetCase, keys: Iterable[str]) -> set[str]:
    """The keys of all results that follow from these, themselves included."""
    if case.reading.is_aws_file:
        # Its formulas are not known here: any may follow from any.
        every = {item.key for item in sheet.reading.calculator.derived_cells}
        every |= {item.key for item in sheet.reading.calculator.derived_columns}
        return every if set(keys) else set()
    users = users_of(sheet.reading.calculator)
    reached: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += users.get(key, ())
    return reached
