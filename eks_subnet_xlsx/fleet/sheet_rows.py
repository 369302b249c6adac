"""The rows of a workbook's first sheet, read one after the other from a file of a stranger.

Never more of it is in memory than a row and the texts that cells share; what no table needs, such
as formulas and the looks of cells, is passed over.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Generator, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.fleet.csv_rows import Row
from eks_subnet_xlsx.ooxml.book import Book, open_book, relations
from eks_subnet_xlsx.ooxml.collecting import Cursor
from eks_subnet_xlsx.ooxml.markup import local, parse
from eks_subnet_xlsx.workbook.reading.reader import file_content

_MAX_COLUMNS = 1_000
_MAX_ELEMENTS = 5_000_000
"""Of a sheet's XML: a table of 100,000 rows and 24 columns has as many."""

_MAX_BYTES = 100_000_000
_MAX_RATIO = 100
_MAX_STYLES = 100_000
_CHUNK = 64_000
_DAMAGE = (BadZipFile, NotImplementedError, EOFError, OSError, zlib.error, struct.error, ValueError,
           RuntimeError, expat.ExpatError)  # fmt: skip

_NUMBER = re.compile(r"[-+]?(?=\.?[0-9])[0-9]{0,40}(\.[0-9]{0,40})?([eE][-+]?[0-9]{1,3})?")
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Numbers of the formats of dates and times that every program knows. Source: ECMA-376, 18.8.30."""

_NO_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 (a day in a workbook has no time zone)


def sheet_rows(path: Path) -> Generator[Row]:
    """The rows of a workbook's first sheet that hold anything.

    Raises:
        WorkbookError: it cannot be read, or holds too much.
    """
    content = file_content(path)
    book = open_book(content)
    reader = _Reader(book.shared_strings(), _date_styles(book))
    part = book.archive.find(book.sheets[0].part)
    try:
        with ZipFile(BytesIO(content)) as archive:
            info = archive.getinfo(part or "")
            if info.file_size > min(_MAX_BYTES, _MAX_RATIO * max(info.compress_size, _CHUNK)):
                raise WorkbookError("too_large", maximum=f"{_MAX_BYTES // 1_000_000} MB")
            # Counted before it is parsed, which takes twenty times as long.
            if sum(chunk.count(b"<") for chunk in _chunks(archive, info)) > 2 * _MAX_ELEMENTS:
                raise WorkbookError("too_many_cells", maximum=f"{_MAX_ELEMENTS:,}")
            for chunk in _chunks(archive, info):
                yield from reader.rows(chunk)
            yield from reader.rows(b"", is_last=True)
    except KeyError as error:
        raise WorkbookError("part_missing", part=book.sheets[0].part[:100]) from error
    except _DAMAGE as error:
        raise WorkbookError("zip", detail=str(error)[:200]) from error


def _chunks(archive: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as file:
        while chunk := file.read(_CHUNK):
            yield chunk


class _Reader:
    """Collects the cells of a row while the XML is parsed; no tree in memory."""

    def __init__(self, strings: list[str], dates: frozenset[str]) -> None:
        self._strings, self._dates = strings, dates
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._cursor = Cursor()
        self._last_row = 0
        self._kind, self._style = "n", "0"
        self._pieces: list[str] = []
        self._cells: dict[int, object] = {}
        self._done: list[Row] = []

    def rows(self, chunk: bytes, *, is_last: bool = False) -> list[Row]:
        """The rows that end in this piece of the part."""
        self._done = []
        self._parser.Parse(chunk, is_last)
        return self._done

    def _refuse(self, *_: object) -> None:
        raise WorkbookError("doctype", part="xl/worksheets")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = local(name)
        if name == "c":
            self._cursor.enter_cell(attributes)
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "0")
            self._pieces = []
        elif name in {"v", "t"}:
            self._parser.CharacterDataHandler = self._pieces.append
        elif name == "row":
            self._cursor.enter_row(attributes)
            self._cells = {}
        elif name == "rPh":  # How a text sounds is none of it.
            self._pieces = []

    def _end(self, name: str) -> None:
        if ":" in name:
            name = local(name)
        if name == "c":
            self._end_cell()
        elif name in {"v", "t"}:
            self._parser.CharacterDataHandler = None
        elif name == "row":
            self._end_row()

    def _end_cell(self) -> None:
        value = self._value("".join(self._pieces))
        if value is None:
            return
        column = self._cursor.column
        if column > _MAX_COLUMNS:
            raise WorkbookError("too_many_cells", maximum=f"{_MAX_COLUMNS:,}")
        if column in self._cells:
            raise WorkbookError("doubled_cell", part="xl/worksheets", cell=str(column))
        self._cells[column] = value

    def _end_row(self) -> None:
        number = self._cursor.row
        if number <= self._last_row:
            raise WorkbookError("bad_row", part="xl/worksheets", found=str(number))
        self._last_row = number
        if self._cells:
            last = max(self._cells)
            cells = [self._cells.get(column) for column in range(1, last + 1)]
            self._done.append((number, cells))

    def _value(self, text: str) -> object:
        """What a cell holds: None where that is nothing but blanks."""
        if self._kind == "s":
            known = text.isascii() and text.isdigit() and int(text[:9]) < len(self._strings)
            if not known:
                raise WorkbookError("bad_value", part="xl/worksheets", cell="", found=text[:20])
            text = self._strings[int(text)]
        elif self._kind == "b" and text:
            return text == "1"
        elif self._kind == "n" and _NUMBER.fullmatch(text):
            return _number(text, is_date=self._style in self._dates)
        return text.strip() or None


def _number(text: str, *, is_date: bool) -> object:
    number = float(text)
    if is_date and 0 <= number < 3_000_000:  # noqa: PLR2004 (days, up to the year 9999)
        day = _FIRST_DAY + timedelta(days=number)
        return str(day.date() if number.is_integer() else day)
    return int(number) if number.is_integer() else number


def _date_styles(book: Book) -> frozenset[str]:
    """The numbers of the styles that show numbers as dates or times."""
    kinds = relations(book.archive, book.part).values()
    part = next((part for kind, part in kinds if kind == "styles"), None)
    if part is None or book.archive.find(part) is None:
        return frozenset()
    own: dict[str, str] = {}
    formats: list[str] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "numFmt":
            own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:1000]
        elif name == "xf" and inside:
            formats.append(attributes.get("numFmtId", "0"))
        elif name == "cellXfs":
            inside.append(name)
        if len(formats) + len(own) > _MAX_STYLES:
            raise WorkbookError("too_many_cells", maximum=f"{_MAX_STYLES:,}")

    def end(name: str) -> None:
        if local(name) == "cellXfs":
            inside.clear()

    parse(book.archive.read(part), part, start=start, end=end)
    return frozenset(
        str(number) for number, name in enumerate(formats) if _is_date(name, own.get(name))
    )


def _is_date(number: str, code: str | None) -> bool:
    if code is None:
        return number.isascii() and number.isdigit() and int(number[:9]) in _DATE_FORMATS
    shown = _NO_DATE.sub("", code.split(";")[0]).lower()
    return shown != "general" and any(letter in shown for letter in "dmyhs")
