"""Several batches in one folder, processes that the system ends, and what is read by a batch."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.command import run_command

from eks_subnet_xlsx.errors import EksSubnetXlsxError
from eks_subnet_xlsx.fleet.names import LEDGER_NAME
from eks_subnet_xlsx.fleet.presence import PART_PREFIX, PART_SUFFIX, Presence
from eks_subnet_xlsx.fleet.processes import Processes, ProcessLostError, jobs_for
from eks_subnet_xlsx.fleet.summary import FLEET_FILES

GROUP = {"instance_type": "m5.large", "nodes": 2, "pods_per_node": 5}
TABLE = "cluster,subnet,instance_type,nodes,pods_per_node\n{},/22,m5.large,2,5\n"
CLUSTERS = 150

posix = pytest.mark.skipif(os.name != "posix", reason="as POSIX does it")


def lines(folder: Path, name: str, clusters: range) -> None:
    """A file of JSON lines with a plan for each cluster."""
    plans = [
        {"cluster": f"c{number}", "subnet": "/22", "node_groups": [GROUP]} for number in clusters
    ]
    (folder / name).write_text("\n".join(map(json.dumps, plans)), encoding="utf-8")


def ledger_names(folder: Path) -> set[str]:
    """The files that the ledger knows."""
    text = (folder / LEDGER_NAME).read_text(encoding="utf-8")
    return {json.loads(line)["file"] for line in text.splitlines()}


@posix
@pytest.mark.slow
@pytest.mark.parametrize("first", [0, CLUSTERS])
def test_two_batches_in_one_folder_do_not_harm_each_other(tmp_path: Path, first: int) -> None:
    """The same clusters or others, at the same time: all are there, and a third run has no work."""
    lines(tmp_path, "a.jsonl", range(CLUSTERS))
    lines(tmp_path, "b.jsonl", range(first, first + CLUSTERS))
    command = [sys.executable, "-m", "eks_subnet_xlsx", "batch"]
    runs = [
        subprocess.Popen(
            [*command, name, "-o", "out", "--jobs", "1"],
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        for name in ("a.jsonl", "b.jsonl")
    ]  # fmt: skip
    for run in runs:
        said, _ = run.communicate(timeout=300)
        assert run.returncode == 0, said.decode()
    clusters = {f"c{number}.xlsx" for number in range(first + CLUSTERS)}
    out = tmp_path / "out"
    assert {path.name for path in out.iterdir()} == {*clusters, *FLEET_FILES, LEDGER_NAME}
    assert ledger_names(out) == {*clusters, *FLEET_FILES}
    again = run_command("batch", "a.jsonl", "b.jsonl", "-o", "out", folder=tmp_path)
    if first:
        expected = f"out: 0 written, {first + CLUSTERS} unchanged, 0 not replaced, 0 wrong."
        assert (again.returncode, again.stdout.decode().splitlines()[0]) == (0, expected)


@posix
def test_parts_of_a_live_run_stay_and_those_of_a_dead_one_go(tmp_path: Path) -> None:
    """While another run is at work nothing of it is removed; afterwards what is left is."""
    part = tmp_path / f"{PART_PREFIX}x{PART_SUFFIX}"
    with Presence(tmp_path):
        part.write_bytes(b"half")
        with Presence(tmp_path) as second:
            assert not second.is_alone()
            assert part.exists()
    with Presence(tmp_path) as alone:
        assert alone.is_alone()
    assert not part.exists()


def _length_unless_deadly(text: str) -> int:
    if text == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    return len(text)


@posix
def test_a_process_that_the_system_ends_takes_no_other_work_with_it() -> None:
    """All that was to be done is done, in order, but for what ended the process."""
    texts = ["x" * number for number in range(60)]
    texts[7] = texts[33] = "deadly"
    with Processes(_length_unless_deadly, 2) as processes:
        found = [
            "lost" if isinstance(result, ProcessLostError) else result
            for _, result in processes.results(texts)
        ]
    assert found == ["lost" if text == "deadly" else len(text) for text in texts]


def test_windows_has_61_processes_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than a pool may have there are not asked for."""
    monkeypatch.setattr(sys, "platform", "win32")
    assert jobs_for(1_000, 64, worthwhile=10) == 61
    monkeypatch.setattr(sys, "platform", "linux")
    assert jobs_for(1_000, 64, worthwhile=10) == 64


def _link(source: Path, other: Path) -> None:
    other.symlink_to(source.name)


def _hard_link(source: Path, other: Path) -> None:
    other.hardlink_to(source)


@posix
@pytest.mark.parametrize("name", ["prod.xlsx", *FLEET_FILES])
@pytest.mark.parametrize("link", [_link, _hard_link])
@pytest.mark.parametrize("force", [(), ("--force",)])
def test_batch_writes_over_nothing_that_it_reads(
    tmp_path: Path, name: str, link: object, force: tuple[str, ...]
) -> None:
    """A table whose file, by whatever name, is one that would be written is refused before any is."""
    table = tmp_path / "table.csv"
    table.write_text(TABLE.format("prod"), encoding="utf-8")
    assert callable(link)
    link(table, tmp_path / name)
    done = run_command("batch", "table.csv", "-o", ".", *force, folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"{name} is a file that the fleet is read from")
    assert {path.name for path in tmp_path.iterdir()} == {"table.csv", name}
    assert table.read_text(encoding="utf-8") == TABLE.format("prod")


def test_a_template_beside_its_workbooks_stays(tmp_path: Path) -> None:
    """`init --fleet` and `batch` into the same folder: the table is as it was written."""
    assert run_command("init", "--fleet", folder=tmp_path).returncode == 0
    table = (tmp_path / "fleet.csv").read_bytes()
    for _ in range(2):
        done = run_command("batch", "fleet.csv", "-o", ".", "--force", folder=tmp_path)
        assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "fleet.csv").read_bytes() == table


def test_a_ledger_s_place_that_is_no_file_is_one_message(tmp_path: Path) -> None:
    """Exit code 2, and nothing is written."""
    lines(tmp_path, "a.jsonl", range(2))
    (tmp_path / "out" / LEDGER_NAME).mkdir(parents=True)
    done = run_command("batch", "a.jsonl", "-o", "out", folder=tmp_path)
    assert (done.returncode, done.stderr.decode()) == (
        2, f"out/{LEDGER_NAME} is a folder, expected a file to write. Name a file in it.\n",
    )  # fmt: skip
    assert [path.name for path in (tmp_path / "out").iterdir()] == [LEDGER_NAME]


@posix
def test_links_are_followed_and_devices_refused_in_a_folder(tmp_path: Path) -> None:
    """A workbook that is a link stays one; a pipe in its place is named, and the others go on."""
    lines(tmp_path, "a.jsonl", range(3))
    (tmp_path / "elsewhere").mkdir()
    out = tmp_path / "out"
    out.mkdir()
    (out / "c0.xlsx").symlink_to(tmp_path / "elsewhere" / "real.xlsx")
    os.mkfifo(out / "c1.xlsx")
    done = run_command("batch", "a.jsonl", "-o", "out", folder=tmp_path)
    assert done.returncode == 1
    assert "out/c1.xlsx is a device, a pipe or a socket" in done.stderr.decode()
    assert (out / "c0.xlsx").is_symlink()
    assert (tmp_path / "elsewhere" / "real.xlsx").read_bytes()[:2] == b"PK"
    assert (out / "c2.xlsx").exists()


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize(
    "arguments",
    [("limits", "m5.*"), ("limits", "m5.large", "--json"), ("plan-schema",), ("--help",)],
)
def test_a_full_standard_output_is_one_message(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Exit code 2 and no traceback."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "eks_subnet_xlsx", *arguments],
            cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False,
            env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
    assert (done.returncode, done.stderr.decode()) == (
        2, "- cannot be written: the disk is full. Nothing was written.\n",
    )  # fmt: skip


def test_errors_of_lost_processes_have_words() -> None:
    """In the terms of whoever waits for the result."""
    lost: EksSubnetXlsxError = ProcessLostError(source="a.yaml")
    assert str(lost).startswith("a.yaml: the system ended the process")
