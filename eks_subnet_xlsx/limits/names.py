"""Names of instance types as spreadsheet formulas see them: TRIM, and lookups that ignore case.

Measured in LibreOffice over every character of the basic plane, and the same by Excel's documents:
TRIM knows one space, U+0020, and no tab, line break, no-break or ideographic space.
"""

from __future__ import annotations

import re
import unicodedata
from string import ascii_lowercase, ascii_uppercase

_SIZES = ("nano", "micro", "small", "medium", "large", "xlarge")
_NUMBERS = re.compile("([0-9]+)")
_SPACES = re.compile(" +")
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


def trimmed(text: str) -> str:
    """A text as TRIM leaves it: no U+0020 around it, and one where there were several."""
    return _SPACES.sub(" ", text).strip(" ")


def lowered(text: str) -> str:
    """A text as lookups compare it, which ignore case.

    Letters beyond ASCII stay as they are: programs do not agree that a long s is an s, or a Kelvin
    sign a k, and no type has any.
    """
    return text.translate(_LOWER)


def type_key(text: str) -> str:
    """What a type that was typed in is looked up by."""
    return lowered(trimmed(text))


def plain_name(text: str) -> str:
    """The name that a text was meant to be: no white space, nothing unseen, plain letters."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if unicodedata.category(c)[0] not in "ZC").casefold()


def odd_characters(text: str) -> list[str]:
    """The characters of a text that no name of a type has, once each, as TRIM leaves the text."""
    odd = (c for c in trimmed(text) if not "!" <= c <= "~")
    return list(dict.fromkeys(odd))


def size_order(name: str) -> tuple[object, ...]:
    """By what types are sorted: by family, then by size, bare metal last.

    Numbers count as such: 2xlarge stands before 12xlarge, and u-3tb1 before u-12tb1.
    """
    family, _, size = name.partition(".")
    times = _NUMBERS.match(size)
    rest = size[times.end() :] if times else size
    rank = _SIZES.index(rest) if rest in _SIZES else len(_SIZES)
    return _natural(family), rank, int(times.group()) if times else 0, _natural(size)


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """A text cut at its numbers, so that these compare as numbers."""
    parts = _NUMBERS.split(text)
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)
