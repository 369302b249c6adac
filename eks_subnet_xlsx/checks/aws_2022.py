"""Where AWS's arithmetic of 2022 makes a file's result wrong, with the size of each departure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from eks_subnet_xlsx.calculation.rows_2022 import departures_of
from eks_subnet_xlsx.checks.case import SheetCase, WorkbookCase
from eks_subnet_xlsx.findings import Finding, finding

_RULE_KEYS = {
    "host_network": "host_network_2022",
    "daemonset": "daemonset_2022",
    "primary": "primary_2022",
    "single_ips": "single_ips_2022",
    "warm_target": "warm_target_2022",
    "bounds": "bounds_2022",
    "limits": "limits_2022",
}


def check_aws_2022(case: WorkbookCase) -> Iterator[Finding]:
    """For each sheet: the right figure beside the file's, and what sets them apart."""
    if case.reading.model != "aws-2022":
        return
    for sheet in case.sheets:
        if sheet.own.node_ips != sheet.right.node_ips:
            yield finding(
                "result_2022",
                sheet.name,
                sheet.reading.place("node_ips"),
                found=sheet.own.node_ips,
                expected=sheet.right.node_ips,
            )
        yield from _subnet(sheet)
        changes = _changes(sheet)
        for key, rule_key in _RULE_KEYS.items():
            if changes[key]:
                place = sheet.reading.place("node_ips")
                yield finding(rule_key, sheet.name, place, change=f"{changes[key]:+,}")


def _subnet(sheet: SheetCase) -> Iterator[Finding]:
    found, expected = sheet.own.usable_ips, sheet.right.usable_ips
    if found is not None and expected is not None and found != expected:
        place = sheet.reading.place("usable_ips")
        yield finding("subnet_2022", sheet.name, place, found=found, expected=expected)


def _changes(sheet: SheetCase) -> Counter[str]:
    """How many addresses each departure adds when it is put right; they sum to the difference."""
    own = {row.number: result for row, result in sheet.own_rows()}
    changes: Counter[str] = Counter()
    for row, result in sheet.right_rows():
        if result.counted is None:
            continue
        in_file = own.get(row.number)
        counted_in_file = in_file.counted if in_file else None
        departures = departures_of(result.counted)
        changes.update({departure.key: departure.change for departure in departures})
        # With our limits AWS's arithmetic gives what is ours less all departures.
        with_ours = result.counted.subnet_ips - sum(d.change for d in departures)
        in_file_ips = counted_in_file.subnet_ips if counted_in_file else 0
        if row.is_counted:
            changes["limits"] += with_ours - in_file_ips
    return changes
