"""Where AWS's figure of 2022 comes apart from ours, step by step, with the size of each step.

From AWS's arithmetic one departure after the other is put right, in a fixed order; what each
changes is its share of the difference, and the shares add up to the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from eks_subnet_xlsx.demand import GroupUsage
from eks_subnet_xlsx.engine import WarmPoolSettings
from eks_subnet_xlsx.limits.instance import InstanceLimits


@dataclass(frozen=True, slots=True)
class Departure:
    """One departure: its words stand under ``departure.<key>``.

    Attributes:
        change: addresses that putting it right adds, on all nodes of the group.
    """

    key: str
    change: int


def warm_eni_departures(
    limits: InstanceLimits, settings: WarmPoolSettings, usage: GroupUsage, host_ips: int
) -> list[Departure]:
    """Why AWS's WarmENI sheet says another number; those that change nothing left out."""
    size, warm = limits.ipv4_per_eni, settings.warm_eni_target or 0
    workload, wanted = usage.wanted_pods - usage.daemonset_pods, usage.wanted_pods
    steps = [
        ("aws", (_ceil(workload, size) + warm) * size + host_ips),
        ("host_network", (_ceil(workload, size) + warm) * size),
        ("daemonset", (_ceil(wanted, size) + warm) * size),
        ("primary", (_ceil(wanted, size - 1) + warm) * size),
        ("bounds", usage.node.subnet_ips),
    ]
    return _changes(steps, usage.nodes)


def warm_ip_departures(
    limits: InstanceLimits, settings: WarmPoolSettings, usage: GroupUsage, host_ips: int
) -> list[Departure]:
    """Why AWS's WarmIP sheet says another number; those that change nothing left out."""
    size, warm = limits.ipv4_per_eni, settings.warm_ip_target or 0
    workload, wanted = usage.wanted_pods - usage.daemonset_pods, usage.wanted_pods
    steps = [
        ("aws", _ceil(workload, size) * size + host_ips),
        ("host_network", _ceil(workload, size) * size),
        ("daemonset", _ceil(wanted, size) * size),
        ("primary", _ceil(wanted, size - 1) * size),
        ("single_ips", wanted + _ceil(wanted, size - 1)),
        ("warm_target", wanted + warm + _ceil(wanted + warm, size - 1)),
        ("bounds", usage.node.subnet_ips),
    ]
    return _changes(steps, usage.nodes)


def _changes(steps: list[tuple[str, int]], nodes: int) -> list[Departure]:
    return [
        Departure(key, (after - before) * nodes)
        for (_, before), (key, after) in pairwise(steps)
        if after != before
    ]


def _ceil(amount: int, size: int) -> int:
    return -(-amount // size)
