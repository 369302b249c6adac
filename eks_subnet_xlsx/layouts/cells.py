"""The cells above the calculators' tables: inputs, results, and the settings as they take effect.

Places are a contract with every file that circulates. B4 to B15 stand where AWS's workbook of 2022
has them; A17 to B20 hold what it calls unsupported.
"""

from __future__ import annotations

from collections.abc import Callable

from eks_subnet_xlsx.calculation import (
    FIRST_INVALID,
    SHEET_COUNTS,
    CellValue,
    CountedRow,
    SheetResult,
    Status,
)
from eks_subnet_xlsx.calculation.rows_2022 import warm_eni_row_2022, warm_ip_row_2022
from eks_subnet_xlsx.demand import LOW_SHARE_LEFT
from eks_subnet_xlsx.layouts.about import ABOUT_PLACES, ABOUT_SHEET
from eks_subnet_xlsx.layouts.lookups import CODES, SIZES
from eks_subnet_xlsx.layouts.model import DerivedCell, InputCell, Style, absolute

_CLUSTER = f"{ABOUT_SHEET}!{absolute(ABOUT_PLACES['cluster'])}"
_RUNS_ON = f"{ABOUT_SHEET}!{absolute(ABOUT_PLACES['runs_on'])}"


def input_cell(key: str, place: str) -> InputCell:
    """A cell that a user fills in, with the bounds of its count."""
    return InputCell(key, place, SHEET_COUNTS[key])


def _in_effect(cell: InputCell, place: str) -> DerivedCell:
    """What a setting counts as: its default where blank, -1 where it is no count in its bounds."""
    raw, count = f"{{{cell.key}}}", cell.count
    whole = f"AND(ISNUMBER({raw}),{raw}>={count.minimum},{raw}<={count.maximum},INT({raw})={raw})"
    return DerivedCell(
        f"{cell.key}_in_effect",
        place,
        f'IFERROR(IF({raw}="",{count.default},IF({whole},{raw},-1)),-1)',
        lambda sheet: sheet.settings[cell.key],
        "working",
    )


def _words(code: str) -> str:
    return f"VLOOKUP({code},{CODES.range},2,FALSE)"


COMMON_INPUTS = (
    input_cell("subnet_size", "B4"),
    input_cell("host_network_pods", "B14"),
    input_cell("daemonset_pods", "B15"),
    input_cell("other_ips", "E13"),
)

WARM_ENI_INPUTS = (
    *COMMON_INPUTS,
    input_cell("warm_eni_target", "B13"),
    input_cell("max_eni", "B18"),
    input_cell("unmanaged_enis", "B19"),
)

WARM_IP_INPUTS = (
    *COMMON_INPUTS,
    input_cell("warm_ip_target", "B13"),
    input_cell("minimum_ip_target", "B18"),
    input_cell("warm_eni_target", "B19"),
    input_cell("max_eni", "B20"),
    input_cell("unmanaged_enis", "K13"),
)

RESERVED_CELLS = {
    "smallest_size": "K10",
    "lowest_ips": "K11",
    "control_plane_enis": "E14",
    "albs": "E15",
    "nlbs": "E16",
    "interface_endpoints": "E17",
    "nat_gateways": "E18",
    "fargate_pods": "E19",
    "other_ips_at_peak": "E20",
    "custom_networking": "K14",
    "pod_subnet_size": "K15",
    "pod_eni": "K16",
    "ipv6": "K17",
    "growth_percent": "K18",
    "update_strategy": "K19",
    "zones": "K20",
}


def total(
    place: str,
    key: str,
    column: str,
    value: Callable[[SheetResult], int],
    style: Style = "count",
) -> DerivedCell:
    """The sum of a column over all rows that count."""
    return DerivedCell(key, place, f"SUM({{{column}:all}})", value, style)


def of_all_rows(value: Callable[[CountedRow], int]) -> Callable[[SheetResult], int]:
    """The sum over all rows that count, of what is AWS's own."""
    return lambda sheet: sum(map(value, sheet.counted))


def known(value: CellValue) -> CellValue:
    """What a cell shows of a figure: nothing where it is not known."""
    return "" if value is None else value


def role(own: str) -> DerivedCell:
    """Whether the sheet shows the cluster as it is set today, or the other possibility."""
    today, other = _words(f"{Status.TODAY:d}"), _words(f"{Status.OTHER_POSSIBILITY:d}")
    return DerivedCell(
        "role",
        "J2",
        f'IF({_RUNS_ON}="{own}",{today},{other})',
        lambda sheet: Status.TODAY if sheet.about.runs_on == own else Status.OTHER_POSSIBILITY,
        "text",
    )


_CLUSTER_CELL = DerivedCell(
    "cluster",
    "J1",
    f'IF({_CLUSTER}="","",{_CLUSTER})',
    lambda sheet: sheet.about.cluster,
    "heading",
)

_INCOMPLETE = "{cells_wrong}+{rows_wrong}+{rows_uncounted}"

# What every calculator has, whatever its arithmetic.
COMMON_RESULTS = (
    _CLUSTER_CELL,
    total("B8", "node_ips", "subnet_ips_total", lambda sheet: sheet.node_ips),
    total("E9", "all_nodes", "nodes_counted", lambda sheet: sheet.cluster.nodes),
    DerivedCell("verdict", "E10", _words("{verdict_code}"), lambda s: s.verdict, "verdict"),
    DerivedCell("rows_wrong", "K5", "{row_faults}", lambda sheet: sheet.rows_wrong),
    DerivedCell(
        "rows_uncounted",
        "K6",
        "COUNTA({instance_type:all})-SUM({type_seen:all})",
        lambda sheet: sheet.inputs.types_below,
    ),
    DerivedCell(
        "notice",
        "A21",
        f'IF({_INCOMPLETE}=0,"",{_words(f"{Status.ATTENTION:d}")})',
        lambda sheet: Status.ATTENTION if sheet.is_incomplete else "",
        "notice",
    ),
    # Not other_ips, on which no row depends.
    DerivedCell(
        "settings_wrong",
        "AB12",
        "COUNTIF(AB4:AB10,-1)",
        lambda sheet: sheet.settings.unusable,
        "working",
    ),
    DerivedCell(
        "row_faults",
        "AB14",
        f'COUNTIF({{status_code:all}},">={FIRST_INVALID:d}")',
        lambda sheet: sheet.rows_wrong,
        "working",
    ),
    DerivedCell(
        "verdict_code",
        "AB15",
        f'IF({{usable_ips}}="",{Status.NO_SIZE:d},IF({{remaining_ips}}="",{Status.INCOMPLETE:d},'
        f"IF({{remaining_ips}}<0,{Status.EXHAUSTED:d},"
        f"IF({_INCOMPLETE}>0,{Status.INCOMPLETE:d},"
        f"IF({{remaining_ips}}*{LOW_SHARE_LEFT}<{{usable_ips}},"
        f"{Status.SHORT:d},{Status.ENOUGH:d})))))",
        lambda sheet: int(sheet.verdict),
        "working",
    ),
    DerivedCell(
        "free_ips",
        "AB20",
        "IF(ISNUMBER({remaining_ips}),MAX(0,{remaining_ips}),0)",
        lambda sheet: max(0, sheet.remaining_ips or 0),
        "working",
    ),
)

_CNI_RESULTS = (
    DerivedCell(
        "usable_ips",
        "B5",
        # A number as text is found by some programs and not by others: it is no size.
        f"IF(ISNUMBER({{subnet_size}}),"
        f'IFERROR(VLOOKUP({{subnet_size}},{SIZES.range},2,FALSE),""),"")',
        lambda sheet: known(sheet.usable_ips),
    ),
    total("B9", "all_pods_hosted", "pods_hosted", lambda sheet: sheet.cluster.pods_hosted),
    DerivedCell(
        "remaining_ips",
        "B10",
        "IF(AND(ISNUMBER({usable_ips}),{other_ips_in_effect}>=0),"
        '{usable_ips}-{node_ips}-{other_ips_in_effect},"")',
        lambda sheet: known(sheet.remaining_ips),
    ),
    DerivedCell(
        "share_used",
        "E4",
        'IF(ISNUMBER({remaining_ips}),({node_ips}+{other_ips_in_effect})/{usable_ips},"")',
        lambda sheet: known(sheet.cluster.subnet.share_used),
        "percent",
    ),
    total("E5", "all_active_ips", "active_ips_total", lambda sheet: sheet.cluster.active_ips),
    total("E6", "all_warm_ips", "warm_ips_total", lambda sheet: sheet.cluster.warm_ips),
    total("E7", "all_primary_ips", "primary_ips_total", lambda sheet: sheet.cluster.primary_ips),
    total("E8", "all_pods_unplaced", "pods_unplaced", lambda sheet: sheet.cluster.pods_unplaced),
    DerivedCell(
        "cells_wrong",
        "K4",
        "{settings_wrong}+IF({other_ips_in_effect}<0,1,0)",
        lambda sheet: sheet.cells_wrong,
    ),
    DerivedCell(
        "chart_active",
        "AB16",
        "{all_active_ips}",
        lambda sheet: sheet.cluster.active_ips,
        "working",
    ),
    DerivedCell(
        "chart_warm",
        "AB17",
        "{all_warm_ips}",
        lambda sheet: sheet.cluster.warm_ips,
        "working",
    ),
    DerivedCell(
        "chart_primary",
        "AB18",
        "{all_primary_ips}",
        lambda sheet: sheet.cluster.primary_ips,
        "working",
    ),
    DerivedCell(
        "chart_others",
        "AB19",
        "MAX(0,{other_ips_in_effect})",
        lambda sheet: max(0, sheet.settings["other_ips"]),
        "working",
    ),
)


def _beside(value: Callable[[CountedRow], int]) -> tuple[DerivedCell, ...]:
    """What AWS's workbook of 2022 would say in all, and how far that is from ours."""
    return (
        total("K8", "ips_2022", "aws_2022_ips", of_all_rows(value), "muted"),
        DerivedCell(
            "difference_2022",
            "K9",
            "{node_ips}-{ips_2022}",
            of_all_rows(lambda row: row.subnet_ips - value(row)),
            "change",
        ),
    )


_EFFECTIVE_PLACES = {
    "host_network_pods": "AB4",
    "daemonset_pods": "AB5",
    "warm_eni_target": "AB6",
    "warm_ip_target": "AB7",
    "minimum_ip_target": "AB8",
    "max_eni": "AB9",
    "unmanaged_enis": "AB10",
    "other_ips": "AB11",
}


def effective(inputs: tuple[InputCell, ...]) -> tuple[DerivedCell, ...]:
    """The settings as they take effect."""
    own = {cell.key: cell for cell in inputs}
    return tuple(
        _in_effect(own[key], place) for key, place in _EFFECTIVE_PLACES.items() if key in own
    )


WARM_ENI_CELLS = (
    role("WarmENI"),
    *COMMON_RESULTS,
    *_CNI_RESULTS,
    *_beside(lambda row: warm_eni_row_2022(row).total_ips),
    *effective(WARM_ENI_INPUTS),
)

WARM_IP_CELLS = (
    role("WarmIP"),
    *COMMON_RESULTS,
    *_CNI_RESULTS,
    *_beside(lambda row: warm_ip_row_2022(row).total_ips),
    *effective(WARM_IP_INPUTS),
    DerivedCell(
        "first_fill",
        "AB13",
        "MAX({warm_ip_target_in_effect},{minimum_ip_target_in_effect})",
        lambda sheet: sheet.settings.first_fill,
        "working",
    ),
)
