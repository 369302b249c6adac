"""The sheets that the calculators look up: what stands on them, and where."""

from __future__ import annotations

from enum import IntEnum

from eks_subnet_xlsx.demand import usable_ips
from eks_subnet_xlsx.limits import MAX_TYPES, InstanceLimits
from eks_subnet_xlsx.plan import MAX_SUBNET_SIZE, MIN_SUBNET_SIZE
from eks_subnet_xlsx.sheets.model import CellValue

LIMITS_SHEET = "Limits"
SIZES_SHEET = "SubnetSizes"
WORDS_SHEET = "Words"

FIRST_LOOKUP_ROW = 2
LAST_LIMITS_ROW = FIRST_LOOKUP_ROW + MAX_TYPES - 1
LAST_WORDS_ROW = 101
"""Room for codes of later versions."""


class LimitsColumn(IntEnum):
    """The columns of the sheet of limits, from 1; their order is a contract."""

    INSTANCE_TYPE = 1
    MAX_ENIS = 2
    IPV4_PER_ENI = 3
    STATUS = 4
    HYPERVISOR = 5
    BARE_METAL = 6
    VCPUS = 7
    NETWORK_CARDS = 8
    TRUNK = 9
    BRANCH_ENIS = 10
    PREFIXES = 11


LIMITS_RANGE = f"{LIMITS_SHEET}!$A${FIRST_LOOKUP_ROW}:$D${LAST_LIMITS_ROW}"
WORDS_RANGE = f"{WORDS_SHEET}!$A${FIRST_LOOKUP_ROW}:$B${LAST_WORDS_ROW}"
_LAST_SIZE_ROW = FIRST_LOOKUP_ROW + MAX_SUBNET_SIZE - MIN_SUBNET_SIZE
SIZES_RANGE = f"{SIZES_SHEET}!$A${FIRST_LOOKUP_ROW}:$B${_LAST_SIZE_ROW}"
SIZE_LIST_RANGE = f"{SIZES_SHEET}!$A${FIRST_LOOKUP_ROW}:$A${_LAST_SIZE_ROW}"


def limits_row(limits: InstanceLimits) -> tuple[CellValue, ...]:
    """The cells of a type on the sheet of limits, in the order of `LimitsColumn`."""
    return (
        limits.instance_type,
        limits.max_enis,
        limits.ipv4_per_eni,
        limits.status,
        limits.hypervisor,
        _yes_no(claim=limits.bare_metal),
        limits.vcpus,
        limits.network_cards,
        _yes_no(claim=limits.supports_trunk),
        limits.branch_enis,
        _yes_no(claim=limits.supports_prefixes),
    )


def size_rows() -> list[tuple[int, int]]:
    """Each CIDR size that AWS allows, with the addresses that can be given out."""
    return [(size, usable_ips(size)) for size in range(MIN_SUBNET_SIZE, MAX_SUBNET_SIZE + 1)]


def _yes_no(*, claim: bool) -> str:
    return "yes" if claim else "no"
