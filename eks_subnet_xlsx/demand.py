"""From nodes to a subnet: what a node group, and a whole cluster, takes.

Arithmetic over the engine's answers; no files, no sheets, no words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from eks_subnet_xlsx.engine import NodeUsage, WarmPoolSettings, default_max_pods, node_usage
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.limits.instance import InstanceLimits
from eks_subnet_xlsx.plan.bounds import MAX_SUBNET_SIZE, MIN_SUBNET_SIZE

if TYPE_CHECKING:
    from eks_subnet_xlsx.plan import Plan

RESERVED_IPS = 5
"""Addresses of a subnet that AWS keeps: the first four and the last. Source: EC2 CreateSubnet."""

IPV4_BITS = 32

LOW_SHARE_LEFT = 10
"""A subnet with less than one part in this many left is called short."""


@dataclass(frozen=True, slots=True)
class PodsPerNode:
    """The pods of one node of a group.

    Attributes:
        workload: pods that the user plans, with a VPC address each.
        daemonset: pods of daemonsets with a VPC address, on every node.
        host_network: pods on the node's own address; they count towards max pods alone.
        max_pods: the kubelet's; None is what EKS would set.
    """

    workload: int
    daemonset: int = 0
    host_network: int = 0
    max_pods: int | None = None


@dataclass(frozen=True, slots=True)
class GroupUsage:
    """What the equal nodes of one group take, in addresses and pods.

    Attributes:
        wanted_pods: per node, with a VPC address each.
        scheduled_pods: per node, as many of them as max pods lets the scheduler place.
    """

    node: NodeUsage
    nodes: int
    daemonset_pods: int
    wanted_pods: int
    scheduled_pods: int

    @property
    def subnet_ips(self) -> int:
        """Addresses of all nodes of the group."""
        return self.node.subnet_ips * self.nodes

    @property
    def active_ips(self) -> int:
        """Addresses of pods, on all nodes of the group."""
        return self.node.active_ips * self.nodes

    @property
    def warm_ips(self) -> int:
        """Pod addresses held and free, on all nodes of the group."""
        return self.node.warm_ips * self.nodes

    @property
    def primary_ips(self) -> int:
        """Primary addresses of the ENIs, on all nodes of the group."""
        return self.node.primary_ips * self.nodes

    @property
    def pods_hosted(self) -> int:
        """Workload pods of all nodes that get an address; daemonset pods go first."""
        return max(0, self.node.active_ips - self.daemonset_pods) * self.nodes

    @property
    def pods_unplaced(self) -> int:
        """Pods of all nodes that max pods or the pool leaves without a place."""
        return (self.wanted_pods - self.node.active_ips) * self.nodes


Verdict = Literal["unknown", "exhausted", "low", "enough"]
"""What is to be said of a subnet; unknown where its size is, or what others hold."""


@dataclass(frozen=True, slots=True)
class SubnetUsage:
    """What a subnet has, and what is taken of it, in addresses.

    Attributes:
        usable_ips: those that can be given out; None where its size is not known.
        other_ips: those that others hold; None where that is not known.
        node_ips: those that the nodes take.
    """

    usable_ips: int | None
    other_ips: int | None
    node_ips: int

    @property
    def taken_ips(self) -> int:
        """Addresses that are taken, by whomever."""
        return self.node_ips + (self.other_ips or 0)

    @property
    def remaining_ips(self) -> int | None:
        """Addresses left, below 0 where they are too few; None where that is not known."""
        if self.usable_ips is None or self.other_ips is None:
            return None
        return self.usable_ips - self.node_ips - self.other_ips

    @property
    def short_ips(self) -> int:
        """Addresses that are missing; 0 where none is, or where that is not known."""
        return max(0, -(self.remaining_ips or 0))

    @property
    def sufficient_size(self) -> int | None:
        """The CIDR size of the smallest subnet that suffices; None where no subnet does."""
        return smallest_size(self.taken_ips)

    @property
    def share_used(self) -> float | None:
        """The part of the subnet that is taken; None where that is not known."""
        if not self.usable_ips or self.other_ips is None:
            return None
        return self.taken_ips / self.usable_ips

    @property
    def verdict(self) -> Verdict:
        """Whether the subnet suffices."""
        remaining = self.remaining_ips
        if remaining is None or self.usable_ips is None:
            return "unknown"
        if remaining < 0:
            return "exhausted"
        return "low" if remaining * LOW_SHARE_LEFT < self.usable_ips else "enough"


@dataclass(frozen=True, slots=True)
class ClusterUsage:
    """What all nodes of a cluster take, and what that leaves of the subnet."""

    groups: tuple[GroupUsage, ...]
    subnet: SubnetUsage

    @property
    def nodes(self) -> int:
        """Nodes of all groups."""
        return sum(group.nodes for group in self.groups)

    @property
    def active_ips(self) -> int:
        """Addresses of pods."""
        return sum(group.active_ips for group in self.groups)

    @property
    def warm_ips(self) -> int:
        """Pod addresses held and free."""
        return sum(group.warm_ips for group in self.groups)

    @property
    def primary_ips(self) -> int:
        """Primary addresses of the ENIs."""
        return sum(group.primary_ips for group in self.groups)

    @property
    def pods_hosted(self) -> int:
        """Workload pods that get an address."""
        return sum(group.pods_hosted for group in self.groups)

    @property
    def pods_unplaced(self) -> int:
        """Pods that max pods or the pool leaves without a place."""
        return sum(group.pods_unplaced for group in self.groups)


def usable_ips(size: int) -> int:
    """Addresses of a subnet of this CIDR size that can be given out."""
    return (1 << IPV4_BITS - size) - RESERVED_IPS


def smallest_size(taken: int) -> int | None:
    """The CIDR size of the smallest subnet that suffices for so many addresses, with a reserve.

    It suffices where the verdict on it would be that there is enough: one that is nearly full would
    be the next to run out. None where even the largest that AWS allows does not.
    """
    for size in range(MAX_SUBNET_SIZE, MIN_SUBNET_SIZE - 1, -1):
        if SubnetUsage(usable_ips(size), 0, taken).verdict == "enough":
            return size
    return None


def group_usage(
    limits: InstanceLimits, settings: WarmPoolSettings, *, nodes: int, pods: PodsPerNode
) -> GroupUsage:
    """What a group of equal nodes takes.

    Raises:
        InvalidValueError: a count is outside what the engine is defined for.
    """
    max_pods = default_max_pods(limits, settings) if pods.max_pods is None else pods.max_pods
    wanted = pods.workload + pods.daemonset
    scheduled = min(wanted, max(0, max_pods - pods.host_network))
    return GroupUsage(
        node=node_usage(limits, settings, pods=scheduled, max_pods=max_pods),
        nodes=nodes,
        daemonset_pods=pods.daemonset,
        wanted_pods=wanted,
        scheduled_pods=scheduled,
    )


def cluster_usage(plan: Plan, settings: WarmPoolSettings, catalog: LimitsCatalog) -> ClusterUsage:
    """What a plan's cluster takes with these settings, and what that leaves of its subnet.

    Raises:
        UnknownInstanceTypeError: the catalog has not all types of the plan.
    """
    groups = [
        group_usage(
            catalog.get(row.instance_type),
            settings,
            nodes=row.nodes,
            pods=PodsPerNode(
                workload=row.pods_per_node,
                daemonset=plan.daemonset_pods_per_node,
                host_network=plan.host_network_pods_per_node,
                max_pods=row.max_pods,
            ),
        )
        for row in plan.rows()
    ]
    taken = sum(group.subnet_ips for group in groups)
    subnet = SubnetUsage(usable_ips(plan.subnet.size), plan.subnet.other_ips, taken)
    return ClusterUsage(tuple(groups), subnet)
