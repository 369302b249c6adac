"""What is typed into a calculator: cells as they are, wrong ones included, and what bounds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from eks_subnet_xlsx.calculation.status import Status
from eks_subnet_xlsx.engine import CNI_WARM_ENI_TARGET, MAX_TARGET, WarmPoolSettings
from eks_subnet_xlsx.ooxml.values import CellValue as CellValue  # noqa: PLC0414 (told on)
from eks_subnet_xlsx.plan import (
    MAX_NODES,
    MAX_OTHER_IPS,
    MAX_PODS_PER_NODE,
    MAX_SUBNET_SIZE,
    MIN_SUBNET_SIZE,
)


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number that is typed in, and the only home of its bounds.

    Attributes:
        default: what counts where the cell is left blank; None where nothing does.
        missing: the code of a row that lacks it; those of one that is not whole, or out of its
            bounds, are the next two. None above the table.
        is_needed: whether it must not be left blank.
    """

    minimum: int
    maximum: int
    default: int | None = None
    missing: int | None = None
    is_needed: bool = False


def _target(default: int = 0) -> Count:
    return Count(0, MAX_TARGET, default)


SHEET_COUNTS: Mapping[str, Count] = {
    # No default: without a size there is no subnet to judge.
    "subnet_size": Count(MIN_SUBNET_SIZE, MAX_SUBNET_SIZE, is_needed=True),
    "host_network_pods": Count(0, MAX_PODS_PER_NODE, 0),
    "daemonset_pods": Count(0, MAX_PODS_PER_NODE, 0),
    "other_ips": Count(0, MAX_OTHER_IPS, 0),
    "warm_eni_target": _target(CNI_WARM_ENI_TARGET),
    "warm_ip_target": _target(),
    "minimum_ip_target": _target(),
    "max_eni": _target(),
    "unmanaged_enis": _target(),
}
"""The inputs above a table, by key."""

ROW_COUNTS: Mapping[str, Count] = {
    "nodes": Count(0, MAX_NODES, missing=Status.NODES_MISSING, is_needed=True),
    "pods_per_node": Count(0, MAX_PODS_PER_NODE, missing=Status.PODS_MISSING, is_needed=True),
    # Blank: the default of the type. There is no code for it missing.
    "max_pods_set": Count(1, MAX_PODS_PER_NODE, missing=Status.MAX_PODS_NOT_WHOLE - 1),
}
"""The counts of a row of the table, by key."""


@dataclass(frozen=True, slots=True)
class RowInputs:
    """The input cells of one row of the table, as they stand there."""

    instance_type: CellValue = None
    nodes: CellValue = None
    pods_per_node: CellValue = None
    node_group: CellValue = None
    max_pods_set: CellValue = None

    @property
    def is_blank(self) -> bool:
        """Whether nobody has filled in anything."""
        return all(getattr(self, name) is None for name in self.__slots__)


@dataclass(frozen=True, slots=True)
class SheetInputs:
    """The input cells of a calculator: those above the table by key, and the rows.

    Attributes:
        types_below: instance types typed below the rows that have formulas, which nothing counts.
    """

    cells: Mapping[str, CellValue]
    rows: Sequence[RowInputs] = ()
    types_below: int = 0


@dataclass(frozen=True, slots=True)
class AboutInputs:
    """The input cells of the About sheet that the calculators show."""

    cluster: CellValue
    runs_on: str


@dataclass(frozen=True, slots=True)
class Settings:
    """A sheet's settings as they take effect; -1 where a cell holds nothing that could."""

    effective: Mapping[str, int]

    def __getitem__(self, key: str) -> int:
        return self.effective.get(key, 0)

    @property
    def unusable(self) -> int:
        """How many cells hold what cannot count, those aside that rows do not depend on."""
        return sum(value < 0 for key, value in self.effective.items() if key != "other_ips")

    @property
    def first_fill(self) -> int:
        """Addresses that the IP targets ask for before any pod; 0: the ENI target governs."""
        return max(self["warm_ip_target"], self["minimum_ip_target"])

    def for_engine(self) -> WarmPoolSettings:
        """The engine's settings; only where all of them can be used."""
        return WarmPoolSettings(
            warm_eni_target=self["warm_eni_target"],
            warm_ip_target=self["warm_ip_target"] or None,
            minimum_ip_target=self["minimum_ip_target"] or None,
            max_eni=self["max_eni"] or None,
            unmanaged_enis=self["unmanaged_enis"],
        )


def is_number(value: CellValue) -> TypeGuard[int | float]:
    """Whether a cell holds a number, as a spreadsheet program sees it."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def effective(value: CellValue, count: Count) -> int:
    """What a setting counts as: its default where blank, -1 where it is no count in its bounds."""
    if value is None or value == "":
        return count.default or 0
    if is_number(value) and count.minimum <= value <= count.maximum and value == int(value):
        return int(value)
    return -1


def count_code(value: CellValue, count: Count) -> int:
    """0 for a whole number in its bounds, else the code: missing, not whole, out of bounds."""
    missing = count.missing or 0
    if value is None:
        return missing if count.is_needed else 0
    if not is_number(value):
        return missing + 1
    if not count.minimum <= value <= count.maximum:
        return missing + 2
    return 0 if value == int(value) else missing + 1
