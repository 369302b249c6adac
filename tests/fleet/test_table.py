"""The fleet table: CSV as programs of many countries write it, .xlsx, and what is wrong in it."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from eks_subnet_xlsx import LimitsCatalog, Plan
from eks_subnet_xlsx.errors import PlanError
from eks_subnet_xlsx.fleet.sources import fleet_plans
from eks_subnet_xlsx.fleet.table import COLUMNS
from eks_subnet_xlsx.fleet.template import fleet_template, meaning
from eks_subnet_xlsx.words import LANGUAGES, load_words

HEADER = "cluster,subnet,node_group,instance_type,nodes,pods_per_node,warm_ip_target"
ROWS = [
    "결제,10.0.0.0/22,web,m5.large,3,20,5",
    "dev,/24,,m5.large,2,10,",
    "결제,,b,c5.2xlarge,2,30,",
]
RIGHT = [
    {
        "cluster": "결제",
        "subnet": {"cidr": "10.0.0.0/22"},
        "warm_pool": {"warm_ip_target": 5},
        "node_groups": [
            {"name": "web", "instance_type": "m5.large", "nodes": 3, "pods_per_node": 20},
            {"name": "b", "instance_type": "c5.2xlarge", "nodes": 2, "pods_per_node": 30},
        ],
    },
    {
        "cluster": "dev",
        "subnet": {"size": 24},
        "node_groups": [{"instance_type": "m5.large", "nodes": 2, "pods_per_node": 10}],
    },
]


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def plans(path: str, catalog: LimitsCatalog) -> list[dict[str, object]]:
    """What a table's plans say; none of them is wrong."""
    entries = list(fleet_plans([path], catalog))
    assert [str(entry.plan) for entry in entries if isinstance(entry.plan, PlanError)] == []
    return [entry.plan.to_mapping() for entry in entries if isinstance(entry.plan, Plan)]


def problems(text: str, catalog: LimitsCatalog, path: str = "f.csv") -> list[str]:
    """What is wrong with a table, line by line."""
    Path(path).write_text(text, encoding="utf-8")
    return [
        line
        for entry in fleet_plans([path], catalog)
        if isinstance(entry.plan, PlanError)
        for line in str(entry.plan).splitlines()
    ]


TEXT = "\n".join([HEADER, *ROWS])
SPELLINGS = {
    "plain": TEXT.encode(),
    "byte order mark": TEXT.encode("utf-8-sig"),
    "semicolons": TEXT.replace(",", ";").encode(),
    "tabs": TEXT.replace(",", "\t").encode(),
    "decimal commas": TEXT.replace(",", ";").replace("3;20;5", '3,0;20,00;"5,0"').encode(),
    "CP949": TEXT.encode("cp949"),
    "UTF-16": TEXT.encode("utf-16"),
    "Windows line ends, blank lines": TEXT.replace("\n", "\r\n\r\n,,,\r\n").encode(),
    "header as people write it": TEXT.replace("node_group", "Node Group", 1).encode(),
    "blanks": TEXT.replace(",", " , ").encode(),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_tables_are_read_as_programs_write_them(name: str, catalog: LimitsCatalog) -> None:
    """The same plans, whatever separators, encoding and line ends; rows of a cluster apart."""
    Path("f.csv").write_bytes(SPELLINGS[name])
    assert plans("f.csv", catalog) == RIGHT


def test_workbooks_are_read_as_tables(catalog: LimitsCatalog) -> None:
    """Numbers as numbers, whole ones with a fraction of nought, and as text."""
    book = Workbook()
    for row in csv.reader(StringIO(TEXT)):
        book.worksheets[0].append([None, *(cell or None for cell in row)])
    sheet = book.worksheets[0]
    sheet.delete_cols(1)
    sheet["E2"], sheet["F3"] = 3.0, 10
    sheet.insert_rows(1)
    book.save("f.xlsx")
    assert plans("f.xlsx", catalog) == RIGHT


WRONG = {
    "no table": ("", ["f.csv: no row below a header, expected a row for each node group. `eks-subnet-xlsx init --fleet` writes a table to start from."]),
    "header alone": (HEADER, ["f.csv: no row below a header, expected a row for each node group. `eks-subnet-xlsx init --fleet` writes a table to start from."]),
    "column missing": (TEXT.replace("subnet", "", 1), ["f.csv, line 1: the column subnet is missing. A fleet table needs cluster, subnet, instance_type, nodes."]),
    "column doubled": (TEXT.replace("node_group", "nodes", 1), ["f.csv, line 1: the column nodes is there twice. Keep one."]),
    "column unknown": (TEXT.replace("node_group", "node_grup", 1), ["f.csv, line 1: there is no column node_grup. Did you mean node_group?"]),
    "no pods": ("cluster,subnet,instance_type,nodes\na,/24,m5.large,1", ["f.csv, line 1: the column pods_per_node / pods is missing. A fleet table needs cluster, subnet, instance_type, nodes, pods_per_node / pods."]),
    "two subnets": (f"{TEXT}\ndev,10.0.0.0/24,,m5.large,1,1,", ["f.csv, line 5, subnet: found 10.0.0.0/24, and line 3 says /24 for the same cluster. Give a cluster one, on one of its rows or the same on all."]),
    "cells": (f"{TEXT}\nx,/99,,m5.large,2.5,1.000,", ["f.csv, line 5, subnet: found 99, expected a whole number from 16 to 28.", "f.csv, line 5, nodes: found 2.5, expected a whole number from 0 to 100,000.", "f.csv, line 5, pods_per_node: found 1.000, expected a whole number from 0 to 10,000."]),
    "type": (f"{TEXT}\nx,/24,,m5.larg,2,1,", ["f.csv, line 5, instance_type: 'm5.larg' is not a known instance type. Did you mean m5.large, m5n.large, m5d.large? If it is new, give its limits with --limits FILE."]),
    "cell to the right": (f"{TEXT}\nx,/24,,m5.large,2,1,,more", ["f.csv, line 5: found more to the right of the last column. Check the separators, or give that column a name."]),
    "open quote": (f'{TEXT}\nx,"/24,,m5.large,2,1,', ["f.csv, line 5: not valid CSV: unexpected end of data. Check the quotes."]),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named_with_line_and_column(name: str, catalog: LimitsCatalog) -> None:
    """Where, what was found, what was expected, what to do."""
    text, expected = WRONG[name]
    assert problems(text, catalog) == expected


@pytest.mark.parametrize("name", ["f.csv", "f.xlsx"])
def test_bytes_that_are_no_table_are_refused(name: str, catalog: LimitsCatalog) -> None:
    """A message, no traceback."""
    for content in (b"\xff\x00\x81", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)):
        Path(name).write_bytes(content)
        (entry,) = fleet_plans([name], catalog)
        assert isinstance(entry.plan, PlanError)
        assert str(entry.plan).startswith(name)


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_read(catalog: LimitsCatalog) -> None:
    """A cluster's rows far apart, in the order in which the clusters come first."""
    with Path("f.csv").open("w", encoding="utf-8") as file:
        file.write(f"{HEADER}\n")
        file.writelines(f"c{number % 20_000},/20,,m5.large,2,10,\n" for number in range(100_000))
    entries = list(fleet_plans(["f.csv"], catalog))
    assert [entry.source for entry in entries] == [f"f.csv:{n + 2}" for n in range(20_000)]
    assert {len(entry.plan.node_groups) for entry in entries if isinstance(entry.plan, Plan)} == {5}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_has_every_column_and_is_a_fleet(
    suffix: str, language: str, catalog: LimitsCatalog
) -> None:
    """What init writes can be run at once, and each column is explained."""
    words = load_words(language)
    Path(f"f{suffix}").write_bytes(fleet_template(suffix, words))
    assert [plan["cluster"] for plan in plans(f"f{suffix}", catalog)] == ["shop-prod", "shop-dev"]
    header = fleet_template(".csv", words).decode("utf-8-sig").split("\n", 1)[0]
    assert header.split(",") == [column.name for column in COLUMNS]
    assert all(meaning(column, words) for column in COLUMNS)
