"""Hostile files in every command that reads a workbook: soon over, in little memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import bounded
from support.scale import PROOF, SEED, SEEDS, share

from eks_subnet_xlsx.rules import RULES
from workloads.damage import hostile

PARTS = 4
"""That may run beside each other."""

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
HOSTILE = list(hostile(GOLDEN.read_bytes()))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked")
@pytest.mark.parametrize("part", range(PARTS))
def test_hostile_files_take_little(tmp_path: Path, part: int) -> None:
    """2 s of processor time and 200 MB at most, no traceback, whatever command reads it."""
    wanted = list(_runs(tmp_path, part))
    done = subprocess.run(
        [sys.executable, bounded.__file__, str(tmp_path)],
        input="".join(f"{file} {command}\n" for _, file, command in wanted),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(runs) == len(wanted)
    rules = {f"{number}.xlsx": rule for number, (_, _, rule) in enumerate(HOSTILE)}
    for (name, file, command), run in zip(wanted, runs, strict=True):
        if command == "findings":
            check_findings(name, tmp_path / f"{file}.{command}.out", rules[file])
        said = (tmp_path / f"{file}.{command}.err").read_text(encoding="utf-8")
        assert "Traceback" not in said, (name, command, said)
        assert run["code"] in EXIT_CODES, (name, command)
        assert run["seconds"] < MOST_SECONDS * NOISE, (name, command)
        assert run["megabytes"] < MOST_MEGABYTES, (name, command)


def check_findings(name: str, said: Path, rule: str) -> None:
    """One finding about the file, of the right rule; something is said of it in any case."""
    (file,) = json.loads(said.read_text(encoding="utf-8"))["files"]
    found = [item["rule"] for item in file["findings"]]
    assert found, name
    assert [item for item in found if item[1] == "1"] == [rule] * bool(rule), name
    assert not rule or RULES[rule].severity == "error"


def _runs(folder: Path, part: int) -> Iterator[tuple[str, str, str]]:
    """Each hostile file with the commands that it is given to: `validate` and others.

    A run tries every second file and one of the commands, and a proof all. What `validate` refuses,
    each refuses as it does.
    """
    for number, (name, data, rule) in share(list(enumerate(HOSTILE))[part::PARTS], 2):
        file = f"{number}.xlsx"
        (folder / file).write_bytes(data)
        commands = [command for command in bounded.COMMANDS if command != "findings"]
        if PROOF:
            commands = commands[(number + SEED) % SEEDS :: SEEDS]
        elif rule:
            commands = []
        else:
            commands = [commands[number % len(commands)]]
        for command in ("findings", *commands):
            if (name, command) not in HONEST_WORK:
                yield name, file, command
