"""What a calculator makes of the cells that are typed into it, by one arithmetic or another.

Takes cells as they are, wrong ones included, and judges them as the formulas do. Where they stand,
and how a formula spells it, is a layout's; no file is read here and none written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from eks_subnet_xlsx.calculation.inputs import (
    AboutInputs,
    Count,
    RowInputs,
    Settings,
    SheetInputs,
    count_code,
    effective,
    is_number,
)
from eks_subnet_xlsx.calculation.status import VERDICTS, Status
from eks_subnet_xlsx.demand import (
    ClusterUsage,
    GroupUsage,
    PodsPerNode,
    SubnetUsage,
    group_usage,
)
from eks_subnet_xlsx.engine import NodeUsage
from eks_subnet_xlsx.limits import InstanceLimits, trimmed
from eks_subnet_xlsx.ooxml.values import CellValue

Model = Literal["vpc-cni", "aws-2022"]
"""Whose arithmetic a workbook has."""

FindLimits = Callable[[str], InstanceLimits | None]
"""Looks a type up in any case; None where it is unknown."""


@dataclass(frozen=True, slots=True, eq=False)
class Arithmetic:
    """What a calculator computes, wherever its cells stand.

    Attributes:
        name: of the scenario that it answers, which is also that of its sheet.
        size_ips: addresses of a subnet of a CIDR size.
        row_ips: addresses that all nodes of a row take.
        row_status: what a row without a fault says of itself.
        sizes: CIDR sizes that it knows.
        settings: the inputs above the table that have a default, by key.
        row_counts: the counts in a row, by key.
    """

    name: str
    model: Model
    size_ips: Callable[[int], int]
    row_ips: Callable[[CountedRow], int]
    row_status: Callable[[CountedRow], Status]
    sizes: range
    settings: Mapping[str, Count]
    row_counts: Mapping[str, Count]


@dataclass(frozen=True, slots=True)
class CountedRow:
    """A row without a fault, and what it takes."""

    arithmetic: Arithmetic
    limits: InstanceLimits
    settings: Settings
    usage: GroupUsage
    usable_ips: int | None

    @property
    def subnet_ips(self) -> int:
        """Addresses that all its nodes take, by the arithmetic of its sheet."""
        return self.arithmetic.row_ips(self)

    @property
    def node(self) -> NodeUsage:
        """What one of its nodes takes."""
        return self.usage.node

    @property
    def status(self) -> Status:
        """What the row says of itself."""
        return self.arithmetic.row_status(self)


@dataclass(frozen=True, slots=True)
class RowResult:
    """A row of the table: what it holds, what is wrong with it, what it takes.

    Attributes:
        limits: of the type; None where it is unknown.
        codes: of the single inputs, 0 where one is right, by column key.
        input_code: the row's; None where it is blank, 0 where it counts.
        counted: None where the row counts nothing.
    """

    inputs: RowInputs
    type_key: str
    limits: InstanceLimits | None
    codes: Mapping[str, int]
    input_code: int | None
    counted: CountedRow | None

    @property
    def status(self) -> Status | None:
        """What the row says of itself; None where it is blank."""
        if self.input_code is None:
            return None
        return self.counted.status if self.counted else Status(self.input_code)


@dataclass(frozen=True, slots=True)
class SheetResult:
    """All that a calculator computes.

    Attributes:
        cluster: what the rows without a fault take together, by the arithmetic of the sheet.
    """

    arithmetic: Arithmetic
    inputs: SheetInputs
    about: AboutInputs
    settings: Settings
    usable_ips: int | None
    rows: tuple[RowResult, ...]
    cluster: ClusterUsage

    @property
    def name(self) -> str:
        """Of the scenario that it answers."""
        return self.arithmetic.name

    @property
    def counted(self) -> tuple[CountedRow, ...]:
        """The rows without a fault."""
        return tuple(row.counted for row in self.rows if row.counted)

    @property
    def rows_wrong(self) -> int:
        """Rows that count nothing because an input is wrong."""
        return sum(bool(row.input_code) for row in self.rows)

    @property
    def cells_wrong(self) -> int:
        """Cells above the table that hold nothing that could count."""
        return self.settings.unusable + (self.settings["other_ips"] < 0)

    @property
    def is_incomplete(self) -> bool:
        """Whether something that was typed in does not count."""
        return bool(self.cells_wrong + self.rows_wrong + self.inputs.types_below)

    @property
    def node_ips(self) -> int:
        """Addresses that the nodes take."""
        return self.cluster.subnet.node_ips

    @property
    def remaining_ips(self) -> int | None:
        """Addresses left; None where the subnet or what others hold is not known."""
        return self.cluster.subnet.remaining_ips

    @property
    def verdict(self) -> Status:
        """Whether the subnet suffices."""
        if self.usable_ips is None:
            return Status.NO_SIZE
        found = VERDICTS[self.cluster.subnet.verdict]
        is_open = found is not Status.EXHAUSTED and self.is_incomplete
        return Status.INCOMPLETE if is_open else found


def calculate(
    arithmetic: Arithmetic, inputs: SheetInputs, about: AboutInputs, find_limits: FindLimits
) -> SheetResult:
    """All results of a calculator for the inputs in its cells."""
    cells = inputs.cells
    settings = Settings(
        {key: effective(cells.get(key), count) for key, count in arithmetic.settings.items()}
    )
    size = cells.get("subnet_size")
    usable = None
    if is_number(size) and size in arithmetic.sizes:
        usable = arithmetic.size_ips(int(size))
    judge = _Judge(arithmetic, settings, usable, find_limits)
    rows = tuple(judge.row(row) for row in inputs.rows)
    counted = [row.counted for row in rows if row.counted]
    others = settings["other_ips"]
    subnet = SubnetUsage(
        usable, None if others < 0 else others, sum(row.subnet_ips for row in counted)
    )
    cluster = ClusterUsage(tuple(row.usage for row in counted), subnet)
    return SheetResult(arithmetic, inputs, about, settings, usable, rows, cluster)


@dataclass(frozen=True, slots=True)
class _Judge:
    """Judges rows as the formulas of a sheet do."""

    arithmetic: Arithmetic
    settings: Settings
    usable_ips: int | None
    find_limits: FindLimits

    def row(self, inputs: RowInputs) -> RowResult:
        typed = inputs.instance_type
        type_key = trimmed(typed) if isinstance(typed, str) else ""
        limits = self.find_limits(type_key) if type_key else None
        codes = {
            key: count_code(getattr(inputs, key), count)
            for key, count in self.arithmetic.row_counts.items()
        }
        code = self._input_code(inputs, limits, codes)
        counted = None
        if code == 0 and limits:
            usage = _usage(inputs, self.settings, limits)
            counted = CountedRow(self.arithmetic, limits, self.settings, usage, self.usable_ips)
        return RowResult(inputs, type_key, limits, codes, code, counted)

    def _input_code(
        self, inputs: RowInputs, limits: InstanceLimits | None, codes: Mapping[str, int]
    ) -> int | None:
        if inputs.is_blank:
            return None
        if self.settings.unusable:
            return Status.SETTINGS_WRONG
        if inputs.instance_type is None:
            return Status.TYPE_MISSING
        if limits is None:
            return Status.TYPE_UNKNOWN
        return max(codes.values())


def _usage(inputs: RowInputs, settings: Settings, limits: InstanceLimits) -> GroupUsage:
    return group_usage(
        limits,
        settings.for_engine(),
        nodes=_whole(inputs.nodes),
        pods=PodsPerNode(
            workload=_whole(inputs.pods_per_node),
            daemonset=settings["daemonset_pods"],
            host_network=settings["host_network_pods"],
            max_pods=None if inputs.max_pods_set is None else _whole(inputs.max_pods_set),
        ),
    )


def _whole(value: CellValue) -> int:
    return int(value or 0)
