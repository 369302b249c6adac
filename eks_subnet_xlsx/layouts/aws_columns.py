"""The columns of the calculators with AWS's arithmetic of 2022, as its workbook has them.

For comparison alone: nothing here is what the VPC CNI does. What stands at the same letter as on
the other calculators means the same. Max pods are shown and bound nothing; daemonset pods are asked
for and ignored.
"""

from __future__ import annotations

from eks_subnet_xlsx.calculation.rows_2022 import pods_2022, warm_eni_row_2022, warm_ip_row_2022
from eks_subnet_xlsx.engine import (
    HOST_NETWORK_PODS_IN_MAX_PODS,
    WarmPoolSettings,
    default_max_pods,
)
from eks_subnet_xlsx.layouts.columns import (
    COUNTS,
    JUDGEMENT,
    LEGACY_OR_OK,
    SHARE,
    STATUS,
    counted,
    status_code,
)

_FILLED_ENIS_2022 = "ROUNDUP({pods_per_node}/{ipv4_per_eni},0)"
WARM_ENI_IPS_2022 = (
    f"({_FILLED_ENIS_2022}+{{warm_eni_target_in_effect}})*{{ipv4_per_eni}}"
    "+{host_network_pods_in_effect}"
)
WARM_IP_IPS_2022 = f"{_FILLED_ENIS_2022}*{{ipv4_per_eni}}+{{host_network_pods_in_effect}}"


_COMMON = (
    *STATUS,
    SHARE,
    counted(
        "subnet_ips_total",
        "K",
        "{subnet_ips}*{nodes}",
        lambda row: row.subnet_ips,
    ),
    counted(
        "actual_ips",
        "N",
        "{pods_per_node}+{host_network_pods_in_effect}",
        lambda row: warm_eni_row_2022(row).actual_ips,
    ),
    counted(
        "in_use_enis",
        "P",
        _FILLED_ENIS_2022,
        lambda row: warm_eni_row_2022(row).in_use_enis,
    ),
    counted("pods_hosted", "S", "{pods_per_node}*{nodes}", pods_2022),
    *JUDGEMENT,
    status_code(LEGACY_OR_OK),
    counted(
        "max_pods",
        "AM",
        f"{{max_enis}}*({{ipv4_per_eni}}-1)+{HOST_NETWORK_PODS_IN_MAX_PODS}",
        lambda row: default_max_pods(row.limits, WarmPoolSettings()),
        "working",
    ),
    *COUNTS,
)


AWS_WARM_ENI_COLUMNS = (
    *_COMMON,
    counted("subnet_ips", "M", WARM_ENI_IPS_2022, lambda row: warm_eni_row_2022(row).used_ips),
    counted(
        "enis_with_warm",
        "Q",
        "{in_use_enis}+{warm_eni_target_in_effect}",
        lambda row: warm_eni_row_2022(row).enis_with_warm,
    ),
)

AWS_WARM_IP_COLUMNS = (
    *_COMMON,
    counted("subnet_ips", "M", WARM_IP_IPS_2022, lambda row: warm_ip_row_2022(row).used_ips),
    counted(
        "enis_with_warm",
        "Q",
        "{in_use_enis}+IF({subnet_ips}-{actual_ips}<{warm_ip_target_in_effect},1,0)",
        lambda row: warm_ip_row_2022(row).enis_with_warm,
    ),
    counted(
        "used_ips_with_warm_eni",
        "R",
        "{enis_with_warm}*{ipv4_per_eni}",
        lambda row: warm_ip_row_2022(row).used_ips_with_warm_eni,
    ),
)
