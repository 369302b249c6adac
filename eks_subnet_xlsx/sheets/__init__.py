"""The calculators as data: what stands where, each formula beside its value.

One list of cells and one of columns a sheet; the writer writes and the reader finds by key. No file
is read or written here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_subnet_xlsx.aws_2022 import aws_2022_available_ips
from eks_subnet_xlsx.demand import usable_ips
from eks_subnet_xlsx.sheets.about import ABOUT_PLACES, ABOUT_SHEET
from eks_subnet_xlsx.sheets.aws_columns import (
    AWS_WARM_ENI_COLUMNS,
    AWS_WARM_IP_COLUMNS,
    warm_eni_row_2022,
    warm_ip_row_2022,
)
from eks_subnet_xlsx.sheets.calculation import (
    AboutInputs,
    FindLimits,
    RowInputs,
    RowResult,
    SheetInputs,
    SheetResult,
    calculate,
    plan_inputs,
)
from eks_subnet_xlsx.sheets.cells import (
    AWS_WARM_ENI_CELLS,
    AWS_WARM_ENI_INPUTS,
    AWS_WARM_IP_CELLS,
    AWS_WARM_IP_INPUTS,
    WARM_ENI_CELLS,
    WARM_ENI_INPUTS,
    WARM_IP_CELLS,
    WARM_IP_INPUTS,
)
from eks_subnet_xlsx.sheets.cni_columns import WARM_ENI_COLUMNS, WARM_IP_COLUMNS, row_status
from eks_subnet_xlsx.sheets.columns import INPUT_COLUMNS, legacy_or_ok
from eks_subnet_xlsx.sheets.model import Calculator, CellValue, Model
from eks_subnet_xlsx.sheets.status import Status

if TYPE_CHECKING:
    from eks_subnet_xlsx.plan import Plan

WARM_ENI = Calculator(
    name="WarmENI",
    model="vpc-cni",
    size_ips=usable_ips,
    row_ips=lambda row: row.usage.subnet_ips,
    row_status=row_status,
    input_cells=WARM_ENI_INPUTS,
    derived_cells=WARM_ENI_CELLS,
    input_columns=INPUT_COLUMNS,
    derived_columns=WARM_ENI_COLUMNS,
)
WARM_IP = Calculator(
    name="WarmIP",
    model="vpc-cni",
    size_ips=usable_ips,
    row_ips=lambda row: row.usage.subnet_ips,
    row_status=row_status,
    input_cells=WARM_IP_INPUTS,
    derived_cells=WARM_IP_CELLS,
    input_columns=INPUT_COLUMNS,
    derived_columns=WARM_IP_COLUMNS,
)
_AWS_WARM_ENI = Calculator(
    name="WarmENI",
    model="aws-2022",
    size_ips=aws_2022_available_ips,
    row_ips=lambda row: warm_eni_row_2022(row).total_ips,
    row_status=legacy_or_ok,
    input_cells=AWS_WARM_ENI_INPUTS,
    derived_cells=AWS_WARM_ENI_CELLS,
    input_columns=INPUT_COLUMNS,
    derived_columns=AWS_WARM_ENI_COLUMNS,
)
_AWS_WARM_IP = Calculator(
    name="WarmIP",
    model="aws-2022",
    size_ips=aws_2022_available_ips,
    row_ips=lambda row: warm_ip_row_2022(row).total_ips,
    row_status=legacy_or_ok,
    input_cells=AWS_WARM_IP_INPUTS,
    derived_cells=AWS_WARM_IP_CELLS,
    input_columns=INPUT_COLUMNS,
    derived_columns=AWS_WARM_IP_COLUMNS,
)

MODELS: dict[Model, tuple[Calculator, ...]] = {
    "vpc-cni": (WARM_ENI, WARM_IP),
    "aws-2022": (_AWS_WARM_ENI, _AWS_WARM_IP),
}
"""The calculators of each arithmetic, in the order of the sheets."""


def plan_results(
    plan: Plan, find_limits: FindLimits, model: Model = "vpc-cni"
) -> tuple[SheetResult, ...]:
    """What every calculator of a model shows for a plan."""
    about = AboutInputs(plan.cluster, plan.runs_on)
    return tuple(
        calculate(calculator, plan_inputs(plan, calculator), about, find_limits)
        for calculator in MODELS[model]
    )


__all__ = [
    "ABOUT_PLACES",
    "ABOUT_SHEET",
    "MODELS",
    "WARM_ENI",
    "WARM_IP",
    "AboutInputs",
    "Calculator",
    "CellValue",
    "FindLimits",
    "Model",
    "RowInputs",
    "RowResult",
    "SheetInputs",
    "SheetResult",
    "Status",
    "calculate",
    "plan_inputs",
    "plan_results",
]
