"""How a node's figures come about, step by step, each with its numbers.

The engine says what a node holds; this says why. Steps are keys and figures; the words come from
``templates/``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from eks_subnet_xlsx.engine.max_pods import HOST_NETWORK_PODS_IN_MAX_PODS, prefixes_take_effect
from eks_subnet_xlsx.engine.settings import (
    CNI_WARM_ENI_TARGET,
    CNI_WARM_PREFIX_TARGET,
    WarmPoolSettings,
)
from eks_subnet_xlsx.engine.usage import NodeUsage
from eks_subnet_xlsx.limits.instance import InstanceLimits

Facts = Mapping[str, int | str]
"""Figures and names that a sentence has."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its words stand under ``step.<key>``, its result is a count.

    Attributes:
        result: what the step comes to; None where it states a rule.
        facts: the figures that its sentence names.
    """

    key: str
    result: int | None
    facts: Facts


@dataclass(frozen=True, slots=True)
class Node:
    """A node as it was asked for, with the engine's answer."""

    limits: InstanceLimits
    settings: WarmPoolSettings
    pods: int
    usage: NodeUsage
    max_pods_set: bool = False
    peak_pods: int | None = None


def explain_node(node: Node) -> list[Step]:
    """The steps from a type's limits to the addresses that the node takes."""
    steps = [*_fallbacks(node), *_bounds(node)]
    if not node.usage.ready:
        return [*steps, Step("never_ready", 0, {})]
    return [*steps, _max_pods(node), *_pool(node), *_result(node)]


def _fallbacks(node: Node) -> Iterator[Step]:
    yield Step(
        "limits",
        None,
        {
            "instance_type": node.limits.instance_type,
            "max_enis": node.limits.max_enis,
            "ipv4_per_eni": node.limits.ipv4_per_eni,
            "slots_per_eni": node.limits.secondary_ips_per_eni,
        },
    )
    if node.settings.prefix_delegation and not prefixes_take_effect(node.limits, node.settings):
        yield Step("no_prefixes", None, {})
    if node.settings.pod_eni and not node.limits.supports_trunk:
        yield Step("no_trunk", None, {})
    yield Step(f"rule_{node.usage.rule}", None, {})


def _bounds(node: Node) -> Iterator[Step]:
    settings, bounds = node.settings, node.usage.steps.bounds
    if bounds.enis < node.limits.max_enis:
        yield Step("max_eni", bounds.enis,
                   {"max_eni": bounds.enis, "max_enis": node.limits.max_enis})  # fmt: skip
    if settings.unmanaged_enis:
        yield Step("unmanaged", bounds.managed_enis, {"unmanaged_enis": settings.unmanaged_enis})
    if settings.pod_eni and node.limits.supports_trunk:
        yield Step("trunk", bounds.trunk, {})
    if bounds.excluded:
        yield Step("custom_networking", bounds.excluded, {})
    facts = {
        "enis": bounds.enis, "unmanaged": settings.unmanaged_enis,
        "trunk": bounds.trunk, "excluded": bounds.excluded,
    }  # fmt: skip
    key = "pod_enis_less" if bounds.trunk or bounds.excluded else "pod_enis"
    if bounds.managed_enis < 1:
        key = "pod_enis_least"
    yield Step(key, max(0, bounds.pod_enis), facts)


def _max_pods(node: Node) -> Step:
    max_pods = node.usage.max_pods
    if node.max_pods_set:
        return Step("max_pods_set", max_pods, {})
    enis = max(0, node.limits.max_enis - node.settings.custom_networking)
    facts: Facts = {
        "enis": enis,
        "slots_per_eni": node.limits.secondary_ips_per_eni,
        "more": HOST_NETWORK_PODS_IN_MAX_PODS,
    }
    prefixes = prefixes_take_effect(node.limits, node.settings)
    return Step("max_pods_prefixes" if prefixes else "max_pods", max_pods, facts)


def _pool(node: Node) -> Iterator[Step]:
    usage, settings, pods, steps = node.usage, node.settings, node.pods, node.usage.steps
    per_slot = steps.bounds.ips_per_slot
    facts: Facts = {
        "pods": pods, "slots_per_eni": steps.bounds.slots_per_eni, "per_slot": per_slot,
    }  # fmt: skip
    if usage.rule == "eni_target":
        warm = settings.warm_eni_target
        warm = CNI_WARM_ENI_TARGET if warm is None else warm
        active = steps.enis_for_pods
        yield Step("active_enis", active, facts)
        more: Facts = {"active": active, "warm": warm} if warm else facts
        yield Step("warm_enis" if warm else "no_warm_eni", steps.wanted_enis, more)
    elif usage.rule == "ip_target":
        warm, minimum = settings.warm_ip_target or 0, settings.minimum_ip_target or 0
        key = "wanted_ips" if warm else "minimum_alone"
        yield Step(key, steps.wanted_ips, {**facts, "warm": warm, "minimum": minimum})
        if per_slot > 1:
            yield Step("wanted_prefixes", steps.wanted_slots, {**facts, "ips": steps.wanted_ips})
    else:
        warm = settings.warm_prefix_target or CNI_WARM_PREFIX_TARGET
        yield Step("active_prefixes", steps.slots_for_pods, facts)
        more = {"active": steps.slots_for_pods, "warm": warm}
        yield Step("warm_prefixes", steps.wanted_slots, more)
    if node.peak_pods is not None and node.peak_pods > pods:
        yield Step("peak", None, {"peak_pods": node.peak_pods})
    if usage.bound_by != "none":
        yield Step(f"bound_by_{usage.bound_by}", None, {"max_pods": usage.max_pods})


def _result(node: Node) -> Iterator[Step]:
    usage, bounds = node.usage, node.usage.steps.bounds
    pool = usage.secondary_ips + usage.prefixes * bounds.ips_per_slot
    yield Step("attached_enis", usage.attached_enis, {})
    if usage.prefixes:
        yield Step("prefixes", usage.prefixes, {"ips": pool})
    else:
        yield Step("secondary_ips", usage.secondary_ips, {})
    yield Step("active_ips", usage.active_ips, {})
    yield Step("warm_ips", usage.warm_ips, {"pool": pool, "active": usage.active_ips})
    yield Step("subnet_ips", usage.subnet_ips, {"primary": usage.primary_ips, "pool": pool})
    if bounds.excluded:
        yield Step("pod_subnet_ips", usage.pod_subnet_ips, {"node": usage.node_subnet_ips})
    if usage.lowest_subnet_ips < usage.subnet_ips:
        key = "cycles" if usage.cycles else "lowest"
        yield Step(key, usage.lowest_subnet_ips, {"highest": usage.subnet_ips})
    if usage.unplaced_pods:
        yield Step("unplaced_pods", usage.unplaced_pods, {"pods": node.pods})
