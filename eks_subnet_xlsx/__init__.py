"""An EKS subnet calculator whose figures are the VPC CNI's own: the public names.

A name is imported when it is first asked for, so that each program pays for what it uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_subnet_xlsx.lazy import lazily

if TYPE_CHECKING:
    from eks_subnet_xlsx.checks import SheetVerdict, WorkbookReport, validate_workbook
    from eks_subnet_xlsx.engine import NodeUsage, WarmPoolSettings, default_max_pods, node_usage
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
    from eks_subnet_xlsx.jobs.annotation import annotate_workbook
    from eks_subnet_xlsx.jobs.recalculation import Recalculation, recalculate_workbook
    from eks_subnet_xlsx.limits import InstanceLimits, LimitsCatalog, load_catalog
    from eks_subnet_xlsx.plan import Plan, parse_plan, read_plan
    from eks_subnet_xlsx.workbook.reading.reader import WorkbookReading, read_workbook
    from eks_subnet_xlsx.workbook.render import build_workbook

_HOMES = {
    "EksSubnetXlsxError": "errors",
    "Finding": "findings",
    "InstanceLimits": "limits",
    "InvalidValueError": "errors",
    "LimitsCatalog": "limits",
    "LimitsFileError": "errors",
    "NodeUsage": "engine",
    "OutputError": "errors",
    "Plan": "plan",
    "PlanError": "errors",
    "Recalculation": "jobs.recalculation",
    "SheetVerdict": "checks",
    "UnknownInstanceTypeError": "errors",
    "WarmPoolSettings": "engine",
    "WorkbookError": "errors",
    "WorkbookReading": "workbook.reading.reader",
    "WorkbookReport": "checks",
    "annotate_workbook": "jobs.annotation",
    "build_workbook": "workbook.render",
    "default_max_pods": "engine",
    "load_catalog": "limits",
    "node_usage": "engine",
    "parse_plan": "plan",
    "read_plan": "plan",
    "read_workbook": "workbook.reading.reader",
    "recalculate_workbook": "jobs.recalculation",
    "validate_workbook": "checks",
}
"""The room of each name."""

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


__getattr__ = lazily(__name__, _HOMES)
