"""An EKS subnet calculator whose figures are the VPC CNI's own: the public names."""

from eks_subnet_xlsx.errors import (
    EksSubnetXlsxError,
    InvalidValueError,
    LimitsFileError,
    OutputError,
    PlanError,
    UnknownInstanceTypeError,
)
from eks_subnet_xlsx.limits import InstanceLimits, LimitsCatalog, load_catalog
from eks_subnet_xlsx.plan import Plan, parse_plan, read_plan
from eks_subnet_xlsx.warm_pool import NodeUsage, WarmPoolSettings, default_max_pods, node_usage
from eks_subnet_xlsx.workbook import build_workbook

__all__ = [
    "EksSubnetXlsxError",
    "InstanceLimits",
    "InvalidValueError",
    "LimitsCatalog",
    "LimitsFileError",
    "NodeUsage",
    "OutputError",
    "Plan",
    "PlanError",
    "UnknownInstanceTypeError",
    "WarmPoolSettings",
    "build_workbook",
    "default_max_pods",
    "load_catalog",
    "node_usage",
    "parse_plan",
    "read_plan",
]
