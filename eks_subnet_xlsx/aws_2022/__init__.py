"""AWS's subnet calculator workbook of 2022: its arithmetic, and the gap between it and ours."""

from __future__ import annotations

from eks_subnet_xlsx.aws_2022.gap import Departure, warm_eni_departures, warm_ip_departures
from eks_subnet_xlsx.aws_2022.rows import (
    Aws2022WarmEniRow,
    Aws2022WarmIpRow,
    aws_2022_available_ips,
    aws_2022_warm_eni_row,
    aws_2022_warm_ip_row,
)

__all__ = [
    "Aws2022WarmEniRow",
    "Aws2022WarmIpRow",
    "Departure",
    "aws_2022_available_ips",
    "aws_2022_warm_eni_row",
    "aws_2022_warm_ip_row",
    "warm_eni_departures",
    "warm_ip_departures",
]
