"""Each way to break a good workbook, as people and programs break it, with what is found then."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from eks_subnet_xlsx import build_workbook, parse_plan
from support.breaking import (
    Break,
    deleted_column,
    deleted_row,
    formula,
    hidden_row,
    in_part,
    in_sheet,
    input_formula,
    inserted_column,
    inserted_row,
    new_row,
    pasted_as_values,
    renamed,
    replaced,
    stored,
    typed,
    without_formulas,
    without_results,
    without_sheet,
)
from support.cells import Value

PLAN = {
    "cluster": "shop",
    "subnet": {"cidr": "10.1.0.0/22", "other_ips": 12},
    "daemonset_pods_per_node": 2,
    "warm_pool": {"warm_eni_target": 1},
    "alternative": {"warm_ip_target": 2, "minimum_ip_target": 10},
    "node_groups": [
        {"name": "web", "instance_type": "m5.large", "nodes": 3, "pods_per_node": 10},
        {"name": "api", "instance_type": "c5.xlarge", "nodes": 2, "pods_per_node": 20},
        {"name": "jobs", "instance_type": "t3.medium", "nodes": 1, "pods_per_node": 5},
    ],
}
"""A plan about which there is nothing to say."""

Found = list[tuple[str, str]]

ENI, IP = "WarmENI", "WarmIP"


@dataclass(frozen=True)
class Breakage:
    """A way to break a workbook, and all that is found then.

    Attributes:
        recalculated: whether LibreOffice recalculates it before it is judged.
    """

    name: str
    steps: tuple[Break, ...]
    found: tuple[tuple[str, str], ...]
    recalculated: bool = False


@cache
def good_workbook(language: str = "en", model: str = "vpc-cni") -> bytes:
    """The workbook that is broken."""
    plan = parse_plan(json.dumps(PLAN), suffix=".json")
    return build_workbook(plan, language=language, model=model)  # type: ignore[arg-type]


def with_openpyxl(sheet: str, place: str, value: Value) -> Break:
    """A cell typed over by a script; openpyxl leaves no stored result."""

    def change(data: bytes) -> bytes:
        from openpyxl import load_workbook  # noqa: PLC0415 (slow to import)

        book = load_workbook(BytesIO(data))
        book[sheet][place] = value
        stream = BytesIO()
        book.save(stream)
        return stream.getvalue()

    return change


def b(
    name: str, *steps: Break, found: list[tuple[str, str]], recalculated: bool = False
) -> Breakage:
    return Breakage(name, steps, tuple(found), recalculated)


def zeroed(part: str) -> str:
    """Results as XlsxWriter leaves them."""
    part = re.sub(r' t="str"><f>', "><f>", part)
    return re.sub(r"</f><v>[^<]*</v>", "</f><v>0</v>", part)


BREAKAGES: list[Breakage] = [
    # The file as a whole.
    b("newer layout", typed("About", B17=2), found=[("E106", "About!B17")]),
    b("older layout", typed("About", B17=0), found=[("W107", "About!B17")]),
    b(
        "no sheet of limits",
        without_sheet("Limits"),
        found=[
            ("E109", ""),
            ("E305", "WarmENI!AB23:AB72, AC23:AC72, AD23:AD72, AE23:AE72"),
            ("E305", "WarmIP!AB23:AB72, AC23:AC72, AD23:AD72, AE23:AE72"),
        ],
    ),
    b(
        "no sheet of words",
        without_sheet("Words"),
        found=[
            ("E109", ""),
            ("E305", "WarmENI!A21, E10, J2, J23:J72"),
            ("E305", "WarmIP!A21, E10, J2, J23:J72"),
        ],
    ),
    b(
        "no sheet of sizes",
        without_sheet("SubnetSizes"),
        found=[("E109", ""), ("E305", "WarmENI!B5"), ("E305", "WarmIP!B5")],
    ),
    b(
        "no About sheet",
        without_sheet("About"),
        found=[("E109", ""), ("E305", "WarmENI!J1:J2"), ("E305", "WarmIP!J1:J2")],
    ),
    b("no WarmIP sheet", without_sheet(IP), found=[("E109", "")]),
    b("no WarmENI sheet", without_sheet(ENI), found=[("E109", "")]),
    b("header translated", typed(ENI, C22="Pods pro Knoten"), found=[("W111", "WarmENI!C22")]),
    b("header emptied", typed(IP, K22=None), found=[("W111", "WarmIP!K22")]),
    b("column of names deleted", deleted_column(ENI, "D"), found=[("E110", "WarmENI")]),
    b(
        "column of results deleted",
        deleted_column(IP, "M"),
        found=[("E110", "WarmIP"), ("E305", "WarmIP!K23:K72")],
    ),
    b("row of the notice deleted", deleted_row(ENI, 21), found=[("E114", "WarmENI")]),
    b(
        "column put into Limits",
        inserted_column("Limits", 2),
        found=[("E402", "WarmENI!B8"), ("E402", "WarmIP!B8"), ("E508", "Limits!B1, C1, D1")],
    ),
    b("part missing", in_part("xl/worksheets/sheet2.xml", None), found=[("E105", "")]),
    b("XML broken", replaced(ENI, "</sheetData>", ""), found=[("E105", "")]),
    b(
        "document type declared",
        replaced(ENI, "<worksheet", "<!DOCTYPE x><worksheet", 1),
        found=[("E105", "")],
    ),
    # What was typed in.
    b(
        "unknown type",
        typed(ENI, A23="m5.larg"),
        found=[("E201", "WarmENI!A23"), ("E402", "WarmENI!B8")],
    ),
    b(
        "unknown type, recalculated",
        typed(ENI, A23="m5.larg"),
        found=[("E201", "WarmENI!A23")],
        recalculated=True,
    ),
    b(
        "wildcard as type",
        typed(ENI, A24="c5.*"),
        found=[("E201", "WarmENI!A24")],
        recalculated=True,
    ),
    b(
        "legacy type",
        typed(IP, A25="c7g-flex.large"),
        found=[("W202", "WarmIP!A25")],
        recalculated=True,
    ),
    b("type missing", typed(ENI, A25=None), found=[("E203", "WarmENI!A25")], recalculated=True),
    b("nodes missing", typed(ENI, B23=None), found=[("E203", "WarmENI!B23")], recalculated=True),
    b("pods missing", typed(IP, C24=None), found=[("E203", "WarmIP!C24")], recalculated=True),
    b("nodes negative", typed(ENI, B23=-3), found=[("E204", "WarmENI!B23")], recalculated=True),
    b("pods fractional", typed(ENI, C23=10.5), found=[("E205", "WarmENI!C23")], recalculated=True),
    b("nodes as text", typed(ENI, B23="3"), found=[("E206", "WarmENI!B23")], recalculated=True),
    b(
        "pods with spaces",
        typed(ENI, C23=" 10 "),
        found=[("E206", "WarmENI!C23")],
        recalculated=True,
    ),
    b(
        "pods in full width",
        typed(ENI, C23="\uff11\uff10"),
        found=[("E206", "WarmENI!C23")],
        recalculated=True,
    ),
    b(
        "pods with a separator",
        typed(ENI, C24="1,000"),
        found=[("E206", "WarmENI!C24")],
        recalculated=True,
    ),
    b("pods as words", typed(ENI, C23="ten"), found=[("E208", "WarmENI!C23")], recalculated=True),
    b(
        "nodes out of bounds",
        typed(ENI, B25=200_000),
        found=[("E207", "WarmENI!B25")],
        recalculated=True,
    ),
    b("max pods of 0", typed(ENI, E23=0), found=[("E207", "WarmENI!E23")], recalculated=True),
    b("no size", typed(ENI, B4=None), found=[("E203", "WarmENI!B4")], recalculated=True),
    b(
        "size that AWS refuses",
        typed(ENI, B4=29),
        found=[("E207", "WarmENI!B4")],
        recalculated=True,
    ),
    b("size as text", typed(ENI, B4="22"), found=[("E206", "WarmENI!B4")], recalculated=True),
    b("size with a slash", typed(ENI, B4="/22"), found=[("E206", "WarmENI!B4")], recalculated=True),
    b("target negative", typed(ENI, B13=-1), found=[("E204", "WarmENI!B13")], recalculated=True),
    b("target as text", typed(IP, B13="two"), found=[("E208", "WarmIP!B13")], recalculated=True),
    b("others fractional", typed(ENI, E13=1.5), found=[("E205", "WarmENI!E13")], recalculated=True),
    b(
        "others out of bounds",
        typed(IP, E13=70_000),
        found=[("E207", "WarmIP!E13")],
        recalculated=True,
    ),
    b(
        "row below the table",
        new_row(ENI, 80, A="m5.large", B=2, C=4),
        found=[("E209", "WarmENI!A80"), ("E402", "WarmENI!E10")],
    ),
    b(
        "row in a far place",
        new_row(ENI, 2000, A="m5.large", B=2, C=4),
        found=[("E209", "WarmENI!A2000")],
    ),
    b(
        "row without formulas",
        without_formulas(ENI, 24),
        found=[("E209", "WarmENI!A24"), ("E402", "WarmENI!B8")],
    ),
    b("row hidden", hidden_row(ENI, 24), found=[("W210", "WarmENI!A24")]),
    b(
        "group pasted twice",
        typed(ENI, A26="m5.large", B26=3, C26=10, D26="web"),
        found=[("W211", "WarmENI!A26")],
        recalculated=True,
    ),
    b(
        "input from another file",
        input_formula(ENI, "B23", "[1]Plan!$B$2", 3),
        found=[("E304", "WarmENI!B23")],
    ),
    b("input with a sum", input_formula(ENI, "B23", "1+2", 3), found=[]),
    # Formulas.
    b("total typed over", typed(ENI, B8=100), found=[("E301", "WarmENI!B8")]),
    b("total typed over by the right figure", typed(ENI, B8=150), found=[("E301", "WarmENI!B8")]),
    b("row typed over", typed(ENI, M24=1), found=[("E301", "WarmENI!M24")]),
    b("column typed over", typed(ENI, K23=1, K24=2, K25=3), found=[("E301", "WarmENI!K23:K25")]),
    b("formula cleared", typed(IP, N23=None), found=[("E301", "WarmIP!N23")]),
    b(
        "formula of another row",
        formula(ENI, "K23", 'IF(AJ23=0,M24*B23,"")'),
        found=[("E302", "WarmENI!K23")],
    ),
    b(
        "formula changed",
        formula(ENI, "K23", 'IF(AJ23=0,M23*B23*2,"")'),
        found=[("E306", "WarmENI!K23")],
    ),
    b("formula spelled otherwise", formula(ENI, "K23", 'if( $AJ23 = 0, $M23*B23 , "" )'), found=[]),
    b("total misses a row", formula(ENI, "B8", "SUM(K23:K24)"), found=[("E303", "WarmENI!B8")]),
    b("total begins late", formula(IP, "E5", "SUM(AY24:AY1022)"), found=[("E303", "WarmIP!E5")]),
    b(
        "total of another column",
        formula(ENI, "B8", "SUM(M23:M1022)"),
        found=[("E306", "WarmENI!B8")],
    ),
    b(
        "total from another file",
        formula(ENI, "B8", "[1]WarmENI!$B$8"),
        found=[("E304", "WarmENI!B8")],
    ),
    b("reference lost", formula(ENI, "B10", "#REF!-B8"), found=[("E305", "WarmENI!B10")]),
    b("error stored", stored(ENI, "B8", "e", "#N/A"), found=[("E305", "WarmENI!B8")]),
    b("settings typed over", typed(ENI, AB6=1), found=[("E301", "WarmENI!AB6")]),
    b("pasted as values", pasted_as_values(ENI), found=[("E307", "WarmENI")]),
    # Results.
    b("never calculated", without_results(ENI), found=[("E401", "WarmENI")]),
    b(
        "both never calculated",
        without_results(ENI),
        without_results(IP),
        found=[("E401", "WarmENI"), ("E401", "WarmIP")],
    ),
    b("result of a total stale", stored(ENI, "B8", "n", "9"), found=[("E402", "WarmENI!B8")]),
    b(
        "input changed, not recalculated",
        typed(ENI, B23=30),
        found=[("E402", "WarmENI!B8"), ("E601", "WarmENI!B10")],
    ),
    b("setting changed, not recalculated", typed(IP, B13=9), found=[("E402", "WarmIP!B8")]),
    # The sheets that formulas look up.
    b("limits of a type edited", typed("Limits", B667=9), found=[("W501", "Limits")]),
    b(
        "limits of a type of the plan edited",
        typed("Limits", C578=20),
        found=[("E502", "Limits!C578")],
        recalculated=True,
    ),
    b(
        "limits unusable",
        typed("Limits", C578="ten"),
        found=[("E505", "Limits!C578")],
        recalculated=True,
    ),
    b("digest of the limits changed", typed("About", B21="0" * 64), found=[]),
    b("limits older", typed("About", B20="2024-01-01"), found=[]),
    b("result of a row stale", stored(IP, "N24", "n", "1"), found=[("E402", "WarmIP!N24")]),
    b("verdict stale", stored(ENI, "E10", "str", "Exhausted"), found=[("E402", "WarmENI!E10")]),
    b("results of 0", in_sheet(ENI, zeroed), found=[("E401", "WarmENI")]),
    b(
        "total of WarmIP typed over, a row stale",
        typed(IP, B9=1),
        stored(IP, "R23", "n", "7"),
        found=[("E301", "WarmIP!B9"), ("E402", "WarmIP!R23")],
    ),
    b(
        "row typed over with another figure, recalculated",
        typed(ENI, M24=1),
        found=[("E301", "WarmENI!M24"), ("E403", "WarmENI!B8")],
        recalculated=True,
    ),
    b(
        "nodes true",
        replaced(ENI, '<c r="B23"', '<c t="b" r="B23"', 1),
        found=[("E215", "WarmENI!B23"), ("E402", "WarmENI!B8")],
    ),
    b(
        "dot as separator",
        typed(ENI, C23="1.000"),
        found=[("E206", "WarmENI!C23")],
        recalculated=True,
    ),
    b(
        "fraction as text",
        typed(ENI, C23="10,5"),
        found=[("E208", "WarmENI!C23")],
        recalculated=True,
    ),
    b(
        "group of another name",
        typed(ENI, A26="m5.large", B26=3, C26=10, D26="web2"),
        found=[],
        recalculated=True,
    ),
    b("type in capitals with spaces", typed(ENI, A23=" M5.LARGE "), found=[], recalculated=True),
    b("notes beside the table", new_row(ENI, 90, BF="Ask the network team"), found=[]),
    b("a size edited", typed("SubnetSizes", B8=1022), found=[("E506", "SubnetSizes!B8")]),
    b(
        "a size edited, recalculated",
        typed("SubnetSizes", B8=1022),
        found=[("E403", "WarmENI!B10"), ("E403", "WarmIP!B10"), ("E506", "SubnetSizes!B8")],
        recalculated=True,
    ),
    b("words edited", typed("Words", B2="Fine"), found=[("E506", "Words!B2")]),
    # Capacity and settings.
    b("subnet exhausted", typed(ENI, B4=26), found=[("E601", "WarmENI!B10")], recalculated=True),
    b(
        "subnet nearly exhausted",
        typed(ENI, E13=800),
        found=[("W602", "WarmENI!B10")],
        recalculated=True,
    ),
    b("pods over max pods", typed(ENI, C23=40), found=[("E603", "WarmENI!C23")], recalculated=True),
    b(
        "pods without an address",
        typed(ENI, B18=1),
        found=[("E604", "WarmENI!C23"), ("E604", "WarmENI!C24"), ("E604", "WarmENI!C25")],
        recalculated=True,
    ),
    b(
        "targets of 0",
        typed(ENI, B13=0, C23=16),
        found=[("W606", "WarmENI!C23")],
        recalculated=True,
    ),
    b(
        "minimum alone",
        typed("About", B15=IP),
        typed(IP, B13=0),
        found=[("W605", "WarmIP!B18"), ("E604", "WarmIP!C23"), ("E604", "WarmIP!C24")],
        recalculated=True,
    ),
    b(
        "WARM_IP_TARGET on a large fleet",
        typed("About", B15=IP),
        typed(IP, B23=90, B24=10, B4=18),
        typed(ENI, B4=18),
        found=[("W607", "WarmIP!B13")],
        recalculated=True,
    ),
    b(
        "max pods above the cap",
        typed(ENI, E23=120),
        found=[("W608", "WarmENI!E23")],
        recalculated=True,
    ),
    # By a script.
    b(
        "typed over by a script",
        with_openpyxl(ENI, "B8", 7),
        found=[("E301", "WarmENI!B8"), ("E401", "WarmENI"), ("E401", "WarmIP")],
    ),
    b(
        "input by a script",
        with_openpyxl(ENI, "B23", 4),
        found=[("E401", "WarmENI"), ("E401", "WarmIP")],
    ),
    # Nothing is wrong with these.
    b("nothing", found=[]),
    b("saved by LibreOffice", found=[], recalculated=True),
    b("sheet renamed", renamed(ENI, "Team A"), found=[]),
    b("limits renamed", renamed("Limits", "EC2 limits"), found=[]),
    b("row inserted above", inserted_row(ENI, 3), found=[]),
    b("rows inserted above", *[inserted_row(ENI, 12)] * 5, found=[]),
    b("row inserted into the table", inserted_row(ENI, 24), found=[]),
    b("row deleted from the table", deleted_row(ENI, 60), found=[]),
    b("column inserted", inserted_column(ENI, 4), found=[]),
]


IN_PAIRS = [
    ("unknown type", "formula cleared"),
    ("header translated", "formula cleared"),
    ("row hidden", "formula changed"),
    ("row hidden", "total misses a row"),
    ("limits of a type edited", "total begins late"),
    ("words edited", "formula of another row"),
    ("total from another file", "never calculated"),
    ("pasted as values", "formula cleared"),
    ("pasted as values", "header emptied"),
    ("input from another file", "total typed over"),
    ("row in a far place", "reference lost"),
    ("row in a far place", "limits of a type edited"),
    ("older layout", "total misses a row"),
    ("older layout", "error stored"),
    ("header emptied", "column typed over"),
    ("a size edited", "settings typed over"),
    ("never calculated", "formula cleared"),
    ("total of another column", "result of a row stale"),
    ("formula spelled otherwise", "verdict stale"),
    ("sheet renamed", "setting changed, not recalculated"),
    ("limits renamed", "row typed over"),
    ("row inserted above", "formula cleared"),
    ("column inserted", "total begins late"),
    ("row deleted from the table", "total of WarmIP typed over, a row stale"),
]
"""Breakages that are made one after the other; what is found is what either finds."""

BY_NAME = {item.name: item for item in BREAKAGES}
ALONE = [item for item in BREAKAGES if not item.recalculated]
RECALCULATED = [item for item in BREAKAGES if item.recalculated]


def broken(*items: Breakage) -> bytes:
    """The good workbook, broken in these ways."""
    data = good_workbook()
    for item in items:
        for step in item.steps:
            data = step(data)
    return data
