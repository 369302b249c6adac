"""An EKS subnet calculator whose figures are the VPC CNI's own: the public names."""

from eks_subnet_xlsx.errors import EksSubnetXlsxError, InvalidValueError
from eks_subnet_xlsx.limits.instance import InstanceLimits
from eks_subnet_xlsx.warm_pool import NodeUsage, WarmPoolSettings, default_max_pods, node_usage

__all__ = [
    "EksSubnetXlsxError",
    "InstanceLimits",
    "InvalidValueError",
    "NodeUsage",
    "WarmPoolSettings",
    "default_max_pods",
    "node_usage",
]
