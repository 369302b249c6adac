"""The blank as it ships: parts of a workbook as text, with placeholders for words and facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from eks_subnet_xlsx.calculation import Model
from eks_subnet_xlsx.layouts import MODELS
from eks_subnet_xlsx.ooxml.xml import xml_attribute_or_text

Blank = Model | Literal["fleet"]
BLANKS: tuple[Blank, ...] = (*MODELS, "fleet")
"""What is drawn and shipped: the calculators of each arithmetic, and a fleet."""

BLANK_FOLDER = Path(__file__).parent / "blank"

_PLACEHOLDER = re.compile(r"\{\{([A-Za-z0-9_.-]+)\}\}")
_EMPTY_CELL = re.compile(r'<c r="([A-Z]+)(\d+)" s="(\d+)"(?: t="n")? ?/>')


@cache
def blank_parts(blank: Blank) -> Mapping[str, str]:
    """The text of each part of a blank by its name in the archive, in order of name."""
    folder = BLANK_FOLDER / blank
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def fill_texts(part: str, text_of: Callable[[str], str]) -> str:
    """A part with its placeholders replaced by their texts."""
    return _PLACEHOLDER.sub(lambda match: xml_attribute_or_text(text_of(match[1])), part)


def fill_cells(part: str, cells: Mapping[str, Callable[[str], str]]) -> str:
    """A part with its empty cells filled in: each by place, from the number of its style."""

    def filled(match: re.Match[str]) -> str:
        write = cells.get(match[1] + match[2])
        return write(match[3]) if write else match[0]

    return _EMPTY_CELL.sub(filled, part)


def split_row(part: str, row: int) -> tuple[str, dict[str, str], str]:
    """What stands before a row of empty cells, its styles by column letter, what stands after."""
    start = part.index(f'<row r="{row}"')
    end = part.index("</row>", start) + len("</row>")
    styles = {match[1]: match[3] for match in _EMPTY_CELL.finditer(part, start, end)}
    return part[:start], styles, part[end:]
