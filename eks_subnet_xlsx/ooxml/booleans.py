"""Whether a formula gives TRUE or FALSE, by its text: LibreOffice stores such a result as 1 or 0.

Formulas are never evaluated here.
"""

from __future__ import annotations

import re

_QUOTED = re.compile(r'"[^"]*"|\'[^\']*\'|\[[^\[\]]*\]')
_GIVES_BOOLEAN = re.compile(
    r"(?:_xlfn\.)?(?:TRUE|FALSE|(?:AND|OR|NOT|XOR|EXACT|IS[A-Z]+)(?=\())(?:\(\))?", re.IGNORECASE
)
_LONGEST = 1_000
"""Characters of a formula that are looked through."""

_MOST_BRACKETS = 5
"""Pairs that may stand around a formula."""

_COMPARES = frozenset("<>=")


def gives_boolean(formula: str) -> bool:
    """Whether what is outermost in a formula is a comparison, a constant or a test."""
    outer = _outermost(_QUOTED.sub("", formula[:_LONGEST]))
    return not _COMPARES.isdisjoint(outer) or bool(_GIVES_BOOLEAN.fullmatch(outer))


def _outermost(formula: str) -> str:
    """A formula without spaces and what stands in brackets; in those around all of it, that."""
    text = formula.strip()
    for _ in range(_MOST_BRACKETS):
        depth, outer = 0, []
        for character in text:
            depth -= character == ")"
            if depth == 0 and not character.isspace():
                outer.append(character)
            depth += character == "("
        if outer != ["(", ")"]:
            break
        text = text[1:-1].strip()
    return "".join(outer)
