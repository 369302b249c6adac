"""The rows of a part that has nothing but what nearly all programs write: the quick way to read.

It reads what it takes as a parser would, and takes less: whatever is not spelled exactly as below
is for the parser. So nothing has a meaning here that it has not there; a test compares both.
"""

from __future__ import annotations

import re

from eks_subnet_xlsx.ooxml.collecting import Cells
from eks_subnet_xlsx.ooxml.xml import unescaped

_MAX_BYTES = 16_000_000

_TAG = "sheetData"
_START, _END = f"<{_TAG}>", f"</{_TAG}>"
_PROLOG = re.compile(
    r"<\?xml version=[\"']1\.0[\"'](?: encoding=[\"'](?i:utf-8)[\"'])?"
    r"(?: standalone=[\"'](?:yes|no)[\"'])?\s*\?>"
)

_ODD = ("]]>", "\ufffe", "\uffff")
"""What no text of XML has."""

_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n"))
"""XML has not these either; or makes a line feed of one, which is for the parser."""

_PREFIX = "x14ac"
"""The one that Excel writes at rows."""

_ROW = re.compile(r"<row((?: (?:x14ac:)?[A-Za-z]+=\"[^<\"&]*\")*) ?(/?)>")
_ATTRIBUTE = re.compile(r" ((?:x14ac:)?[A-Za-z]+)=\"([^<\"&]*)\"")
_CELL = re.compile(
    r"(<c r=\"([A-Z]{1,3})([1-9][0-9]{0,6})\"(?: s=\"([0-9]{1,9})\")?(?: t=\"([A-Za-z]+)\")?"
    r"(?: ?/>|>"
    r"(?:<f( aca=\"(?:false|0)\"|)>([^<]*)(</f>))?"
    r"(?:<v>([^<]*)(</v>))?"
    r"(?:<is><t(?: xml:space=\"preserve\")?>([^<]*)(</t>)</is>)?"
    r"</c>))"
)
_UNKNOWN = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)")
_SPELLED = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


class NotPlainError(Exception):
    """The part is for the parser."""


class PlainPart:
    """A part whose rows may be plain.

    Attributes:
        around: the part without its rows.
    """

    def __init__(self, content: bytes) -> None:
        if len(content) > _MAX_BYTES:
            raise NotPlainError
        try:
            text = content.decode()
        except UnicodeDecodeError as error:
            raise NotPlainError from error
        prolog = _PROLOG.match(text)
        body = prolog.end() if prolog else 0
        start, end = text.find(_START), text.find(_END)
        rows = start + len(_START)
        # Without comments and the like a tag is a tag, wherever it stands.
        if not 0 <= start < end or text.count(_TAG) != _START.count(_TAG) + _END.count(_TAG):
            raise NotPlainError
        self._rows, around = text[rows:end], (text[body:start], text[end:])
        if any("<!" in part or "<?" in part for part in around) or _is_odd(self._rows):
            raise NotPlainError
        self._has_prefix = f' xmlns:{_PREFIX}="' in around[0].partition(">")[0]
        self.around = f"{text[:rows]}{text[end:]}".encode()

    def collect(self, cells: Cells) -> None:
        """Collects the cells of all rows.

        Raises:
            NotPlainError: one of them is not plain.
            WorkbookError: as the parser would have it; it is to say so itself.
        """
        *rows, rest = self._rows.split("</row>")
        for text in rows:
            at = self._collect_blank_rows(text, 0, cells)
            row = _ROW.match(text, at)
            if row is None:
                raise NotPlainError
            cells.start_row(self._attributes(row))
            self._collect_row(text, row.end(), cells)
        if self._collect_blank_rows(rest, 0, cells) != len(rest):
            raise NotPlainError

    def _collect_blank_rows(self, text: str, at: int, cells: Cells) -> int:
        """Goes through rows that are closed at once; where the first other thing begins."""
        while (row := _ROW.match(text, at)) and row[2]:
            cells.start_row(self._attributes(row))
            at = row.end()
        return at

    def _attributes(self, row: re.Match[str]) -> dict[str, str]:
        listed = _ATTRIBUTE.findall(row[1])
        attributes = dict(listed)
        is_known = self._has_prefix or not any(":" in name for name in attributes)
        if len(attributes) != len(listed) or "xmlns" in attributes or not is_known:
            raise NotPlainError
        return attributes

    @staticmethod
    def _collect_row(text: str, at: int, cells: Cells) -> None:
        is_spelled = "_x" in text
        found = _CELL.findall(text, at)
        cells.count(len(found))
        for (
            whole, letters, digits, style, kind,
            _, formula, has_formula, value, has_value, own, has_own,
        ) in found:  # fmt: skip
            at += len(whole)
            if has_formula and has_value and not is_spelled and kind in _RESULTS:
                result = _plain(value) if "&" in value else value
                written = _plain(formula) if "&" in formula else formula
                cells.take_result(letters, digits, style, (written, result), is_text=kind == "str")
                continue
            place = cells.enter_cell(letters, digits, style)
            if has_formula or has_value or has_own:
                inline = None
                if has_own:
                    inline = unescaped(plain := _plain(own))
                    if inline != plain:
                        cells.grid.spelled.add(place)
                cells.keep(
                    kind or "n",
                    style or None,
                    (_plain(formula), _NO_ATTRIBUTES) if has_formula else None,
                    _plain(value) if has_value else None,
                    inline,
                )
            elif kind and kind != "n":
                raise NotPlainError
        if at != len(text):
            raise NotPlainError


_RESULTS = frozenset({"", "n", "str"})
_NO_ATTRIBUTES: dict[str, str] = {}


def _is_odd(text: str) -> bool:
    """Whether there are characters in the rows that XML has not, or that are more than they say.

    What else is odd is no cell and no row, and found out when they are gone through.
    """
    content = text.encode()
    has_controls = len(content.translate(None, _CONTROLS)) != len(content)
    return has_controls or any(piece in text for piece in _ODD)


def _plain(text: str) -> str:
    """A text with its entities resolved."""
    if "&" in text:
        if _UNKNOWN.search(text):
            raise NotPlainError
        for spelled, character in _SPELLED:
            text = text.replace(spelled, character)
    return text
