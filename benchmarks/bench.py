"""What is measured, against whom, in one run: `make bench`.

Ratios against peers, since machines differ; nothing here is a test.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from peers import contents, with_openpyxl, with_xlsxwriter

from eks_subnet_xlsx import (
    WarmPoolSettings,
    build_workbook,
    load_catalog,
    node_usage,
    read_plan,
    validate_workbook,
)
from workloads.damage import hostile
from workloads.fleets import write_fleet
from workloads.hostile_plans import HOSTILE_PLANS
from workloads.hostile_tables import HOSTILE_TABLES
from workloads.measuring import measured

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "plans" / "aws-2022.yaml"
_NODES = 200_000
_RUNS = 11
_CLUSTERS = 1_000
_PEER_WORKBOOKS = 20


def engine() -> None:
    """Nodes a second on one core, for each kind of rule."""
    limits = load_catalog().get("m5.12xlarge")
    print("engine: nodes a second on one core")
    for name, settings in {
        "ENI target": WarmPoolSettings(),
        "IP target": WarmPoolSettings(warm_ip_target=5, minimum_ip_target=20),
        "prefix target": WarmPoolSettings(prefix_delegation=True),
    }.items():
        start = time.perf_counter()
        for number in range(_NODES):
            node_usage(limits, settings, pods=number % 234)
        print(f"  {name:15} {_NODES / (time.perf_counter() - start):>10,.0f}")


def processes() -> None:
    """`generate` as a whole process, against importing openpyxl."""
    with tempfile.TemporaryDirectory() as folder:
        output = str(Path(folder) / "a.xlsx")
        command = [sys.executable, "-m", "eks_subnet_xlsx", "generate", str(SAMPLE)]
        ours, peer = _medians(
            lambda: _run([*command, "-o", output, "--force"]),
            lambda: _run([sys.executable, "-c", "import openpyxl"]),
        )
    print("generate, whole process")
    print(
        f"  ours {ours * 1e3:.0f} ms, import openpyxl {peer * 1e3:.0f} ms: {ours / peer:.1f} times"
    )


def workbooks() -> None:
    """One workbook in process, warm, against plain programs that write the same sheets."""
    plan, catalog = read_plan(SAMPLE), load_catalog()
    ours = build_workbook(plan, catalog)
    sheets = contents(ours)
    sizes = [len(ours), len(with_openpyxl(sheets)), len(with_xlsxwriter(sheets))]
    seconds = _medians(
        lambda: build_workbook(plan, catalog),
        lambda: with_openpyxl(sheets),
        lambda: with_xlsxwriter(sheets),
    )
    print("one workbook, in process, warm")
    names = ("ours", "openpyxl, without results", "XlsxWriter")
    for name, taken, size in zip(names, seconds, sizes, strict=True):
        ratio = taken / seconds[0]
        print(f"  {name:26} {taken * 1e3:6.1f} ms  {size / 1024:5.0f} KiB  {ratio:5.1f} times")


def fleets() -> None:
    """`batch` as a whole process, against plain programs that write the same sheets into files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_fleet(folder / "fleet.csv", _CLUSTERS)
        command = [sys.executable, "-m", "eks_subnet_xlsx", "batch", str(folder / "fleet.csv")]

        def batch(jobs: int) -> float:
            start = time.perf_counter()
            _run([*command, "-o", str(folder / "out"), "--jobs", str(jobs), "--quiet"])
            taken = time.perf_counter() - start
            shutil.rmtree(folder / "out")
            return taken / _CLUSTERS

        _run([*command, "-o", str(folder / "one"), "--jobs", "1", "--quiet"])
        written = sorted((folder / "one").glob("*-0*.xlsx"))[:_PEER_WORKBOOKS]
        sheets = [contents(path.read_bytes()) for path in written]

        def peer(program: Callable[[Any], bytes]) -> float:
            start = time.perf_counter()
            for number, sheet in enumerate(sheets):
                (folder / f"{number}.xlsx").write_bytes(program(sheet))
            return (time.perf_counter() - start) / len(sheets)

        rounds = [
            (batch(1), batch(2), peer(with_openpyxl), peer(with_xlsxwriter)) for _ in range(3)
        ]
    one, two, openpyxl, xlsxwriter = (
        statistics.median(taken) for taken in zip(*rounds, strict=True)
    )
    print(f"a fleet of {_CLUSTERS:,}, workbooks a second")
    for label, taken in {
        "batch, one core": one,
        "batch, two cores": two,
        "openpyxl, one core": openpyxl,
        "XlsxWriter, one core": xlsxwriter,
    }.items():
        print(f"  {label:20} {1 / taken:6.1f}  batch on one core is {taken / one:5.1f} times")


def validation() -> None:
    """Reading and judging a workbook, against loading it with openpyxl for formulas and values."""
    from openpyxl import load_workbook  # noqa: PLC0415 (the peer)

    data = build_workbook(read_plan(SAMPLE), load_catalog())

    def twice() -> None:
        load_workbook(BytesIO(data))
        load_workbook(BytesIO(data), data_only=True)

    ours, peer = _medians(lambda: validate_workbook(data), twice)
    print("one workbook, read and judged, in process, warm")
    print(
        f"  ours {ours * 1e3:.0f} ms, openpyxl twice {peer * 1e3:.0f} ms: {peer / ours:.1f} times"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(data)
        bare = Path(folder) / "bare.py"
        bare.write_text(_BARE_COMMAND)
        ours, peer = _medians(
            lambda: _run([sys.executable, "-m", "eks_subnet_xlsx", "validate", str(path)]),
            lambda: _run([sys.executable, str(bare), str(path)]),
        )
    print("validate, whole process")
    print(f"  ours {ours * 1e3:.0f} ms, a bare typer command {peer * 1e3:.0f} ms: "
          f"{ours / peer:.1f} times")  # fmt: skip


_BARE_COMMAND = """
import typer

def main(path: str) -> None:
    typer.echo(path)

typer.run(main)
"""


def hostile_input() -> None:
    """The slowest and the largest of what is hostile, in processor time and memory of a process."""
    good = build_workbook(read_plan(SAMPLE), load_catalog())
    print("hostile input, whole process")
    files = ((name, ".xlsx", data) for name, data, rule in hostile(good) if rule)
    _worst("workbooks", ["validate"], files)
    for kind, command, known in (
        ("plans", ["show"], HOSTILE_PLANS),
        ("tables", ["batch", "-o", "out", "--quiet"], HOSTILE_TABLES),
    ):
        _worst(kind, command, ((name, item.suffix, item.make()) for name, item in known.items()))


def _worst(kind: str, command: list[str], files: Iterable[tuple[str, str, bytes]]) -> None:

    slowest, largest, count = (0.0, ""), (0.0, ""), 0
    for name, suffix, data in files:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"hostile{suffix}"
            path.write_bytes(data)
            took = measured(*command, path.name, folder=Path(folder))
        if not took.code:
            raise SystemExit(f"{name} was not refused")
        slowest = max(slowest, (took.seconds, name))
        largest, count = max(largest, (took.megabytes, name)), count + 1
    print(f"  {count} {kind}: slowest {slowest[0]:.2f} s ({slowest[1]}), "
          f"largest {largest[0]:.0f} MB ({largest[1]})")  # fmt: skip


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _medians(*programs: Callable[[], object]) -> list[float]:
    """The median seconds of each, taken in turns so that noise falls on all alike."""
    seconds: list[list[float]] = [[] for _ in programs]
    for _ in range(_RUNS):
        for taken, program in zip(seconds, programs, strict=True):
            start = time.perf_counter()
            program()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in seconds]


if __name__ == "__main__":
    engine()
    processes()
    workbooks()
    fleets()
    validation()
    hostile_input()
