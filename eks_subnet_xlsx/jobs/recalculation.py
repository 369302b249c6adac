"""Gives a colleague's workbook back right: formulas restored, results recalculated, all else kept.

Inputs, notes, columns and sheets of a colleague's own stay as they are, byte for byte.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, NamedTuple

from eks_subnet_xlsx.calculation import CellValue, Status
from eks_subnet_xlsx.checks import WorkbookReport, validate_case
from eks_subnet_xlsx.checks.case import SheetCase, WorkbookCase, build_case
from eks_subnet_xlsx.checks.dependants import Node, resting_on, value_of
from eks_subnet_xlsx.checks.formulas import faults_of
from eks_subnet_xlsx.checks.limits import lookup_rows
from eks_subnet_xlsx.checks.precedents import input_formulas
from eks_subnet_xlsx.checks.results import Result, agrees, results_of
from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.findings import Finding, finding
from eks_subnet_xlsx.jobs.annotation import annotate_workbook, is_annotated
from eks_subnet_xlsx.jobs.repairs import Restoring, own_text, repairs, result_faults
from eks_subnet_xlsx.limits import LimitsCatalog, load_catalog
from eks_subnet_xlsx.ooxml.editing import CellEdit, edit_cells
from eks_subnet_xlsx.ooxml.grid import Grid
from eks_subnet_xlsx.ooxml.patching import open_package
from eks_subnet_xlsx.ooxml.places import (
    column_number,
    places_in,
    runs_of,
)
from eks_subnet_xlsx.words import load_words
from eks_subnet_xlsx.workbook.reading.reader import file_content, read_edited, read_workbook

_MOST_ROUNDS = 4
"""Of repairs: a total that reaches its rows again brings their formulas to light."""

_REPAIRED_FAMILIES = frozenset({"formula", "result"})
_REPAIRED_KEYS = frozenset(
    {"row_not_counted", "lookup_changed", "limits_unusable", "type_not_in_limits"}
)
_PLAN_FAMILIES = frozenset({"capacity", "aws_2022"})

Edits = Mapping[str, list[CellEdit]]
"""What is to stand in cells, by the names of their sheets in the file."""


@dataclass(frozen=True, slots=True)
class Recalculation:
    """A workbook that was recalculated.

    Attributes:
        content: the bytes of the file; those that it had where nothing was to be done.
        restored: what was found before, and is no longer.
        left: errors that could not be repaired; what the plan asks of its subnet is none of them.
        results: stored results that were corrected.
        report: what is to be said of the file now.
    """

    content: bytes
    restored: tuple[Finding, ...]
    left: tuple[Finding, ...]
    results: int
    report: WorkbookReport


def recalculate_workbook(
    source: str | Path | bytes | IO[bytes],
    catalog: LimitsCatalog | None = None,
    *,
    language: str = "en",
    drop_signatures: bool = False,
) -> Recalculation:
    """A workbook of ours with its formulas restored and the right results stored beside them.

    Args:
        source: a path, the bytes of a file, or a file that is open for reading bytes.
        catalog: the limits that a broken row of limits is restored from.
        language: of the words of a file that does not say its own.
        drop_signatures: whether signatures of the file, which any change breaks, may go.

    Raises:
        WorkbookError: it cannot be read, is signed, or is AWS's own.
    """
    content = file_content(source)
    catalog = load_catalog() if catalog is None else catalog
    reading = read_workbook(content)
    if reading.is_aws_file:
        raise WorkbookError("formulas_unknown")
    case = build_case(reading, catalog)
    found = list(validate_case(case).findings)
    for round_ in range(_MOST_ROUNDS):
        edits = _whole_blocks(case, _gathered(repairs(case, language)))
        if not edits:
            break
        if round_:  # What the last round brought to light.
            found += _new(found, validate_case(case).findings)
        content, case = _edited(content, case, edits, drop_signatures=drop_signatures)
    left = {sheet.name: _left_in(case, sheet) for sheet in case.sheets}
    results = _gathered(_results(case, left, language))
    if results:
        content, case = _edited(content, case, results, drop_signatures=drop_signatures)
    after = validate_case(case)
    if is_annotated(content):
        words = load_words(case.reading.facts.language or language)
        content = annotate_workbook(content, after.findings, words, drop_signatures=drop_signatures)
    return Recalculation(
        content,
        tuple(_gone(found, after.findings)),
        (
            *(
                found for found in after.findings
                if found.severity == "error" and found.family not in _PLAN_FAMILIES
            ),
            *_rests(left),
        ),
        sum(map(len, results.values())),
        after,
    )  # fmt: skip


def _new(known: Sequence[Finding], found: Sequence[Finding]) -> list[Finding]:
    """Findings of rules and sheets of which nothing was said."""
    said = {(item.rule, item.sheet) for item in known}
    return [item for item in found if (item.rule, item.sheet) not in said]


def _gone(before: Sequence[Finding], after: Sequence[Finding]) -> Iterator[Finding]:
    """What was repaired: found before, and not in the same cells after."""
    for found in before:
        if found.family not in _REPAIRED_FAMILIES and found.key not in _REPAIRED_KEYS:
            continue
        same = [left for left in after if (left.rule, left.sheet) == (found.rule, found.sheet)]
        if not found.cells:
            yield from () if same else (found,)
            continue
        cells = _cells(found)
        repaired = cells.difference(*map(_cells, same))
        if repaired == cells:
            yield found
        elif repaired:
            facts = {**found.facts, "count": len(repaired)}
            yield replace(found, cells=runs_of(repaired), facts=facts)


def _cells(found: Finding) -> set[tuple[int, int]]:
    return {at for cells in found.cells for at in places_in(cells)}


def _gathered(edits: Iterator[tuple[str, CellEdit]]) -> Edits:
    gathered: dict[str, dict[tuple[int, int], CellEdit]] = defaultdict(dict)
    for sheet, edit in edits:
        gathered[sheet][edit.row, edit.column] = edit
    return {sheet: list(by_place.values()) for sheet, by_place in gathered.items()}


def _whole_blocks(case: WorkbookCase, edits: Edits) -> Edits:
    """Edits that leave no block of cells with one formula in pieces: all of it goes, or none."""
    kept = {}
    for name, group in edits.items():
        blocks = _grid(case, name).blocks
        touched = Counter(blocks[edit.at] for edit in group if edit.at in blocks)
        whole = {
            area for area, count in touched.items()
            if count == (area[2] - area[0] + 1) * (area[3] - area[1] + 1)
        }  # fmt: skip
        left = [edit for edit in group if edit.at not in blocks or blocks[edit.at] in whole]
        if left:
            kept[name] = left
    return kept


def _grid(case: WorkbookCase, name: str) -> Grid:
    """The cells of a sheet that is changed."""
    for sheet in case.sheets:
        if sheet.name == name:
            return sheet.reading.grid
    return case.reading.lookups.get(case.reading.roles[name], Grid())


def _edited(
    content: bytes, case: WorkbookCase, edits: Edits, *, drop_signatures: bool
) -> tuple[bytes, WorkbookCase]:
    """The file with cells changed, and no others, and what stands in it then."""
    package = open_package(content, drop_signatures=drop_signatures)
    book = case.reading.book
    for entry in book.sheets:
        if entry.name in edits:
            part = package.read(entry.part)
            package.write(
                entry.part, edit_cells(part, entry.part, book.grid(entry), edits[entry.name])
            )
    if any(edit.formula is not None for group in edits.values() for edit in group):
        package.drop_calculation_chain(book.part)
    content = package.content()
    return content, build_case(read_edited(content, case.reading), case.catalog)


class _Left(NamedTuple):
    """What could not be restored on a sheet, and what follows.

    Attributes:
        resting: rows and columns of results that rest on it.
        errors: results that are errors as stored alone, with what they should be.
    """

    resting: frozenset[tuple[int, int]]
    errors: tuple[Result, ...]


def _left_in(case: WorkbookCase, sheet: SheetCase) -> _Left:
    restoring, reading = Restoring(case, sheet), sheet.reading
    sources, errors = {*_broken_inputs(case, sheet), *_added(sheet)}, {}
    for fault in result_faults(case, sheet):
        is_possible = any(restoring.edit(fault.row, fault.column, fault.formula))
        if is_possible and not any(fault.repair(restoring, reading.grid)):
            errors[fault.row, fault.column] = fault.node
        else:
            sources.add(fault.node)
    resting = resting_on(sheet, sources)
    return _Left(
        frozenset(resting),
        tuple(
            Result(node[0], at, reading.grid.at(*at), value_of(sheet, node))
            for at, node in errors.items()
            if at not in resting
        ),
    )


def _broken_inputs(case: WorkbookCase, sheet: SheetCase) -> Iterator[Node]:
    """Inputs that are errors, which formulas treat in their own way, or that nobody calculated."""
    rows = {row.number for row in sheet.filled_rows}
    keys = {column.key for column in sheet.reading.calculator.input_columns}
    for fault in faults_of(case, sheet):
        if fault.is_unsure or (fault.rule_key == "error_value" and fault.expected is None):
            is_in_row = fault.key in keys and fault.row in rows
            yield fault.key, fault.row if is_in_row else None
    for found in input_formulas(case)[sheet.name]:
        if not found.is_calculated:
            yield found.key, found.row


def _added(sheet: SheetCase) -> Iterator[Node]:
    """What a colleague has in rows that totals reach, and that are none of the table's."""
    for row in sheet.reading.rows:
        if row.is_reached and not row.is_counted:
            yield from ((key, row.number) for key, cell in row.derived.items() if not cell.is_blank)


def _rests(left: Mapping[str, _Left]) -> Iterator[Finding]:
    for name, of_sheet in left.items():
        if of_sheet.resting:
            cells = of_sheet.resting
            yield finding("rests_on_fault", name, runs_of(cells), count=len(cells))


def _results(
    case: WorkbookCase, left: Mapping[str, _Left], language: str
) -> Iterator[tuple[str, CellEdit]]:
    """Stored results that are not what the inputs give; what rests on a fault is left."""
    for sheet in case.sheets:
        own = left[sheet.name]
        for result in (*results_of(case, sheet), *own.errors):
            is_right = result.stored.value is not None and agrees(case, result)
            if result.at not in own.resting and not is_right:
                value = _shown(case, result.expected, language)
                yield sheet.name, CellEdit(*result.at, value)


def _shown(case: WorkbookCase, value: CellValue, language: str) -> CellValue:
    """A result as its formula shows it: codes as the words that stand in the file."""
    if not isinstance(value, Status):
        return value
    layout = case.reading.layout
    grid, text = case.reading.lookups.get(layout.codes.name) if layout.codes else None, None
    if grid:
        row = lookup_rows(case, layout.codes)[list(layout.status_keys).index(value)]
        text = grid.at(row, column_number("B")).value
    return text if isinstance(text, str) else own_text(case, layout.status_keys[value], language)
