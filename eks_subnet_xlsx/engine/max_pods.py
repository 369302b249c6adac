"""The kubelet's max pods as EKS sets it, and whether prefixes take effect."""

from __future__ import annotations

from eks_subnet_xlsx.engine.settings import WarmPoolSettings
from eks_subnet_xlsx.engine.usage import PREFIX_SIZE
from eks_subnet_xlsx.limits.instance import InstanceLimits

HOST_NETWORK_PODS_IN_MAX_PODS = 2
"""The + 2 of the max-pods formula: aws-node, kube-proxy. Source: VPC CNI v1.23.1, eni-max-pods."""

PREFIX_MAX_PODS_SMALL = 110
PREFIX_MAX_PODS_LARGE = 250
SMALL_VCPUS = 30
"""EKS caps max pods at 110 up to 30 vCPUs, at 250 above. Source: EKS user guide, max pods."""


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
