"""All clusters side by side: one workbook, JSON and CSV, with the figures of the clusters' own."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from support.cells import is_same, read_cells
from support.fillings import Fillings
from support.lint import lint
from support.office import Office
from support.programs import OpenXmlValidator

from eks_subnet_xlsx import LimitsCatalog, Plan, validate_workbook
from eks_subnet_xlsx.calculation import Status, plan_results
from eks_subnet_xlsx.demand import SubnetUsage, cluster_usage
from eks_subnet_xlsx.fleet.summary import Summary
from eks_subnet_xlsx.layouts.fleet import (
    FIRST_FLEET_ROW,
    FLEET_COLUMNS,
    FLEET_HEADER_ROW,
    FleetRow,
    fleet_row,
)
from eks_subnet_xlsx.layouts.present import figure
from eks_subnet_xlsx.words import LANGUAGES, load_words


def row(cluster: str, warm_eni_ips: int, other_ips: int = 0, **others: object) -> FleetRow:
    """A cluster in a /24 that is set by WarmENI."""
    usages = {
        "WarmENI": SubnetUsage(251, other_ips, warm_eni_ips),
        "WarmIP": SubnetUsage(251, other_ips, 10),
    }
    facts: dict[str, object] = {
        "file": f"{cluster}.xlsx", "subnet": "/24", "runs_on": "WarmENI", "unplaced_pods": 0,
        **others,
    }  # fmt: skip
    return FleetRow(cluster=cluster, usages=usages, **facts)  # type: ignore[arg-type]


ROWS = [
    row("a", 100),
    row('=b "q"', 252, file="=b -q-.xlsx"),
    row("c", 20, unplaced_pods=3),
    row("-d", 200, 40),
    row("e", 300, runs_on="WarmIP"),
]


def documents(rows: list[FleetRow], language: str = "en") -> dict[str, bytes]:
    """The files of a fleet."""
    summary = Summary()
    for item in rows:
        summary.add(item)
    summary.wrong = 2
    return dict(summary.documents(load_words(language)))


def plan_rows(catalog: LimitsCatalog, count: int) -> list[FleetRow]:
    """Random clusters."""
    source = Fillings(seed=12, catalog=catalog)
    plans: list[Plan] = [source.plan() for _ in range(count)]
    return [
        fleet_row(plan, f"{number}.xlsx", plan_results(plan, catalog.find))
        for number, plan in enumerate(plans)
    ]


def test_the_nearest_to_exhaustion_come_first_with_their_worst_status() -> None:
    """By what is set today; in JSON with codes that no language changes."""
    document = json.loads(documents(ROWS)["fleet-summary.json"])
    assert [(found["cluster"], found["status"]) for found in document["rows"]] == [
        ('=b "q"', "exhausted"),
        ("-d", "short"),
        ("a", "enough"),
        ("c", "pods_without_address"),
        ("e", "enough"),
    ]
    assert document["rows"][1] == {
        "file": "-d.xlsx", "cluster": "-d", "subnet": "/24", "usable_ips": 251,
        "runs_on": "WarmENI", "other_ips": 40, "warm_eni_ips": 200, "warm_eni_left": 11,
        "warm_eni_share": 0.956175, "warm_ip_ips": 10, "warm_ip_left": 201,
        "warm_ip_share": 0.199203, "unplaced_pods": 0, "status": "short", "share_today": 0.956175,
    }  # fmt: skip
    del document["rows"]
    assert document == {
        "schema_version": 1,
        "clusters": 5,
        "wrong": 2,
        "statuses": {"pods_without_address": 1, "enough": 2, "short": 1, "exhausted": 1},
        "totals": {
            "usable_ips": 1255, "other_ips": 40, "warm_eni_ips": 872, "warm_eni_left": 343,
            "warm_ip_ips": 50, "warm_ip_left": 1165, "unplaced_pods": 3,
        },
    }  # fmt: skip


def test_csv_holds_no_formulas() -> None:
    """The same figures; texts that a spreadsheet program would calculate are defused."""
    found = documents(ROWS)
    rows = list(csv.DictReader(StringIO(found["fleet-summary.csv"].decode("utf-8-sig"))))
    right = json.loads(found["fleet-summary.json"])["rows"]
    assert [item["cluster"] for item in rows] == ['\'=b "q"', "'-d", "a", "c", "e"]
    assert rows[0]["warm_eni_left"] == "-1"
    for item, expected in zip(rows, right, strict=True):
        assert {key: value.removeprefix("'") for key, value in item.items()} == {
            key: str(value) for key, value in expected.items()
        }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 5])
def test_the_workbook_has_nothing_that_excel_repairs(language: str, count: int) -> None:
    """The lint finds nothing, and validate has nothing to say."""
    content = documents(ROWS[:count], language)["fleet-summary.xlsx"]
    assert lint(content) == []
    assert validate_workbook(content).findings == ()
    with ZipFile(BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        book = archive.read("xl/workbook.xml").decode()
    last = FIRST_FLEET_ROW + count - 1
    assert f'<autoFilter ref="B{FLEET_HEADER_ROW}:L{last}"' in sheet
    assert f"$A$1:$L${last}<" in book


def test_the_headline_says_the_worst_of_all_clusters(tmp_path: Path) -> None:
    """Short in all where one is exhausted, else pods, else what is nearly exhausted, else left."""

    def headline(*rows: FleetRow) -> object:
        path = tmp_path / "fleet.xlsx"
        path.write_bytes(documents(list(rows))["fleet-summary.xlsx"])
        return read_cells(path)["Fleet"]["A1"].value

    assert headline(*ROWS) == "NOT ENOUGH in 1 of 5 clusters, IPs short in all: 1"
    assert headline(row("a", 1_500), row("b", 1_000)) == (
        "NOT ENOUGH in 2 of 2 clusters, IPs short in all: 1,998"
    )
    assert headline(row("a", 1, unplaced_pods=2), row("b", 245)) == (
        "Pods without an address in 1 of 2 clusters"
    )
    assert headline(row("a", 1), row("b", 245)) == (
        "Only just enough in 1 of 2 clusters, IPs left in all: 256"
    )
    assert headline(row("a", 1)) == "Enough in every cluster (1), IPs left in all: 250"


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 5])
def test_the_workbook_is_valid_open_xml(
    tmp_path: Path, validator: OpenXmlValidator, language: str, count: int
) -> None:
    """The Open XML SDK's validator finds nothing."""
    (tmp_path / "a.xlsx").write_bytes(documents(ROWS[:count], language)["fleet-summary.xlsx"])
    assert validator.errors(tmp_path / "a.xlsx") == []


def test_rows_have_the_figures_of_the_clusters_own_workbooks(catalog: LimitsCatalog) -> None:
    """Taken and left in both modes, as the calculators' cells have them."""
    source = Fillings(seed=40, catalog=catalog)
    for plan in [source.plan() for _ in range(100)]:
        results = plan_results(plan, catalog.find)
        found = fleet_row(plan, "a.xlsx", results)
        eni, ip = results
        usages = found.usages
        assert [used.node_ips for used in usages.values()] == [eni.node_ips, ip.node_ips]
        assert usages["WarmENI"].remaining_ips == figure(eni, "remaining_ips")
        assert usages["WarmIP"].share_used == figure(ip, "share_used")
        assert usages == {
            scenario.name: cluster_usage(plan, scenario.settings, catalog).subnet
            for scenario in plan.scenarios()
        }
        today = eni if plan.runs_on == "WarmENI" else ip
        assert found.unplaced_pods == figure(today, "all_pods_unplaced")
        if found.status is not Status.PODS_WITHOUT_ADDRESS:
            assert found.status == today.verdict


@pytest.mark.libreoffice
@pytest.mark.parametrize("language", LANGUAGES)
def test_live_formulas_give_what_is_stored(
    tmp_path: Path, office: Office, catalog: LimitsCatalog, language: str
) -> None:
    """Shares, what is left, statuses and totals, recalculated by LibreOffice."""
    path = tmp_path / "fleet-summary.xlsx"
    path.write_bytes(documents([*ROWS, *plan_rows(catalog, 60)], language)["fleet-summary.xlsx"])
    (saved,) = office.recalculate([path], tmp_path / "saved")
    stored, live = read_cells(path)["Fleet"], read_cells(saved)["Fleet"]
    formulas = [place for place, cell in stored.items() if cell.formula is not None]
    live_columns = sum(bool(column.formula) for column in FLEET_COLUMNS)
    assert len(formulas) > 65 * live_columns
    assert [p for p in formulas if not is_same(stored[p].value, live[p].value)] == []
