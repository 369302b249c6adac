"""The words of one language, by key; the only door to ``templates/words.*.toml``.

Code holds keys, never sentences. The language is an argument, never global.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from string import Formatter

from eks_subnet_xlsx.resources import read_template

LANGUAGES = ("en", "ko")

_WIDE = frozenset("WF")
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})


def printable(text: str) -> str:
    """Text on one line, in characters that can be shown, whatever a stranger put into it.

    What moves a terminal's cursor, turns the direction of writing or cannot be seen is spelled out.
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else _spelled_out(ord(character)) for character in text
    )


def _spelled_out(number: int) -> str:
    if number <= 0xFF:  # noqa: PLR2004 (as Python writes characters in a text)
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004 (as above)


def text_width(text: str) -> int:
    """Columns that a text takes: two for a Korean character, none for a mark on another."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.category(character) in _NO_WIDTH
        else 1 + (unicodedata.east_asian_width(character) in _WIDE)
        for character in text
    )


class _Printable(Formatter):
    """Fills in placeholders with what can be shown of them."""

    def format_field(self, value: object, format_spec: str) -> str:
        return printable(str(super().format_field(value, format_spec)))


class Words:
    """The texts of one language by dotted key, such as ``sheets.title.WarmENI``."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language = language
        self._texts = texts

    def __getitem__(self, key: str) -> str:
        return self._texts[key]

    def keys(self) -> Collection[str]:
        """All keys."""
        return self._texts.keys()

    def text(self, key: str, /, **facts: object) -> str:
        """The text of a key with its placeholders filled in, so that it can be printed."""
        text = self._texts[key].format(**facts)
        return text if text.isprintable() else _Printable().vformat(self._texts[key], (), facts)


@cache
def load_words(language: str) -> Words:
    """All words of a language, one of `LANGUAGES`."""
    return Words(language, dict(_flat(tomllib.loads(read_template(f"words.{language}.toml")))))


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, str(value)
