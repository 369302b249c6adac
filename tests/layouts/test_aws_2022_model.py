"""The calculators with AWS's arithmetic of 2022 against AWS's own workbook, recalculated."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from eks_subnet_xlsx import LimitsCatalog
from eks_subnet_xlsx.calculation import AboutInputs, RowInputs, SheetInputs, calculate
from eks_subnet_xlsx.layouts import MODELS
from eks_subnet_xlsx.layouts.present import figure, row_figure

VECTORS = Path(__file__).parents[3] / "shared" / "vectors"
pytestmark = pytest.mark.skipif(not VECTORS.exists(), reason="AWS's vectors are not here")

CALCULATORS = {calculator.name: calculator for calculator in MODELS["aws-2022"]}
TARGETS = {"WarmENI": "warm_eni_target", "WarmIP": "warm_ip_target"}
COLUMNS = {
    "ips_per_eni": "ipv4_per_eni",
    "in_use_enis": "in_use_enis",
    "enis_with_warm": "enis_with_warm",
    "actual_ips": "actual_ips",
    "used_ips": "subnet_ips",
    "total_pods": "pods_hosted",
    "total_ips": "subnet_ips_total",
}

CORRECTED_SINCE = {"dl1.24xlarge", "g5.48xlarge", "h1.16xlarge", "p4d.24xlarge"}
"""Types of which AWS's catalog of 2022 has another number of ENIs than the default card's today."""

Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (VECTORS / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_figure_is_aws_own(catalog: LimitsCatalog) -> None:
    """All rows and totals of 30 cases on both sheets, wherever AWS's workbook shows a figure."""
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in read("aws2022_rows.csv"):
        rows[row["case"], row["sheet"]].append(row)
    totals = read("aws2022_totals.csv")
    assert len(totals) == 60
    for total in totals:
        own = rows[total["case"], total["sheet"]]
        cells = {
            "subnet_size": int(total["subnet_cidr_size"]),
            TARGETS[total["sheet"]]: int(total["warm_target"]),
            "host_network_pods": int(total["host_networking_ips"]),
            "daemonset_pods": 2,
        }
        typed = [
            RowInputs(row["instance_type"], int(row["instances"]), int(row["pods_per_instance"]))
            for row in own
        ]
        about = AboutInputs("any", "WarmENI")
        calculator = CALCULATORS[total["sheet"]]
        result = calculate(calculator.arithmetic, SheetInputs(cells, typed), about, catalog.find)
        for row, found in zip(own, result.rows, strict=True):
            columns = dict(COLUMNS)
            if row["sheet"] == "WarmIP":
                columns["used_ips_with_warm_eni"] = "used_ips_with_warm_eni"
            if row["instance_type"] not in CORRECTED_SINCE:
                columns |= {"max_enis": "max_enis", "max_pods": "max_pods"}
            for aws, ours in columns.items():
                if row[aws]:
                    assert str(row_figure(result, found, ours)) == row[aws], (row, aws)
        for aws, ours in {
            "available_ips": "usable_ips",
            "ips_used": "node_ips",
            "pods_hosted": "all_pods_hosted",
            "ips_remaining": "remaining_ips",
        }.items():
            assert str(figure(result, ours)) == total[aws], (total, aws)
