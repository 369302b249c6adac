"""A thousand clusters from a table: each workbook right, and the one that generate writes."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from support.cells import is_same, read_cells
from support.office import Office
from support.scale import count
from typer.testing import CliRunner

from eks_subnet_xlsx import LimitsCatalog, Plan, build_workbook, parse_plan
from eks_subnet_xlsx.cli import app
from eks_subnet_xlsx.fleet.names import workbook_name
from eks_subnet_xlsx.fleet.sources import fleet_plans
from workloads.fleets import write_fleet

CLUSTERS = 1_000
SAMPLE = count(12, 200)
"""How many LibreOffice recalculates, with the fleet's own."""

COMPARED = count(250, 4_000)
"""How many are compared with what `generate` calls."""

BY_COMMAND = count(20, 4_000)
"""How many of those are written by `generate` itself."""

JUDGED = count(50, 4_000)
"""How many `validate` judges, with the fleet's own."""

pytestmark = pytest.mark.xdist_group("thousand")


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a fleet's table, and what batch makes of it."""
    folder = tmp_path_factory.mktemp("fleet")
    write_fleet(folder / "fleet.csv", CLUSTERS, seed=7)
    done = CliRunner().invoke(
        app, ["batch", str(folder / "fleet.csv"), "-o", str(folder / "out"), "--jobs", "2"]
    )
    assert done.exit_code == 0, done.output
    return folder


def generated(folder: Path, text: str) -> bytes:
    """The workbook that the command writes for a plan."""
    plan, alone = folder / "plan.json", folder / "alone.xlsx"
    plan.write_text(text, encoding="utf-8")
    arguments = ["generate", str(plan), "-o", str(alone), "--force"]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    return alone.read_bytes()


@pytest.mark.slow
def test_each_workbook_is_the_one_that_generate_writes(fleet: Path, catalog: LimitsCatalog) -> None:
    """Byte for byte, from a plan of its own, of clusters taken evenly; there is no other file."""
    entries = list(fleet_plans([str(fleet / "fleet.csv")], catalog))
    assert len(entries) == CLUSTERS
    names = set()
    for number, entry in enumerate(entries):
        assert isinstance(entry.plan, Plan)
        text = json.dumps(entry.plan.to_mapping())
        name = workbook_name(entry.plan.cluster)
        names.add(name)
        if number % (CLUSTERS // COMPARED):
            continue
        alone = build_workbook(parse_plan(text, suffix=".json"), catalog)
        assert (fleet / "out" / name).read_bytes() == alone, name
        if number % (CLUSTERS // BY_COMMAND) == 0:
            assert generated(fleet, text) == alone, name
    written = {found.name for found in (fleet / "out").glob("*.xlsx")}
    assert written == {*names, "fleet-summary.xlsx"}


@pytest.mark.slow
def test_validate_finds_no_figure_that_is_wrong(fleet: Path) -> None:
    """In workbooks of clusters, taken evenly, and in that of all."""
    paths = sorted((fleet / "out").glob("*-0*.xlsx"))[:: CLUSTERS // JUDGED]
    paths.append(fleet / "out" / "fleet-summary.xlsx")
    arguments = ["validate", *map(str, paths), "--select", "E1,E2,E3,E4", "--format", "json"]
    document = json.loads(CliRunner().invoke(app, arguments).stdout)
    assert (len(document["files"]), document["errors"]) == (len(paths), 0)


@pytest.mark.slow
@pytest.mark.libreoffice
def test_a_sample_recalculated_gives_what_is_stored(fleet: Path, office: Office) -> None:
    """Workbooks of clusters and that of the fleet, every formula of both calculators."""
    paths = random.Random(3).sample(sorted((fleet / "out").glob("*-0*.xlsx")), SAMPLE)
    paths.append(fleet / "out" / "fleet-summary.xlsx")
    for path in paths:
        stored = read_cells(path, ("WarmENI", "WarmIP", "Fleet"))
        live = office.results(path, list(stored))
        formulas = 0
        for sheet, cells in stored.items():
            for place, cell in cells.items():
                if cell.formula is not None:
                    formulas += 1
                    assert is_same(live[sheet].get(place), cell.value), (path.name, sheet, place)
        assert formulas > SAMPLE
