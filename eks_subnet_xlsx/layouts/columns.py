"""The columns that every calculator has, and the ways in which columns are written.

Letters are a contract with every file that circulates. A to C stand where AWS's workbook of 2022
has them.
"""

from __future__ import annotations

from collections.abc import Callable

from eks_subnet_xlsx.calculation import ROW_COUNTS, CellValue, CountedRow, RowResult, Status
from eks_subnet_xlsx.layouts.lookups import CODES, LIMITS
from eks_subnet_xlsx.layouts.model import NARROW, WIDE, DerivedColumn, InputColumn, Style

INPUT_COLUMNS = (
    InputColumn("instance_type", "A", "input_text", 30),
    InputColumn("nodes", "B", "input_count", WIDE, ROW_COUNTS["nodes"]),
    InputColumn("pods_per_node", "C", "input_count", 17, ROW_COUNTS["pods_per_node"]),
    InputColumn("node_group", "D", "input_text", 30),
    InputColumn("max_pods_set", "E", "input_count", WIDE, ROW_COUNTS["max_pods_set"]),
)

RESERVED_COLUMNS = {
    "branch_pods_per_node": "F",
    "max_nodes": "G",
    "surge_nodes": "H",
    "subnet": "I",
    "node_subnet_ips": "W",
    "pod_subnet_ips": "X",
    "peak_ips": "Y",
    "after_peak_ips": "Z",
}


_OF_ALL_NODES = frozenset({
    "subnet_ips_total", "subnet_share", "pods_hosted", "pods_unplaced", "aws_2022_ips",
    "aws_2022_difference",
})  # fmt: skip


def counted(
    key: str,
    letter: str,
    formula: str,
    value: Callable[[CountedRow], CellValue],
    style: Style = "count",
) -> DerivedColumn:
    """A column that stays blank in rows that count nothing."""
    return DerivedColumn(
        key,
        letter,
        f'IF({{input_code}}=0,{formula},"")',
        lambda row: value(row.counted) if row.counted else "",
        style,
        WIDE if key in _OF_ALL_NODES else NARROW,
    )


def looked_up(
    key: str, letter: str, value: Callable[[RowResult], CellValue], column: str | None = None
) -> DerivedColumn:
    """A column of the sheet of limits, blank where the type is unknown."""
    number = LIMITS.column(column or key)
    formula = f'IF({{known_type}}=1,VLOOKUP({{type_key}},{LIMITS.range},{number},FALSE),"")'
    return working(key, letter, formula, value)


def judged(key: str, letter: str) -> DerivedColumn:
    """The code of a count: 0 where it is right, else missing, not whole or out of bounds."""
    count, place = ROW_COUNTS[key], f"{{{key}}}"
    missing = count.missing or 0
    outside = f"OR({place}<{count.minimum},{place}>{count.maximum})"
    number = f"IF({outside},{missing + 2},IF(INT({place})={place},0,{missing + 1}))"
    blank = missing if count.is_needed else 0
    formula = f"IF(ISNUMBER({place}),{number},IF(ISBLANK({place}),{blank},{missing + 1}))"
    return working(f"{key}_code", letter, formula, lambda row: int(row.codes.get(key, 0)))


def working(
    key: str, letter: str, formula: str, value: Callable[[RowResult], CellValue]
) -> DerivedColumn:
    """A column of the working, beside the results."""
    return DerivedColumn(key, letter, formula, value, "working")


def share(row: CountedRow) -> CellValue:
    """The row's part of the subnet; blank where the subnet is not known."""
    return row.subnet_ips / row.usable_ips if row.usable_ips else ""


SHARE = counted(
    "subnet_share",
    "L",
    'IF(ISNUMBER({usable_ips}),{subnet_ips_total}/{usable_ips},"")',
    share,
    "percent",
)

STATUS = (
    DerivedColumn(
        "status",
        "J",
        f'IF({{status_code}}="","",IFERROR(VLOOKUP({{status_code}},{CODES.range},2,FALSE),'
        "{status_code}))",
        lambda row: "" if row.status is None else row.status,
        "status",
        38,
    ),
)

JUDGEMENT = (
    working(
        "type_key",
        "AA",
        'IF(ISTEXT({instance_type}),TRIM({instance_type}),"")',
        lambda row: row.type_key,
    ),
    working(
        "known_type",
        "AB",
        f'IFERROR(IF(AND({{type_key}}<>"",VLOOKUP({{type_key}},{LIMITS.range},1,FALSE)={{type_key}}),'
        "1,0),0)",
        lambda row: int(row.limits is not None),
    ),
    looked_up(
        "max_enis",
        "AC",
        lambda row: row.limits.max_enis if row.limits else "",
    ),
    looked_up(
        "ipv4_per_eni",
        "AD",
        lambda row: row.limits.ipv4_per_eni if row.limits else "",
    ),
    looked_up(
        "limits_status",
        "AE",
        lambda row: row.limits.status if row.limits else "",
        "status",
    ),
    working(
        "limits_whole",
        "AF",
        "IFERROR(IF(AND({max_enis}>=1,INT({max_enis})={max_enis},"
        "{ipv4_per_eni}>=2,INT({ipv4_per_eni})={ipv4_per_eni}),1,0),0)",
        lambda row: int(row.limits is not None),
    ),
    judged("nodes", "AG"),
    judged("pods_per_node", "AH"),
    judged("max_pods_set", "AI"),
    working(
        "input_code",
        "AJ",
        'IF(COUNTA({instance_type}:{max_pods_set})=0,"",IF({settings_wrong}>0,'
        f"{Status.SETTINGS_WRONG:d},IF(ISBLANK({{instance_type}}),{Status.TYPE_MISSING:d},"
        f"IF({{known_type}}=0,{Status.TYPE_UNKNOWN:d},IF({{limits_whole}}=0,"
        f"{Status.LIMITS_DAMAGED:d},"
        "MAX({nodes_code},{pods_per_node_code},{max_pods_set_code}))))))",
        lambda row: "" if row.input_code is None else int(row.input_code),
    ),
)


def status_code(without_fault: str) -> DerivedColumn:
    """The code of the row: that of its inputs, or what its figures say."""
    return working(
        "status_code",
        "AK",
        f"IF({{input_code}}<>0,{{input_code}},{without_fault})",
        lambda row: "" if row.status is None else int(row.status),
    )


LEGACY_OR_OK = f'IF({{limits_status}}="legacy",{Status.LEGACY_TYPE:d},{Status.OK:d})'


COUNTS = (
    counted("nodes_counted", "BB", "{nodes}", lambda row: row.usage.nodes, "working"),
    working(
        "type_seen",
        "BC",
        "IF(ISBLANK({instance_type}),0,1)",
        lambda row: int(row.inputs.instance_type is not None),
    ),
)
