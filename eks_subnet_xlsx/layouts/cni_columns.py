"""The columns of the calculators that follow the VPC CNI, each with its formula and its value.

Letters are a contract with every file that circulates.
"""

from __future__ import annotations

from collections.abc import Callable

from eks_subnet_xlsx.calculation import CountedRow, Status
from eks_subnet_xlsx.calculation.rows_2022 import warm_eni_row_2022, warm_ip_row_2022
from eks_subnet_xlsx.engine import HOST_NETWORK_PODS_IN_MAX_PODS
from eks_subnet_xlsx.layouts.aws_columns import WARM_ENI_IPS_2022, WARM_IP_IPS_2022
from eks_subnet_xlsx.layouts.columns import (
    COUNTS,
    JUDGEMENT,
    LEGACY_OR_OK,
    SHARE,
    STATUS,
    counted,
    status_code,
)
from eks_subnet_xlsx.layouts.model import DerivedColumn

_RESULTS = (
    counted("subnet_ips_total", "K", "{subnet_ips}*{nodes}", lambda row: row.usage.subnet_ips),
    SHARE,
    counted(
        "subnet_ips",
        "M",
        "{primary_ips}+{active_ips}+{warm_ips}",
        lambda row: row.node.subnet_ips,
    ),
    counted(
        "active_ips", "N", "MIN({scheduled_pods},{secondary_ips})", lambda row: row.node.active_ips
    ),
    counted("warm_ips", "O", "{secondary_ips}-{active_ips}", lambda row: row.node.warm_ips),
    counted(
        "active_enis",
        "P",
        "ROUNDUP({active_ips}/{secondary_ips_per_eni},0)",
        lambda row: row.node.active_enis,
    ),
    counted("warm_enis", "Q", "{attached_enis}-{active_enis}", lambda row: row.node.warm_enis),
    counted("primary_ips", "R", "{attached_enis}", lambda row: row.node.primary_ips),
    counted(
        "pods_hosted",
        "S",
        "MAX(0,{active_ips}-{daemonset_pods_in_effect})*{nodes}",
        lambda row: row.usage.pods_hosted,
    ),
    counted(
        "pods_unplaced",
        "T",
        "({wanted_pods}-{active_ips})*{nodes}",
        lambda row: row.usage.pods_unplaced,
    ),
)

_STATUS_CODE = status_code(
    f"IF({{scheduled_pods}}<{{wanted_pods}},{Status.PODS_EXCEED_MAX_PODS:d},"
    f"IF({{active_ips}}<{{scheduled_pods}},{Status.PODS_WITHOUT_ADDRESS:d},"
    f"IF({{cycles}}=1,{Status.CYCLES:d},{LEGACY_OR_OK})))"
)


_PODS = (
    counted(
        "secondary_ips_per_eni",
        "AL",
        "{ipv4_per_eni}-1",
        lambda row: row.limits.secondary_ips_per_eni,
        "working",
    ),
    counted(
        "max_pods",
        "AM",
        "IF(ISBLANK({max_pods_set}),{max_enis}*{secondary_ips_per_eni}"
        f"+{HOST_NETWORK_PODS_IN_MAX_PODS},{{max_pods_set}})",
        lambda row: row.node.max_pods,
        "working",
    ),
    counted(
        "wanted_pods",
        "AN",
        "{pods_per_node}+{daemonset_pods_in_effect}",
        lambda row: row.usage.wanted_pods,
        "working",
    ),
    counted(
        "scheduled_pods",
        "AO",
        "MIN({wanted_pods},MAX(0,{max_pods}-{host_network_pods_in_effect}))",
        lambda row: row.usage.scheduled_pods,
        "working",
    ),
    counted(
        "pod_enis",
        "AP",
        "MAX(1,IF({max_eni_in_effect}>0,MIN({max_enis},{max_eni_in_effect}),{max_enis})"
        "-{unmanaged_enis_in_effect})",
        lambda row: row.node.steps.bounds.pod_enis,
        "working",
    ),
)

_ENI_MODE = (
    counted(
        "enis_for_max_pods",
        "AQ",
        "ROUNDUP({max_pods}/{secondary_ips_per_eni},0)",
        lambda row: row.node.steps.enis_for_max_pods,
        "working",
    ),
    counted(
        "wanted_enis",
        "AR",
        "IF({warm_eni_target_in_effect}>0,"
        "ROUNDUP({scheduled_pods}/{secondary_ips_per_eni},0)+{warm_eni_target_in_effect},"
        "INT({scheduled_pods}/{secondary_ips_per_eni})+1)",
        lambda row: row.node.steps.wanted_enis,
        "working",
    ),
    counted(
        "eni_mode_enis",
        "AS",
        "MIN({pod_enis},{enis_for_max_pods},{wanted_enis})",
        lambda row: row.node.steps.eni_target_enis,
        "working",
    ),
)

_IP_MODE = (
    counted(
        "wanted_ips",
        "AT",
        "IF({warm_ip_target_in_effect}>0,"
        "MAX({scheduled_pods}+{warm_ip_target_in_effect},{minimum_ip_target_in_effect}),"
        "{minimum_ip_target_in_effect})",
        lambda row: row.node.steps.wanted_ips,
        "working",
    ),
    counted(
        "ip_mode_ips",
        "AU",
        "IF({first_fill}>={max_pods},"
        "MIN({first_fill},{secondary_ips_per_eni}*{enis_for_max_pods}),"
        "MIN({wanted_ips},{max_pods}-1+MAX(1,{warm_ip_target_in_effect})))",
        lambda row: row.node.steps.held_slots,
        "working",
    ),
)


def _beside(per_node: str, value: Callable[[CountedRow], int]) -> tuple[DerivedColumn, ...]:
    """What AWS's workbook of 2022 says of the row, and how far that is from ours."""
    return (
        counted("aws_2022_ips", "U", f"({per_node})*{{nodes}}", value, "muted"),
        counted(
            "aws_2022_difference",
            "V",
            "{subnet_ips_total}-{aws_2022_ips}",
            lambda row: row.subnet_ips - value(row),
            "change",
        ),
    )


_TOTALS = (
    counted(
        "active_ips_total",
        "AY",
        "{active_ips}*{nodes}",
        lambda row: row.usage.active_ips,
        "working",
    ),
    counted(
        "warm_ips_total", "AZ", "{warm_ips}*{nodes}", lambda row: row.usage.warm_ips, "working"
    ),
    counted(
        "primary_ips_total",
        "BA",
        "{primary_ips}*{nodes}",
        lambda row: row.usage.primary_ips,
        "working",
    ),
)


def _pool(secondary_ips: str, cycles: str) -> tuple[DerivedColumn, ...]:
    """The last columns, for which the sheets differ in one formula."""
    return (
        counted(
            "secondary_ips", "AV", secondary_ips, lambda row: row.node.secondary_ips, "working"
        ),
        counted(
            "attached_enis",
            "AW",
            "MAX(1,ROUNDUP({secondary_ips}/{secondary_ips_per_eni},0))",
            lambda row: row.node.attached_enis,
            "working",
        ),
        counted("cycles", "AX", cycles, lambda row: int(row.node.cycles), "working"),
        *_TOTALS,
        *COUNTS,
    )


# With target 0 and more than the primary ENI, a wholly free ENI comes and goes.
_CYCLES = "AND({warm_eni_target_in_effect}=0,{warm_enis}>0,{attached_enis}>1)"

WARM_ENI_COLUMNS = (
    *STATUS,
    *_RESULTS,
    *_beside(WARM_ENI_IPS_2022, lambda row: warm_eni_row_2022(row).total_ips),
    *JUDGEMENT,
    _STATUS_CODE,
    *_PODS,
    *_ENI_MODE,
    *_pool("{eni_mode_enis}*{secondary_ips_per_eni}", f"IF({_CYCLES},1,0)"),
)

WARM_IP_COLUMNS = (
    *STATUS,
    *_RESULTS,
    *_beside(WARM_IP_IPS_2022, lambda row: warm_ip_row_2022(row).total_ips),
    *JUDGEMENT,
    _STATUS_CODE,
    *_PODS,
    *_ENI_MODE,
    *_IP_MODE,
    *_pool(
        "IF({first_fill}>0,MIN({ip_mode_ips},{pod_enis}*{secondary_ips_per_eni}),"
        "{eni_mode_enis}*{secondary_ips_per_eni})",
        f"IF(AND({{first_fill}}=0,{_CYCLES}),1,0)",
    ),
)
