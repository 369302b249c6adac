"""From nodes to a subnet: what a node group, and a whole cluster, takes.

Arithmetic over the engine's answers; no files, no sheets, no words.
"""

from __future__ import annotations

from dataclasses import dataclass

from eks_subnet_xlsx.engine import NodeUsage, WarmPoolSettings, default_max_pods, node_usage
from eks_subnet_xlsx.limits.instance import InstanceLimits

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


def usable_ips(size: int) -> int:
    """Addresses of a subnet of this CIDR size that can be given out."""
    return (1 << IPV4_BITS - size) - RESERVED_IPS


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
