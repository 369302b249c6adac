"""From typed cells to judged rows to results: what a calculator computes, wherever its cells stand.

It knows no cell, no letter and no formula. A layout says where things stand, and spells in formulas
what is computed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_subnet_xlsx.calculation.arithmetics import AWS_2022, AWS_FILE, ENGINE
from eks_subnet_xlsx.calculation.inputs import (
    ROW_COUNTS,
    SHEET_COUNTS,
    AboutInputs,
    CellValue,
    Count,
    RowInputs,
    Settings,
    SheetInputs,
    is_number,
)
from eks_subnet_xlsx.calculation.sheet import (
    Arithmetic,
    CountedRow,
    FindLimits,
    Model,
    RowResult,
    SheetResult,
    calculate,
)
from eks_subnet_xlsx.calculation.status import FIRST_INVALID, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_subnet_xlsx.plan import Plan

ARITHMETICS: Mapping[Model, Mapping[str, Arithmetic]] = {"vpc-cni": ENGINE, "aws-2022": AWS_2022}
"""What workbooks of ours compute, by model and by the name of the scenario."""


def plan_inputs(plan: Plan, arithmetic: Arithmetic) -> SheetInputs:
    """The inputs of a calculator as a plan fills them."""
    settings = plan.scenario(arithmetic.name).settings
    everything: dict[str, CellValue] = {
        **settings.model_dump(),
        "other_ips": plan.subnet.other_ips,
        "host_network_pods": plan.host_network_pods_per_node,
        "daemonset_pods": plan.daemonset_pods_per_node,
    }
    cells = {key: everything[key] for key in arithmetic.settings}
    rows = [
        RowInputs(
            instance_type=row.instance_type,
            nodes=row.nodes,
            pods_per_node=row.pods_per_node,
            node_group=row.name,
            max_pods_set=row.max_pods,
        )
        for row in plan.rows()
    ]
    return SheetInputs(cells={"subnet_size": plan.subnet.size, **cells}, rows=rows)


def plan_results(
    plan: Plan, find_limits: FindLimits, model: Model = "vpc-cni"
) -> tuple[SheetResult, ...]:
    """What a calculator shows for each scenario of a plan, in their order."""
    about = AboutInputs(plan.cluster, plan.runs_on)
    known = ARITHMETICS[model]
    return tuple(
        calculate(arithmetic, plan_inputs(plan, arithmetic), about, find_limits)
        for arithmetic in (known[scenario.name] for scenario in plan.scenarios())
    )


__all__ = [
    "ARITHMETICS",
    "AWS_2022",
    "AWS_FILE",
    "ENGINE",
    "FIRST_INVALID",
    "ROW_COUNTS",
    "SHEET_COUNTS",
    "AboutInputs",
    "Arithmetic",
    "CellValue",
    "Count",
    "CountedRow",
    "FindLimits",
    "Model",
    "RowInputs",
    "RowResult",
    "Settings",
    "SheetInputs",
    "SheetResult",
    "Status",
    "calculate",
    "is_number",
    "plan_inputs",
    "plan_results",
]
