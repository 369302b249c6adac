"""What one node holds of its subnet once the VPC CNI has settled: pure arithmetic, no I/O.

The rules are those of ipamd, the address daemon of Amazon VPC CNI v1.23.1 (2026-08), IPv4: its pool
grows in steps until a target is met and shrinks only by what is free. Here stands where it ends, in
closed form. Nothing here knows clusters, sheets or words.
"""

from __future__ import annotations

from typing import NamedTuple

from eks_subnet_xlsx.engine.max_pods import default_max_pods, prefixes_take_effect
from eks_subnet_xlsx.engine.settings import (
    CNI_WARM_ENI_TARGET,
    CNI_WARM_PREFIX_TARGET,
    WarmPoolSettings,
)
from eks_subnet_xlsx.engine.usage import (
    PREFIX_SIZE,
    Bound,
    NodeBounds,
    NodeSteps,
    NodeUsage,
    Rule,
)
from eks_subnet_xlsx.errors import InvalidValueError
from eks_subnet_xlsx.limits.instance import InstanceLimits

MAX_PODS = 1_000_000
"""Upper bound for the pods of one node: far above any, low enough to catch a slip."""


class _Pool(NamedTuple):
    """Slots and pod ENIs that a pool may settle on, from the fewest to the most."""

    low_slots: int
    high_slots: int
    low_enis: int
    high_enis: int
    bound_by: Bound
    steps: NodeSteps
    cycles: bool = False


def node_usage(
    limits: InstanceLimits,
    settings: WarmPoolSettings,
    *,
    pods: int,
    max_pods: int | None = None,
    peak_pods: int | None = None,
) -> NodeUsage:
    """What a node of this type holds with these pods, in addresses and ENIs.

    Args:
        limits: of the instance type.
        settings: of the VPC CNI. Prefix delegation and security groups for pods fall back where
            the type supports none.
        pods: pods that need a VPC address, so neither host-network nor branch-ENI pods.
        max_pods: the kubelet's; None is what EKS would set (`default_max_pods`).
        peak_pods: the most pods that the node had before; the result is then the most that it may
            still hold after the others left.

    Raises:
        InvalidValueError: a count is no whole number in its bounds, or the peak is below the pods.

    Source: Amazon VPC CNI v1.23.1, pkg/ipamd (ipamd.go, datastore/data_store.go), 2026-08.
    """
    _check_count("pods", pods, 0)
    if max_pods is None:
        max_pods = default_max_pods(limits, settings)
    else:
        _check_count("max_pods", max_pods, 1)
    node = _bounds(limits, settings, max_pods)
    rule = _rule(settings, node)
    if node.pod_enis < 1:
        return _never_ready(node, rule, pods)
    pool = _settled(node, settings, rule, pods)
    if peak_pods is not None:
        _check_count("peak_pods", peak_pods, pods)
        if peak_pods > pods:
            peak = _settled(node, settings, rule, peak_pods)
            pool = _after_peak(node, settings, pods, pool, peak)
    return _usage(node, rule, pool, pods, _named_bound(pool.bound_by, limits, settings))


def _check_count(name: str, found: int, minimum: int) -> None:
    if type(found) is not int or not minimum <= found <= MAX_PODS:
        raise InvalidValueError(name=name, found=found, minimum=minimum, maximum=MAX_PODS)


def _ceil(amount: int, size: int) -> int:
    return -(-amount // size)


def _bounds(limits: InstanceLimits, settings: WarmPoolSettings, max_pods: int) -> NodeBounds:
    """What the type, MAX_ENI, unmanaged ENIs, trunk and custom networking leave for pods."""
    enis = limits.max_enis
    if settings.max_eni and settings.max_eni < enis:
        enis = settings.max_eni
    managed = enis - settings.unmanaged_enis
    # The place is kept for the trunk from the start, whether or not it is attached yet.
    reserved = 1 if settings.pod_eni and limits.supports_trunk else 0
    excluded = 1 if settings.custom_networking else 0
    return NodeBounds(
        enis,
        managed,
        max(1, managed - reserved) - excluded,
        excluded,
        1 if reserved and managed > 1 else 0,
        limits.ipv4_per_eni - 1,
        PREFIX_SIZE if prefixes_take_effect(limits, settings) else 1,
        max_pods,
    )


def _rule(settings: WarmPoolSettings, node: NodeBounds) -> Rule:
    if settings.has_ip_target:
        return "ip_target"
    return "eni_target" if node.ips_per_slot == 1 else "prefix_target"


def _settled(node: NodeBounds, settings: WarmPoolSettings, rule: Rule, pods: int) -> _Pool:
    """Where a fresh node ends as its pods arrive, one by one or all at once."""
    if rule == "eni_target":
        return _eni_target_pool(node, settings, pods)
    if rule == "ip_target":
        return _ip_target_pool(node, settings, pods)
    return _prefix_target_pool(node, settings, pods)


def _eni_target_enis(
    node: NodeBounds, settings: WarmPoolSettings, pods: int
) -> tuple[int, int, int, int]:
    """ENIs: those that the pods fill, what the ENI target asks for, the most, what it holds."""
    warm = settings.warm_eni_target
    warm = CNI_WARM_ENI_TARGET if warm is None else warm
    size = node.slots_per_eni
    active = _ceil(pods, size)
    # With target 0 an ENI that fills up brings the next, which is empty and goes again.
    wanted = active + warm if warm else pods // size + 1
    cap = _ceil(node.max_pods, size)
    return active, wanted, cap, min(node.pod_enis, cap, wanted)


def _eni_target_pool(node: NodeBounds, settings: WarmPoolSettings, pods: int) -> _Pool:
    """Whole ENIs, up to max pods."""
    figures = active, wanted, _, high = _eni_target_enis(node, settings, pods)
    low, size = high, node.slots_per_eni
    if settings.warm_eni_target == 0:
        low = min(high, max(active, node.least_enis))
    bound: Bound = "none" if high == wanted else "max_enis" if high == node.pod_enis else "max_pods"
    return _Pool(low * size, high * size, low, high, bound, NodeSteps(node, *figures), low < high)


def _ip_target_pool(node: NodeBounds, settings: WarmPoolSettings, pods: int) -> _Pool:
    """Single slots: the pods and the free ones wished for, at least the minimum."""
    warm = settings.warm_ip_target or 0
    minimum = settings.minimum_ip_target or 0
    per_slot = node.ips_per_slot
    # Without WARM_IP_TARGET the pool never grows past the minimum, whatever the pods.
    wanted_ips = max(pods + warm, minimum) if warm else minimum
    wanted = _ceil(wanted_ips, per_slot)
    first_fill = _ceil(max(warm, minimum), per_slot)
    full = _ceil(node.max_pods, per_slot)
    if first_fill >= full:
        low = high = min(first_fill, node.slots_per_eni * _ceil(full, node.slots_per_eni))
    else:
        low = min(wanted, full)
        high = min(wanted, full - 1 + max(1, _ceil(warm, per_slot)))
    figures = _eni_target_enis(node, settings, pods) if per_slot == 1 else (0, 0, 0, 0)
    steps = NodeSteps(node, *figures, wanted_ips, 0, wanted, high)
    return _slot_pool(steps, low, high, unbound="none" if warm else "minimum_ip_target")


def _prefix_target_pool(node: NodeBounds, settings: WarmPoolSettings, pods: int) -> _Pool:
    """Whole prefixes: those that the pods fill and the warm ones."""
    warm = settings.warm_prefix_target or CNI_WARM_PREFIX_TARGET
    active = _ceil(pods, PREFIX_SIZE)
    full = _ceil(node.max_pods, PREFIX_SIZE)
    if warm:
        # "Too low" counts free addresses, the step counts wholly free prefixes: hence a range.
        low, wanted = active + warm, active + (2 * warm - 1 if pods else warm)
    else:
        low, wanted = active, pods // PREFIX_SIZE + 1
    if warm >= full:
        low = high = min(warm, node.slots_per_eni * _ceil(full, node.slots_per_eni))
    else:
        low, high = min(low, full), min(wanted, full - 1 + max(1, warm))
    steps = NodeSteps(node, 0, 0, 0, 0, 0, active, wanted, high)
    return _slot_pool(steps, low, high, may_cycle=not warm)


def _slot_pool(
    steps: NodeSteps, low: int, high: int, *, unbound: Bound = "none", may_cycle: bool = False
) -> _Pool:
    """A pool that holds single slots, on no more ENIs than they need."""
    node, wanted = steps.bounds, steps.wanted_slots
    size = node.slots_per_eni
    cap = node.pod_enis * size
    bound = unbound
    if high < wanted:
        bound = "max_pods"
    if min(high, wanted) > cap:
        bound = "max_enis"
    low, high = min(low, cap), min(high, cap)
    least = node.least_enis
    low_enis = max(least, _ceil(low, size))
    high_enis = max(least, _ceil(high, size))
    return _Pool(low, high, low_enis, high_enis, bound, steps, may_cycle and low < high)


def _after_peak(
    node: NodeBounds, settings: WarmPoolSettings, pods: int, pool: _Pool, peak: _Pool
) -> _Pool:
    """The pool once pods have left: an ENI or a prefix with one pod left on it stays whole.

    Which pods leave is not known, so the upper end has one pod on each ENI and each prefix.
    """
    rule = _rule(settings, node)
    if rule == "eni_target":
        high = max(pool.high_enis, min(peak.high_enis, node.least_enis + pods))
        return pool._replace(high_enis=high, high_slots=high * node.slots_per_eni)
    high_slots = pool.high_slots
    if node.ips_per_slot > 1:
        used = min(pods, peak.high_slots)
        if rule == "prefix_target":
            used = min(node.slots, used + max(settings.warm_prefix_target or 0, 1))
        high_slots = max(high_slots, used)
    high_enis = max(pool.high_enis, min(peak.high_enis, node.least_enis + high_slots))
    return pool._replace(high_slots=high_slots, high_enis=high_enis)


def _named_bound(bound: Bound, limits: InstanceLimits, settings: WarmPoolSettings) -> Bound:
    """Which of the things that limit the ENIs did it: the type, MAX_ENI or unmanaged ENIs."""
    if bound != "max_enis":
        return bound
    if settings.max_eni and settings.max_eni < limits.max_enis:
        return "max_eni"
    return "unmanaged_enis" if settings.unmanaged_enis else "max_enis"


def _never_ready(node: NodeBounds, rule: Rule, pods: int) -> NodeUsage:
    """A node without an ENI for pods: it takes nothing that lasts."""
    return NodeUsage(
        False, rule, "none", node.max_pods, 0, 0, 0, 0, 0, 0, pods, 0, 0,
        cycles=False, steps=NodeSteps(node),
    )  # fmt: skip


def _usage(node: NodeBounds, rule: Rule, pool: _Pool, pods: int, bound_by: Bound) -> NodeUsage:
    per_slot, enis = node.ips_per_slot, pool.high_enis
    held = pool.high_slots * per_slot
    active_ips = min(pods, held)
    active_enis = _ceil(active_ips, per_slot * node.slots_per_eni)
    others = node.excluded + node.trunk
    attached = enis + others
    with_prefixes = per_slot > 1
    return NodeUsage(
        True,
        rule,
        bound_by,
        node.max_pods,
        attached,
        active_enis,
        enis - active_enis,
        0 if with_prefixes else held,
        pool.high_slots if with_prefixes else 0,
        active_ips,
        pods - active_ips,
        attached - 1 + held if node.excluded else 0,
        pool.low_enis + others + pool.low_slots * per_slot,
        pool.cycles,
        pool.steps,
    )
