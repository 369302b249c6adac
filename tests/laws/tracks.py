"""Where the cells of a layout stand in a workbook: at first at home, then wherever edits took them.

Sheets by their names; rows and columns from 0, as LibreOffice counts them.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from eks_subnet_xlsx.calculation import Model
from eks_subnet_xlsx.layouts import ABOUT_PLACES, ABOUT_SHEET, MODELS, Calculator
from eks_subnet_xlsx.layouts.lookups import CODES, LIMITS, SIZES
from eks_subnet_xlsx.layouts.table import FIRST_ROW, HEADER_ROW

Tracks = dict[str, dict[str, Any]]

LOOKUPS = (LIMITS.name, SIZES.name, CODES.name, ABOUT_SHEET)
_LABELLED = {"B", "E", "K", "AB"}
"""Columns whose cells above the table have a label on their left."""

_LIMITS_LETTERS = "ABCDEFGHIJK"


def at_home(model: Model) -> Tracks:
    """The places in a workbook that nobody has touched."""
    calculators = {calculator.name: calculator for calculator in MODELS[model]}
    return {
        "sheets": {name: name for name in (*calculators, *LOOKUPS)},
        "cells": {
            **{
                name: {cell.place: [name, *split(cell.place)] for cell in calculator.cells}
                for name, calculator in calculators.items()
            },
            ABOUT_SHEET: {place: [ABOUT_SHEET, *split(place)] for place in ABOUT_PLACES.values()},
        },
        "labels": {
            name: {
                cell.place: [name, split(cell.place)[0], split(cell.place)[1] - 1]
                for cell in calculator.cells
                if cell.place.rstrip("0123456789") in _LABELLED
            }
            for name, calculator in calculators.items()
        },
        "columns": {
            **{
                name: {column.letter: number(column.letter) for column in in_order(calculator)}
                for name, calculator in calculators.items()
            },
            LIMITS.name: {letter: number(letter) for letter in _LIMITS_LETTERS},
        },
        "rows": {
            **{name: {"header": HEADER_ROW - 1, "first": FIRST_ROW - 1} for name in calculators},
            LIMITS.name: {"first": 1},
        },
    }


def in_order(calculator: Calculator) -> list[Any]:
    """The columns of a calculator from left to right."""
    return sorted(calculator.columns, key=lambda column: number(column.letter))


def number(letters: str) -> int:
    """A column's number, from 0."""
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found - 1


def letters(column: int) -> str:
    """A column's letters, from 0."""
    text, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def split(place: str) -> tuple[int, int]:
    """Row and column of a place, from 0."""
    match = re.fullmatch(r"([A-Z]+)(\d+)", place)
    assert match, place
    return int(match[2]) - 1, number(match[1])


def place_of(row: int, column: int) -> str:
    """The place of a row and a column, from 0."""
    return f"{letters(column)}{row + 1}"


def moved(tracks: Tracks, sheet: str, *, row: int | None = None, column: int | None = None,
          by: int = 1) -> Tracks:  # fmt: skip
    """The places after rows or columns were put into a sheet, or taken out, from one on."""
    result = deepcopy(tracks)
    role = next((r for r, name in tracks["sheets"].items() if name == sheet), None)

    def along(now: int | None, start: int | None) -> int | None:
        if now is None or start is None or now < start:
            return now
        return None if by < 0 and now < start - by else now + by

    for cells in (*result["cells"].values(), *result["labels"].values()):
        for place, at in cells.items():
            if at and at[0] == sheet:
                new = (
                    at[1] if row is None else along(at[1], row),
                    at[2] if column is None else along(at[2], column),
                )
                cells[place] = None if None in new else [sheet, *new]
    if role in result["columns"]:
        for letter, now in result["columns"][role].items():
            result["columns"][role][letter] = along(now, column)
        for name, now in result["rows"][role].items():
            result["rows"][role][name] = along(now, row)
    return result


def renamed(tracks: Tracks, names: dict[str, str | None]) -> Tracks:
    """The places after sheets took other names, or went."""
    result = deepcopy(tracks)
    for role, name in result["sheets"].items():
        result["sheets"][role] = names.get(name, name)
    for cells in (*result["cells"].values(), *result["labels"].values()):
        for place, at in cells.items():
            if at:
                name = names.get(at[0], at[0])
                cells[place] = [name, *at[1:]] if name else None
    for role, name in result["sheets"].items():
        if name is None and role in result["columns"]:
            result["columns"][role] = dict.fromkeys(result["columns"][role])
            result["rows"][role] = dict.fromkeys(result["rows"][role])
    return result


def labelled(tracks: Tracks, role: str, place: str) -> list[Any] | None:
    """Where a cell above the table stands: beside its label, if that is in another row now."""
    at: list[Any] | None = tracks["cells"][role].get(place)
    label = tracks["labels"].get(role, {}).get(place)
    if not label or (at and at[:2] == label[:2]):
        return at
    return [label[0], label[1], label[2] + 1] if at else at
