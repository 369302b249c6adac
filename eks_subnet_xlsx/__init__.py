"""An EKS subnet calculator whose figures are the VPC CNI's own: the public names."""

from eks_subnet_xlsx.annotation import annotate_workbook
from eks_subnet_xlsx.checks import SheetVerdict, WorkbookReport, validate_workbook
from eks_subnet_xlsx.errors import (
    EksSubnetXlsxError,
    InvalidValueError,
    LimitsFileError,
    OutputError,
    PlanError,
    UnknownInstanceTypeError,
    WorkbookError,
)
from eks_subnet_xlsx.findings import Finding
from eks_subnet_xlsx.limits import InstanceLimits, LimitsCatalog, load_catalog
from eks_subnet_xlsx.plan import Plan, parse_plan, read_plan
from eks_subnet_xlsx.recalculation import Recalculation, recalculate_workbook
from eks_subnet_xlsx.warm_pool import NodeUsage, WarmPoolSettings, default_max_pods, node_usage
from eks_subnet_xlsx.workbook import WorkbookReading, build_workbook, read_workbook

__all__ = [
    "EksSubnetXlsxError",
    "Finding",
    "InstanceLimits",
    "InvalidValueError",
    "LimitsCatalog",
    "LimitsFileError",
    "NodeUsage",
    "OutputError",
    "Plan",
    "PlanError",
    "Recalculation",
    "SheetVerdict",
    "UnknownInstanceTypeError",
    "WarmPoolSettings",
    "WorkbookError",
    "WorkbookReading",
    "WorkbookReport",
    "annotate_workbook",
    "build_workbook",
    "default_max_pods",
    "load_catalog",
    "node_usage",
    "parse_plan",
    "read_plan",
    "read_workbook",
    "recalculate_workbook",
    "validate_workbook",
]
