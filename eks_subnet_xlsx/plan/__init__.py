"""The plan: what a user asks for, read from YAML, JSON or TOML, with all its bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_subnet_xlsx.lazy import lazily
from eks_subnet_xlsx.plan.bounds import (
    MAX_NAME,
    MAX_NODES,
    MAX_OTHER_IPS,
    MAX_PODS_PER_NODE,
    MAX_ROWS,
    MAX_SUBNET_SIZE,
    MIN_SUBNET_SIZE,
)

if TYPE_CHECKING:
    from eks_subnet_xlsx.plan.models import NodeGroup, Plan, PlanRow, Scenario, Subnet
    from eks_subnet_xlsx.plan.reading import parse_plan, read_plan

_HOMES = {
    "NodeGroup": "models",
    "Plan": "models",
    "PlanRow": "models",
    "Scenario": "models",
    "Subnet": "models",
    "parse_plan": "reading",
    "read_plan": "reading",
}
"""The module of each name that takes long to import."""

__all__ = [
    "MAX_NAME",
    "MAX_NODES",
    "MAX_OTHER_IPS",
    "MAX_PODS_PER_NODE",
    "MAX_ROWS",
    "MAX_SUBNET_SIZE",
    "MIN_SUBNET_SIZE",
    "NodeGroup",
    "Plan",
    "PlanRow",
    "Scenario",
    "Subnet",
    "parse_plan",
    "read_plan",
]

__getattr__ = lazily(__name__, _HOMES)
