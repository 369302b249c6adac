"""Random fillings of a calculator's inputs, wrong ones included, and random plans."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from typing import Any

from eks_subnet_xlsx.calculation import CellValue, RowInputs, SheetInputs
from eks_subnet_xlsx.layouts import Calculator
from eks_subnet_xlsx.layouts.table import FIRST_ROW, READY_ROWS
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.plan import Plan, parse_plan

BELOW_ROW = FIRST_ROW + READY_ROWS + 2

_TARGETS = (None, 0, 1, 2, 3, 5, 9, 10, 16, 29, 30, 100, 10_000)
_WRONG_COUNTS = (-1, 10_001, 1.5, "7", "x", " ", 1e9)
_WRONG_TYPES = ("m5.larg", "m5.*", "?5.large", "m5~.large", "*", " ", 5, 2.5, "m5.large m5.large")
_NAMES = (None, None, "web", "=1+1", "+3", "ünïcode <&> \"'", "이름")


def types_of_all_pairs(catalog: LimitsCatalog) -> list[str]:
    """A type for each pair of limits that occurs, and a legacy one."""
    pairs = {(limits.max_enis, limits.ipv4_per_eni): limits.instance_type for limits in catalog}
    legacy = next(limits.instance_type for limits in catalog if limits.status == "legacy")
    return [*pairs.values(), legacy]


def tenth_of(catalog: LimitsCatalog, also: Iterable[str] = ()) -> LimitsCatalog:
    """A tenth of the types, among them all that random fillings name, and others by name.

    Programs open and save a workbook of it several times as fast.
    """
    names = {*types_of_all_pairs(catalog), *also, "m5.large"}
    names |= {limits.instance_type for limits in list(catalog)[::15]}
    return LimitsCatalog({name: catalog.get(name) for name in names}, catalog.date, catalog.sources)


class Fillings:
    """A source of random fillings; the same seed gives the same ones."""

    def __init__(self, seed: int, catalog: LimitsCatalog) -> None:
        self._random = random.Random(seed)
        self._types = types_of_all_pairs(catalog)
        self._limits = catalog

    def sheet(self, calculator: Calculator) -> SheetInputs:
        """What somebody may have typed into a calculator."""
        pick = self._random
        wrong_setting = pick.random() < 0.08
        cells: dict[str, CellValue] = {}
        for cell in calculator.input_cells:
            if cell.key == "subnet_size":
                cells[cell.key] = pick.choice((*range(16, 29), 24, 23, None, 15, 29, 23.5, "23"))
            elif wrong_setting and pick.random() < 0.2:
                cells[cell.key] = pick.choice(_WRONG_COUNTS)
            elif cell.key == "other_ips":
                cells[cell.key] = pick.choice((None, 0, 3, 100, 65_536, 65_537, "none"))
            elif cell.key in {"host_network_pods", "daemonset_pods"}:
                cells[cell.key] = pick.choice((None, 0, 1, 2, 2, 3, 5, 12))
            else:
                cells[cell.key] = pick.choice(_TARGETS)
        rows = [self._row() for _ in range(pick.choice((1, 5, READY_ROWS)))]
        return SheetInputs(cells, rows, types_below=int(pick.random() < 0.1))

    def _row(self) -> RowInputs:
        pick = self._random
        if pick.random() < 0.05:
            return RowInputs()
        name = pick.choice(self._types)
        limits = self._limits.get(name)
        per_eni = limits.secondary_ips_per_eni
        most = limits.max_enis * per_eni
        edges = (0, 1, per_eni - 1, per_eni, per_eni + 1, 2 * per_eni, most - 2, most, most + 9)
        return RowInputs(
            instance_type=self._sometimes(
                pick.choice((name, name.upper(), f"  {name} ")), (None, *_WRONG_TYPES)
            ),
            nodes=self._sometimes(
                pick.choice((0, 1, 2, 3, 17, 250)), (None, 100_000, 100_001, *_WRONG_COUNTS)
            ),
            pods_per_node=self._sometimes(
                max(0, pick.choice((*edges, pick.randint(0, most)))),
                (None, 740, 10_000, *_WRONG_COUNTS),
            ),
            node_group=pick.choice(_NAMES),
            max_pods_set=self._sometimes(
                pick.choice((None, None, None, 1, 8, 11, 29, 110, 250, most, most + 2)),
                (0, 10_000, *_WRONG_COUNTS),
            ),
        )

    def _sometimes(self, usual: CellValue, unusual: tuple[CellValue, ...]) -> CellValue:
        return self._random.choice(unusual) if self._random.random() < 0.06 else usual

    def plan(self, groups: int | None = None) -> Plan:
        """A plan that somebody may have written."""
        pick = self._random
        mapping: dict[str, Any] = {
            "cluster": pick.choice(("prod", "=2+3", "클러스터 1", "a & b <c>")),
            "subnet": {"size": pick.randint(16, 28), "other_ips": pick.choice((0, 7, 300))},
            "host_network_pods_per_node": pick.choice((0, 2, 4)),
            "daemonset_pods_per_node": pick.choice((0, 2, 5)),
            "warm_pool": {"warm_eni_target": pick.choice(("unset", 0, 1, 2, 3))},
            "node_groups": [self._group() for _ in range(groups or pick.choice((1, 3, 12, 70)))],
        }
        if pick.random() < 0.5:
            mapping["warm_pool"] |= {
                "warm_ip_target": pick.choice(("unset", 1, 2, 5, 30)),
                "minimum_ip_target": pick.choice(("unset", 1, 10, 60)),
            }
        if pick.random() < 0.3:
            mapping["warm_pool"]["max_eni"] = pick.choice((1, 2, 4, 20))
            mapping["warm_pool"]["unmanaged_enis"] = pick.choice((0, 1))
        if pick.random() < 0.3:
            mapping["subnet"] = f"10.{pick.randint(0, 9)}.0.0/{pick.randint(16, 28)}"
        return parse_plan(json.dumps(mapping), suffix=".json")

    def _group(self) -> dict[str, Any]:
        pick = self._random
        group: dict[str, Any] = {
            "instance_type": pick.choice(self._types),
            "nodes": pick.choice((1, 2, 3, 40)),
        }
        if pick.random() < 0.3:
            group["pods"] = pick.randint(0, 300)
        else:
            group["pods_per_node"] = pick.choice((0, 1, 9, 28, 58, 110, 234))
        if pick.random() < 0.3:
            group["max_pods"] = pick.choice((4, 17, 110, 250))
        if pick.random() < 0.8:
            group["name"] = pick.choice(("web", "=1", "batch 2", "그룹"))
        return group
