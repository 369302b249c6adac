"""The arithmetics that are known: the VPC CNI's, and AWS's of 2022, for each scenario by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from eks_subnet_xlsx.aws_2022 import aws_2022_available_ips
from eks_subnet_xlsx.calculation.inputs import ROW_COUNTS, SHEET_COUNTS, Count
from eks_subnet_xlsx.calculation.rows_2022 import warm_eni_row_2022, warm_ip_row_2022
from eks_subnet_xlsx.calculation.sheet import Arithmetic, CountedRow
from eks_subnet_xlsx.calculation.status import Status
from eks_subnet_xlsx.demand import usable_ips
from eks_subnet_xlsx.plan import MAX_SUBNET_SIZE, MIN_SUBNET_SIZE

_OUR_SIZES = range(MIN_SUBNET_SIZE, MAX_SUBNET_SIZE + 1)
AWS_FILE_SIZES = range(1, 31)
"""CIDR sizes that AWS's own workbook takes."""

_PODS = ("host_network_pods", "daemonset_pods")


def _settings(*keys: str) -> Mapping[str, Count]:
    return {key: SHEET_COUNTS[key] for key in (*_PODS, *keys)}


def legacy_or_ok(row: CountedRow) -> Status:
    """What a row says of itself where its figures leave nothing to say."""
    return Status.LEGACY_TYPE if row.limits.status == "legacy" else Status.OK


def row_status(row: CountedRow) -> Status:
    """What the figures of a row say."""
    if row.usage.scheduled_pods < row.usage.wanted_pods:
        return Status.PODS_EXCEED_MAX_PODS
    if row.node.unplaced_pods:
        return Status.PODS_WITHOUT_ADDRESS
    return Status.CYCLES if row.node.cycles else legacy_or_ok(row)


def _engine(name: str, *targets: str) -> Arithmetic:
    return Arithmetic(
        name=name,
        model="vpc-cni",
        size_ips=usable_ips,
        row_ips=lambda row: row.usage.subnet_ips,
        row_status=row_status,
        sizes=_OUR_SIZES,
        settings=_settings("other_ips", *targets, "max_eni", "unmanaged_enis"),
        row_counts=ROW_COUNTS,
    )


def _both_2022(sizes: range) -> Mapping[str, Arithmetic]:
    return {
        "WarmENI": _of_2022(
            "WarmENI", "warm_eni_target", lambda row: warm_eni_row_2022(row).total_ips, sizes
        ),
        "WarmIP": _of_2022(
            "WarmIP", "warm_ip_target", lambda row: warm_ip_row_2022(row).total_ips, sizes
        ),
    }


def _of_2022(
    name: str, target: str, row_ips: Callable[[CountedRow], int], sizes: range
) -> Arithmetic:
    return Arithmetic(
        name=name,
        model="aws-2022",
        size_ips=aws_2022_available_ips,
        row_ips=row_ips,
        row_status=legacy_or_ok,
        sizes=sizes,
        settings=_settings(target),
        row_counts=ROW_COUNTS,
    )


ENGINE: Mapping[str, Arithmetic] = {
    "WarmENI": _engine("WarmENI", "warm_eni_target"),
    "WarmIP": _engine("WarmIP", "warm_ip_target", "minimum_ip_target", "warm_eni_target"),
}
"""What the VPC CNI takes, by the name of the scenario."""

AWS_2022: Mapping[str, Arithmetic] = _both_2022(_OUR_SIZES)
"""What AWS's workbook of 2022 says, on sheets of ours."""

AWS_FILE: Mapping[str, Arithmetic] = _both_2022(AWS_FILE_SIZES)
"""The same in AWS's own file, which takes other sizes too."""
