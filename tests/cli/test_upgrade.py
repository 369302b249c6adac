"""upgrade: an older workbook, or AWS's, as today's."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.breaking import typed
from typer.testing import CliRunner

from eks_subnet_xlsx import LimitsCatalog, build_workbook, parse_plan, validate_workbook
from eks_subnet_xlsx.cli import app
from eks_subnet_xlsx.words import load_words

SHARED = Path(__file__).parents[3] / "shared" / "workbooks"
AWS_FILES = sorted(SHARED.glob("*.xlsx"))
PLAN = """
cluster: old
subnet: /24
node_groups: [{name: web, instance_type: m5.large, nodes: 2, pods_per_node: 5}]
"""


def upgrade(source: Path, target: Path, *options: str) -> tuple[int, list[str]]:
    """Exit code and lines."""
    arguments = ["upgrade", str(source), "-o", str(target), "--language", "en", *options]
    done = CliRunner().invoke(app, arguments)
    return done.exit_code, done.output.splitlines()


@pytest.mark.skipif(not AWS_FILES, reason="AWS's workbook is not beside the project")
@pytest.mark.parametrize("path", AWS_FILES, ids=lambda path: path.stem[-8:])
def test_aws_s_file_becomes_a_right_workbook(tmp_path: Path, path: Path) -> None:
    """360 and 250 instead of 351 and 276, and every change is said."""
    code, lines = upgrade(path, tmp_path / "new.xlsx")
    assert code == 0
    assert lines[2:] == [
        f"- {load_words('en').text('extract.runs_on_unknown', sheet='WarmENI')}",
        "- WarmENI: the nodes took 351 addresses by the old file, and take 360.",
        "- WarmIP: the nodes took 276 addresses by the old file, and take 250.",
    ]
    assert lines[1].startswith("- AWS's workbook of 2022 became one with the VPC CNI's arithmetic")
    report = validate_workbook(tmp_path / "new.xlsx")
    assert report.findings == ()
    assert [sheet.stored_ips for sheet in report.sheets] == [360, 250]


def test_older_workbook_gets_todays_limits_and_layout(
    tmp_path: Path, catalog: LimitsCatalog
) -> None:
    """Limits of another day, a layout before the first, a total typed over: all right again."""
    limits = catalog.get("m5.large")
    others = {item.instance_type: item for item in catalog}
    others["m5.large"] = type(limits)("m5.large", limits.max_enis, 6)
    older = LimitsCatalog(others, "2020-01-01", "")
    data = build_workbook(parse_plan(PLAN), older)
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    old.write_bytes(typed("About", B17=0)(typed("WarmENI", B8=1)(data)))
    assert upgrade(old, new) == (0, [
        f"Wrote {new}. What changed:",
        "- The layout of the sheets was 0, and is 1.",
        f"- The limits were of 2020-01-01, and are of {catalog.date}.",
        "- WarmENI: the nodes took 1 addresses by the old file, and take 40.",
        "- WarmIP: the nodes took 16 addresses by the old file, and take 14.",
    ])  # fmt: skip
    assert validate_workbook(new).findings == ()


def test_upgrade_refuses_what_is_no_plan_and_what_is_there(tmp_path: Path) -> None:
    """Nothing is written, nothing is lost."""
    good, there = tmp_path / "good.xlsx", tmp_path / "there.xlsx"
    good.write_bytes(build_workbook(parse_plan(PLAN)))
    there.write_bytes(b"precious")
    code, _ = upgrade(good, there)
    assert (code != 0, there.read_bytes()) == (True, b"precious")
    before = good.read_bytes()
    for command in ("upgrade", "extract"):
        done = CliRunner().invoke(app, [command, str(good), "-o", str(good), "--force"])
        assert "is the input file" in str(done.exception)
    assert good.read_bytes() == before
    good.write_bytes(typed("WarmENI", B23="two")(good.read_bytes()))
    code, lines = upgrade(good, tmp_path / "new.xlsx")
    assert code == 1
    assert any(line.startswith("E208 good.xlsx, WarmENI!B23: ") for line in lines)
    assert not (tmp_path / "new.xlsx").exists()
