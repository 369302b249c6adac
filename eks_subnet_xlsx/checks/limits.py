"""Are the sheets that formulas look up still what was written, and does it matter to this plan?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eks_subnet_xlsx.checks.case import WorkbookCase
from eks_subnet_xlsx.findings import Finding, Term, finding
from eks_subnet_xlsx.limits import InstanceLimits
from eks_subnet_xlsx.sheets import CellValue, Status
from eks_subnet_xlsx.sheets.lookups import (
    FIRST_LOOKUP_ROW,
    SIZES_SHEET,
    WORDS_SHEET,
    LimitsColumn,
    size_rows,
)
from eks_subnet_xlsx.sheets.texts import status_texts
from eks_subnet_xlsx.workbook.reading.grid import BLANK
from eks_subnet_xlsx.workbook.reading.places import place_of
from eks_subnet_xlsx.workbook.reading.reader import typed

_COLUMNS = {
    "max_enis": LimitsColumn.MAX_ENIS,
    "ipv4_per_eni": LimitsColumn.IPV4_PER_ENI,
}


def check_limits(case: WorkbookCase) -> Iterator[Finding]:
    """Findings about the sheet of limits, and about sizes and words."""
    if case.reading.is_aws_file:
        return
    yield from _limits(case)
    for lookup in changed_lookups(case):
        facts = {"found": lookup.found, "expected": lookup.expected}
        yield finding("lookup_changed", lookup.sheet, lookup.place, **facts)


def _limits(case: WorkbookCase) -> Iterator[Finding]:
    limits = case.reading.limits
    if limits is None:
        return
    for name in types_of(case):
        if name in limits.unusable:
            place = place_of(limits.rows[name], limits.unusable[name])
            yield finding("limits_unusable", limits.name, place, instance_type=name)
    if limits.digest == case.catalog.digest:
        return
    edited = limits.digest != case.reading.facts.limits_digest
    matter = "limits_edited_matter" if edited else "limits_older_matter"
    differing = list(_differing(case))
    for name, in_file, ours in differing:
        key = next(key for key in _COLUMNS if getattr(in_file, key) != getattr(ours, key))
        yield finding(
            matter,
            limits.name,
            place_of(limits.rows[name], _COLUMNS[key]),
            instance_type=name,
            found=f"{in_file.max_enis} x {in_file.ipv4_per_eni}",
            expected=f"{ours.max_enis} x {ours.ipv4_per_eni}",
        )
    if differing or any(name in limits.unusable for name in types_of(case)):
        return
    date = case.reading.facts.limits_date or "?"
    if edited:
        yield finding("limits_edited", limits.name, None, date=date)
    elif date < case.catalog.date:
        yield finding("limits_older", limits.name, None, found=date, expected=case.catalog.date)


def types_of(case: WorkbookCase) -> list[str]:
    """The types of the plan, once each, in order."""
    names = (
        str(value).strip().lower()
        for sheet in case.sheets
        for row in sheet.filled_rows
        if (value := typed(row.inputs.get("instance_type", BLANK))) is not None
    )
    return list(dict.fromkeys(names))


def _differing(case: WorkbookCase) -> Iterator[tuple[str, InstanceLimits, InstanceLimits]]:
    """The types of the plan for which file and catalog have other limits."""
    limits = case.reading.limits
    for name in types_of(case):
        in_file = limits.find(name) if limits else None
        ours = case.catalog.find(name)
        if in_file and ours and any(getattr(in_file, k) != getattr(ours, k) for k in _COLUMNS):
            yield name, in_file, ours


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
    if case.reading.is_aws_file:
        return
    names = {role: name for name, role in case.reading.roles.items()}
    sizes, words = (case.reading.lookups.get(role) for role in (SIZES_SHEET, WORDS_SHEET))
    # AWS's arithmetic of 2022 has a formula for the size.
    if sizes is not None and case.reading.model == "vpc-cni":
        for row, (size, usable) in enumerate(size_rows(), FIRST_LOOKUP_ROW):
            for column, expected in enumerate((size, usable), 1):
                found = sizes.at(row, column).value
                if found != expected:
                    place = place_of(row, column)
                    yield ChangedLookup(names[SIZES_SHEET], place, "usable_ips", found, expected)
    if words is not None:
        for row, status in enumerate(Status, FIRST_LOOKUP_ROW):
            code, text = words.at(row, 1).value, words.at(row, 2).value
            sheet = names[WORDS_SHEET]
            if code != int(status):
                yield ChangedLookup(sheet, place_of(row, 1), "status", code, int(status))
            elif text not in status_texts(status):
                term = Term(status.words_key)
                yield ChangedLookup(sheet, place_of(row, 2), "status", text, term)
