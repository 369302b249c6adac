"""Where a layout's rows stand in a sheet: the same on every run, whatever the words say."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.breakages import good_workbook

from eks_subnet_xlsx import read_workbook
from eks_subnet_xlsx.layouts import PRESENT
from eks_subnet_xlsx.layouts.table import HEADER_ROW
from eks_subnet_xlsx.ooxml.grid import Cell, Grid
from eks_subnet_xlsx.ooxml.places import split_place
from eks_subnet_xlsx.workbook.reading.placement import Placement, find_placement
from eks_subnet_xlsx.workbook.reading.roles import known_words, layout_shapes

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


Cells = dict[tuple[int, int], Cell]


def placed(change: Callable[[Cells], Cells]) -> Placement:
    """Where the layout of WarmENI stands when its cells were moved."""
    sheet = read_workbook(good_workbook()).sheets[0]
    calculator = sheet.calculator
    found = find_placement(
        Grid(change(dict(sheet.grid.cells))),
        known_words(PRESENT, calculator),
        55,
        layout_shapes(calculator),
        HEADER_ROW,
    )
    assert found
    return found


def test_settings_cut_and_pasted_stand_beside_their_labels() -> None:
    """Of a block that was moved away, each cell; all others stay."""

    def moved(cells: Cells) -> Cells:
        return {
            (row, column + 60 if 13 <= row <= 18 and column < 3 else column): cell
            for (row, column), cell in cells.items()
        }

    placement = placed(moved)
    assert placement.at("B13") == (13, 62)
    assert placement.at("B18") == (18, 62)
    assert not placement.is_home
    for place in ("B4", "B8", "E13", "K4", "AB14", "A21"):
        assert placement.at(place) == split_place(place)


@pytest.mark.parametrize("swapped", [(1, 2), (4, 5), (11, 12)])
def test_columns_swapped_in_the_table_leave_what_stands_above(swapped: tuple[int, int]) -> None:
    """The headers and all below changed places, and the settings and results did not."""
    other = dict([swapped, swapped[::-1]])

    def moved(cells: Cells) -> Cells:
        return {
            (row, other.get(column, column) if row >= 22 else column): cell
            for (row, column), cell in cells.items()
        }

    placement = placed(moved)
    assert [placement.columns[column] for column in swapped] == list(swapped[::-1])
    for place in ("A21", "B4", "B13", "E10", "E13", "K4", "K13", "AB4"):
        assert placement.at(place) == split_place(place)


def test_results_without_their_labels_stay_where_their_formulas_are() -> None:
    """A column of labels that was carried away takes none of the cells with it."""

    def moved(cells: Cells) -> Cells:
        return {(row, 57 if column == 4 else column): cell for (row, column), cell in cells.items()}

    placement = placed(moved)
    assert placement.columns[4] == 57
    assert placement.at("E10") == (10, 5)
    assert placement.at("E13") == (13, 5)
