"""The sheets that the calculators look up: what stands on them, and where."""

from __future__ import annotations

from collections.abc import Iterable

from eks_subnet_xlsx.calculation import CellValue
from eks_subnet_xlsx.demand import usable_ips
from eks_subnet_xlsx.layouts.model import LookupSheet
from eks_subnet_xlsx.limits import MAX_TYPES, InstanceLimits
from eks_subnet_xlsx.plan import MAX_SUBNET_SIZE, MIN_SUBNET_SIZE

_FIRST_ROW = 2
_LAST_CODES_ROW = 101
"""Room for codes of later versions."""

LIMITS = LookupSheet(
    "Limits",
    "limits",
    (
        "instance_type",
        "max_enis",
        "ipv4_per_eni",
        "status",
        "hypervisor",
        "bare_metal",
        "vcpus",
        "network_cards",
        "trunk",
        "branch_enis",
        "prefixes",
    ),
    range(_FIRST_ROW, _FIRST_ROW + MAX_TYPES),
    reach=4,
)
SIZES = LookupSheet(
    "SubnetSizes",
    "sizes",
    ("size", "usable_ips"),
    range(_FIRST_ROW, _FIRST_ROW + MAX_SUBNET_SIZE - MIN_SUBNET_SIZE + 1),
    reach=2,
)
CODES = LookupSheet(
    "Words", "words", ("code", "words"), range(_FIRST_ROW, _LAST_CODES_ROW + 1), reach=2
)


def limits_cells(limits: InstanceLimits, columns: Iterable[str]) -> tuple[CellValue, ...]:
    """The cells of a type on a sheet of limits with these columns."""
    cells: dict[str, CellValue] = {
        "instance_type": limits.instance_type,
        "max_enis": limits.max_enis,
        "ipv4_per_eni": limits.ipv4_per_eni,
        "status": limits.status,
        "hypervisor": limits.hypervisor,
        "bare_metal": _yes_no(claim=limits.bare_metal),
        "vcpus": limits.vcpus,
        "network_cards": limits.network_cards,
        "trunk": _yes_no(claim=limits.supports_trunk),
        "branch_enis": limits.branch_enis,
        "prefixes": _yes_no(claim=limits.supports_prefixes),
    }
    return tuple(cells[column] for column in columns)


def size_rows() -> list[tuple[int, int]]:
    """Each CIDR size that AWS allows, with the addresses that can be given out."""
    return [(size, usable_ips(size)) for size in range(MIN_SUBNET_SIZE, MAX_SUBNET_SIZE + 1)]


def _yes_no(*, claim: bool) -> str:
    return "yes" if claim else "no"
