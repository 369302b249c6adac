"""The text of formulas: their references moved, and spelled in one way to be compared.

Formulas are never evaluated here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from eks_subnet_xlsx.ooxml.places import column_letters, column_number

# Quantifiers that give nothing back, and an unpaired quote or bracket that takes the rest: whatever
# a stranger writes, a formula is read once from left to right. They hold no group that is captured:
# Python 3.11.2 forgets what it found.
_TOKEN = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*+")
    |(?P<sheet>(?:'(?:[^']|'')*+'|(?:\[[^\[\]]*+\])?+[^\W\d][\w.]*+|\[[^\[\]]*+\])!)?
     (?:
        (?P<ref>(?P<c1>\$?[A-Za-z]{1,3})(?P<r1>\$?[0-9]{1,7})
          (?::(?P<c2>\$?[A-Za-z]{1,3})(?P<r2>\$?[0-9]{1,7}))?(?![\w(.]))
       |(?P<error>\#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!))
       |(?P<name>[^\W\d][\w.]*)
     )
    |(?P<bracket>\[(?:[^\[\]]|\[[^\[\]]*+\])*+\])
    |(?P<unpaired>["'\[].*+)
    |(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
    |(?P<space>\s+)
    |(?P<other>[-+*/^&=<>(){},;:%@!|~`\\]++|.)
    """,
    re.VERBOSE | re.DOTALL,
)


# What formulas are searched for, in long steps; texts and brackets are passed over as above.
_MARK = re.compile(
    r"""
    "(?:[^"]|"")*+"
    |(?P<sheet>(?:'(?:[^']|'')*+'|(?:\[[^\[\]]*+\])(?:[^\W\d][\w.]*+)?)!)
    |(?P<error>\#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!))
    |\[(?:[^\[\]]|\[[^\[\]]*+\])*+\]
    |["'\[].*+
    |[^"'\[\#]++
    |\#++(?![A-Z])
    |\#
    """,
    re.VERBOSE | re.DOTALL,
)

_PLAIN_NAME = re.compile(r"[A-Za-z_]{4,}")
"""A name that needs no quotes: surely no cell, number or word of formulas."""


class Reference(NamedTuple):
    """A cell or a range in a formula; rows and columns from 1, a range of one cell is the cell."""

    sheet: str | None
    first_row: int
    first_column: int
    last_row: int
    last_column: int


Spell = Callable[[Reference], str]


def canonical(formula: str, spell: Spell, *, gone: str | None = None) -> str:
    """A formula with each reference as `spell` has it, and no spaces, case or dollars to differ.

    Args:
        formula: without its equals sign.
        spell: spells a reference.
        gone: what stands for a reference whose cell is gone; left out, the error that it is.
    """
    pieces = []
    for token in _TOKEN.finditer(formula):
        kind = token.lastgroup
        if token["ref"] is not None:
            pieces.append(spell(_reference(token)))
        elif gone is not None and token["error"] == "#REF!":
            pieces.append(gone)
        elif kind == "text":
            pieces.append(token[0])
        elif kind != "space":
            pieces.append(token[0].upper().removeprefix("_XLFN."))
    # LibreOffice writes the constants as functions.
    return "".join(pieces).replace("FALSE()", "FALSE").replace("TRUE()", "TRUE")


def shape(formula: str) -> str:
    """What a formula looks like wherever its references point, also where they are gone."""
    return canonical(formula, lambda _: "?", gone="?")


def references(formula: str) -> list[Reference]:
    """The cells and ranges that a formula names."""
    return [_reference(token) for token in _TOKEN.finditer(formula) if token["ref"] is not None]


def names_another_file(formula: str) -> bool:
    """Whether a formula reads from another workbook."""
    return "[" in formula and any("[" in (mark["sheet"] or "") for mark in _MARK.finditer(formula))


def functions(formula: str) -> set[str]:
    """The functions that a formula calls, in capitals."""
    tokens = list(_TOKEN.finditer(formula))
    return {
        token["name"].upper().removeprefix("_XLFN.")
        for token, after in pairwise(tokens)
        if token["name"] and after[0].startswith("(")
    }


Expand = Callable[[str | None, str, str | None], str | None]
"""What stands for a name: by its sheet, the name, and the brackets behind it; None to keep it."""


def expanded(formula: str, expand: Expand) -> str:
    """A formula with names and columns of tables replaced by what they stand for."""
    tokens = list(_TOKEN.finditer(formula))
    pieces, number = [], 0
    while number < len(tokens):
        token, number = tokens[number], number + 1
        after = tokens[number] if number < len(tokens) else None
        if not token["name"] or (after and after[0].startswith("(")):
            pieces.append(token[0])
            continue
        sheet = _sheet(token)
        bracket = after["bracket"] if after else None
        new = expand(sheet, token["name"], bracket)
        if new is None or bracket is None:
            pieces.append(token[0] if new is None else new)
            continue
        pieces.append(new)
        number += 1
    return "".join(pieces)


def holds_error(formula: str) -> bool:
    """Whether a formula names a cell that is gone, or another error."""
    return "#" in formula and any(mark["error"] for mark in _MARK.finditer(formula))


def translated(formula: str, rows: int, columns: int) -> str:
    """A formula as it reads so many rows below and columns to the right."""

    def moved(token: re.Match[str]) -> str:
        if token["ref"] is None:
            return token[0]
        text = token["sheet"] or ""
        text += _moved_cell(token["c1"], token["r1"], rows, columns)
        if token["c2"]:
            text += ":" + _moved_cell(token["c2"], token["r2"], rows, columns)
        return text

    return _TOKEN.sub(moved, formula)


def relocated(formula: str, place: Callable[[Reference], Reference | None]) -> str | None:
    """A formula with each reference elsewhere, dollars kept; None where one has no place."""
    is_whole = True

    def moved(token: re.Match[str]) -> str:
        nonlocal is_whole
        if token["ref"] is None:
            return token[0]
        new = place(_reference(token))
        if new is None:
            is_whole = False
            return token[0]
        text = "" if new.sheet is None else f"{sheet_prefix(new.sheet)}!"
        text += _spelled_cell(token["c1"], token["r1"], new.first_column, new.first_row)
        if token["c2"]:
            text += ":" + _spelled_cell(token["c2"], token["r2"], new.last_column, new.last_row)
        return text

    text = _TOKEN.sub(moved, formula)
    return text if is_whole else None


def sheet_prefix(name: str) -> str:
    """The name of a sheet as a reference begins with it, quoted where it must be."""
    return name if _PLAIN_NAME.fullmatch(name) else "'" + name.replace("'", "''") + "'"


def _spelled_cell(column: str, row: str, new_column: int, new_row: int) -> str:
    """A cell with the dollars that another has."""
    letters = "$" * column.startswith("$") + column_letters(new_column)
    return f"{letters}{'$' * row.startswith('$')}{new_row}"


def _moved_cell(column: str, row: str, rows: int, columns: int) -> str:
    if not column.startswith("$"):
        column = column_letters(max(1, _column(column) + columns))
    if not row.startswith("$"):
        row = str(max(1, int(row) + rows))
    return column + row


def _column(letters: str) -> int:
    return column_number(letters.lstrip("$").upper())


def _sheet(token: re.Match[str]) -> str | None:
    """The sheet that a token begins with."""
    sheet = token["sheet"]
    return None if sheet is None else sheet[:-1].strip("'").replace("''", "'")


def _reference(token: re.Match[str]) -> Reference:
    sheet = _sheet(token)
    row, column = int(token["r1"].lstrip("$")), _column(token["c1"])
    if token["c2"] is None:
        return Reference(sheet, row, column, row, column)
    return Reference(sheet, row, column, int(token["r2"].lstrip("$")), _column(token["c2"]))
