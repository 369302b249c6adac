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

if TYPE_CHECKING:
    from eks_subnet_xlsx.plan import Plan

FLEET_SHEET = "Fleet"

FLEET_HEADER_ROW = 6
FIRST_FLEET_ROW = 7
LAST_FLEET_ROW = 1_048_576
"""The last that a sheet can have; in the blank it stands for the last that is filled in."""


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
    def alternative(self) -> SubnetUsage:
        """What would be taken with the other settings."""
        others = (usage for name, usage in self.usages.items() if name != self.runs_on)
        return next(others, self.today)

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
        width: in characters.
        formula: with ``{row}`` for the row's number; blank where cells hold the value itself.
        value: that a cell holds, or that its formula gives; a `Status` stands for its words.
    """

    key: str
    letter: str
    width: float
    style: str
    value: Callable[[FleetRow], CellValue]
    formula: str = ""


def _taken(row: FleetRow) -> int:
    return row.today.node_ips + (row.today.other_ips or 0)


def _bar(row: FleetRow) -> float:
    """The share up to all of the subnet; none where it is exhausted, and the whole cell is red."""
    return 0 if (row.today.remaining_ips or 0) < 0 else min(1.0, row.share_today)


FLEET_COLUMNS = (
    # The rank is the row's own number, wherever the table is sorted to.
    FleetColumn("rank", "A", 4.5, "rank", lambda _: "", f"ROW()-{FLEET_HEADER_ROW}"),
    # A formula and no link of the sheet's, of which a sheet holds no more than 65,530.
    FleetColumn("cluster", "B", 24, "fleet_link", lambda row: row.cluster,
                "HYPERLINK({file},{cluster})"),
    FleetColumn("subnet", "C", 15.6, "fleet_text", lambda row: row.subnet),
    FleetColumn("runs_on", "D", 11, "fleet_text", lambda row: row.runs_on),
    FleetColumn("usable_ips", "E", 10.3, "fleet_count", lambda row: row.today.usable_ips),
    FleetColumn("taken", "F", 10.3, "fleet_count", _taken),
    FleetColumn("left", "G", 13.2, "fleet_left", lambda row: row.today.remaining_ips,
                "E{row}-F{row}"),
    FleetColumn("share", "H", 8.2, "fleet_share", lambda row: row.share_today, "F{row}/E{row}"),
    FleetColumn("bar", "I", 23.2, "bar", _bar, "IF(G{row}<0,0,MIN(1,H{row}))"),
    FleetColumn("over", "J", 12.1, "over", lambda row: max(0.0, row.share_today - 1),
                "MAX(0,H{row}-1)"),
    FleetColumn("alternative", "K", 15, "fleet_left", lambda row: row.alternative.remaining_ips),
    FleetColumn("status", "L", 24.5, "fleet_text", lambda row: row.status,
                "IF(G{row}<0,{exhausted},IF(M{row}>0,{pods_without_address},"
                f"IF(G{{row}}*{LOW_SHARE_LEFT}<E{{row}},{{short}},{{enough}})))"),
    FleetColumn("unplaced_pods", "M", 12, "fleet_count", lambda row: row.unplaced_pods),
)  # fmt: skip

HEADLINE_PLACE, SUBLINE_PLACE = "A1", "A2"
BAND_COLUMNS = "ABCDEFGHIJKL"
"""Those that the headline's band covers, and that are printed."""

STATUS_PLACES = dict(zip(STATUSES, ("M1", "M2", "M3", "M4"), strict=True))
"""The cells that count the clusters of each status."""

WRONG_PLACE = "M5"
"""The cell of the plans that are wrong, and so in no row."""

COUNTS = {
    "B4": ("exhausted", STATUS_PLACES[Status.EXHAUSTED]),
    "C4": ("pods_without_address", STATUS_PLACES[Status.PODS_WITHOUT_ADDRESS]),
    "E4": ("short", STATUS_PLACES[Status.SHORT]),
    "G4": ("enough", STATUS_PLACES[Status.ENOUGH]),
    "I4": ("wrong", WRONG_PLACE),
}
"""The cells that say these counts in words: the key of the word, and the cell of the count."""

STATUS_FORMULAS = {
    Status.EXHAUSTED: 'COUNTIF({G},"<0")',
    Status.PODS_WITHOUT_ADDRESS: "SUMPRODUCT(({G}>=0)*({M}>0))",
    Status.SHORT: f"SUMPRODUCT(({{G}}>=0)*({{M}}=0)*({{G}}*{LOW_SHARE_LEFT}<{{E}}))",
    Status.ENOUGH: f"SUMPRODUCT(({{G}}>=0)*({{M}}=0)*({{G}}*{LOW_SHARE_LEFT}>={{E}}))",
}
"""What counts the clusters of each status, by the cells of columns."""

SHORT_FORMULA, FREE_FORMULA = '-SUMIF({G},"<0")', 'SUMIF({G},">0")'
"""Addresses that exhausted subnets lack, and that the others have left: no sum of both."""
