"""What one node takes of its subnet: the rules of the VPC CNI, and how its figures come about."""

from __future__ import annotations

from eks_subnet_xlsx.engine.max_pods import (
    HOST_NETWORK_PODS_IN_MAX_PODS,
    Manager,
    MaxPods,
    default_max_pods,
    max_pods_by,
    max_pods_cap,
    prefixes_take_effect,
)
from eks_subnet_xlsx.engine.settings import (
    CNI_WARM_ENI_TARGET,
    CNI_WARM_PREFIX_TARGET,
    MAX_TARGET,
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
from eks_subnet_xlsx.engine.warm_pool import MAX_PODS, node_usage

__all__ = [
    "CNI_WARM_ENI_TARGET",
    "CNI_WARM_PREFIX_TARGET",
    "HOST_NETWORK_PODS_IN_MAX_PODS",
    "MAX_PODS",
    "MAX_TARGET",
    "PREFIX_SIZE",
    "Bound",
    "Manager",
    "MaxPods",
    "NodeBounds",
    "NodeSteps",
    "NodeUsage",
    "Rule",
    "WarmPoolSettings",
    "default_max_pods",
    "max_pods_by",
    "max_pods_cap",
    "node_usage",
    "prefixes_take_effect",
]
