"""AWS's arithmetic of 2022 against AWS's own formulas, recalculated."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from eks_subnet_xlsx.aws_2022 import (
    aws_2022_available_ips,
    aws_2022_warm_eni_row,
    aws_2022_warm_ip_row,
)

VECTORS = Path(__file__).parents[2] / "shared" / "vectors"
needs_vectors = pytest.mark.skipif(not VECTORS.exists(), reason="AWS's vectors are not here")
COMPARED = (
    "in_use_enis",
    "enis_with_warm",
    "actual_ips",
    "used_ips",
    "used_ips_with_warm_eni",
    "total_pods",
    "total_ips",
)


def read(name: str) -> list[dict[str, str]]:
    with (VECTORS / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def computed(row: dict[str, str]) -> dict[str, str]:
    """Our figures for a row, as the table writes them."""
    common = {
        "ipv4_per_eni": int(row["ips_per_eni"]),
        "nodes": int(row["instances"]),
        "pods": int(row["pods_per_instance"]),
        "host_ips": int(row["host_networking_ips"]),
    }
    target = int(row["warm_target"])
    if row["sheet"] == "WarmENI":
        result: object = aws_2022_warm_eni_row(warm_eni_target=target, **common)
    else:
        result = aws_2022_warm_ip_row(warm_ip_target=target, **common)
    return {name: str(getattr(result, name, "")) for name in COMPARED}


@needs_vectors
def test_rows_are_aws_own() -> None:
    """Every column of every row equals what AWS's formulas give."""
    rows = read("aws2022_rows.csv")
    known = [row for row in rows if row["ips_per_eni"]]
    assert len(rows) == 2_400
    assert [computed(row) for row in known] == [
        {name: row[name] for name in COMPARED} for row in known
    ]


@needs_vectors
def test_totals_are_aws_own() -> None:
    """Sums, available and remaining addresses equal AWS's own, where it shows a figure."""
    rows = read("aws2022_rows.csv")
    totals = read("aws2022_totals.csv")
    assert len(totals) == 60
    for total in totals:
        own = [r for r in rows if (r["case"], r["sheet"]) == (total["case"], total["sheet"])]
        available = aws_2022_available_ips(int(total["subnet_cidr_size"]))
        assert available == int(total["available_ips"])
        if any(not row["ips_per_eni"] for row in own):
            assert total["ips_used"] == ""
            continue
        used = sum(int(computed(row)["total_ips"]) for row in own)
        assert used == int(total["ips_used"])
        assert available - used == int(total["ips_remaining"])
        pods = sum(int(computed(row)["total_pods"]) for row in own)
        assert pods == int(total["pods_hosted"])


def test_aws_own_sample_gives_351_and_276() -> None:
    """2 m5.12xlarge with 100 pods and 1 c5.2xlarge with 30, targets of 1, 2 host-network IPs."""
    groups = [(30, 2, 100), (15, 1, 30)]
    by_eni = [
        aws_2022_warm_eni_row(ipv4_per_eni=n, nodes=b, pods=p, warm_eni_target=1, host_ips=2)
        for n, b, p in groups
    ]
    by_ip = [
        aws_2022_warm_ip_row(ipv4_per_eni=n, nodes=b, pods=p, warm_ip_target=1, host_ips=2)
        for n, b, p in groups
    ]
    assert sum(row.total_ips for row in by_eni) == 351
    assert sum(row.total_ips for row in by_ip) == 276
    assert aws_2022_available_ips(23) == 510
