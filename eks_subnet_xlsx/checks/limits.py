"""Are the sheets that formulas look up still what was written, and does it matter to this plan?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eks_subnet_xlsx.calculation import CellValue, is_number
from eks_subnet_xlsx.checks.case import WorkbookCase, once_a_case
from eks_subnet_xlsx.findings import Finding, Term, finding
from eks_subnet_xlsx.layouts.lookups import size_rows
from eks_subnet_xlsx.layouts.model import LookupSheet
from eks_subnet_xlsx.limits import InstanceLimits, type_key
from eks_subnet_xlsx.ooxml.grid import BLANK
from eks_subnet_xlsx.ooxml.places import place_of, split_place
from eks_subnet_xlsx.workbook.reading.limits import LimitsReading
from eks_subnet_xlsx.workbook.reading.rows import RowReading

_FIGURES = ("max_enis", "ipv4_per_eni")
"""What of the limits of a type the figures rest on."""


def check_limits(case: WorkbookCase) -> Iterator[Finding]:
    """Findings about the sheet of limits, and about sizes and words."""
    if case.reading.is_aws_file:
        return
    yield from moved_lookups(case).values()
    yield from _limits(case)
    for lookup in changed_lookups(case):
        facts = {"found": lookup.found, "expected": lookup.expected}
        yield finding("lookup_changed", lookup.sheet, lookup.place, **facts)


def _limits(case: WorkbookCase) -> Iterator[Finding]:
    limits = case.reading.limits
    if limits is None:
        return
    if limits.moved:
        return
    yield from _unreliable(case, limits)
    absent = absent_types(case)
    yield from _absent(case, absent)
    if limits.digest == case.catalog.digest:
        return
    edited = limits.digest != case.reading.facts.limits_digest
    matter = "limits_edited_matter" if edited else "limits_older_matter"
    differing = list(_differing(case))
    for name, in_file, ours in differing:
        key = next(key for key in _FIGURES if getattr(in_file, key) != getattr(ours, key))
        yield finding(
            matter,
            limits.name,
            place_of(limits.rows[name], case.reading.layout.limits.column(key)),
            instance_type=name,
            found=f"{in_file.max_enis} x {in_file.ipv4_per_eni}",
            expected=f"{ours.max_enis} x {ours.ipv4_per_eni}",
        )
    if differing or absent or any(name in limits.unusable for name in types_of(case)):
        return
    date = case.reading.facts.limits_date or "?"
    if edited:
        yield finding("limits_edited", limits.name, None, date=date)
    elif date < case.catalog.date:
        yield finding("limits_older", limits.name, None, found=date, expected=case.catalog.date)


@once_a_case
def moved_lookups(case: WorkbookCase) -> dict[str, Finding]:
    """The looked-up sheets, by their names in the layout, whose columns formulas would not find."""
    reading, layout = case.reading, case.reading.layout
    moved = {}
    if reading.limits and reading.limits.moved:
        moved[layout.limits.name] = _moved(reading.limits, layout.limits)
    for role, sheet in layout.lookups.items():
        grid = reading.lookups.get(role)
        if grid is None or layout.is_aws_file:
            continue
        homes = {split_place(place): key for place, key in sheet.headers.items()}
        texts = {text: key for key in homes.values() for text in layout.texts(key)}
        stand = {texts[cell.value]: at for at, cell in grid.cells.items()
                 if isinstance(cell.value, str) and cell.value in texts}  # fmt: skip
        away = [at for at, key in homes.items() if stand.get(key, at) != at]
        if len(stand) == len(homes) and away:
            cells = tuple(place_of(*at) for at in away)
            found, expected = grid.at(*away[0]).value, Term(homes[away[0]])
            moved[role] = finding(
                "limits_columns_moved", reading.name_of(role), cells, found=found, expected=expected
            )
    return moved


def _moved(limits: LimitsReading, sheet: LookupSheet) -> Finding:
    """Columns that formulas look up in place of others."""
    cells = tuple(place_of(limits.header_row, sheet.column(key)) for key in limits.moved)
    key, found = next(iter(limits.moved.items()))
    expected = Term(sheet.header(key))
    return finding("limits_columns_moved", limits.name, cells, found=found, expected=expected)


def _unreliable(case: WorkbookCase, limits: LimitsReading) -> Iterator[Finding]:
    """Limits of the plan's types that are no figures, or that formulas give."""
    for name in types_of(case):
        row = limits.rows.get(name, 0)
        if name in limits.unusable:
            place = place_of(row, limits.unusable[name])
            yield finding("limits_unusable", limits.name, place, instance_type=name)
        elif row in limits.computed:
            place = place_of(row, case.reading.layout.limits.column("instance_type"))
            yield finding("limits_computed", limits.name, place, instance_type=name)


def types_of(case: WorkbookCase) -> list[str]:
    """The types of the plan, once each, in order."""
    names = (_type_of(row) for sheet in case.sheets for row in sheet.filled_rows)
    return [name for name in dict.fromkeys(names) if name]


def _type_of(row: RowReading) -> str:
    """What the formulas of a row look up; blank where there is no text."""
    value = row.inputs.get("instance_type", BLANK).value
    return type_key(value) if isinstance(value, str) else ""


def absent_types(case: WorkbookCase) -> list[str]:
    """The types of the plan that are known, and that the formulas do not find in the file."""
    limits = case.reading.limits
    return [
        name
        for name in types_of(case)
        if limits and name not in limits.rows and case.catalog.find(name)
    ]


@once_a_case
def unreached_types(case: WorkbookCase) -> dict[str, int]:
    """The types of the plan that Limits alone has, in rows that no formula looks up."""
    limits = case.reading.limits
    if limits is None or not limits.strays:
        return {}
    wanted = set(types_of(case))
    return {
        name: row
        for name, row in limits.strays.items()
        if name in wanted and row not in limits.looked_up and not case.catalog.find(name)
    }


def _absent(case: WorkbookCase, names: list[str]) -> Iterator[Finding]:
    """A finding for each calculator and absent type, at the cells that name it."""
    limits = case.reading.limits
    for sheet in case.sheets if limits and names else ():
        places: dict[str, list[str]] = {name: [] for name in names}
        for row in sheet.filled_rows:
            if _type_of(row) in places:
                place = sheet.reading.row_place(row, "instance_type")
                places[_type_of(row)].append(place)
        for name, cells in places.items():
            if limits and cells:
                first, last = limits.looked_up[0], limits.looked_up[-1]
                stray = limits.strays.get(name)
                yield finding(
                    "type_not_in_limits",
                    sheet.name,
                    tuple(cells),
                    instance_type=name,
                    expected=f"{limits.name}!A{first}:A{last}",
                    found=f"{limits.name}!A{stray}" if stray else None,
                )


def _differing(case: WorkbookCase) -> Iterator[tuple[str, InstanceLimits, InstanceLimits]]:
    """The types of the plan for which file and catalog have other limits."""
    limits = case.reading.limits
    for name in types_of(case):
        in_file = limits.find(name) if limits else None
        ours = case.catalog.find(name)
        if in_file and ours and any(getattr(in_file, k) != getattr(ours, k) for k in _FIGURES):
            yield name, in_file, ours


def lookup_rows(case: WorkbookCase, sheet: LookupSheet | None) -> Sequence[int]:
    """The rows in which formulas find the sizes or codes of a sheet, one for each, in order.

    Those in which they were written, where one of them is found nowhere; none without the sheet.
    """
    grid = case.reading.lookups.get(sheet.name) if sheet else None
    if sheet is None or grid is None:
        return ()
    layout = case.reading.layout
    codes = [size for size, _ in size_rows()] if sheet is layout.sizes else [*layout.status_keys]
    found: dict[CellValue, int] = {}
    for row, column in sorted(at for at in grid.cells if at[1] == 1):
        if is_number(value := grid.cells[row, column].value):
            found.setdefault(value, row)
    written = range(sheet.first_row, sheet.first_row + len(codes))
    return [found[code] for code in codes] if found.keys() >= set(codes) else written


@dataclass(frozen=True, slots=True)
class ChangedLookup:
    """A cell of the sheets of sizes or of words that was changed.

    Attributes:
        key: of the cell or column that looks it up.
    """

    sheet: str
    place: str
    key: str
    found: CellValue
    expected: int | Term


def changed_lookups(case: WorkbookCase) -> Iterator[ChangedLookup]:
    """Cells of the sheets of sizes and of words that were changed."""
    reading, layout = case.reading, case.reading.layout
    moved = moved_lookups(case)
    for sheet in (layout.sizes, layout.codes):
        if sheet and sheet.name in reading.lookups and sheet.name not in moved:
            if sheet is layout.codes:
                yield from _changed_words(case, sheet)
            elif reading.model == "vpc-cni":  # AWS's arithmetic of 2022 has a formula for the size.
                yield from _changed_sizes(case, sheet)


def _changed_sizes(case: WorkbookCase, sheet: LookupSheet) -> Iterator[ChangedLookup]:
    grid, name = case.reading.lookups[sheet.name], case.reading.name_of(sheet.name) or ""
    for row, (size, usable) in zip(lookup_rows(case, sheet), size_rows(), strict=True):
        for column, expected in enumerate((size, usable), 1):
            found = grid.at(row, column).value
            if found != expected:
                yield ChangedLookup(name, place_of(row, column), "usable_ips", found, expected)


def _changed_words(case: WorkbookCase, sheet: LookupSheet) -> Iterator[ChangedLookup]:
    layout, grid = case.reading.layout, case.reading.lookups[sheet.name]
    rows = lookup_rows(case, sheet)
    for row, (status, key) in zip(rows, layout.status_keys.items(), strict=True):
        code, text = grid.at(row, 1).value, grid.at(row, 2).value
        name = case.reading.name_of(sheet.name) or ""
        if code != status:
            yield ChangedLookup(name, place_of(row, 1), "status", code, status)
        elif text not in layout.texts(key):
            yield ChangedLookup(name, place_of(row, 2), "status", text, Term(key))
