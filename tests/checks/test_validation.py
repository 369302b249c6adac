"""Workbooks about which there is nothing to say, AWS's own file, and what a report holds."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import defaultdict
from io import BytesIO
from itertools import product
from pathlib import Path
from zipfile import ZipFile

import pytest
from support.corpora import Planned, Plans, in_halves
from support.office import Office
from support.scale import EDITIONS

from eks_subnet_xlsx import (
    LimitsCatalog,
    WorkbookError,
    WorkbookReading,
    build_workbook,
    parse_plan,
    read_workbook,
    validate_workbook,
)
from eks_subnet_xlsx.calculation import Model, plan_inputs
from eks_subnet_xlsx.checks import validate_reading
from eks_subnet_xlsx.checks.case import build_case
from eks_subnet_xlsx.findings import Finding
from eks_subnet_xlsx.layouts import MODELS
from eks_subnet_xlsx.layouts.present import figure
from eks_subnet_xlsx.rules import RULES
from eks_subnet_xlsx.words import LANGUAGES, load_words
from eks_subnet_xlsx.workbook.reading.limits import SHIPPED_SHEETS
from eks_subnet_xlsx.workbook.render import LIMITS_PART

SHARED = Path(__file__).parents[3] / "shared"
AWS_FILES = sorted((SHARED / "workbooks").glob("*.xlsx"))
GOLDEN = Path(__file__).parents[1] / "golden"
PLAN = {
    "cluster": "old",
    "subnet": "/22",
    "node_groups": [{"instance_type": "m5.large", "nodes": 2, "pods_per_node": 5}],
}
JUDGED = ("file", "input", "formula", "result", "limits")

needs_shared = pytest.mark.skipif(not AWS_FILES, reason="AWS's workbook is not beside the project")


def faults(found: tuple[Finding, ...]) -> list[tuple[str, str]]:
    """What is said of the file itself; the plan may still be unwise."""
    return [(item.rule, item.place) for item in found if RULES[item.rule].family in JUDGED]


def inputs_differ(reading: WorkbookReading, planned: Planned) -> list[str]:
    """The sheets whose inputs are not those of the plan."""
    plan, different = planned.plan, []
    for sheet, calculator in zip(reading.sheets, MODELS[planned.model], strict=True):
        found, typed = sheet.inputs(), plan_inputs(plan, calculator.arithmetic)
        rows = [row for row in found.rows if not row.is_blank]
        if dict(found.cells) != dict(typed.cells) or rows != list(typed.rows):
            different.append(sheet.name)
    facts = reading.facts
    cidr = None if plan.subnet.cidr is None else str(plan.subnet.cidr)
    if (facts.cluster, facts.subnet_cidr, facts.runs_on) != (plan.cluster, cidr, plan.runs_on):
        different.append("About")
    return different


@pytest.mark.slow
@in_halves("plans")
def test_generated_workbooks_are_clean_and_hold_their_plans(plans: Plans, half: int) -> None:
    """500 random plans, each in an edition of this run; a proof has all editions."""
    for planned in plans.planned(half):
        report = validate_reading(planned.reading, planned.catalog)
        assert faults(report.findings) == [], planned.number
        assert inputs_differ(planned.reading, planned) == [], planned.number


@pytest.mark.slow
@pytest.mark.libreoffice
@in_halves("plans")
def test_workbooks_that_libreoffice_saved_are_clean_and_hold_their_plans(
    plans: Plans, office: Office, half: int
) -> None:
    """A quarter of the same workbooks, saved by LibreOffice; in a proof, all."""
    for saved in plans.saved(half, office):
        report = validate_reading(saved.reading, saved.planned.catalog)
        assert faults(report.findings) == [], saved.planned.number
        assert inputs_differ(saved.reading, saved.planned) == [], saved.planned.number


@pytest.mark.parametrize(("language", "model"), EDITIONS)
def test_golden_workbooks_are_clean(language: str, model: Model, catalog: LimitsCatalog) -> None:
    """What an earlier version of the layout wrote is still read, and nothing is found stale."""
    data = (GOLDEN / f"layout-1.{language}.{model}.xlsx").read_bytes()
    found = [rule for rule, _ in faults(validate_workbook(data, catalog).findings)]
    assert [rule for rule in found if rule[1] in "134"] == []
    stated = read_workbook(data)
    assert (stated.facts.language, stated.model, stated.facts.schema_version) == (
        language,
        model,
        1,
    )


@needs_shared
@pytest.mark.parametrize("path", AWS_FILES, ids=lambda path: path.stem[-8:])
def test_aws_s_published_file_is_reproduced_and_put_right(path: Path) -> None:
    """Its own 351 and 276, the right 360 and 250, and the departures that make the difference."""
    report = validate_workbook(path)
    assert [(s.stored_ips, s.right_ips, s.usable_ips) for s in report.sheets] == [
        (351, 360, 507),
        (276, 250, 507),
    ]
    assert [(found.rule, found.place, found.facts.get("change")) for found in report.findings] == [
        ("E701", "WarmENI!B8", None),
        ("W702", "WarmENI!B5", None),
        ("W703", "WarmENI!B8", "-6"),
        ("W704", "WarmENI!B8", "+15"),
        ("E701", "WarmIP!B8", None),
        ("W702", "WarmIP!B5", None),
        ("W703", "WarmIP!B8", "-6"),
        ("W704", "WarmIP!B8", "+15"),
        ("W706", "WarmIP!B8", "-38"),
        ("W707", "WarmIP!B8", "+3"),
    ]
    reading = read_workbook(path)
    for sheet in reading.sheets:
        inputs = sheet.inputs()
        assert [inputs.cells[key] for key in ("subnet_size", "host_network_pods")] == [23, 2]
        rows = [(row.instance_type, row.nodes, row.pods_per_node) for row in inputs.rows]
        assert rows == [("m5.12xlarge", 2, 100), ("c5.2xlarge", 1, 30)]


@pytest.mark.slow
@needs_shared
def test_aws_s_arithmetic_is_reproduced_on_all_cases(catalog: LimitsCatalog) -> None:
    """Its file edited to the inputs of 30 cases: rows and totals of both sheets, all of them."""
    from openpyxl import load_workbook  # noqa: PLC0415 (slow to import)

    with (SHARED / "vectors" / "aws2022_rows.csv").open(newline="") as file:
        rows = defaultdict(list)
        for row in csv.DictReader(file):
            rows[row["case"], row["sheet"]].append(row)
    with (SHARED / "vectors" / "aws2022_totals.csv").open(newline="") as file:
        totals = {(row["case"], row["sheet"]): row for row in csv.DictReader(file)}
    published = SHARED / "workbooks" / "aws-subnet-calc-2022.xlsx"
    for case in sorted({case for case, _ in totals}):
        book = load_workbook(published)
        for name in ("WarmENI", "WarmIP"):
            sheet, total = book[name], totals[case, name]
            sheet["B4"], sheet["B13"] = int(total["subnet_cidr_size"]), int(total["warm_target"])
            sheet["B14"] = int(total["host_networking_ips"])
            formulas = {cell.column: cell.value for cell in sheet[23][3:]}
            for number, row in enumerate(rows[case, name], 23):
                sheet.cell(number, 1, row["instance_type"])
                sheet.cell(number, 2, int(row["instances"]))
                sheet.cell(number, 3, int(row["pods_per_instance"]))
                for column, formula in formulas.items():
                    assert column is not None
                    sheet.cell(number, column, formula)
            table = next(iter(sheet.tables.values()))
            last = 22 + len(rows[case, name])
            table.ref = table.autoFilter.ref = f"A22:{table.ref.split(':')[1][0]}{last}"
        stream = BytesIO()
        book.save(stream)
        bench = build_case(read_workbook(stream.getvalue()), catalog)
        for item in bench.sheets:
            total = totals[case, item.name]
            found = [item.own.usable_ips, item.own.node_ips, figure(item.own, "all_pods_hosted")]
            keys = ("available_ips", "ips_used", "pods_hosted")
            assert found == [int(total[key]) for key in keys], (case, item.name)
            assert item.own.remaining_ips == int(total["ips_remaining"])
            assert [result.counted.subnet_ips for result in item.own.rows if result.counted] == [
                int(row["total_ips"]) for row in rows[case, item.name]
            ]


def test_older_limits_are_named_and_whether_they_matter(catalog: LimitsCatalog) -> None:
    """A workbook of older limits: a warning, or an error where a type of the plan has changed."""
    plan = parse_plan(json.dumps(PLAN), suffix=".json")

    def found(instance_type: str) -> list[tuple[str, str]]:
        limits = catalog.get(instance_type)
        others = {item.instance_type: item for item in catalog}
        others[instance_type] = type(limits)(instance_type, limits.max_enis, 6)
        older = LimitsCatalog(others, "2020-01-01", "")
        return faults(validate_workbook(build_workbook(plan, older), catalog).findings)

    assert found("x1e.32xlarge") == [("W503", "Limits")]
    assert found("m5.large") == [("E504", "Limits!C578")]


def test_the_shipped_limits_are_known_at_a_glance() -> None:
    """The digests are those of all sheets of limits that are written today (`make blank`)."""
    plan = parse_plan(json.dumps(PLAN), suffix=".json")
    digests = set()
    for language, model, protect in product(LANGUAGES, MODELS, (True, False)):
        content = build_workbook(plan, language=language, model=model, protect=protect)
        with ZipFile(BytesIO(content)) as archive:
            digests.add(hashlib.sha256(archive.read(LIMITS_PART)).hexdigest())
    assert SHIPPED_SHEETS.read_text(encoding="ascii").split() == sorted(digests)


def test_every_source_is_read(tmp_path: Path) -> None:
    """A path, the bytes of a file, and an open file say the same."""
    path = GOLDEN / "layout-1.en.vpc-cni.xlsx"
    with path.open("rb") as file:
        reports = [
            validate_workbook(source) for source in (path, str(path), path.read_bytes(), file)
        ]
    assert len({report.sheets for report in reports}) == 1
    with pytest.raises(WorkbookError, match="cannot be read"):
        read_workbook(tmp_path / "missing.xlsx")


def test_every_rule_has_words_and_a_severity() -> None:
    """Ids are unique, letter and hundred say severity and family, each has its three sentences."""
    keys = [rule.key for rule in RULES.values()]
    assert len(set(keys)) == len(keys)
    for identifier, rule in RULES.items():
        assert rule.id == identifier
        assert rule.severity == ("error" if identifier[0] == "E" else "warning")
        for language in LANGUAGES:
            words = load_words(language)
            assert all(words[f"finding.{rule.key}.{part}"] for part in ("title", "found", "do"))


def test_a_check_that_crashes_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong in one check stops no other."""
    from eks_subnet_xlsx import checks  # noqa: PLC0415 (to change it)

    def check_nothing(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(checks, "CHECKS", {"file": check_nothing})
    report = validate_workbook(GOLDEN / "layout-1.en.vpc-cni.xlsx")
    assert [(found.rule, found.facts["check"]) for found in report.findings] == [
        ("E191", "nothing")
    ]


def test_what_cannot_be_opened_is_a_finding(tmp_path: Path) -> None:
    """A folder, a missing file, a name with a newline or a null: said, not raised."""
    for source in (tmp_path, tmp_path / "none.xlsx", tmp_path / "a\nb.xlsx", "\0"):
        assert [found.rule for found in validate_workbook(source).findings] == ["E112"]
