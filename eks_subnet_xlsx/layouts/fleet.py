"""The sheet of a fleet as data: a row for each cluster, totals above, each formula with its value.

Places are a contract, as those of the calculators are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_subnet_xlsx.calculation import CellValue, SheetResult, Status
from eks_subnet_xlsx.calculation.status import VERDICTS
from eks_subnet_xlsx.demand import LOW_SHARE_LEFT, SubnetUsage
from eks_subnet_xlsx.layouts.model import Style

if TYPE_CHECKING:
    from eks_subnet_xlsx.plan import Plan

FLEET_SHEET = "Fleet"

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
        usages: what is taken of the subnet, by the calculator that shows it.
        unplaced_pods: pods that get no address, as the cluster is set today.
    """

    cluster: str
    file: str
    subnet: str
    runs_on: str
    usages: Mapping[str, SubnetUsage]
    unplaced_pods: int

    @property
    def today(self) -> SubnetUsage:
        """What is taken as the cluster is set today."""
        return self.usages[self.runs_on]

    @property
    def share_today(self) -> float:
        """The part of the subnet that is taken as the cluster is set today."""
        return self.today.share_used or 0.0

    @property
    def status(self) -> Status:
        """The worst that is to be said of the cluster as it is set today."""
        found = VERDICTS[self.today.verdict]
        if self.unplaced_pods and found is not Status.EXHAUSTED:
            return Status.PODS_WITHOUT_ADDRESS
        return found


STATUSES = (Status.EXHAUSTED, Status.PODS_WITHOUT_ADDRESS, Status.SHORT, Status.ENOUGH)
"""What a cluster can be, from the worst on."""


def fleet_row(plan: Plan, file: str, results: Sequence[SheetResult]) -> FleetRow:
    """The row of a plan's cluster, from what every calculator shows for it."""
    clusters = {result.name: result.cluster for result in results}
    return FleetRow(
        cluster=plan.cluster,
        file=file,
        subnet=str(plan.subnet.cidr or f"/{plan.subnet.size}"),
        runs_on=plan.runs_on,
        usages={name: cluster.subnet for name, cluster in clusters.items()},
        unplaced_pods=clusters[plan.runs_on].pods_unplaced,
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


def _columns_of(name: str, key: str, letters: tuple[str, str, str]) -> tuple[FleetColumn, ...]:
    """What one calculator shows of a cluster: taken, left, the part that is taken."""
    ips, left, share = letters
    return (
        FleetColumn(
            f"{key}_ips", ips, 13, "count", lambda row: row.usages[name].node_ips, is_total=True
        ),
        FleetColumn(
            f"{key}_left", left, 13, "count", lambda row: row.usages[name].remaining_ips,
            f"C{{row}}-E{{row}}-{ips}{{row}}", is_total=True,
        ),
        FleetColumn(
            f"{key}_share", share, 13, "percent", lambda row: row.usages[name].share_used,
            f"(E{{row}}+{ips}{{row}})/C{{row}}",
        ),
    )  # fmt: skip


FLEET_COLUMNS = (
    # A formula and no link of the sheet's, of which a sheet holds no more than 65,530.
    FleetColumn("cluster", "A", 34, "link", lambda row: row.cluster, "HYPERLINK({file},{cluster})"),
    FleetColumn("subnet", "B", 17, "status", lambda row: row.subnet),
    FleetColumn("usable_ips", "C", 13, "count", lambda row: row.today.usable_ips, is_total=True),
    FleetColumn("runs_on", "D", 13, "status", lambda row: row.runs_on),
    FleetColumn("other_ips", "E", 13, "count", lambda row: row.today.other_ips, is_total=True),
    *_columns_of("WarmENI", "warm_eni", ("F", "G", "H")),
    *_columns_of("WarmIP", "warm_ip", ("I", "J", "K")),
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
