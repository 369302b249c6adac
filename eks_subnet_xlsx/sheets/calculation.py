"""What a calculator sheet shows for the inputs in its cells, as the engine has it.

Takes cells as they are, wrong ones included, and judges them as the sheet's own formulas do. No
file is read here and none written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from eks_subnet_xlsx.demand import (
    ClusterUsage,
    GroupUsage,
    PodsPerNode,
    SubnetUsage,
    group_usage,
)
from eks_subnet_xlsx.engine import NodeUsage, WarmPoolSettings
from eks_subnet_xlsx.limits import InstanceLimits, trimmed
from eks_subnet_xlsx.plan import (
    MAX_NODES,
    MAX_PODS_PER_NODE,
)
from eks_subnet_xlsx.sheets.model import Calculator, CellValue, InputCell
from eks_subnet_xlsx.sheets.status import VERDICTS, Status

if TYPE_CHECKING:
    from eks_subnet_xlsx.plan import Plan

FindLimits = Callable[[str], InstanceLimits | None]
"""Looks a type up in any case; None where it is unknown."""


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
    def wrong(self) -> int:
        """How many cells hold something wrong, those aside that rows do not depend on."""
        return sum(value < 0 for key, value in self.effective.items() if key != "other_ips")

    @property
    def first_fill(self) -> int:
        """Addresses that the IP targets ask for before any pod; 0: the ENI target governs."""
        return max(self["warm_ip_target"], self["minimum_ip_target"])

    def for_engine(self) -> WarmPoolSettings:
        """The engine's settings; only where nothing is wrong."""
        return WarmPoolSettings(
            warm_eni_target=self["warm_eni_target"],
            warm_ip_target=self["warm_ip_target"] or None,
            minimum_ip_target=self["minimum_ip_target"] or None,
            max_eni=self["max_eni"] or None,
            unmanaged_enis=self["unmanaged_enis"],
        )


@dataclass(frozen=True, slots=True)
class CountedRow:
    """A row without a fault, and what it takes."""

    calculator: Calculator
    limits: InstanceLimits
    settings: Settings
    usage: GroupUsage
    usable_ips: int | None

    @property
    def subnet_ips(self) -> int:
        """Addresses that all its nodes take, by the arithmetic of its sheet."""
        return self.calculator.row_ips(self)

    @property
    def node(self) -> NodeUsage:
        """What one of its nodes takes."""
        return self.usage.node

    @property
    def status(self) -> Status:
        """What the row says of itself."""
        return self.calculator.row_status(self)


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
    """A calculator with all its results.

    Attributes:
        cluster: what the rows without a fault take together, by the arithmetic of the sheet.
    """

    calculator: Calculator
    inputs: SheetInputs
    about: AboutInputs
    settings: Settings
    usable_ips: int | None
    rows: tuple[RowResult, ...]
    cluster: ClusterUsage

    def figure(self, key: str) -> CellValue:
        """What a cell above the table shows, by its key; an input as it was typed in."""
        for cell in self.calculator.derived_cells:
            if cell.key == key:
                return cell.value(self)
        return self.inputs.cells.get(key)

    def row_figure(self, row: RowResult, key: str) -> CellValue:
        """What a column shows in one of the rows, by its key."""
        return next(
            column.value(row) for column in self.calculator.derived_columns if column.key == key
        )

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
        return self.settings.wrong + (self.settings["other_ips"] < 0)

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


def plan_inputs(plan: Plan, calculator: Calculator) -> SheetInputs:
    """The input cells of a calculator as a plan fills them."""
    settings = plan.scenario(calculator.name).settings
    everything: dict[str, CellValue] = {
        **settings.model_dump(),
        "subnet_size": plan.subnet.size,
        "other_ips": plan.subnet.other_ips,
        "host_network_pods": plan.host_network_pods_per_node,
        "daemonset_pods": plan.daemonset_pods_per_node,
    }
    cells = {cell.key: everything[cell.key] for cell in calculator.input_cells}
    has_max_pods = any(column.key == "max_pods_set" for column in calculator.input_columns)
    rows = [
        RowInputs(
            instance_type=row.instance_type,
            nodes=row.nodes,
            pods_per_node=row.pods_per_node,
            node_group=row.name,
            max_pods_set=row.max_pods if has_max_pods else None,
        )
        for row in plan.rows()
    ]
    return SheetInputs(cells=cells, rows=rows)


def calculate(
    calculator: Calculator, inputs: SheetInputs, about: AboutInputs, find_limits: FindLimits
) -> SheetResult:
    """All results of a calculator sheet for the inputs in its cells."""
    settings = Settings(
        {cell.key: _effective(inputs.cells.get(cell.key), cell)
         for cell in calculator.input_cells if cell.default is not None}
    )  # fmt: skip
    size = inputs.cells.get("subnet_size")
    usable = None
    if is_number(size) and size in calculator.sizes:
        usable = calculator.size_ips(int(size))
    judge = _Judge(calculator, settings, usable, find_limits)
    rows = tuple(judge.row(row) for row in inputs.rows)
    counted = [row.counted for row in rows if row.counted]
    others = settings["other_ips"]
    subnet = SubnetUsage(
        usable, None if others < 0 else others, sum(row.subnet_ips for row in counted)
    )
    cluster = ClusterUsage(tuple(row.usage for row in counted), subnet)
    return SheetResult(calculator, inputs, about, settings, usable, rows, cluster)


def is_number(value: CellValue) -> TypeGuard[int | float]:
    """Whether a cell holds a number, as a spreadsheet program sees it."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _effective(value: CellValue, cell: InputCell) -> int:
    if value is None or value == "":
        return cell.default or 0
    if is_number(value) and cell.minimum <= value <= cell.maximum and value == int(value):
        return int(value)
    return -1


@dataclass(frozen=True, slots=True)
class _Judge:
    """Judges rows as the formulas of a sheet do."""

    calculator: Calculator
    settings: Settings
    usable_ips: int | None
    find_limits: FindLimits

    def row(self, inputs: RowInputs) -> RowResult:
        typed = inputs.instance_type
        type_key = trimmed(typed) if isinstance(typed, str) else ""
        limits = self.find_limits(type_key) if type_key else None
        codes = self._codes(inputs)
        code = self._input_code(inputs, limits, codes)
        counted = None
        if code == 0 and limits:
            usage = _usage(inputs, self.settings, limits)
            counted = CountedRow(self.calculator, limits, self.settings, usage, self.usable_ips)
        return RowResult(inputs, type_key, limits, codes, code, counted)

    def _codes(self, inputs: RowInputs) -> dict[str, int]:
        nodes, pods, max_pods = inputs.nodes, inputs.pods_per_node, inputs.max_pods_set
        codes = {
            "nodes": _count_code(nodes, Status.NODES_MISSING, 0, MAX_NODES),
            "pods_per_node": _count_code(pods, Status.PODS_MISSING, 0, MAX_PODS_PER_NODE),
        }
        if max_pods is not None:
            missing = Status.MAX_PODS_NOT_WHOLE - 1
            codes["max_pods_set"] = _count_code(max_pods, missing, 1, MAX_PODS_PER_NODE)
        return codes

    def _input_code(
        self, inputs: RowInputs, limits: InstanceLimits | None, codes: Mapping[str, int]
    ) -> int | None:
        if inputs.is_blank:
            return None
        if self.settings.wrong:
            return Status.SETTINGS_WRONG
        if inputs.instance_type is None:
            return Status.TYPE_MISSING
        if limits is None:
            return Status.TYPE_UNKNOWN
        return max(codes.values())


def _count_code(value: CellValue, missing: int, minimum: int, maximum: int) -> int:
    """0 for a whole number in its bounds, else the code: missing, not whole, out of bounds."""
    if value is None:
        return missing
    if not is_number(value):
        return missing + 1
    if not minimum <= value <= maximum:
        return missing + 2
    return 0 if value == int(value) else missing + 1


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
