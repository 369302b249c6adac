"""The sentences of the sheets, with the figures of the rules that they name."""

from __future__ import annotations

from eks_subnet_xlsx.demand import RESERVED_IPS
from eks_subnet_xlsx.plan import (
    MAX_NODES,
    MAX_OTHER_IPS,
    MAX_PODS_PER_NODE,
    MAX_SUBNET_SIZE,
    MIN_SUBNET_SIZE,
)
from eks_subnet_xlsx.sheets.status import Status
from eks_subnet_xlsx.warm_pool import MAX_TARGET
from eks_subnet_xlsx.words import Words

_BOUNDS = {
    "max_nodes": f"{MAX_NODES:,}",
    "max_pods_per_node": f"{MAX_PODS_PER_NODE:,}",
    "max_target": f"{MAX_TARGET:,}",
    "max_other_ips": f"{MAX_OTHER_IPS:,}",
    "min_size": str(MIN_SUBNET_SIZE),
    "max_size": str(MAX_SUBNET_SIZE),
    "reserved_ips": str(RESERVED_IPS),
}


def sheet_text(words: Words, key: str) -> str:
    """A text of the workbook by its key."""
    return words.text(key, **_BOUNDS)


def status_text(words: Words, status: Status) -> str:
    """The words of a code, as they stand on the sheet of words."""
    return sheet_text(words, status.words_key)
