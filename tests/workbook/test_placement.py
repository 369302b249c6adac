"""Where a layout's rows stand in a sheet: the same on every run, whatever the words say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

JUDGED = """
from support.breakages import BY_NAME, broken
from eks_subnet_xlsx import validate_workbook
for name in ("no WarmENI sheet", "column of names deleted"):
    found = validate_workbook(broken(BY_NAME[name])).findings
    assert [(item.rule, item.place) for item in found] == list(BY_NAME[name].found), name
"""


@pytest.mark.parametrize("seed", ["1", "2", "4", "7"])
def test_words_that_stand_in_two_rows_decide_the_same_on_every_run(seed: str) -> None:
    """The label of WARM_ENI_TARGET stands in another row on WarmIP: the nearer one is meant."""
    done = subprocess.run(
        [sys.executable, "-c", JUDGED],
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
