"""The texts that the cells of all sheets of a file share, which cells name by number."""

from __future__ import annotations

from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.ooxml.markup import MAX_DEPTH, odd, parse, split_name
from eks_subnet_xlsx.ooxml.xml import unescaped

_MAX_TEXTS = 200_000

_NAMESPACES = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    }
)
"""Of sheets, in the two editions of the standard."""


def read_shared_strings(content: bytes, part: str) -> list[str]:
    """The texts that cells name by number."""
    reader = _TextReader(part)
    parse(content, part, start=reader.start, end=reader.end, text=reader.text)
    return reader.texts


class _TextReader:
    """Collects shared texts; what is said of how they sound is passed over."""

    def __init__(self, part: str) -> None:
        self.texts: list[str] = []
        self._part = part
        self._opened: list[str] = []
        self._home = ""
        self._pieces: list[str] = []
        self._text: list[str] | None = None

    def start(self, name: str, _: dict[str, str]) -> None:
        namespace, proper = split_name(name)
        if not self._opened:
            self._home = main_namespace(namespace, self._part)
        self._opened.append(proper if namespace == self._home else "")
        if len(self._opened) > MAX_DEPTH:
            raise odd(self._part)
        path = self._opened[1:]
        if path == ["si"]:
            self._pieces = []
        elif path in (["si", "t"], ["si", "r", "t"]):
            self._text = []

    def end(self, _: str) -> None:
        ended = self._opened.pop()
        if ended == "t" and self._text is not None:
            self._pieces.append(unescaped("".join(self._text)))
            self._text = None
        elif ended == "si" and len(self._opened) == 1:
            self.texts.append("".join(self._pieces))
            if len(self.texts) > _MAX_TEXTS:
                raise WorkbookError("too_many_cells", maximum=f"{_MAX_TEXTS:,}")

    def text(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)


def main_namespace(namespace: str, part: str) -> str:
    """The namespace of a part's root.

    Raises:
        WorkbookError: it is none of sheets, so that no program finds a cell there.
    """
    if namespace not in _NAMESPACES:
        raise WorkbookError("foreign_part", part=part[:100])
    return namespace
