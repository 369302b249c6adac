"""The columns of the calculators' tables: each with its formula and, beside it, its value.

Letters are a contract with every file that circulates. A to C stand where AWS's workbook of 2022
has them.
"""

from __future__ import annotations

from collections.abc import Callable

from eks_subnet_xlsx.plan import MAX_NODES, MAX_PODS_PER_NODE
from eks_subnet_xlsx.sheets.calculation import CountedRow, RowResult
from eks_subnet_xlsx.sheets.lookups import LIMITS_RANGE, WORDS_RANGE, LimitsColumn
from eks_subnet_xlsx.sheets.model import CellValue, DerivedColumn, InputColumn, Style
from eks_subnet_xlsx.sheets.status import Status
from eks_subnet_xlsx.warm_pool import HOST_NETWORK_PODS_IN_MAX_PODS

INPUT_COLUMNS = (
    InputColumn("instance_type", "A", "input_text", 30),
    InputColumn("nodes", "B", "input_count", 13),
    InputColumn("pods_per_node", "C", "input_count", 15),
    InputColumn("node_group", "D", "input_text", 26),
    InputColumn("max_pods_set", "E", "input_count", 14),
)

RESERVED_COLUMNS = {
    "branch_pods_per_node": "F",
    "max_nodes": "G",
    "surge_nodes": "H",
    "subnet": "I",
    "aws_2022_ips": "U",
    "aws_2022_difference": "V",
    "node_subnet_ips": "W",
    "pod_subnet_ips": "X",
    "peak_ips": "Y",
    "after_peak_ips": "Z",
}


def _counted(
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
    )


def _looked_up(
    key: str, letter: str, column: LimitsColumn, value: Callable[[RowResult], CellValue]
) -> DerivedColumn:
    """A column of the sheet of limits, blank where the type is unknown."""
    formula = f'IF({{known_type}}=1,VLOOKUP({{type_key}},{LIMITS_RANGE},{int(column)},FALSE),"")'
    return _working(key, letter, formula, value)


def _judged(key: str, letter: str, *, missing: int, bounds: tuple[int, int]) -> DerivedColumn:
    """The code of a count: 0 where it is right, else missing, not whole or out of bounds."""
    place = f"{{{key}}}"
    outside = f"OR({place}<{bounds[0]},{place}>{bounds[1]})"
    number = f"IF({outside},{missing + 2},IF(INT({place})={place},0,{missing + 1}))"
    # Max pods may be left blank, so that there is no code for it missing.
    blank = 0 if key == "max_pods_set" else missing
    formula = f"IF(ISNUMBER({place}),{number},IF(ISBLANK({place}),{blank},{missing + 1}))"
    return _working(f"{key}_code", letter, formula, lambda row: int(row.codes[key]))


def _working(
    key: str, letter: str, formula: str, value: Callable[[RowResult], CellValue]
) -> DerivedColumn:
    return DerivedColumn(key, letter, formula, value, "working")


def _share(row: CountedRow) -> CellValue:
    return row.usage.subnet_ips / row.usable_ips if row.usable_ips else ""


def _slot_enis(row: CountedRow, ips: int) -> int:
    """ENIs for so many pod addresses."""
    return -(-ips // row.limits.secondary_ips_per_eni)


def _pod_enis(row: CountedRow) -> int:
    enis = row.limits.max_enis
    return max(1, min(enis, row.settings["max_eni"] or enis) - row.settings["unmanaged_enis"])


def _wanted_enis(row: CountedRow) -> int:
    pods = row.usage.scheduled_pods
    warm = row.settings["warm_eni_target"]
    return _slot_enis(row, pods) + warm if warm else _slot_enis(row, pods + 1)


def _eni_mode_enis(row: CountedRow) -> int:
    return min(_pod_enis(row), _slot_enis(row, row.node.max_pods), _wanted_enis(row))


def _wanted_ips(row: CountedRow) -> int:
    warm, minimum = row.settings["warm_ip_target"], row.settings["minimum_ip_target"]
    return max(row.usage.scheduled_pods + warm, minimum) if warm else minimum


def _ip_mode_ips(row: CountedRow) -> int:
    warm, max_pods = row.settings["warm_ip_target"], row.node.max_pods
    first = row.settings.first_fill
    if first >= max_pods:
        per_eni = row.limits.secondary_ips_per_eni
        return min(first, per_eni * _slot_enis(row, max_pods))
    return min(_wanted_ips(row), max_pods - 1 + max(1, warm))


_RESULTS = (
    DerivedColumn(
        "status",
        "J",
        f'IF({{status_code}}="","",IFERROR(VLOOKUP({{status_code}},{WORDS_RANGE},2,FALSE),'
        "{status_code}))",
        lambda row: "" if row.status is None else row.status,
        "status",
        34,
    ),
    _counted("subnet_ips_total", "K", "{subnet_ips}*{nodes}", lambda row: row.usage.subnet_ips),
    _counted(
        "subnet_share",
        "L",
        'IF(ISNUMBER({usable_ips}),{subnet_ips_total}/{usable_ips},"")',
        _share,
        "percent",
    ),
    _counted(
        "subnet_ips",
        "M",
        "{primary_ips}+{active_ips}+{warm_ips}",
        lambda row: row.node.subnet_ips,
    ),
    _counted(
        "active_ips", "N", "MIN({scheduled_pods},{secondary_ips})", lambda row: row.node.active_ips
    ),
    _counted("warm_ips", "O", "{secondary_ips}-{active_ips}", lambda row: row.node.warm_ips),
    _counted(
        "active_enis",
        "P",
        "ROUNDUP({active_ips}/{secondary_ips_per_eni},0)",
        lambda row: row.node.active_enis,
    ),
    _counted("warm_enis", "Q", "{attached_enis}-{active_enis}", lambda row: row.node.warm_enis),
    _counted("primary_ips", "R", "{attached_enis}", lambda row: row.node.primary_ips),
    _counted(
        "pods_hosted",
        "S",
        "MAX(0,{active_ips}-{daemonset_pods_in_effect})*{nodes}",
        lambda row: row.usage.pods_hosted,
    ),
    _counted(
        "pods_unplaced",
        "T",
        "({wanted_pods}-{active_ips})*{nodes}",
        lambda row: row.usage.pods_unplaced,
    ),
)

_JUDGEMENT = (
    _working(
        "type_key",
        "AA",
        'IF(ISTEXT({instance_type}),TRIM({instance_type}),"")',
        lambda row: row.type_key,
    ),
    _working(
        "known_type",
        "AB",
        f'IFERROR(IF(AND({{type_key}}<>"",VLOOKUP({{type_key}},{LIMITS_RANGE},1,FALSE)={{type_key}}),'
        "1,0),0)",
        lambda row: int(row.limits is not None),
    ),
    _looked_up(
        "max_enis",
        "AC",
        LimitsColumn.MAX_ENIS,
        lambda row: row.limits.max_enis if row.limits else "",
    ),
    _looked_up(
        "ipv4_per_eni",
        "AD",
        LimitsColumn.IPV4_PER_ENI,
        lambda row: row.limits.ipv4_per_eni if row.limits else "",
    ),
    _looked_up(
        "limits_status",
        "AE",
        LimitsColumn.STATUS,
        lambda row: row.limits.status if row.limits else "",
    ),
    _working(
        "limits_whole",
        "AF",
        "IFERROR(IF(AND({max_enis}>=1,INT({max_enis})={max_enis},"
        "{ipv4_per_eni}>=2,INT({ipv4_per_eni})={ipv4_per_eni}),1,0),0)",
        lambda row: int(row.limits is not None),
    ),
    _judged("nodes", "AG", missing=Status.NODES_MISSING, bounds=(0, MAX_NODES)),
    _judged("pods_per_node", "AH", missing=Status.PODS_MISSING, bounds=(0, MAX_PODS_PER_NODE)),
    _judged(
        "max_pods_set",
        "AI",
        missing=Status.MAX_PODS_NOT_WHOLE - 1,
        bounds=(1, MAX_PODS_PER_NODE),
    ),
    _working(
        "input_code",
        "AJ",
        'IF(COUNTA({instance_type}:{max_pods_set})=0,"",IF({settings_wrong}>0,'
        f"{Status.SETTINGS_WRONG:d},IF(ISBLANK({{instance_type}}),{Status.TYPE_MISSING:d},"
        f"IF({{known_type}}=0,{Status.TYPE_UNKNOWN:d},IF({{limits_whole}}=0,"
        f"{Status.LIMITS_DAMAGED:d},"
        "MAX({nodes_code},{pods_per_node_code},{max_pods_set_code}))))))",
        lambda row: "" if row.input_code is None else int(row.input_code),
    ),
    _working(
        "status_code",
        "AK",
        "IF({input_code}<>0,{input_code},"
        f"IF({{scheduled_pods}}<{{wanted_pods}},{Status.PODS_EXCEED_MAX_PODS:d},"
        f"IF({{active_ips}}<{{scheduled_pods}},{Status.PODS_WITHOUT_ADDRESS:d},"
        f"IF({{cycles}}=1,{Status.CYCLES:d},"
        f'IF({{limits_status}}="legacy",{Status.LEGACY_TYPE:d},{Status.OK:d})))))',
        lambda row: "" if row.status is None else int(row.status),
    ),
)

_PODS = (
    _counted(
        "secondary_ips_per_eni",
        "AL",
        "{ipv4_per_eni}-1",
        lambda row: row.limits.secondary_ips_per_eni,
        "working",
    ),
    _counted(
        "max_pods",
        "AM",
        "IF(ISBLANK({max_pods_set}),{max_enis}*{secondary_ips_per_eni}"
        f"+{HOST_NETWORK_PODS_IN_MAX_PODS},{{max_pods_set}})",
        lambda row: row.node.max_pods,
        "working",
    ),
    _counted(
        "wanted_pods",
        "AN",
        "{pods_per_node}+{daemonset_pods_in_effect}",
        lambda row: row.usage.wanted_pods,
        "working",
    ),
    _counted(
        "scheduled_pods",
        "AO",
        "MIN({wanted_pods},MAX(0,{max_pods}-{host_network_pods_in_effect}))",
        lambda row: row.usage.scheduled_pods,
        "working",
    ),
    _counted(
        "pod_enis",
        "AP",
        "MAX(1,IF({max_eni_in_effect}>0,MIN({max_enis},{max_eni_in_effect}),{max_enis})"
        "-{unmanaged_enis_in_effect})",
        _pod_enis,
        "working",
    ),
)

_ENI_MODE = (
    _counted(
        "enis_for_max_pods",
        "AQ",
        "ROUNDUP({max_pods}/{secondary_ips_per_eni},0)",
        lambda row: _slot_enis(row, row.node.max_pods),
        "working",
    ),
    _counted(
        "wanted_enis",
        "AR",
        "IF({warm_eni_target_in_effect}>0,"
        "ROUNDUP({scheduled_pods}/{secondary_ips_per_eni},0)+{warm_eni_target_in_effect},"
        "INT({scheduled_pods}/{secondary_ips_per_eni})+1)",
        _wanted_enis,
        "working",
    ),
    _counted(
        "eni_mode_enis",
        "AS",
        "MIN({pod_enis},{enis_for_max_pods},{wanted_enis})",
        _eni_mode_enis,
        "working",
    ),
)

_IP_MODE = (
    _counted(
        "wanted_ips",
        "AT",
        "IF({warm_ip_target_in_effect}>0,"
        "MAX({scheduled_pods}+{warm_ip_target_in_effect},{minimum_ip_target_in_effect}),"
        "{minimum_ip_target_in_effect})",
        _wanted_ips,
        "working",
    ),
    _counted(
        "ip_mode_ips",
        "AU",
        "IF({first_fill}>={max_pods},"
        "MIN({first_fill},{secondary_ips_per_eni}*{enis_for_max_pods}),"
        "MIN({wanted_ips},{max_pods}-1+MAX(1,{warm_ip_target_in_effect})))",
        _ip_mode_ips,
        "working",
    ),
)


_TOTALS = (
    _counted(
        "active_ips_total",
        "AY",
        "{active_ips}*{nodes}",
        lambda row: row.usage.active_ips,
        "working",
    ),
    _counted(
        "warm_ips_total", "AZ", "{warm_ips}*{nodes}", lambda row: row.usage.warm_ips, "working"
    ),
    _counted(
        "primary_ips_total",
        "BA",
        "{primary_ips}*{nodes}",
        lambda row: row.usage.primary_ips,
        "working",
    ),
    _counted("nodes_counted", "BB", "{nodes}", lambda row: row.usage.nodes, "working"),
    _working(
        "type_seen",
        "BC",
        "IF(ISBLANK({instance_type}),0,1)",
        lambda row: int(row.inputs.instance_type is not None),
    ),
)


def _pool(secondary_ips: str, cycles: str) -> tuple[DerivedColumn, ...]:
    """The last columns, for which the sheets differ in one formula."""
    return (
        _counted(
            "secondary_ips", "AV", secondary_ips, lambda row: row.node.secondary_ips, "working"
        ),
        _counted(
            "attached_enis",
            "AW",
            "MAX(1,ROUNDUP({secondary_ips}/{secondary_ips_per_eni},0))",
            lambda row: row.node.attached_enis,
            "working",
        ),
        _counted("cycles", "AX", cycles, lambda row: int(row.node.cycles), "working"),
        *_TOTALS,
    )


# With target 0 and more than the primary ENI, a wholly free ENI comes and goes.
_CYCLES = "AND({warm_eni_target_in_effect}=0,{warm_enis}>0,{attached_enis}>1)"

WARM_ENI_COLUMNS = (
    *_RESULTS,
    *_JUDGEMENT,
    *_PODS,
    *_ENI_MODE,
    *_pool("{eni_mode_enis}*{secondary_ips_per_eni}", f"IF({_CYCLES},1,0)"),
)

WARM_IP_COLUMNS = (
    *_RESULTS,
    *_JUDGEMENT,
    *_PODS,
    *_ENI_MODE,
    *_IP_MODE,
    *_pool(
        "IF({first_fill}>0,MIN({ip_mode_ips},{pod_enis}*{secondary_ips_per_eni}),"
        "{eni_mode_enis}*{secondary_ips_per_eni})",
        f"IF(AND({{first_fill}}=0,{_CYCLES}),1,0)",
    ),
)
