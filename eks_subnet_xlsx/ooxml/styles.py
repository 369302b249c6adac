"""Which cell styles show a number as a date or a time: the number formats of a workbook's styles.

Nothing else of a style is read; what a cell looks like otherwise changes no figure.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from eks_subnet_xlsx.ooxml.markup import Attributes, local, parse

_BUILT_IN = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Number formats that every program knows by number and that are dates or times."""

_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_NO_CODE = re.compile(r'"[^"]*"?|\\.|[_*].|\[[^\]]*\]?', re.DOTALL)
"""What a format shows as it is, spaces and fills, colours, conditions and locales."""

_DATE = re.compile("[ymdhs]", re.IGNORECASE)
_DAY_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
_FALSE_LEAP_DAY = 60
"""1900 was no leap year; spreadsheet programs count its 29 February."""

_LAST_DAY = 2_958_465


@lru_cache(maxsize=8)
def date_styles(content: bytes, part: str) -> frozenset[str]:
    """The numbers of the cell styles that show dates or times, as cells name them.

    Raises:
        WorkbookError: the part is damaged.
    """
    reader = _StylesReader()
    parse(content, part, start=reader.start, end=reader.end)
    return frozenset(reader.dates)


class _StylesReader:
    """Collects the cell styles whose number format is a date."""

    def __init__(self) -> None:
        self.dates: list[str] = []
        self._formats: dict[str, bool] = {}
        self._seen = 0
        self._in_cells = False

    def start(self, name: str, attributes: Attributes) -> None:
        name = local(name)
        if name == "numFmt":
            shows_date = is_date_format(attributes.get("formatCode", ""))
            self._formats[attributes.get("numFmtId", "")] = shows_date
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            if self._is_date(attributes.get("numFmtId", "")):
                self.dates.append(str(self._seen))
            self._seen += 1

    def end(self, name: str) -> None:
        if local(name) == "cellXfs":
            self._in_cells = False

    def _is_date(self, number: str) -> bool:
        own = self._formats.get(number)
        if own is not None:
            return own
        return number.isascii() and number.isdigit() and int(number[:9]) in _BUILT_IN


def is_date_format(code: str) -> bool:
    """Whether a number format shows a date or a time."""
    return bool(_ELAPSED.search(code) or _DATE.search(_NO_CODE.sub("", code)))


def date_number(text: str) -> int | float | str:
    """The number that a date of ISO 8601 counts as in a cell; the text itself where it is none."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    days = (moment.replace(tzinfo=UTC) - _DAY_ZERO) / timedelta(days=1)
    return int(days) if days.is_integer() else days


def shown_date(number: float) -> str | None:
    """The date, or the time alone, that a number is shown as; None where it is none."""
    if not 0 <= number <= _LAST_DAY:
        return None
    days = number + 1 if 1 <= number < _FALSE_LEAP_DAY else number
    moment = _DAY_ZERO + timedelta(days=days)
    if number < 1:
        return moment.time().isoformat("seconds")
    return moment.date().isoformat() if number == int(number) else f"{moment:%Y-%m-%d %H:%M:%S}"
