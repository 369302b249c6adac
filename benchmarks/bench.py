"""What is measured, against whom, in one run: `make bench`.

Ratios against peers, since machines differ; nothing here is a test.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from peers import contents, with_openpyxl, with_xlsxwriter

from eks_subnet_xlsx import (
    WarmPoolSettings,
    build_workbook,
    load_catalog,
    node_usage,
    read_plan,
)

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "plans" / "aws-2022.yaml"
_NODES = 200_000
_RUNS = 11


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
