"""Text in lines as wide as a terminal: words stay whole, and wide characters count twice."""

from __future__ import annotations

import os
from typing import TextIO

from eks_subnet_xlsx.words import text_width

_LEAST_WIDTH = 20
_USUAL_WIDTH = 80
_BREAKS = frozenset("/\\,;()=&|")
"""After which what has no space in it is broken, where it is longer than a line."""


def terminal_width(stream: TextIO) -> int | None:
    """Columns of the terminal that a stream leads to; None where it leads to none."""
    if not stream.isatty():
        return None
    asked = os.environ.get("COLUMNS", "")
    if asked.isascii() and asked.isdigit() and int(asked):
        return max(_LEAST_WIDTH, int(asked))
    try:
        found = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        found = 0
    return max(_LEAST_WIDTH, found or _USUAL_WIDTH)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """A text with spaces up to a width."""
    spaces = " " * (width - text_width(text))
    return spaces + text if right else text + spaces


def longest_word(text: str) -> int:
    """Columns of the longest word of a text."""
    return max(map(text_width, text.split()), default=0)


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most so many columns; a word that is longer is broken, and no other."""
    lines: list[str] = []
    line, taken = "", 0
    for whole in text.split():
        for word in _pieces(whole, width):
            size = text_width(word)
            if line and taken + 1 + size > width:
                lines.append(line)
                line, taken = word, size
            else:
                line, taken = (f"{line} {word}", taken + 1 + size) if line else (word, size)
    return [*lines, line]


def paragraph(text: str, width: int) -> list[str]:
    """A line of text as `wrapped`; what follows stands below its beginning, bullets aside."""
    body = text.lstrip(" ")
    indent = len(text) - len(body)
    hanging = indent + (2 if body.startswith("- ") else 0)
    if text_width(text) <= width:
        return [text]
    first, *others = wrapped(body, width - hanging)
    return [" " * indent + first, *(" " * hanging + line for line in others)]


def _pieces(word: str, width: int) -> list[str]:
    """A word whole where a line has room for it, else in pieces, if possible after a mark."""
    pieces = []
    while text_width(word) > width:
        end = len(word)
        while text_width(word[:end]) > width:
            end -= 1
        marks = [place + 1 for place in range(end // 2, end) if word[place] in _BREAKS]
        end = marks[-1] if marks else max(1, end)
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word]
