"""From a workbook back to its plan."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.breaking import new_row, typed
from support.command import Done, run_command
from support.corpora import PLANS, Planned, Plans, in_halves
from support.office import Office
from support.scale import SEEDS, count

from eks_subnet_xlsx import (
    LimitsCatalog,
    Plan,
    annotate_workbook,
    parse_plan,
    read_workbook,
    recalculate_workbook,
    validate_workbook,
)
from eks_subnet_xlsx.calculation import plan_results
from eks_subnet_xlsx.cli.extract import plan_text
from eks_subnet_xlsx.engine import WarmPoolSettings
from eks_subnet_xlsx.importers.workbook import ExtractionError, extract_plan
from eks_subnet_xlsx.plan import NodeGroup
from eks_subnet_xlsx.words import LANGUAGES, load_words

GOLDEN = (Path(__file__).parent / "golden" / "layout-1.en.vpc-cni.xlsx").read_bytes()
SHARED = Path(__file__).parents[2] / "shared" / "workbooks"
AWS_FILES = sorted(SHARED.glob("*.xlsx"))


def normalised(plan: Plan, language: str) -> Plan:
    """A plan as its workbook has it: rows for groups, the language named."""
    groups = tuple(
        NodeGroup(
            name=row.name,
            instance_type=row.instance_type,
            nodes=row.nodes,
            pods_per_node=row.pods_per_node,
            max_pods=row.max_pods,
        )
        for row in plan.rows()
    )
    return plan.model_copy(update={"language": language, "node_groups": groups})


def same(found: Plan, plan: Plan) -> bool:
    """Whether two plans fill a workbook with the same cells."""
    first, second = found.model_dump(), plan.model_dump()
    for name in ("warm_pool", "alternative"):
        del first[name], second[name]
    keys = {
        "WarmENI": ("warm_eni_target", "max_eni", "unmanaged_enis"),
        "WarmIP": tuple(set(WarmPoolSettings.model_fields) - {"warm_prefix_target"}),
    }
    settings = [
        {
            found.name: [found.settings.model_dump()[key] for key in keys[found.name]]
            for found in item.scenarios()
        }
        for item in (found, plan)
    ]
    return first == second and settings[0] == settings[1] and found.runs_on == plan.runs_on


def of_the_cni(planned: list[Planned]) -> list[Planned]:
    """Those with the VPC CNI's arithmetic: AWS's of 2022 has no cells for some of a plan."""
    return [item for item in planned if item.model == "vpc-cni"]


@pytest.mark.slow
@in_halves("plans")
def test_extract_of_generate_is_the_plan(plans: Plans, half: int) -> None:
    """Random plans in both languages, and through the text of the plan."""
    for item in of_the_cni(plans.planned(half)):
        extraction = extract_plan(item.reading, item.catalog, "a.xlsx")
        assert extraction.notes == (), item.number
        assert same(extraction.plan, normalised(item.plan, item.language)), item.number
        text = plan_text(extraction, "a.xlsx", load_words(item.language))
        assert parse_plan(text) == extraction.plan, item.number


@pytest.mark.slow
@in_halves("plans")
def test_extract_of_a_file_that_was_given_back_is_the_plan(plans: Plans, half: int) -> None:
    """A part of the same plans, a formula typed over, then annotated and recalculated."""
    for item in of_the_cni(plans.planned(half))[: count(16, SEEDS * PLANS)]:
        data = typed("WarmENI", B8=1)(item.content)
        marked = annotate_workbook(
            data, validate_workbook(data, item.catalog).findings, load_words(item.language)
        )
        for given_back in (marked, recalculate_workbook(marked, item.catalog).content):
            extraction = extract_plan(read_workbook(given_back), item.catalog, "a.xlsx")
            assert extraction.notes == (), item.number
            assert same(extraction.plan, normalised(item.plan, item.language)), item.number


@pytest.mark.slow
@pytest.mark.libreoffice
@in_halves("plans")
def test_extract_after_libreoffice_saved_is_the_plan(
    plans: Plans, office: Office, half: int
) -> None:
    """Those of the same plans that LibreOffice saved on the way."""
    for saved in plans.saved(half, office):
        item = saved.planned
        if item.model == "vpc-cni":
            extraction = extract_plan(saved.reading, item.catalog, saved.path.name)
            assert extraction.notes == (), item.number
            assert same(extraction.plan, normalised(item.plan, item.language)), item.number


@pytest.mark.skipif(not AWS_FILES, reason="AWS's workbook is not beside the project")
@pytest.mark.parametrize("path", AWS_FILES, ids=lambda path: path.stem[-8:])
def test_aws_s_file_becomes_a_right_plan(path: Path, catalog: LimitsCatalog) -> None:
    """Its own 351 and 276 become 360 and 250; a note says what was taken as today's."""
    extraction = extract_plan(read_workbook(path), catalog, path.name)
    results = plan_results(extraction.plan, catalog.find)
    assert [result.node_ips for result in results] == [360, 250]
    assert [note.key for note in extraction.notes] == ["runs_on_unknown"]
    assert extraction.plan.cluster == path.stem


def notes_of(data: bytes, catalog: LimitsCatalog) -> tuple[Plan, list[tuple[str, object]]]:
    """The plan of a workbook, and each note with the sheet that was taken."""
    extraction = extract_plan(read_workbook(data), catalog, "a.xlsx")
    for language in LANGUAGES:
        assert all(note.text(load_words(language)) for note in extraction.notes)
    return extraction.plan, [
        (note.key, note.facts.get("sheet", note.facts.get("size"))) for note in extraction.notes
    ]


def test_where_sheets_differ_the_cluster_s_own_counts(catalog: LimitsCatalog) -> None:
    """Two sizes, two tables: one is taken, and the notes say which."""
    before, _ = notes_of(GOLDEN, catalog)
    other = "WarmIP" if before.runs_on == "WarmENI" else "WarmENI"
    plan, notes = notes_of(typed(other, B4=16, B23=77)(GOLDEN), catalog)
    assert plan == before
    assert notes == [("cell_differs", before.runs_on), ("groups_differ", before.runs_on)]
    plan, notes = notes_of(new_row(before.runs_on, 200, A="m5.large", B=1, C=2)(GOLDEN), catalog)
    assert len(plan.node_groups) == len(before.node_groups) + 1
    assert notes == [("row_taken", before.runs_on), ("groups_differ", before.runs_on)]


def test_a_cidr_of_another_size_is_left_out(catalog: LimitsCatalog) -> None:
    """The size by which the file counts is the one that is kept."""
    plan, notes = notes_of(typed("About", B14="10.0.0.0/16")(GOLDEN), catalog)
    assert (plan.subnet.cidr, notes) == (None, [("cidr_left_out", str(plan.subnet.size))])


def test_wrong_inputs_are_named_and_make_no_plan(catalog: LimitsCatalog) -> None:
    """Every one of them, with its place."""
    taken = notes_of(GOLDEN, catalog)[0].runs_on
    data = typed(taken, A23="m5.larg", B24="three")(GOLDEN)
    with pytest.raises(ExtractionError) as caught:
        extract_plan(read_workbook(data), catalog, "a.xlsx")
    assert [(item.rule, item.place) for item in caught.value.findings] == [
        ("E201", f"{taken}!A23"),
        ("E208", f"{taken}!B24"),
    ]
    blank = {f"{letter}{row}": None for letter in "ABCDE" for row in range(23, 40)}
    with pytest.raises(ExtractionError, match="no node group"):
        extract_plan(read_workbook(typed(taken, **blank)(GOLDEN)), catalog, "a.xlsx")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("good.xlsx", "-o", "plan.yaml"), 0),
        (("good.xlsx", "-o", "there.yaml"), 2),
        (("good.xlsx", "-o", "no/plan.yaml"), 2),
        (("wrong.xlsx", "-o", "plan.yaml"), 1),
        (("text.xlsx", "-o", "plan.yaml"), 2),
        (("missing.xlsx", "-o", "plan.yaml"), 2),
    ],
)
def test_extract_on_the_command_line(tmp_path: Path, arguments: tuple[str, ...], code: int) -> None:
    """The plan is written whole or not at all; generate of it is the workbook."""
    (tmp_path / "good.xlsx").write_bytes(GOLDEN)
    (tmp_path / "wrong.xlsx").write_bytes(typed("WarmENI", B4="x")(typed("WarmIP", B4="x")(GOLDEN)))
    (tmp_path / "text.xlsx").write_text("text")
    (tmp_path / "there.yaml").write_text("precious")
    before = {path.name for path in tmp_path.iterdir()}

    def run(*command: str) -> Done:
        return run_command(*command, folder=tmp_path)

    done = run("extract", *arguments)
    assert (done.returncode, b"Traceback" in done.stderr) == (code, False), done.stderr
    written = {path.name for path in tmp_path.iterdir()} - before
    assert written == ({"plan.yaml"} if code == 0 else set())
    assert (tmp_path / "there.yaml").read_text() == "precious"
    if code == 0:
        assert run("generate", "plan.yaml", "-o", "again.xlsx").returncode == 0
