"""The calculators as data: what stands where, each formula beside its value.

One list of cells and one of columns a sheet; the writer writes and the reader finds by key. No file
is read or written here.
"""

from eks_subnet_xlsx.plan import Plan
from eks_subnet_xlsx.sheets.about import ABOUT_PLACES, ABOUT_SHEET
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
    RESERVED_CELLS,
    WARM_ENI_CELLS,
    WARM_ENI_INPUTS,
    WARM_IP_CELLS,
    WARM_IP_INPUTS,
)
from eks_subnet_xlsx.sheets.columns import (
    INPUT_COLUMNS,
    RESERVED_COLUMNS,
    WARM_ENI_COLUMNS,
    WARM_IP_COLUMNS,
)
from eks_subnet_xlsx.sheets.model import Calculator, CellValue
from eks_subnet_xlsx.sheets.status import Status

_RESERVED = {**RESERVED_COLUMNS, **RESERVED_CELLS}

WARM_ENI = Calculator(
    "WarmENI", WARM_ENI_INPUTS, WARM_ENI_CELLS, INPUT_COLUMNS, WARM_ENI_COLUMNS, _RESERVED
)
WARM_IP = Calculator(
    "WarmIP", WARM_IP_INPUTS, WARM_IP_CELLS, INPUT_COLUMNS, WARM_IP_COLUMNS, _RESERVED
)
CALCULATORS = (WARM_ENI, WARM_IP)


def plan_results(plan: Plan, find_limits: FindLimits) -> tuple[SheetResult, ...]:
    """What every calculator shows for a plan."""
    about = AboutInputs(plan.cluster, plan.runs_on)
    return tuple(
        calculate(calculator, plan_inputs(plan, calculator), about, find_limits)
        for calculator in CALCULATORS
    )


__all__ = [
    "ABOUT_PLACES",
    "ABOUT_SHEET",
    "CALCULATORS",
    "WARM_ENI",
    "WARM_IP",
    "AboutInputs",
    "Calculator",
    "CellValue",
    "RowInputs",
    "RowResult",
    "SheetInputs",
    "SheetResult",
    "Status",
    "calculate",
    "plan_inputs",
    "plan_results",
]
