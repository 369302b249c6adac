"""Is what was typed in what the calculators can count?"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from eks_subnet_xlsx.checks.case import SheetCase, WorkbookCase
from eks_subnet_xlsx.findings import Finding, Term, finding
from eks_subnet_xlsx.plan import MAX_NODES, MAX_PODS_PER_NODE
from eks_subnet_xlsx.sheets.calculation import is_number
from eks_subnet_xlsx.workbook.reading.grid import Cell
from eks_subnet_xlsx.workbook.reading.places import split_place
from eks_subnet_xlsx.workbook.reading.reader import RowReading, typed

_COUNTS = {
    "nodes": (0, MAX_NODES),
    "pods_per_node": (0, MAX_PODS_PER_NODE),
    "max_pods_set": (1, MAX_PODS_PER_NODE),
}
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_GROUPED = re.compile(r"[-+]?\d{1,3}([.,'\u2019])\d{3}(\1\d{3})*")
_PLAIN = re.compile(r"[-+]?\d+([.,]\d+)?")
_SHOWN = 60
_MOST_SUGGESTED = 100
"""Unknown types of a sheet that near names are looked for: each costs milliseconds."""


def check_inputs(case: WorkbookCase) -> Iterator[Finding]:
    """Findings about the cells that people fill in, from the top."""
    for sheet in case.sheets:
        for cell in sheet.reading.calculator.input_cells:
            found = sheet.reading.cells.get(cell.key)
            if found is None:
                continue
            yield from _merged(sheet, sheet.reading.place(cell.key))
            yield from _count(
                sheet,
                sheet.reading.place(cell.key),
                found,
                Term(f"label.{cell.key}"),
                (cell.minimum, cell.maximum),
                is_needed=cell.default is None,
            )
        suggested = 0
        for row in sheet.filled_rows:
            for found_in_row in _row(case, sheet, row, suggests=suggested < _MOST_SUGGESTED):
                suggested += found_in_row.key == "unknown_type"
                yield found_in_row
        yield from _doubled(sheet)


def _row(
    case: WorkbookCase, sheet: SheetCase, row: RowReading, *, suggests: bool
) -> Iterator[Finding]:
    if "instance_type" not in row.inputs:
        return  # The column is gone, which is said of it once.
    yield from _type(case, sheet, row, suggests=suggests)
    for key in row.inputs if sheet.reading.grid.merged else ():
        yield from _merged(sheet, sheet.reading.row_place(row, key))
    for key, bounds in _COUNTS.items():
        if key in row.inputs:
            yield from _count(
                sheet,
                sheet.reading.row_place(row, key),
                row.inputs[key],
                Term(f"column.{key}.header"),
                bounds,
                is_needed=key != "max_pods_set",
            )
    place = sheet.reading.row_place(row, "instance_type")
    if not row.is_counted:
        name = row.inputs["instance_type"].value
        yield finding("row_not_counted", sheet.name, place, found=_shown(name), row=row.number)
    elif row.is_hidden:
        yield finding("row_hidden", sheet.name, place, row=str(row.number))


def _merged(sheet: SheetCase, place: str) -> Iterator[Finding]:
    """An input that lies under merged cells: what they show is not what counts."""
    merged = sheet.reading.grid.merged_into(*split_place(place))
    if merged:
        yield finding("input_merged", sheet.name, place, found=merged)


def _type(
    case: WorkbookCase, sheet: SheetCase, row: RowReading, *, suggests: bool
) -> Iterator[Finding]:
    value = typed(row.inputs["instance_type"])
    place = sheet.reading.row_place(row, "instance_type")
    if value is None:
        yield finding("input_missing", sheet.name, place, what=Term("column.instance_type.header"))
        return
    if row.inputs["instance_type"].is_error:
        return
    name = str(value).strip()
    in_file = case.reading.limits.find(name) if case.reading.limits else None
    limits = case.catalog.find(name) or in_file
    if limits is None:
        if not (case.reading.limits and name.lower() in case.reading.limits.unusable):
            near = case.catalog.suggest(name) if suggests else ()
            yield finding(
                "unknown_type",
                sheet.name,
                place,
                found=_shown(name),
                suggestions=", ".join(near) if near else None,
            )
    elif limits.status == "legacy":
        yield finding("legacy_type", sheet.name, place, found=limits.instance_type)


def _count(  # noqa: PLR0913, PLR0917 (a place, a value, and what is allowed)
    sheet: SheetCase,
    place: str,
    cell: Cell,
    what: Term,
    bounds: tuple[int, int],
    is_needed: bool,
) -> Iterator[Finding]:
    value = typed(cell)
    minimum, maximum = bounds
    facts: dict[str, object] = {"what": what, "minimum": minimum, "maximum": maximum}
    if value is None:
        if is_needed:
            yield finding("input_missing", sheet.name, place, what=what)
    elif cell.is_error:
        return  # an error value has a rule of its own
    elif not is_number(value):
        number = meant(value) if isinstance(value, str) else None
        if number is None:
            yield finding("input_not_a_number", sheet.name, place, found=_shown(value), **facts)
        else:
            yield finding(
                "number_as_text", sheet.name, place, found=_shown(value), expected=number, what=what
            )
    elif value < 0:
        yield finding("input_negative", sheet.name, place, found=value, **facts)
    elif value != int(value):
        yield finding("input_not_whole", sheet.name, place, found=value, **facts)
    elif not minimum <= value <= maximum:
        yield finding("input_out_of_bounds", sheet.name, place, found=value, **facts)


def meant(text: str) -> int | None:
    """The whole number that a text was meant to be; None where that is not plain."""
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", text)).strip("'\"").removeprefix("/")
    if _GROUPED.fullmatch(plain):
        plain = re.sub(r"[.,'\u2019]", "", plain)
    if not _PLAIN.fullmatch(plain) or not plain.isascii():
        return None
    number = float(plain.replace(",", "."))
    return int(number) if number.is_integer() else None


def _doubled(sheet: SheetCase) -> Iterator[Finding]:
    """Rows that look like one group pasted twice."""
    seen: dict[tuple[object, ...], list[RowReading]] = defaultdict(list)
    for row in sheet.filled_rows:
        values = row.values()
        if isinstance(values.instance_type, str) and row.is_counted:
            name = values.node_group
            same = (
                values.instance_type.strip().lower(),
                str(name).strip().casefold() if name is not None else None,
                values.pods_per_node,
                values.max_pods_set,
                # Nodes of one group may stand in two rows; without a name, equal rows are doubles.
                None if name is not None else values.nodes,
            )
            seen[same].append(row)
    for rows in seen.values():
        for row in rows[1:]:
            yield finding(
                "group_doubled",
                sheet.name,
                sheet.reading.row_place(row, "instance_type"),
                found=_shown(row.inputs["instance_type"].value),
                row=str(row.number),
                first=str(rows[0].number),
            )


def _shown(value: object) -> object:
    if isinstance(value, str):
        text = value if len(value) <= _SHOWN else value[: _SHOWN - 3] + "..."
        return repr(text)
    return value
