"""A row of a calculator by AWS's arithmetic of 2022, from what was typed into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_subnet_xlsx.aws_2022 import (
    Aws2022WarmEniRow,
    Aws2022WarmIpRow,
    Departure,
    aws_2022_warm_eni_row,
    aws_2022_warm_ip_row,
    warm_eni_departures,
    warm_ip_departures,
)

if TYPE_CHECKING:
    from eks_subnet_xlsx.calculation.sheet import CountedRow


def warm_eni_row_2022(row: CountedRow) -> Aws2022WarmEniRow:
    """What AWS's WarmENI sheet of 2022 makes of the row."""
    return aws_2022_warm_eni_row(
        ipv4_per_eni=row.limits.ipv4_per_eni,
        nodes=row.usage.nodes,
        pods=row.usage.wanted_pods - row.usage.daemonset_pods,
        warm_eni_target=row.settings["warm_eni_target"],
        host_ips=row.settings["host_network_pods"],
    )


def warm_ip_row_2022(row: CountedRow) -> Aws2022WarmIpRow:
    """What AWS's WarmIP sheet of 2022 makes of the row."""
    return aws_2022_warm_ip_row(
        ipv4_per_eni=row.limits.ipv4_per_eni,
        nodes=row.usage.nodes,
        pods=row.usage.wanted_pods - row.usage.daemonset_pods,
        warm_ip_target=row.settings["warm_ip_target"],
        host_ips=row.settings["host_network_pods"],
    )


def departures_of(row: CountedRow | None) -> list[Departure]:
    """What sets AWS's figure of 2022 for a row apart from ours; nothing where it counts nothing."""
    if row is None:
        return []
    reasons = warm_eni_departures if row.arithmetic.name == "WarmENI" else warm_ip_departures
    return reasons(
        row.limits, row.settings.for_engine(), row.usage, row.settings["host_network_pods"]
    )


def pods_2022(row: CountedRow) -> int:
    """The pods that AWS's workbook counts: all that were typed in, bounded by nothing."""
    return warm_eni_row_2022(row).total_pods
