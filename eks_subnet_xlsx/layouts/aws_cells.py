"""The cells above the tables of the calculators with AWS's arithmetic of 2022."""

from __future__ import annotations

from eks_subnet_xlsx.calculation.rows_2022 import pods_2022
from eks_subnet_xlsx.layouts.cells import (
    COMMON_INPUTS,
    COMMON_RESULTS,
    effective,
    input_cell,
    known,
    of_all_rows,
    role,
    total,
)
from eks_subnet_xlsx.layouts.model import DerivedCell
from eks_subnet_xlsx.plan import MAX_SUBNET_SIZE, MIN_SUBNET_SIZE

AWS_WARM_ENI_INPUTS = (
    *COMMON_INPUTS[:3],
    input_cell("warm_eni_target", "B13"),
)

AWS_WARM_IP_INPUTS = (*COMMON_INPUTS[:3], input_cell("warm_ip_target", "B13"))

_AWS_RESULTS = (
    DerivedCell(
        "usable_ips",
        "B5",
        "IF(ISNUMBER({subnet_size}),"
        f"IF(AND({{subnet_size}}>={MIN_SUBNET_SIZE},{{subnet_size}}<={MAX_SUBNET_SIZE},"
        'INT({subnet_size})={subnet_size}),2^(32-{subnet_size})-2,""),"")',
        lambda sheet: known(sheet.usable_ips),
    ),
    total("B9", "all_pods_hosted", "pods_hosted", of_all_rows(pods_2022)),
    DerivedCell(
        "remaining_ips",
        "B10",
        'IF(ISNUMBER({usable_ips}),{usable_ips}-{node_ips},"")',
        lambda sheet: known(sheet.remaining_ips),
    ),
    DerivedCell(
        "share_used",
        "E4",
        'IF(ISNUMBER({remaining_ips}),{node_ips}/{usable_ips},"")',
        lambda sheet: known(sheet.cluster.subnet.share_used),
        "percent",
    ),
    DerivedCell("cells_wrong", "K4", "{settings_wrong}", lambda sheet: sheet.cells_wrong),
    DerivedCell("chart_taken", "AB19", "{node_ips}", lambda sheet: sheet.node_ips, "working"),
)

AWS_WARM_ENI_CELLS = (
    role("WarmENI"),
    *COMMON_RESULTS,
    *_AWS_RESULTS,
    *effective(AWS_WARM_ENI_INPUTS),
)

AWS_WARM_IP_CELLS = (
    role("WarmIP"),
    *COMMON_RESULTS,
    *_AWS_RESULTS,
    *effective(AWS_WARM_IP_INPUTS),
)
