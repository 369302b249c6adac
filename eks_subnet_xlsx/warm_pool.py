"""What one node holds of its subnet once the VPC CNI has settled: pure arithmetic, no I/O.

The rules are those of ipamd, the address daemon of Amazon VPC CNI v1.23.1 (2026-08), IPv4: its pool
grows in steps until a target is met and shrinks only by what is free. Here stands where it ends, in
closed form. Nothing here knows clusters, sheets or words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from eks_subnet_xlsx.errors import InvalidValueError
from eks_subnet_xlsx.limits.instance import InstanceLimits

PREFIX_SIZE = 16
"""Addresses of a delegated prefix, a /28. Source: VPC CNI v1.23.1, data store."""

HOST_NETWORK_PODS_IN_MAX_PODS = 2
"""The + 2 of the max-pods formula: aws-node, kube-proxy. Source: VPC CNI v1.23.1, eni-max-pods."""

PREFIX_MAX_PODS_SMALL = 110
PREFIX_MAX_PODS_LARGE = 250
SMALL_VCPUS = 30
"""EKS caps max pods at 110 up to 30 vCPUs, at 250 above. Source: EKS user guide, max pods."""

CNI_WARM_ENI_TARGET = 1
CNI_WARM_PREFIX_TARGET = 0
"""What the CNI takes where the variable is not set. Source: VPC CNI v1.23.1, ipamd.go."""

MAX_TARGET = 10_000
"""Upper bound of every setting: far above any ENI or address limit, low enough to catch a slip."""

MAX_PODS = 1_000_000
"""Upper bound for the pods of one node, for the same reason."""

Rule = Literal["eni_target", "ip_target", "prefix_target"]
Bound = Literal["none", "max_enis", "max_eni", "unmanaged_enis", "max_pods", "minimum_ip_target"]


class WarmPoolSettings(BaseModel):
    """The VPC CNI's variables that decide what a node holds.

    A field left out has the value that AWS's manifest installs; None means that the variable is not
    set at all, so that the CNI's own default counts: 1 warm ENI, 0 warm prefixes, the rest off.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    warm_eni_target: int | None = Field(CNI_WARM_ENI_TARGET, ge=0, le=MAX_TARGET)
    warm_ip_target: int | None = Field(None, ge=0, le=MAX_TARGET)
    minimum_ip_target: int | None = Field(None, ge=0, le=MAX_TARGET)
    warm_prefix_target: int | None = Field(1, ge=0, le=MAX_TARGET)
    max_eni: int | None = Field(None, ge=0, le=MAX_TARGET)
    prefix_delegation: bool = False
    custom_networking: bool = False
    pod_eni: bool = False
    unmanaged_enis: int = Field(0, ge=0, le=MAX_TARGET)

    @property
    def has_ip_target(self) -> bool:
        """Whether an IP target governs, so that the ENI and prefix targets count for nothing."""
        return bool(self.warm_ip_target or self.minimum_ip_target)


@dataclass(frozen=True, slots=True)
class NodeUsage:
    """What a node holds; where it does not settle on one answer, the highest, to plan with.

    Attributes:
        ready: False where custom networking finds no ENI for pods: the node never gets ready.
        rule: which target governs.
        bound_by: which limit kept the pool from what the targets ask for.
        max_pods: the kubelet's, as given or as EKS would set it.
        attached_enis: ENIs on the node, the primary and a trunk included, unmanaged ones not.
        active_enis: ENIs that the pods fill when packed; ipamd may spread them over more.
        warm_enis: pod ENIs beyond the active ones.
        secondary_ips: pod addresses held one by one, active and warm.
        prefixes: /28 prefixes held, 16 addresses each.
        active_ips: pods with an address.
        unplaced_pods: pods that never get an address.
        pod_subnet_ips: the part taken from the pod subnet; 0 without custom networking.
        lowest_subnet_ips: the fewest addresses that the node may hold.
        cycles: the pool takes and gives back the same ENI or prefix for ever.
    """

    ready: bool
    rule: Rule
    bound_by: Bound
    max_pods: int
    attached_enis: int
    active_enis: int
    warm_enis: int
    secondary_ips: int
    prefixes: int
    active_ips: int
    unplaced_pods: int
    pod_subnet_ips: int
    lowest_subnet_ips: int
    cycles: bool

    @property
    def primary_ips(self) -> int:
        """Addresses: one for each attached ENI; not for pods."""
        return self.attached_enis

    @property
    def warm_ips(self) -> int:
        """Pod addresses held and free."""
        return self.secondary_ips + PREFIX_SIZE * self.prefixes - self.active_ips

    @property
    def subnet_ips(self) -> int:
        """All addresses that the node takes, primary ones included."""
        return self.attached_enis + self.secondary_ips + PREFIX_SIZE * self.prefixes

    @property
    def highest_subnet_ips(self) -> int:
        """The most addresses that the node may hold: `subnet_ips`, which one plans with."""
        return self.subnet_ips

    @property
    def node_subnet_ips(self) -> int:
        """The part taken from the node's own subnet: all, or the primary address alone."""
        return self.subnet_ips - self.pod_subnet_ips


class NodeBounds(NamedTuple):
    """A node's own bounds; a slot holds one address, or one prefix.

    Attributes:
        pod_enis: ENIs that may carry pod addresses; none where the node never gets ready.
        excluded: 1 with custom networking, whose primary ENI carries no pods.
        trunk: 1 where a trunk ENI is attached.
    """

    slots_per_eni: int
    ips_per_slot: int
    pod_enis: int
    excluded: int
    trunk: int
    max_pods: int

    @property
    def slots(self) -> int:
        """All that the node can hold."""
        return self.pod_enis * self.slots_per_eni

    @property
    def least_enis(self) -> int:
        """Pod ENIs that are never given back: the primary, unless it carries no pods."""
        return 1 - self.excluded


class _Pool(NamedTuple):
    """Slots and pod ENIs that a pool may settle on, from the fewest to the most."""

    low_slots: int
    high_slots: int
    low_enis: int
    high_enis: int
    bound_by: Bound
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
    node = node_bounds(limits, settings, max_pods)
    rule = _rule(settings, node)
    if node.pod_enis < 1:
        return NodeUsage(False, rule, "none", max_pods, 0, 0, 0, 0, 0, 0, pods, 0, 0, cycles=False)
    pool = _settled(node, settings, rule, pods)
    if peak_pods is not None:
        _check_count("peak_pods", peak_pods, pods)
        if peak_pods > pods:
            peak = _settled(node, settings, rule, peak_pods)
            pool = _after_peak(node, settings, pods, pool, peak)
    return _usage(node, rule, pool, pods, _named_bound(pool.bound_by, limits, settings))


def default_max_pods(limits: InstanceLimits, settings: WarmPoolSettings) -> int:
    """The kubelet's max pods as EKS sets it for a node group, in pods.

    The secondary-IP formula, with custom networking for one ENI less; with prefixes in effect the
    prefix formula, capped at 110 up to 30 vCPUs (or where their number is not known), else at 250.

    Source: EKS user guide, choosing an instance type; VPC CNI v1.23.1, misc/eni-max-pods.
    """
    enis = max(0, limits.max_enis - settings.custom_networking)
    slots = enis * limits.secondary_ips_per_eni
    if not prefixes_take_effect(limits, settings):
        return slots + HOST_NETWORK_PODS_IN_MAX_PODS
    return min(max_pods_cap(limits), slots * PREFIX_SIZE + HOST_NETWORK_PODS_IN_MAX_PODS)


def max_pods_cap(limits: InstanceLimits) -> int:
    """The most pods that EKS recommends for a node: 110 up to 30 vCPUs or unknown, else 250.

    Source: EKS user guide, choosing an instance type.
    """
    small = limits.vcpus is None or limits.vcpus <= SMALL_VCPUS
    return PREFIX_MAX_PODS_SMALL if small else PREFIX_MAX_PODS_LARGE


def prefixes_take_effect(limits: InstanceLimits, settings: WarmPoolSettings) -> bool:
    """Whether the node holds prefixes; asked for elsewhere, it falls back to secondary IPs."""
    return settings.prefix_delegation and limits.supports_prefixes


def _check_count(name: str, found: int, minimum: int) -> None:
    if type(found) is not int or not minimum <= found <= MAX_PODS:
        raise InvalidValueError(name=name, found=found, minimum=minimum, maximum=MAX_PODS)


def _ceil(amount: int, size: int) -> int:
    return -(-amount // size)


def node_bounds(limits: InstanceLimits, settings: WarmPoolSettings, max_pods: int) -> NodeBounds:
    """What the type, MAX_ENI, unmanaged ENIs, trunk and custom networking leave for pods."""
    enis = limits.max_enis
    if settings.max_eni and settings.max_eni < enis:
        enis = settings.max_eni
    enis -= settings.unmanaged_enis
    # The place is kept for the trunk from the start, whether or not it is attached yet.
    reserved = 1 if settings.pod_eni and limits.supports_trunk else 0
    excluded = 1 if settings.custom_networking else 0
    return NodeBounds(
        slots_per_eni=limits.ipv4_per_eni - 1,
        ips_per_slot=PREFIX_SIZE if prefixes_take_effect(limits, settings) else 1,
        pod_enis=max(1, enis - reserved) - excluded,
        excluded=excluded,
        trunk=1 if reserved and enis > 1 else 0,
        max_pods=max_pods,
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


def _eni_target_pool(node: NodeBounds, settings: WarmPoolSettings, pods: int) -> _Pool:
    """Whole ENIs: those that the pods fill and the warm ones, up to max pods."""
    warm = settings.warm_eni_target
    warm = CNI_WARM_ENI_TARGET if warm is None else warm
    size = node.slots_per_eni
    active = _ceil(pods, size)
    # With target 0 an ENI that fills up brings the next, which is empty and goes again.
    wanted = active + warm if warm else pods // size + 1
    steady = wanted if warm else max(active, node.least_enis)
    cap = _ceil(node.max_pods, size)
    high = min(node.pod_enis, cap, wanted)
    low = min(node.pod_enis, cap, steady)
    bound: Bound = "none" if high == wanted else "max_enis" if high == node.pod_enis else "max_pods"
    return _Pool(low * size, high * size, low, high, bound, low < high)


def _ip_target_pool(node: NodeBounds, settings: WarmPoolSettings, pods: int) -> _Pool:
    """Single slots: the pods and the free ones wished for, at least the minimum."""
    warm = settings.warm_ip_target or 0
    minimum = settings.minimum_ip_target or 0
    per_slot = node.ips_per_slot
    least = _ceil(minimum, per_slot)
    pods = min(pods, node.slots * per_slot)
    # Without WARM_IP_TARGET the pool never grows past the minimum, whatever the pods.
    wanted = max(_ceil(pods + warm, per_slot), least) if warm else least
    first_fill = _ceil(max(warm, minimum), per_slot)
    full = _ceil(node.max_pods, per_slot)
    if first_fill >= full:
        low = high = min(first_fill, node.slots_per_eni * _ceil(full, node.slots_per_eni))
    else:
        low = min(wanted, full)
        high = min(wanted, full - 1 + max(1, _ceil(warm, per_slot)))
    pool = _slot_pool(node, low, high, wanted)
    fixed = not warm and pool.bound_by == "none"
    return pool._replace(bound_by="minimum_ip_target") if fixed else pool


def _prefix_target_pool(node: NodeBounds, settings: WarmPoolSettings, pods: int) -> _Pool:
    """Whole prefixes: those that the pods fill and the warm ones."""
    warm = settings.warm_prefix_target or CNI_WARM_PREFIX_TARGET
    pods = min(pods, node.slots * PREFIX_SIZE)
    active = _ceil(pods, PREFIX_SIZE)
    full = _ceil(node.max_pods, PREFIX_SIZE)
    if warm:
        # "Too low" counts free addresses, the step counts wholly free prefixes: hence a range.
        low, high = active + warm, active + (2 * warm - 1 if pods else warm)
    else:
        low, high = active, pods // PREFIX_SIZE + 1
    wanted = high
    if warm >= full:
        low = high = min(warm, node.slots_per_eni * _ceil(full, node.slots_per_eni))
    else:
        low, high = min(low, full), min(high, full - 1 + max(1, warm))
    pool = _slot_pool(node, low, high, wanted)
    return pool._replace(cycles=not warm and pool.low_slots < pool.high_slots)


def _slot_pool(node: NodeBounds, low: int, high: int, wanted: int) -> _Pool:
    """A pool that holds single slots, on no more ENIs than they need."""
    size = node.slots_per_eni
    cap = node.slots
    bound: Bound = "none"
    if high < wanted:
        bound = "max_pods"
    if min(high, wanted) > cap:
        bound = "max_enis"
    low, high = min(low, cap), min(high, cap)
    low_enis = max(node.least_enis, _ceil(low, size))
    high_enis = max(node.least_enis, _ceil(high, size))
    return _Pool(low, high, low_enis, high_enis, bound)


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


def _usage(node: NodeBounds, rule: Rule, pool: _Pool, pods: int, bound_by: Bound) -> NodeUsage:
    held = pool.high_slots * node.ips_per_slot
    active_ips = min(pods, held)
    active_enis = _ceil(active_ips, node.ips_per_slot * node.slots_per_eni)
    others = node.excluded + node.trunk
    attached = pool.high_enis + others
    with_prefixes = node.ips_per_slot > 1
    return NodeUsage(
        ready=True,
        rule=rule,
        bound_by=bound_by,
        max_pods=node.max_pods,
        attached_enis=attached,
        active_enis=active_enis,
        warm_enis=pool.high_enis - active_enis,
        secondary_ips=0 if with_prefixes else held,
        prefixes=pool.high_slots if with_prefixes else 0,
        active_ips=active_ips,
        unplaced_pods=pods - active_ips,
        pod_subnet_ips=attached - 1 + held if node.excluded else 0,
        lowest_subnet_ips=pool.low_enis + others + pool.low_slots * node.ips_per_slot,
        cycles=pool.cycles,
    )
