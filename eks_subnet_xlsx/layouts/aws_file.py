"""AWS's own workbook of 2022 as data: what stands where, for reading it; none is ever written.

Its formulas are not repeated here: a column has the value that the published file computes, and the
digest of its formula's spelling says whether a file still has the formula.

Source: AWS's EKS subnet calculator workbook, sheets WarmENI and WarmIP, 2022.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from eks_subnet_xlsx.calculation import (
    AWS_FILE,
    ROW_COUNTS,
    Arithmetic,
    CellValue,
    CountedRow,
    RowResult,
    SheetResult,
)
from eks_subnet_xlsx.calculation.rows_2022 import pods_2022, warm_eni_row_2022, warm_ip_row_2022
from eks_subnet_xlsx.layouts.aws_cells import AWS_WARM_ENI_INPUTS, AWS_WARM_IP_INPUTS
from eks_subnet_xlsx.layouts.model import (
    Calculator,
    DerivedCell,
    DerivedColumn,
    InputCell,
    InputColumn,
    Layout,
    LookupSheet,
    TableRows,
)
from eks_subnet_xlsx.limits import MAX_TYPES

_TABLE = TableRows(22, 23, 1_022)
_HEADER_ROW = _TABLE.header

FORMULA_DIGESTS = Path(__file__).with_name("aws_file_formulas.csv")
"""Written by `tools/write_aws_digests.py` from the published file."""

_INPUT_COLUMNS = (
    InputColumn("instance_type", "A", "input_text", 0),
    InputColumn("nodes", "B", "input_count", 0, ROW_COUNTS["nodes"]),
    InputColumn("pods_per_node", "C", "input_count", 0, ROW_COUNTS["pods_per_node"]),
)


def _cell(key: str, place: str, value: Callable[[SheetResult], CellValue]) -> DerivedCell:
    return DerivedCell(key, place, "", value)


_CELLS = (
    _cell("usable_ips", "B5", lambda sheet: sheet.usable_ips),
    _cell("node_ips", "B8", lambda sheet: sheet.node_ips),
    _cell("all_pods_hosted", "B9", lambda sheet: sum(map(pods_2022, sheet.counted))),
    _cell("remaining_ips", "B10", lambda sheet: sheet.remaining_ips),
)

_Column = tuple[str, str, Callable[[CountedRow], CellValue]]
"""Key, header in lower case, value. What our sheets have too has their key."""


def _columns(columns: dict[str, _Column]) -> tuple[DerivedColumn, ...]:
    def value_of(value: Callable[[CountedRow], CellValue]) -> Callable[[RowResult], CellValue]:
        return lambda row: value(row.counted) if row.counted else None

    return tuple(
        DerivedColumn(key, letter, "", value_of(value))
        for letter, (key, _, value) in columns.items()
    )


def _raw_enis(row: CountedRow) -> float:
    return (row.usage.wanted_pods - row.usage.daemonset_pods) / row.limits.ipv4_per_eni


def _warm_enis_needed(row: CountedRow) -> int:
    result = warm_ip_row_2022(row)
    return result.enis_with_warm - result.in_use_enis


def _most_ips(row: CountedRow) -> int:
    return row.limits.max_enis * row.limits.ipv4_per_eni


# Column F, max pods, comes from a sheet of its own and bounds nothing: it is not followed.
_LIMIT_COLUMNS: dict[str, _Column] = {
    "D": ("max_enis", "max enis per instance (pi)", lambda row: row.limits.max_enis),
    "E": ("ipv4_per_eni", "ips per eni pi", lambda row: row.limits.ipv4_per_eni),
    "G": ("most_ips", "max ipv4 pi", _most_ips),
    "H": ("raw_enis", "raw enis needed pi", _raw_enis),
    "I": ("in_use_enis", "in use enis pi", lambda row: warm_eni_row_2022(row).in_use_enis),
}
_WARM_ENI_COLUMNS: dict[str, _Column] = {
    **_LIMIT_COLUMNS,
    "J": ("enis_with_warm", "with warm eni pi", lambda row: warm_eni_row_2022(row).enis_with_warm),
    "K": ("actual_ips", "actual ips pi", lambda row: warm_eni_row_2022(row).actual_ips),
    "L": ("subnet_ips", "used ips pi", lambda row: warm_eni_row_2022(row).used_ips),
    "M": ("pods_total", "total pods pi", pods_2022),
    "N": ("subnet_ips_total", "ips total", lambda row: warm_eni_row_2022(row).total_ips),
    "O": ("pods_hosted", "pods total", pods_2022),
}
_WARM_IP_COLUMNS: dict[str, _Column] = {
    **_LIMIT_COLUMNS,
    "J": ("actual_ips", "actual ips pi", lambda row: warm_ip_row_2022(row).actual_ips),
    "K": ("subnet_ips", "used ips pi", lambda row: warm_ip_row_2022(row).used_ips),
    "L": ("warm_enis_needed", "warm enis needed", _warm_enis_needed),
    "M": ("enis_with_warm", "in use enis pi -", lambda row: warm_ip_row_2022(row).enis_with_warm),
    "N": ("actual_ips_again", "actual ips pi -", lambda row: warm_ip_row_2022(row).actual_ips),
    "O": (
        "used_ips_with_warm_eni",
        "used ips pi -",
        lambda row: warm_ip_row_2022(row).used_ips_with_warm_eni,
    ),
    "P": ("pods_hosted", "total pods", pods_2022),
    "Q": ("subnet_ips_total", "ips total", lambda row: warm_ip_row_2022(row).total_ips),
}


_LABELS = {
    "A4": "subnet cidr size",
    "A5": "total available ip addresses",
    "A8": "number of ips used",
    "A9": "number of pods hosted",
    "A10": "# of subnet ips remaining",
    "A14": "host networking ips",
    "A15": "daemonset pods",
}


def _words(name: str, columns: dict[str, _Column]) -> dict[str, str]:
    """The labels and headers that the published file is known by: lower case, by place."""
    return {
        **_LABELS,
        "A13": "warm_eni_target" if name == "WarmENI" else "warm_ip_target",
        f"A{_HEADER_ROW}": "instance type",
        f"B{_HEADER_ROW}": "# of instances",
        f"C{_HEADER_ROW}": "target workload pods per node",
        **{f"{letter}{_HEADER_ROW}": header for letter, (_, header, _) in columns.items()},
    }


def _calculator(
    arithmetic: Arithmetic, input_cells: tuple[InputCell, ...], columns: dict[str, _Column]
) -> Calculator:
    return Calculator(
        arithmetic=arithmetic,
        table=_TABLE,
        words=_words(arithmetic.name, columns),
        input_cells=input_cells,
        derived_cells=_CELLS,
        input_columns=_INPUT_COLUMNS,
        derived_columns=_columns(columns),
    )


_LIMITS = LookupSheet(
    "maxENI",
    "limits",
    ("ipv4_per_eni", "max_enis", "instance_type"),
    range(2, 2 + MAX_TYPES),
    reach=3,
)

AWS_FILE_LAYOUT = Layout(
    version=0,
    origin="aws-2022-file",
    models={
        "aws-2022": (
            _calculator(AWS_FILE["WarmENI"], AWS_WARM_ENI_INPUTS, _WARM_ENI_COLUMNS),
            _calculator(AWS_FILE["WarmIP"], AWS_WARM_IP_INPUTS, _WARM_IP_COLUMNS),
        )
    },
    sheets=("maxENI", "CidrData", "maxPods"),
    limits=_LIMITS,
    sizes=None,
    codes=None,
    about_sheet=None,
    about={},
    status_keys={},
    # Its words are their own keys: the file has one language.
    text=lambda _, key: key,
    languages=("en",),
)


@cache
def formula_digests(name: str) -> Mapping[str, str]:
    """The digests of the published formulas of a sheet, by key of cell or column."""
    with FORMULA_DIGESTS.open(encoding="ascii", newline="") as file:
        return {row["key"]: row["digest"] for row in csv.DictReader(file) if row["sheet"] == name}
