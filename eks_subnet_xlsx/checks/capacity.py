"""Does the subnet suffice, and are the settings wise? Judged on what the nodes really take."""

from __future__ import annotations

from collections.abc import Iterator

from eks_subnet_xlsx.calculation import CellValue, CountedRow
from eks_subnet_xlsx.checks.case import SheetCase, WorkbookCase
from eks_subnet_xlsx.engine import max_pods_cap
from eks_subnet_xlsx.findings import Finding, finding
from eks_subnet_xlsx.workbook.reading.rows import RowReading

LARGE_FLEET_NODES = 100
"""From so many nodes on, WARM_IP_TARGET is called unwise.

Ours: the VPC CNI's README advises against it in large clusters and names no number.
"""


def check_capacity(case: WorkbookCase) -> Iterator[Finding]:
    """Findings about the sheets that show how the cluster is set."""
    for sheet in case.judged_sheets():
        yield from _subnet(sheet)
        yield from _settings(sheet)
        for row, result in sheet.right_rows():
            if result.counted:
                place = sheet.reading.row_place(row, "pods_per_node")
                yield from _row(sheet, result.counted, place)
                yield from _max_pods(sheet, row, result.counted)


def _subnet(sheet: SheetCase) -> Iterator[Finding]:
    subnet = sheet.right.cluster.subnet
    left, usable = subnet.remaining_ips, subnet.usable_ips
    if left is None or usable is None:
        return
    place = sheet.reading.place("remaining_ips")
    facts = {"taken": subnet.taken_ips, "usable": usable}
    if subnet.verdict == "exhausted":
        yield finding("exhausted", sheet.name, place, **facts, short=-left)
    elif subnet.verdict == "low":
        share = f"{left / usable:.1%}"
        yield finding("nearly_exhausted", sheet.name, place, **facts, left=left, share=share)


def _settings(sheet: SheetCase) -> Iterator[Finding]:
    settings = sheet.right.settings
    if settings.unusable:
        return
    warm, minimum = settings["warm_ip_target"], settings["minimum_ip_target"]
    nodes = sheet.right.cluster.nodes
    if minimum > 0 and not warm:
        place = sheet.reading.place("minimum_ip_target")
        yield finding("minimum_without_warm", sheet.name, place, found=minimum)
    if warm > 0 and nodes >= LARGE_FLEET_NODES:
        place = sheet.reading.place("warm_ip_target")
        yield finding("warm_ip_large_fleet", sheet.name, place, found=warm, nodes=nodes)


def _row(sheet: SheetCase, row: CountedRow, place: str) -> Iterator[Finding]:
    usage = row.usage
    facts: dict[str, CellValue] = {"instance_type": row.limits.instance_type}
    if usage.scheduled_pods < usage.wanted_pods:
        yield finding(
            "pods_over_max_pods", sheet.name, place, **facts,
            found=usage.wanted_pods, expected=usage.scheduled_pods, max_pods=row.node.max_pods,
        )  # fmt: skip
    if row.node.unplaced_pods:
        yield finding(
            "pods_without_address", sheet.name, place, **facts,
            found=usage.scheduled_pods, expected=row.node.active_ips,
        )  # fmt: skip
    if row.node.cycles:
        yield finding("cycles", sheet.name, place, **facts)


def _max_pods(sheet: SheetCase, row: RowReading, counted: CountedRow) -> Iterator[Finding]:
    """Max pods that were set by hand; what EKS sets needs no advice."""
    cap = max_pods_cap(counted.limits)
    cell = row.inputs.get("max_pods_set")
    if cell is not None and cell.value is not None and counted.node.max_pods > cap:
        yield finding(
            "max_pods_above_cap",
            sheet.name,
            sheet.reading.row_place(row, "max_pods_set"),
            instance_type=counted.limits.instance_type,
            found=counted.node.max_pods,
            expected=cap,
        )
