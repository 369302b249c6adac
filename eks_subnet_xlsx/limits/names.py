"""Names of instance types as spreadsheet formulas see them: TRIM, and lookups that ignore case.

Measured in LibreOffice over every character of the basic plane, and the same by Excel's documents:
TRIM knows one space, U+0020, and no tab, line break, no-break or ideographic space.
"""

from __future__ import annotations

import re
import unicodedata
from string import ascii_lowercase, ascii_uppercase

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
