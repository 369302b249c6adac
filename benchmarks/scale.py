"""How the time of `batch` grows with the fleet: a table and a plot in docs/ (`make scale`)."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl

from workloads.fleets import write_fleet

mpl.use("svg")
from matplotlib import pyplot as plt

DOCS = Path(__file__).parents[1] / "docs"
COUNTS = (10, 100, 1_000, 10_000)
CORES = (1, 2)
_HEADERS = (
    "clusters",
    "one core, s",
    "two cores, s",
    "gain",
    "clusters an hour, two cores",
    "second run, one core, s",
    "share of the first",
    "largest process, MiB",
)
_MARKS = ("<!-- scale -->\n", "<!-- /scale -->")


@dataclass(frozen=True)
class Run:
    """A run of `batch`: its seconds, and the megabytes of its largest process."""

    seconds: float
    largest_mib: float


def batch(table: Path, folder: Path, jobs: int) -> Run:
    """Runs the command in a process of its own."""
    command = [sys.executable, "-m", "eks_subnet_xlsx", "batch", str(table), "-o", str(folder)]
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *command, "--jobs", str(jobs), "--quiet"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return Run(time.perf_counter() - start, int(done.stdout) / 1024)


# A small process between: a large one would hand its own size on to what it starts.
_MEASURED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def main() -> None:
    """Measures, and writes both into docs/."""
    assert resource.RUSAGE_CHILDREN  # noqa: S101 (of POSIX alone)
    first: dict[tuple[int, int], Run] = {}
    second: dict[tuple[int, int], Run] = {}
    with tempfile.TemporaryDirectory() as name:
        for count in COUNTS:
            table, folder = Path(name) / "fleet.csv", Path(name) / "out"
            write_fleet(table, count)
            for jobs in CORES:
                first[count, jobs] = batch(table, folder, jobs)
                second[count, jobs] = batch(table, folder, jobs)
                shutil.rmtree(folder)
                print(count, jobs, first[count, jobs], second[count, jobs], flush=True)
    page = DOCS / "scale.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(_MARKS[0])
    after = rest.partition(_MARKS[1])[2]
    text = f"{before}{_MARKS[0]}{_table(first, second)}{_MARKS[1]}{after}"
    page.write_text(text, encoding="utf-8", newline="\n")
    _plot(first, second)


def _table(first: dict[tuple[int, int], Run], second: dict[tuple[int, int], Run]) -> str:
    lines = [
        f"| {' | '.join(_HEADERS)} |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for count in COUNTS:
        one, two, again = first[count, 1], first[count, 2], second[count, 1]
        largest = max(one.largest_mib, two.largest_mib)
        lines.append(
            f"| {count:,} | {one.seconds:.1f} | {two.seconds:.1f} "
            f"| {one.seconds / two.seconds:.2f} | {count / two.seconds * 3600:,.0f} "
            f"| {again.seconds:.1f} | {again.seconds / one.seconds:.0%} | {largest:.0f} |"
        )
    machine = f"{platform.system()}, Python {platform.python_version()}, {os.cpu_count()} cores"
    return "\n".join(lines) + f"\n\nMeasured on {machine}.\n"


def _plot(first: dict[tuple[int, int], Run], second: dict[tuple[int, int], Run]) -> None:
    figure, axes = plt.subplots(figsize=(7, 4))
    for label, runs, jobs, style in (
        ("first run, one core", first, 1, "o-"),
        ("first run, two cores", first, 2, "s-"),
        ("second run, nothing changed, one core", second, 1, "^--"),
    ):
        axes.plot(COUNTS, [runs[count, jobs].seconds for count in COUNTS], style, label=label)
    axes.set(xscale="log", yscale="log", xlabel="clusters", ylabel="seconds")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend()
    figure.tight_layout()
    mpl.rcParams["svg.hashsalt"] = "scale"
    figure.savefig(DOCS / "pictures" / "scale.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
