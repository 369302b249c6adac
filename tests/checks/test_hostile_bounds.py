"""Hostile files in every command that reads a workbook: soon over, in little memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import bounded
from support.damage import hostile
from support.scale import SEED, SEEDS

MOST_SECONDS, MOST_MEGABYTES = 2.0, 200
NOISE = 2.5
"""Processor time on a machine that does much else is longer, by caches and by its clock."""

HONEST_WORK = {
    ("many unknown types", "recalculate"),
    ("merged cells", "recalculate"),
    ("merged cells over each other", "recalculate"),
}
"""Here 76,000 formulas are filled down, as many as in the largest workbooks that are not hostile."""

EXIT_CODES = {0, 1, 2}
GOLDEN = Path(__file__).parents[1] / "golden" / "layout-1.en.vpc-cni.xlsx"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked")
def test_hostile_files_take_little(tmp_path: Path) -> None:
    """2 s of processor time and 200 MB at most, no traceback, whatever command reads it; a proof tries them all."""
    wanted = list(_runs(tmp_path))
    done = subprocess.run(
        [sys.executable, bounded.__file__, str(tmp_path)],
        input="".join(f"{file} {command}\n" for _, file, command in wanted),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(runs) == len(wanted)
    for (name, file, command), run in zip(wanted, runs, strict=True):
        said = (tmp_path / f"{file}.{command}.err").read_text(encoding="utf-8")
        assert "Traceback" not in said, (name, command, said)
        assert run["code"] in EXIT_CODES, (name, command)
        assert run["seconds"] < MOST_SECONDS * NOISE, (name, command)
        assert run["megabytes"] < MOST_MEGABYTES, (name, command)


def _runs(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Each hostile file with the commands that it is given to; what is refused needs one.

    Of the others a run tries some, and a proof all.
    """
    for number, (name, data, rule) in enumerate(hostile(GOLDEN.read_bytes())):
        file = f"{number}.xlsx"
        (folder / file).write_bytes(data)
        some = list(bounded.COMMANDS)[(number + SEED) % SEEDS :: SEEDS]
        for command in ("annotate",) if rule else some:
            if (name, command) not in HONEST_WORK:
                yield name, file, command
