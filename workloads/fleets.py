"""Random fleets as tables, with the shapes that platform teams run: the same for the same seed."""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from eks_subnet_xlsx import load_catalog
from eks_subnet_xlsx.limits import LimitsCatalog

HEADER = (
    "cluster", "subnet", "node_group", "instance_type", "nodes", "pods_per_node", "pods",
    "other_ips", "daemonset_pods_per_node", "warm_eni_target", "warm_ip_target",
    "minimum_ip_target",
)  # fmt: skip

_TEAMS = ("checkout", "search", "data", "ml", "identity", "payments", "결제", "edge", "batch")
_STAGES = ("prod", "staging", "dev")
_FAMILIES = ("m5", "m6i", "m7g", "c5", "c6i", "c7g", "r5", "r6i", "r7g", "t3", "i4i")
_SIZES = {"large": 25, "xlarge": 50, "2xlarge": 50, "4xlarge": 90, "8xlarge": 120}
"""Instance sizes, and the most pods that anybody plans for one."""

_PER_NODE = 0.7
_WARM_IPS = 20
"""About as many as a node holds beyond its pods."""

_TARGETS: tuple[dict[str, int], ...] = (
    {}, {}, {}, {"warm_ip_target": 5}, {"warm_ip_target": 2, "minimum_ip_target": 10},
    {"warm_eni_target": 2}, {"warm_eni_target": 0},
)  # fmt: skip


def fleet_rows(count: int, seed: int = 1) -> Iterator[dict[str, object]]:
    """The rows of so many clusters: most small, some large; a subnet that mostly suffices."""
    pick = random.Random(seed)
    types = _types(load_catalog())
    for number in range(count):
        team, stage = pick.choice(_TEAMS), pick.choice(_STAGES)
        groups = min(12, 1 + int(pick.expovariate(0.5)))
        drawn = [_group(pick, types, f"group-{index}") for index in range(groups)]
        rows = [row for row, _ in drawn]
        demand = sum(ips for _, ips in drawn) * pick.choice((0.6, 1, 1, 2, 2, 4))
        size = max(18, min(26, 32 - int(demand).bit_length()))
        block = number * 2 ** (32 - 18) % 2**24
        rows[0] |= {
            "subnet": f"10.{block >> 16 & 255}.{block >> 8 & 255}.0/{size}",
            "other_ips": pick.choice((0, 0, 8, 20, 60)),
            "daemonset_pods_per_node": pick.choice((0, 2, 3, 5)),
            **pick.choice(_TARGETS),
        }
        for row in rows:
            yield {"cluster": f"{team}-{stage}-{number:05}", **row}


def write_fleet(path: Path, count: int, seed: int = 1) -> None:
    """Writes so many clusters as a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(fleet_rows(count, seed))


def _types(catalog: LimitsCatalog) -> list[tuple[str, int]]:
    return [
        (limits.instance_type, _SIZES[size])
        for limits in catalog
        for family, _, size in [limits.instance_type.partition(".")]
        if family in _FAMILIES and size in _SIZES
    ]


def _group(
    pick: random.Random, types: list[tuple[str, int]], name: str
) -> tuple[dict[str, object], int]:
    instance_type, most = pick.choice(types)
    nodes = 1 + min(80, int(pick.expovariate(0.15)))
    row: dict[str, object] = {"node_group": name, "instance_type": instance_type, "nodes": nodes}
    pods = pick.randint(1, most)
    # Some teams count pods on each node, some those of the group.
    row |= {"pods_per_node": pods} if pick.random() < _PER_NODE else {"pods": pods * nodes}
    return row, nodes * (pods + _WARM_IPS)


if __name__ == "__main__":
    write_fleet(Path(sys.argv[2]), int(sys.argv[1]))
