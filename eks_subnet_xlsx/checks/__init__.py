"""Judges filled-in workbooks: recalculates them with the engine and says what is wrong, and where.

A wrong workbook yields all of its findings; nothing here raises for what stands in a file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from eks_subnet_xlsx.calculation import CellValue, Status
from eks_subnet_xlsx.checks.aws_2022 import check_aws_2022
from eks_subnet_xlsx.checks.capacity import check_capacity
from eks_subnet_xlsx.checks.case import WorkbookCase, build_case, has_newer_layout
from eks_subnet_xlsx.checks.file import check_file, newer_layout, unreadable_finding
from eks_subnet_xlsx.checks.formulas import check_formulas
from eks_subnet_xlsx.checks.inputs import check_inputs
from eks_subnet_xlsx.checks.limits import check_limits
from eks_subnet_xlsx.checks.results import check_results
from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.findings import Finding, finding
from eks_subnet_xlsx.limits import LimitsCatalog, load_catalog
from eks_subnet_xlsx.rules import RULES, Family
from eks_subnet_xlsx.workbook.reading.reader import WorkbookReading, read_workbook

CHECKS: Mapping[Family, Callable[[WorkbookCase], Iterator[Finding]]] = {
    "file": check_file,
    "input": check_inputs,
    "formula": check_formulas,
    "result": check_results,
    "limits": check_limits,
    "capacity": check_capacity,
    "aws_2022": check_aws_2022,
}
"""What finds the rules of each family, in the order of the findings."""


@dataclass(frozen=True, slots=True)
class SheetVerdict:
    """What a calculator of a file says, and what is right.

    Attributes:
        name: of the sheet in the file.
        calculator: WarmENI or WarmIP.
        stored_ips: addresses that its nodes take, as stored in the file.
        right_ips: addresses that they take by the VPC CNI; inputs that cannot count left out.
        usable_ips: addresses of the subnet that can be given out; None without a size.
        is_complete: whether every input could be counted.
        verdict: whether the subnet suffices, by the right figure.
    """

    name: str
    calculator: str
    stored_ips: CellValue
    right_ips: int
    usable_ips: int | None
    is_complete: bool
    verdict: Status


@dataclass(frozen=True, slots=True)
class WorkbookReport:
    """All that is to be said of a workbook.

    Attributes:
        findings: in the order of the rules' families, and of place in each.
        sheets: the calculators' figures; none where the file could not be read.
        reading: what was read; None where the file could not be read.
    """

    findings: tuple[Finding, ...]
    sheets: tuple[SheetVerdict, ...] = ()
    reading: WorkbookReading | None = None


def validate_workbook(
    source: str | Path | bytes | IO[bytes],
    catalog: LimitsCatalog | None = None,
    *,
    rules: Collection[str] | None = None,
) -> WorkbookReport:
    """A workbook's findings, and the right figures beside those in the file.

    Args:
        source: a path, the bytes of a file, or a file that is open for reading bytes.
        catalog: the limits that count; left out, those that ship with the package.
        rules: ids of those that are asked for, others are not looked for; left out, all. That a
            file cannot be read, or a check failed, is said in any case.
    """
    try:
        reading = read_workbook(source)
    except WorkbookError as error:
        if error.problem == "is_fleet":
            return WorkbookReport(())  # It has no calculator to judge, and is not to have one.
        return WorkbookReport((unreadable_finding(error),))
    return validate_reading(reading, load_catalog() if catalog is None else catalog, rules=rules)


def validate_reading(
    reading: WorkbookReading, catalog: LimitsCatalog, *, rules: Collection[str] | None = None
) -> WorkbookReport:
    """The same for a workbook that was read already."""
    if has_newer_layout(reading):
        return WorkbookReport((newer_layout(reading),), reading=reading)
    return validate_case(build_case(reading, catalog), rules=rules)


def validate_case(case: WorkbookCase, *, rules: Collection[str] | None = None) -> WorkbookReport:
    """The same for a workbook that was recalculated already."""
    families = {RULES[rule].family for rule in (RULES if rules is None else rules)}
    found: list[Finding] = []
    for family, check in CHECKS.items():
        if family not in families:
            continue
        try:
            found += (item for item in check(case) if rules is None or item.rule in rules)
        except Exception as error:  # noqa: BLE001 (the one place: a crashed check is a finding)
            name = check.__name__.removeprefix("check_")
            found.append(finding("check_failed", None, None, check=name, detail=repr(error)[:200]))
    return WorkbookReport(tuple(found), _verdicts(case), case.reading)


def _verdicts(case: WorkbookCase) -> tuple[SheetVerdict, ...]:
    return tuple(
        SheetVerdict(
            name=sheet.name,
            calculator=sheet.reading.calculator.name,
            stored_ips=sheet.reading.cells["node_ips"].value
            if "node_ips" in sheet.reading.cells
            else None,
            right_ips=sheet.right.node_ips,
            usable_ips=sheet.right.usable_ips,
            is_complete=not sheet.right.is_incomplete,
            verdict=sheet.right.verdict,
        )
        for sheet in case.sheets
    )


__all__ = [
    "SheetVerdict",
    "WorkbookReport",
    "validate_case",
    "validate_reading",
    "validate_workbook",
]
