"""Places of cells: letters and numbers of columns, rows, and how people write them."""

from __future__ import annotations

import re
from functools import cache

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


def split_place(place: str) -> tuple[int, int]:
    """Row and column of a place such as B4."""
    match = _PLACE.fullmatch(place)
    if not match:
        raise WorkbookError("bad_cell", cell=place[:20])
    row, column = int(match[2]), column_number(match[1])
    if row > MAX_ROW or column > MAX_COLUMN:
        raise WorkbookError("bad_cell", cell=place[:20])
    return row, column
