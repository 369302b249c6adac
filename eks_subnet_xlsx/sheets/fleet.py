"""The sheet of a fleet as data: a row for each cluster, totals above, each formula with its value.

Places are a contract, as those of the calculators are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eks_subnet_xlsx.demand import LOW_SHARE_LEFT
from eks_subnet_xlsx.plan import Plan
from eks_subnet_xlsx.sheets.calculation import SheetResult
from eks_subnet_xlsx.sheets.model import CellValue, Style
from eks_subnet_xlsx.sheets.status import Status

FLEET_SHEET = "Fleet"
FLEET_PROPERTY = "fleet"
"""The custom document property of a fleet's workbook: the version that wrote it."""

TOTALS_ROW = 18
FLEET_HEADER_ROW = 19
FIRST_FLEET_ROW = 20
LAST_FLEET_ROW = 1_048_576
"""The last that a sheet can have; in the blank it stands for the last that is filled in."""

CHART_ROWS = 20
"""Clusters on the chart: those nearest to exhaustion."""


@dataclass(frozen=True, slots=True)
class FleetRow:
    """What a cluster takes of its subnet.

    Attributes:
        file: the name of its workbook.
        subnet: a CIDR, or a size such as /23.
        runs_on: the calculator that shows the cluster as it is set today.
        usable_ips: addresses of the subnet that can be given out.
        other_ips: those that others hold.
        warm_eni_ips, warm_ip_ips: those that nodes and pods take, in each mode.
        unplaced_pods: pods that get no address, as the cluster is set today.
    """

    cluster: str
    file: str
    subnet: str
    runs_on: str
    usable_ips: int
    other_ips: int
    warm_eni_ips: int
    warm_ip_ips: int
    unplaced_pods: int

    def left(self, ips: int) -> int:
        """Addresses left where nodes and pods take so many; below 0 where they are too few."""
        return self.usable_ips - self.other_ips - ips

    def share(self, ips: int) -> float:
        """The part of the subnet that is taken then."""
        return (ips + self.other_ips) / self.usable_ips

    @property
    def left_today(self) -> int:
        """Addresses left as the cluster is set today."""
        return self.left(self._ips_today)

    @property
    def share_today(self) -> float:
        """The part of the subnet that is taken as the cluster is set today."""
        return self.share(self._ips_today)

    @property
    def _ips_today(self) -> int:
        return self.warm_eni_ips if self.runs_on == "WarmENI" else self.warm_ip_ips

    @property
    def status(self) -> Status:
        """The worst that is to be said of the cluster as it is set today."""
        if self.left_today < 0:
            return Status.EXHAUSTED
        if self.unplaced_pods:
            return Status.PODS_WITHOUT_ADDRESS
        is_low = self.left_today * LOW_SHARE_LEFT < self.usable_ips
        return Status.SHORT if is_low else Status.ENOUGH


STATUSES = (Status.EXHAUSTED, Status.PODS_WITHOUT_ADDRESS, Status.SHORT, Status.ENOUGH)
"""What a cluster can be, from the worst on."""


def fleet_row(plan: Plan, file: str, results: Sequence[SheetResult]) -> FleetRow:
    """The row of a plan's cluster, from what every calculator shows for it."""
    by_name = {result.calculator.name: result for result in results}
    today = by_name[plan.runs_on]
    return FleetRow(
        cluster=plan.cluster,
        file=file,
        subnet=str(plan.subnet.cidr or f"/{plan.subnet.size}"),
        runs_on=plan.runs_on,
        usable_ips=today.usable_ips or 0,
        other_ips=plan.subnet.other_ips,
        warm_eni_ips=by_name["WarmENI"].node_ips,
        warm_ip_ips=by_name["WarmIP"].node_ips,
        unplaced_pods=sum(group.pods_unplaced for group in today.groups),
    )


@dataclass(frozen=True, slots=True)
class FleetColumn:
    """A column of the fleet's table.

    Attributes:
        formula: with ``{row}`` for the row's number; blank where cells hold the value itself.
        value: that a cell holds, or that its formula gives; a `Status` stands for its words.
        is_total: whether its sum stands above the table.
    """

    key: str
    letter: str
    width: float
    style: Style
    value: Callable[[FleetRow], CellValue]
    formula: str = ""
    is_total: bool = False


_TODAY = 'IF(D{row}="WarmENI",%s{row},%s{row})'

FLEET_COLUMNS = (
    # A formula and no link of the sheet's, of which a sheet holds no more than 65,530.
    FleetColumn("cluster", "A", 34, "link", lambda row: row.cluster, "HYPERLINK({file},{cluster})"),
    FleetColumn("subnet", "B", 17, "status", lambda row: row.subnet),
    FleetColumn("usable_ips", "C", 13, "count", lambda row: row.usable_ips, is_total=True),
    FleetColumn("runs_on", "D", 13, "status", lambda row: row.runs_on),
    FleetColumn("other_ips", "E", 13, "count", lambda row: row.other_ips, is_total=True),
    FleetColumn("warm_eni_ips", "F", 13, "count", lambda row: row.warm_eni_ips, is_total=True),
    FleetColumn(
        "warm_eni_left", "G", 13, "count", lambda row: row.left(row.warm_eni_ips),
        "C{row}-E{row}-F{row}", is_total=True,
    ),
    FleetColumn(
        "warm_eni_share", "H", 13, "percent", lambda row: row.share(row.warm_eni_ips),
        "(E{row}+F{row})/C{row}",
    ),
    FleetColumn("warm_ip_ips", "I", 13, "count", lambda row: row.warm_ip_ips, is_total=True),
    FleetColumn(
        "warm_ip_left", "J", 13, "count", lambda row: row.left(row.warm_ip_ips),
        "C{row}-E{row}-I{row}", is_total=True,
    ),
    FleetColumn(
        "warm_ip_share", "K", 13, "percent", lambda row: row.share(row.warm_ip_ips),
        "(E{row}+I{row})/C{row}",
    ),
    FleetColumn("unplaced_pods", "L", 13, "count", lambda row: row.unplaced_pods, is_total=True),
    FleetColumn(
        "status", "M", 26, "status", lambda row: row.status,
        f"IF({_TODAY % ('G', 'J')}<0,{{exhausted}},IF(L{{row}}>0,{{pods_without_address}},"
        f"IF({_TODAY % ('G', 'J')}*{LOW_SHARE_LEFT}<C{{row}},{{short}},{{enough}})))",
    ),
    FleetColumn(
        "share_today", "N", 13, "percent", lambda row: row.share_today, _TODAY % ("H", "K")
    ),
)  # fmt: skip

CLUSTERS_PLACE = "B5"
STATUS_PLACES = {status: f"B{number}" for number, status in enumerate(STATUSES, 6)}
WRONG_PLACE = "B10"
"""The cell of the plans that are wrong, and so in no row."""

SHARES_OF_ALL = {"H": "warm_eni_ips", "K": "warm_ip_ips"}
"""The columns above which the part of all subnets stands, and what is taken there."""
