"""Places of cells: letters and numbers of columns, rows, and how people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from eks_subnet_xlsx.errors import WorkbookError

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def place_of(row: int, column: int) -> str:
    """The place of a cell as people write it."""
    return f"{column_letters(column)}{row}"


@cache
def column_letters(column: int) -> str:
    """The letters of a column, from 1."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """The number of a column, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


@lru_cache(maxsize=4_096)
def split_place(place: str) -> tuple[int, int]:
    """Row and column of a place such as B4."""
    match = _PLACE.fullmatch(place)
    if not match:
        raise WorkbookError("bad_cell", cell=place[:20])
    row, column = int(match[2]), column_number(match[1])
    if row > MAX_ROW or column > MAX_COLUMN:
        raise WorkbookError("bad_cell", cell=place[:20])
    return row, column


def places_in(cells: str) -> Iterator[tuple[int, int]]:
    """Rows and columns of all cells of a range such as B4:C9, or of one cell."""
    first, _, last = cells.partition(":")
    top, left = split_place(first)
    bottom, right = split_place(last or first)
    return ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def runs_of(cells: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """Cells as people write them: single ones, and runs in one column as ranges."""
    pieces: list[list[tuple[int, int]]] = []
    for row, column in sorted(set(cells), key=lambda at: (at[1], at[0])):
        if pieces and pieces[-1][-1] == (row - 1, column):
            pieces[-1].append((row, column))
        else:
            pieces.append([(row, column)])
    return tuple(
        place_of(*run[0]) if len(run) == 1 else f"{place_of(*run[0])}:{place_of(*run[-1])}"
        for run in pieces
    )
