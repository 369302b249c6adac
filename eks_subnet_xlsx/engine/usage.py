"""What a node holds, and the steps that lead there."""

from __future__ import annotations

from typing import Literal, NamedTuple

PREFIX_SIZE = 16
"""Addresses of a delegated prefix, a /28. Source: VPC CNI v1.23.1, data store."""

Rule = Literal["eni_target", "ip_target", "prefix_target"]
Bound = Literal["none", "max_enis", "max_eni", "unmanaged_enis", "max_pods", "minimum_ip_target"]


class NodeBounds(NamedTuple):
    """A node's own bounds; a slot holds one address, or one prefix.

    Attributes:
        enis: of the type, or MAX_ENI where that is less.
        managed_enis: less those that are not the CNI's to use.
        pod_enis: ENIs that may carry pod addresses; none where the node never gets ready.
        excluded: 1 with custom networking, whose primary ENI carries no pods.
        trunk: 1 where a trunk ENI is attached.
    """

    enis: int
    managed_enis: int
    pod_enis: int
    excluded: int
    trunk: int
    slots_per_eni: int
    ips_per_slot: int
    max_pods: int

    @property
    def slots(self) -> int:
        """All that the node can hold."""
        return self.pod_enis * self.slots_per_eni

    @property
    def least_enis(self) -> int:
        """Pod ENIs that are never given back: the primary, unless it carries no pods."""
        return 1 - self.excluded


class NodeSteps(NamedTuple):
    """How a pool comes to its size: what the targets ask for, before the node's own bounds.

    What does not apply is 0: addresses where no IP target is set, ENIs where prefixes are held.

    Attributes:
        enis_for_pods: pod ENIs that the pods fill.
        wanted_enis: pod ENIs that the ENI target asks for, whichever target governs.
        enis_for_max_pods: pod ENIs at which the pool stops growing.
        eni_target_enis: pod ENIs that the ENI target holds, within the bounds.
        wanted_ips: addresses that the IP targets ask for.
        slots_for_pods: prefixes that the pods fill.
        wanted_slots: addresses or prefixes that the IP or prefix targets ask for.
        held_slots: as many of them as max pods lets the pool take.
    """

    bounds: NodeBounds
    enis_for_pods: int = 0
    wanted_enis: int = 0
    enis_for_max_pods: int = 0
    eni_target_enis: int = 0
    wanted_ips: int = 0
    slots_for_pods: int = 0
    wanted_slots: int = 0
    held_slots: int = 0


class NodeUsage(NamedTuple):
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
        steps: how it came about.
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
    steps: NodeSteps

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
