"""Text of users passes through as it is: nothing in it is taken for a part of a template."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from support.cells import read_cells
from support.command import run_command

from eks_subnet_xlsx import build_workbook, parse_plan, read_workbook

PIECES = (
    "$1022<", "$1022", "A22:V1022", "K3501", "$K$3501", "{{fact.title}}", "{{about.title}}", "{row}",
    "{file}", "{0}", "%s", "\\1", "\\g<0>", "</c>", "<f>", "&amp;", "&#10;", "]]>", "'", '"', "=1+1",
    "cost", " ", "ünï", "클러스터", "🚀", "$", "$$", "#REF!", "'!A1", "_", "x0041", "1022",
)  # fmt: skip


def texts(count: int) -> list[str]:
    """Random texts of what templates are made of."""
    source = random.Random(1)
    made = ("".join(source.choices(PIECES, k=source.randint(1, 6)))[:90] for _ in range(count))
    return [text if text.strip() else "cost$1022" for text in made]


def test_names_come_back_from_a_workbook_as_they_were() -> None:
    """Clusters and node groups, read by our reader and by openpyxl."""
    for text in ["cost$1022", *texts(25)]:
        plan = {
            "cluster": text,
            "subnet": "/22",
            "node_groups": [
                {"name": text, "instance_type": "m5.large", "nodes": 2, "pods_per_node": 5}
            ],
        }
        data = build_workbook(parse_plan(json.dumps(plan), suffix=".json"))
        reading = read_workbook(data)
        assert reading.facts.cluster == text
        assert reading.sheets[0].rows[0].values().node_group == text
        cells = read_cells(data, ("About", "WarmENI"))
        assert cells["About"]["B13"].value == text
        assert cells["WarmENI"]["D23"].value == text


@pytest.mark.slow
def test_names_come_back_from_the_fleet_s_files_as_they_were(tmp_path: Path) -> None:
    """Workbook, JSON and CSV of all clusters."""
    names = list(dict.fromkeys(f"{text}{n}" for n, text in enumerate(["cost$1022", *texts(60)])))
    plans = [
        {
            "cluster": name,
            "subnet": "/22",
            "node_groups": [{"instance_type": "m5.large", "nodes": 2, "pods_per_node": 5}],
        }
        for name in names
    ]
    (tmp_path / "fleet.jsonl").write_text("\n".join(map(json.dumps, plans)), encoding="utf-8")
    assert run_command("batch", "fleet.jsonl", "-o", "out", folder=tmp_path).returncode == 0
    rows = json.loads((tmp_path / "out" / "fleet-summary.json").read_text("utf-8"))["rows"]
    assert sorted(row["cluster"] for row in rows) == sorted(names)
    cells = read_cells(tmp_path / "out" / "fleet-summary.xlsx")["Fleet"]
    shown = {cell.value for place, cell in cells.items() if place.startswith("B")}
    assert set(names) <= shown
