"""Which sheet is which calculator: by its words, the same in every run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.breakages import good_workbook
from support.breaking import deleted_column, typed, without_sheet

from eks_subnet_xlsx import read_workbook, validate_workbook

READ = """
import sys
from eks_subnet_xlsx import read_workbook
for sheet in read_workbook(sys.argv[1]).sheets:
    print(sheet.calculator.name, sheet.name, sorted(sheet.placement.rows.items()))
"""


def test_what_is_read_does_not_depend_on_the_run(tmp_path: Path) -> None:
    """Sets have another order in every run; what a sheet is has not."""
    path = tmp_path / "file.xlsx"
    path.write_bytes(without_sheet("WarmENI")(good_workbook()))
    said = {
        subprocess.run(
            [sys.executable, "-c", READ, str(path)],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(4)
    }
    rows = [(row, row) for row in range(1, 23)]
    assert said == {f"WarmIP WarmIP {rows}\n"}


@pytest.mark.parametrize(("gone", "stays"), [("WarmENI", "WarmIP"), ("WarmIP", "WarmENI")])
def test_a_calculator_that_is_gone_is_not_the_other_one(gone: str, stays: str) -> None:
    """Each has the target of the other among its settings."""
    sheets = read_workbook(without_sheet(gone)(good_workbook())).sheets
    assert [(sheet.name, sheet.calculator.name) for sheet in sheets] == [(stays, stays)]


def test_a_label_copied_elsewhere_moves_no_row() -> None:
    """Of two rows that have a label, the nearest to its own is meant."""
    data = typed("WarmENI", A21="WARM_ENI_TARGET")(deleted_column("WarmENI", "D")(good_workbook()))
    assert {found.rule for found in validate_workbook(data).findings} == {"E110", "E301"}
