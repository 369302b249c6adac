"""The words of one language, by key; the only door to ``templates/words.*.toml``.

Code holds keys, never sentences. The language is an argument, never global.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from functools import cache

from eks_subnet_xlsx.resources import read_template

LANGUAGES = ("en", "ko")


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
        """The text of a key with its placeholders filled in."""
        return self._texts[key].format(**facts)


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
