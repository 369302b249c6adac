"""A workbook for every cluster: what is written, what is left alone, what is said."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from support.breaking import typed
from support.fillings import Fillings
from support.scale import count, seed
from typer.testing import CliRunner

from eks_subnet_xlsx import (
    LimitsCatalog,
    Plan,
    build_workbook,
    read_workbook,
    validate_workbook,
)
from eks_subnet_xlsx.cli import app
from eks_subnet_xlsx.cli.language import start
from eks_subnet_xlsx.fleet import sources
from eks_subnet_xlsx.fleet.entries import Entry
from eks_subnet_xlsx.fleet.names import FLEET_NAME, LEDGER_NAME, workbook_name
from eks_subnet_xlsx.fleet.plans import Fleet

KILLS = count(25, 100)

GROUP = {"instance_type": "m5.large", "nodes": 2, "pods_per_node": 5}
PLAN = {"cluster": "a", "subnet": "/22", "node_groups": [GROUP]}


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C")
    start()


VERDICTS = ("Enough in all clusters", "Not enough in ")


def run(*arguments: str) -> tuple[int, list[str]]:
    """Exit code and lines of `batch`, without its verdict, which is judged with the others."""
    done = CliRunner().invoke(app, ["batch", *arguments])
    text = done.output
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        text += str(done.exception)
    lines = [line for line in text.splitlines() if line.strip()]
    return done.exit_code, [line for line in lines if not line.startswith(VERDICTS)]


def plan_file(name: str, *clusters: str, nodes: int = 2) -> None:
    """A YAML file with a document for each cluster."""
    groups = [{**GROUP, "nodes": nodes}]
    documents = [{**PLAN, "cluster": cluster, "node_groups": groups} for cluster in clusters]
    Path(name).write_text(yaml.safe_dump_all(documents), encoding="utf-8")


def files(folder: str = "out") -> dict[str, bytes]:
    """All files in a folder but the ledger and those of the fleet."""
    return {
        path.name: path.read_bytes()
        for path in Path(folder).iterdir()
        if path.name != LEDGER_NAME and path.stem != FLEET_NAME
    }


def random_fleet(catalog: LimitsCatalog, count: int) -> list[Plan]:
    """Plans with names of their own."""
    source = Fillings(seed=5, catalog=catalog)
    return [
        source.plan().model_copy(update={"cluster": f"cluster {number}"}) for number in range(count)
    ]


def test_each_cluster_gets_the_workbook_that_generate_writes(catalog: LimitsCatalog) -> None:
    """From a folder, a pattern, many documents, lines, one process or three, in any order."""
    plans = random_fleet(catalog, 12)
    Path("folder/in").mkdir(parents=True)
    texts = [json.dumps(plan.to_mapping()) for plan in plans]
    for number in range(4):
        Path(f"folder/in/{number}.json").write_text(texts[number], encoding="utf-8")
    Path("many.yaml").write_text("\n---\n".join(texts[4:8]), encoding="utf-8")
    Path("many.jsonl").write_text("\n".join(texts[8:]) + "\n\n", encoding="utf-8")
    paths = ["folder", "*.yaml", "many.jsonl"]
    code, lines = run(*paths, "-o", "out")
    assert (code, lines[0]) == (0, "out: 12 written, 0 unchanged, 0 not replaced, 0 wrong.")
    assert files() == {f"{plan.cluster}.xlsx": build_workbook(plan, catalog) for plan in plans}
    assert run(*reversed(paths), "-o", "other", "--jobs", "3")[0] == 0
    assert files("other") == files()


def test_only_what_changed_is_written() -> None:
    """Nothing the second time; one workbook where one plan changed."""
    plan_file("plans.yaml", "a", "b")
    run("plans.yaml", "-o", "out")
    before = {path: path.stat().st_mtime_ns for path in Path("out").iterdir()}
    assert run("plans.yaml", "-o", "out")[1] == [
        "out: 0 written, 2 unchanged, 0 not replaced, 0 wrong."
    ]
    assert {path: path.stat().st_mtime_ns for path in before} == before
    plan_file("plans.yaml", "a")
    plan_file("b.yaml", "b", nodes=3)
    assert run("plans.yaml", "b.yaml", "-o", "out")[1] == [
        "out: 1 written, 1 unchanged, 0 not replaced, 0 wrong."
    ]
    assert [sheet.stored_ips for sheet in validate_workbook("out/b.xlsx").sheets] == [60, 21]


def test_an_edit_is_never_lost() -> None:
    """Left alone and named, until told; also where the ledger is gone."""
    plan_file("plans.yaml", "a", "b")
    run("plans.yaml", "-o", "out")
    edited = typed("WarmENI", B23=9)(Path("out/a.xlsx").read_bytes())
    Path("out/a.xlsx").write_bytes(edited)
    for _ in range(2):
        code, lines = run("plans.yaml", "-o", "out")
        assert (code, lines[0]) == (1, lines[0])
        assert lines[0].startswith(
            "a.xlsx: somebody edited it since it was written, so it was not replaced."
        )
        assert lines[1] == "out: 0 written, 1 unchanged, 1 not replaced, 0 wrong."
        assert Path("out/a.xlsx").read_bytes() == edited
        Path("out", LEDGER_NAME).unlink(missing_ok=True)
    assert run("plans.yaml", "-o", "out", "--force")[0] == 0
    assert validate_workbook("out/a.xlsx").findings == ()
    assert run("plans.yaml", "-o", "out")[0] == 0


def test_check_writes_nothing_and_says_what_is_not_up_to_date() -> None:
    """Missing, stale, edited; compared by contents where the ledger is gone."""
    plan_file("plans.yaml", "a", "b", "c")
    run("plans.yaml", "-o", "out")
    assert run("plans.yaml", "--check", "out") == (0, ["out: 3 up to date, 0 not, 0 wrong."])
    Path("out/a.xlsx").write_bytes(typed("WarmENI", B23=9)(Path("out/a.xlsx").read_bytes()))
    plan_file("plans.yaml", "a", "c")
    plan_file("b.yaml", "b", nodes=3)
    plan_file("d.yaml", "d")
    before = files()
    code, lines = run("plans.yaml", "b.yaml", "d.yaml", "--check", "out")
    assert code == 1
    assert [line.split(":")[0] for line in lines] == [
        "a.xlsx", "b.xlsx", "d.xlsx", "fleet-summary.json", "fleet-summary.csv", "fleet-summary.xlsx", "out",
    ]  # fmt: skip
    assert "its plan, its limits or this program changed" in lines[1]
    assert lines[2] == "d.xlsx: there is no such file."
    assert lines[-1] == "out: 1 up to date, 3 not, 0 wrong."
    assert files() == before
    Path("out", LEDGER_NAME).unlink()
    assert run("plans.yaml", "--check", "out")[1][-1] == "out: 1 up to date, 1 not, 0 wrong."


def test_wrong_plans_do_not_stop_the_others() -> None:
    """Each is reported with its place at the end; --fail-fast stops."""
    Path("a.jsonl").write_text(
        f'{json.dumps(PLAN)}\n{{"cluster": "b"}}\nno json\n{json.dumps({**PLAN, "cluster": "c"})}',
        encoding="utf-8",
    )
    Path("b.yaml").write_text("cluster: d\nsubnet: /99\n---\ncluster: [\n", encoding="utf-8")
    code, lines = run("a.jsonl", "b.yaml", "no.yaml", "-o", "out")
    assert code == 1
    assert sorted(files()) == ["a.xlsx", "c.xlsx"]
    assert [line.split(":")[0] for line in lines[:-1]] == [
        "a.jsonl, line 2, subnet",
        "a.jsonl, line 2, node_groups",
        "a.jsonl, line 3",
        "b.yaml, line 1, node_groups",
        "b.yaml, line 2, subnet.size",
        "b.yaml, line 5",
        "no.yaml",
    ]
    assert lines[-1] == "out: 2 written, 0 unchanged, 0 not replaced, 5 wrong."
    code, lines = run("a.jsonl", "-o", "fast", "--fail-fast")
    assert (code, lines[-1]) == (1, "fast: 1 written, 0 unchanged, 0 not replaced, 1 wrong.")


def test_clusters_that_would_share_a_file_are_named() -> None:
    """Neither is written, whatever order they come in."""
    plan_file("plans.yaml", "Shop", "other", "shop")
    code, lines = run("plans.yaml", "-o", "out")
    assert code == 1
    assert sorted(files()) == ["other.xlsx"]
    assert "Shop (plans.yaml, line 1), shop (plans.yaml, line 15)" in lines[0]


NAMES = {
    "prod": "prod.xlsx",
    "team/a:b*c": "team-a-b-c.xlsx",
    "50%#1": "50--1.xlsx",
    "Fleet": "Fleet.xlsx",
    "Fleet-Summary": "cluster-Fleet-Summary.xlsx",
    "-rf": "rf.xlsx",
    "--": "cluster.xlsx",
    "..": "cluster.xlsx",
    "../../etc/passwd": "etc-passwd.xlsx",
    ".hidden": "hidden.xlsx",
    "~$open": "$open.xlsx",
    "CON": "cluster-CON.xlsx",
    "com1.eu": "cluster-com1.eu.xlsx",
    "console": "console.xlsx",
    "end. ": "end.xlsx",
    "결제 🚀": "결제 🚀.xlsx",
    "e\u0301": "\u00e9.xlsx",
    "   ": "cluster.xlsx",
}


@pytest.mark.parametrize("cluster", NAMES)
def test_names_are_safe_on_every_system(cluster: str, tmp_path: Path) -> None:
    """No folders, no devices, nothing hidden."""
    assert workbook_name(cluster) == NAMES[cluster]
    (tmp_path / workbook_name(cluster)).write_bytes(b"")


def test_long_names_stay_apart(tmp_path: Path) -> None:
    """Cut to what file systems take, with a digest."""
    names = {workbook_name("한" * 300 + end) for end in "ab"}
    assert len(names) == 2
    for name in names:
        (tmp_path / name).write_bytes(b"")


def test_where_nothing_can_be_written() -> None:
    """A message, exit code 2 where it is the folder, 1 where it is a workbook."""
    plan_file("plans.yaml", "a")
    Path("file").write_bytes(b"")
    Path("empty").mkdir()
    assert run("plans.yaml", "-o", "file") == (
        1, ["file is a file, expected a folder for the workbooks."],
    )  # fmt: skip
    assert "there is no such folder, expected one" in run("plans.yaml", "--check", "none")[1][0]
    assert "found no plan in it" in run("empty", "-o", "out")[1][0]
    assert "either --output" in " ".join(run("plans.yaml")[1])
    Path("out/a.xlsx").mkdir(parents=True)
    code, lines = run("plans.yaml", "-o", "out")
    assert code == 1
    assert lines[0].startswith("out/a.xlsx ")
    Path("lock").mkdir()
    assert run("plans.yaml", "-o", "lock")[0] == 0
    Path("lock/~$a.xlsx").write_bytes(b"")
    plan_file("plans.yaml", "a", nodes=3)
    code, lines = run("plans.yaml", "-o", "lock")
    assert code == 1
    assert lines[0].startswith("a.xlsx: open in another program")


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kills processes as POSIX does")
def test_a_run_that_is_killed_leaves_whole_workbooks(catalog: LimitsCatalog) -> None:
    """Killed at random moments; the next run completes, and all is as if nothing had happened."""
    plans = random_fleet(catalog, 20)
    texts = [json.dumps(plan.to_mapping()) for plan in plans]
    Path("plans.jsonl").write_text("\n".join(texts), encoding="utf-8")
    right = {f"{plan.cluster}.xlsx": build_workbook(plan, catalog) for plan in plans}
    pick = random.Random(seed(3))
    command = [sys.executable, "-m", "eks_subnet_xlsx", "batch", "plans.jsonl", "--quiet"]
    partial = 0
    for number in range(KILLS):
        folder = f"out{number}"
        jobs = str(1 + number % 2)
        process = subprocess.Popen([*command, "-o", folder, "--jobs", jobs], start_new_session=True)
        deadline = time.monotonic() + 60
        while not list(Path(folder).glob("*.xlsx")) and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(pick.uniform(0, 0.1))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        visible = {name: data for name, data in files(folder).items() if name[0] != "."}
        assert visible.items() <= right.items()
        partial += 0 < len(visible) < len(right)
        assert run("plans.jsonl", "-o", folder)[0] == 0
        assert files(folder) == right
    assert partial > KILLS // 5


def test_the_ledger_does_not_grow_from_run_to_run() -> None:
    """A line for each file, however often it is written; those of other sources stay."""
    ledger = Path("out", LEDGER_NAME)
    for nodes in range(1, 6):
        plan_file("plans.yaml", "a", "b", nodes=nodes)
        assert run("plans.yaml", "-o", "out")[0] == 0
        names = [json.loads(line)["file"] for line in ledger.read_text().splitlines()]
        assert sorted(names) == [
            "a.xlsx",
            "b.xlsx",
            "fleet-summary.csv",
            "fleet-summary.json",
            "fleet-summary.xlsx",
        ]
    plan_file("plans.yaml", "b", nodes=9)
    run("plans.yaml", "-o", "out")
    assert '"a.xlsx"' in ledger.read_text()
    plan_file("plans.yaml", "a", nodes=7)
    assert run("plans.yaml", "-o", "out")[0] == 0


def test_a_line_of_the_ledger_that_was_cut_off_hides_no_other() -> None:
    """What a killed run wrote half is passed over, and what comes after it counts."""
    plan_file("plans.yaml", "a")
    run("plans.yaml", "-o", "out")
    with Path("out", LEDGER_NAME).open("a") as file:
        file.write('{"file": "a.xl')
    plan_file("plans.yaml", "a", "b", nodes=3)
    assert run("plans.yaml", "-o", "out")[0] == 0
    plan_file("plans.yaml", "a", "b", nodes=4)
    assert run("plans.yaml", "-o", "out")[1] == [
        "out: 2 written, 0 unchanged, 0 not replaced, 0 wrong."
    ]


def test_the_fleet_s_own_files_are_kept_like_the_others() -> None:
    """Written beside the workbooks, left alone where somebody edited them; none without a cluster."""
    plan_file("plans.yaml", "a", nodes=200)
    assert run("plans.yaml", "-o", "out") == (
        0,
        [
            "out: 1 written, 0 unchanged, 0 not replaced, 0 wrong.",
            "Exhausted: 1. See out/fleet-summary.xlsx.",
        ],
    )
    Path("out/fleet-summary.csv").write_text("mine", encoding="utf-8")
    plan_file("plans.yaml", "a", nodes=201)
    code, lines = run("plans.yaml", "-o", "out")
    assert (code, lines[0].split(":")[0]) == (1, "fleet-summary.csv")
    assert Path("out/fleet-summary.csv").read_text(encoding="utf-8") == "mine"
    (found,) = json.loads(Path("out/fleet-summary.json").read_text(encoding="utf-8"))["rows"]
    assert (found["file"], found["warm_eni_ips"]) == ("a.xlsx", 201 * 20)
    Path("wrong.yaml").write_text("cluster: a\n", encoding="utf-8")
    assert run("wrong.yaml", "-o", "none")[0] == 1
    assert not Path("none").exists()


def test_languages_are_those_of_generate() -> None:
    """The command line's, else each plan's, else the locale's."""
    texts = [{**PLAN, "cluster": "a"}, {**PLAN, "cluster": "b", "language": "ko"}]
    Path("a.jsonl").write_text("\n".join(json.dumps(text) for text in texts), encoding="utf-8")
    for asked, expected in (([], ["en", "ko"]), (["--language", "ko"], ["ko", "ko"])):
        start()
        assert run("a.jsonl", "-o", "out", *asked)[0] == 0
        readings = [read_workbook(f"out/{name}.xlsx") for name in "ab"]
        assert [reading.facts.language for reading in readings] == expected


def run_with_largest_file(size: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`batch` where no file can be larger: what a full disk looks like to a program."""
    code = (
        f"import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}));"
        "from eks_subnet_xlsx.cli import main; sys.argv[1:1] = ['batch']; main()"
    )
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.skipif(os.name != "posix", reason="limits files as POSIX does")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_full_disk_leaves_no_part_of_a_file(jobs: str) -> None:
    """Where no file may be as large as a workbook: named, exit code 1, nothing but whole files."""
    plan_file("plans.yaml", *(f"c{number}" for number in range(20)))
    done = run_with_largest_file(50_000, "plans.yaml", "-o", "out", "--jobs", jobs)
    assert done.returncode == 1
    assert "out: 0 written, 0 unchanged, 0 not replaced, 20 wrong." in done.stdout
    assert "out/c7.xlsx cannot be written: the disk is full." in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in Path("out").iterdir() if path.suffix == ".part"] == []
    assert files() == {}
    assert run("plans.yaml", "-o", "out")[1] == [
        "out: 20 written, 0 unchanged, 0 not replaced, 0 wrong."
    ]


def test_a_plan_that_goes_while_the_batch_runs_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are written."""
    for name in "abc":
        plan_file(f"{name}.yaml", name)
    taken = sources._documents  # noqa: SLF001 (the moment between listing and reading)

    def remove(source: str, catalog: LimitsCatalog) -> Iterator[Entry]:
        Path("b.yaml").unlink(missing_ok=True)
        return taken(source, catalog)

    monkeypatch.setattr(sources, "_documents", remove)
    code, lines = run(".", "-o", "out")
    assert code == 1
    assert lines[0].startswith("b.yaml: there is no such file.")
    assert sorted(files()) == ["a.xlsx", "c.xlsx"]


@pytest.mark.skipif(os.name != "posix", reason="limits files as POSIX does")
def test_a_ledger_that_cannot_grow_keeps_workbooks_from_being_written() -> None:
    """Without its line a workbook would count as somebody's edit; the next run puts it right."""
    plan_file("plans.yaml", "a")
    Path("out").mkdir()
    Path("out", LEDGER_NAME).write_text("no line of ours\n" * 12_500, encoding="utf-8")
    done = run_with_largest_file(200_000, "plans.yaml", "-o", "out")
    assert done.returncode == 1
    assert "out/a.xlsx cannot be written: the disk is full." in done.stderr
    assert "Traceback" not in done.stderr
    assert files() == {}
    assert run("plans.yaml", "-o", "out")[0] == 0
    assert len(Path("out", LEDGER_NAME).read_text(encoding="utf-8").splitlines()) == 4


def test_no_room_for_what_is_kept_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """One message, exit code 2 in the command."""

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    plan_file("plans.yaml", "a")
    monkeypatch.setattr(Fleet, "take", full)
    code, lines = run("plans.yaml", "-o", "out")
    assert code == 1
    assert "cannot be used (database or disk is full)" in lines[0]


def test_workbooks_may_stand_beside_their_plans() -> None:
    """What a run writes into the folder of the plans is no plan for the next."""
    plan_file("plans.yaml", "a", "b")
    assert run(".", "-o", ".") == (0, [".: 2 written, 0 unchanged, 0 not replaced, 0 wrong."])
    assert run(".", "-o", ".") == (0, [".: 0 written, 2 unchanged, 0 not replaced, 0 wrong."])
    assert run("*.json", "-o", ".")[0] == 1
