"""The kubelet's max pods, by who sets it, and whether prefixes take effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from eks_subnet_xlsx.engine.settings import WarmPoolSettings
from eks_subnet_xlsx.engine.usage import PREFIX_SIZE
from eks_subnet_xlsx.limits.instance import InstanceLimits

HOST_NETWORK_PODS_IN_MAX_PODS = 2
"""The + 2 of the max-pods formula: aws-node, kube-proxy. Source: VPC CNI v1.23.1, eni-max-pods."""

Manager = Literal["managed", "self-managed", "karpenter"]
"""Who sets the max pods of nodes: EKS for managed node groups without a custom AMI, nodeadm for all
others of one's own, or Karpenter."""

PREFIX_MAX_PODS_SMALL = 110
PREFIX_MAX_PODS_LARGE = 250
SMALL_VCPUS = 30
"""EKS caps max pods at 110 up to 30 vCPUs, at 250 above. Source: EKS user guide, max pods."""


def default_max_pods(limits: InstanceLimits, settings: WarmPoolSettings) -> int:
    """The kubelet's max pods that a node is taken to have where nobody gives them, in pods.

    The secondary-IP formula, with custom networking for one ENI less; with prefixes in effect the
    prefix formula, capped at 110 up to 30 vCPUs (or where their number is not known), else at 250.
    What each manager of nodes sets is `max_pods_by`; EKS's own managed node groups are capped
    without prefixes, too.

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


@dataclass(frozen=True, slots=True)
class MaxPods:
    """How the kubelet's max pods come about.

    Attributes:
        enis: that count.
        pods_per_eni: addresses of an ENI that pods may have, or those of its prefixes.
        cap: the most that whoever sets it allows, in pods; None where nothing caps it.
        is_guessed: whether the cap is that of a small node because nobody knows its vCPUs.
    """

    enis: int
    pods_per_eni: int
    cap: int | None
    is_guessed: bool

    @property
    def formula(self) -> int:
        """What the ENIs could serve, with the pods of the host network, in pods."""
        return self.enis * self.pods_per_eni + HOST_NETWORK_PODS_IN_MAX_PODS

    @property
    def figure(self) -> int:
        """The kubelet's max pods."""
        return self.formula if self.cap is None else min(self.cap, self.formula)


def max_pods_by(
    limits: InstanceLimits,
    manager: Manager,
    settings: WarmPoolSettings,
    *,
    reserved_enis: int = 0,
) -> MaxPods:
    """The kubelet's max pods where nobody gives them, as the manager of the nodes sets them.

    EKS counts prefixes and leaves the primary ENI out with custom networking, and caps the figure;
    nodeadm and Karpenter do none of the three.

    Args:
        limits: of the instance type.
        manager: who sets the figure.
        settings: of the VPC CNI; what it reads of them is prefixes, custom networking, MAX_ENI.
        reserved_enis: that Karpenter is told to keep free.

    Source: EKS user guide, choosing an instance type; awslabs/amazon-eks-ami, eni_max_pods.go
    (81fec2e); aws/karpenter-provider-aws, types.go (1d92708).
    """
    enis = limits.max_enis if settings.max_eni is None else min(limits.max_enis, settings.max_eni)
    if manager == "karpenter":
        enis -= reserved_enis
    if manager != "managed":
        return MaxPods(max(0, enis), limits.secondary_ips_per_eni, None, is_guessed=False)
    pods_per_eni = limits.secondary_ips_per_eni
    if prefixes_take_effect(limits, settings):
        pods_per_eni *= PREFIX_SIZE
    return MaxPods(
        max(0, enis - settings.custom_networking),
        pods_per_eni,
        max_pods_cap(limits),
        is_guessed=limits.vcpus is None,
    )
