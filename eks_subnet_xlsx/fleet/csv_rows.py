"""The rows of a CSV file as programs of many countries write it, read one after the other."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Generator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self, TextIO

from eks_subnet_xlsx.errors import Problem
from eks_subnet_xlsx.plan.reading import refusal

Row = tuple[int, Sequence[object]]
"""The number of a row, from 1, and what its cells hold."""

MAX_ROWS = 1_048_576
"""As many as a sheet has."""

_MAX_CELLS = 25_000_000
"""So many rows, all columns filled in."""

_MAX_BYTES = 200_000_000
_MAX_ROW_CHARACTERS = 100_000
_MAX_COLUMNS = 1_000
_CHUNK = 1_000_000
_DELIMITERS = ",;\t"
_BYTE_ORDER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_KOREAN = "cp949"


def csv_rows(path: Path) -> Generator[Row]:
    """The rows of a CSV file that hold anything: commas, semicolons or tabs; UTF-8 or CP949.

    Raises:
        PlanError: it is none, or holds too much.
    """
    if path.stat().st_size > _MAX_BYTES:
        raise refusal(str(path), Problem("too_large", {"maximum": f"{_MAX_BYTES:,}"}))
    with path.open(encoding=_encoding(path), newline="") as file:
        lines = _Lines(file, str(path))
        first = next((line for line in lines if line.strip()), "")
        delimiter = max(_DELIMITERS, key=first.count)
        file.seek(0)
        lines = _Lines(file, str(path))
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            for fields in reader:
                lines.left = _MAX_ROW_CHARACTERS
                if any(field.strip() for field in fields):
                    yield reader.line_num, [field.strip() or None for field in fields]
        except csv.Error as error:
            problem = Problem("table_syntax", {"detail": str(error)})
            raise refusal(str(path), problem, reader.line_num) from error


class _Lines:
    """The lines of a file, no more for one row than a row may have.

    Attributes:
        left: characters that the row may still have.
    """

    def __init__(self, file: TextIO, source: str) -> None:
        self._file, self._source = file, source
        self._number = 0
        self.left = _MAX_ROW_CHARACTERS

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._file.readline(self.left + 1)
        if not line:
            raise StopIteration
        self._number += 1
        self.left -= len(line)
        if self.left < 0 or max(map(line.count, _DELIMITERS)) > _MAX_COLUMNS:
            facts = {"maximum": f"{_MAX_ROW_CHARACTERS:,}", "columns": f"{_MAX_COLUMNS:,}"}
            raise refusal(self._source, Problem("table_long_row", facts), self._number)
        return line


def _encoding(path: Path) -> str:
    """The encoding in which all of a file can be read.

    Raises:
        PlanError: there is none, or the file has more rows or cells than a table may have.
    """
    with path.open("rb") as file:
        is_utf16 = file.read(2) in _BYTE_ORDER_MARKS
    for encoding in ("utf-16",) if is_utf16 else ("utf-8-sig", _KOREAN):
        with suppress(UnicodeDecodeError):
            _refuse_large(path, encoding)
            return encoding
    raise refusal(str(path), Problem("table_encoding", {}))


def _refuse_large(path: Path, encoding: str) -> None:
    """Reads all of a table, and refuses it where it has more than a table may have."""
    rows = cells = 0
    with path.open(encoding=encoding, newline="") as file:
        while piece := file.read(_CHUNK):
            rows += max(map(piece.count, "\r\n"))
            cells += max(map(piece.count, _DELIMITERS))
            if rows > MAX_ROWS or cells > _MAX_CELLS:
                facts = {"maximum": f"{MAX_ROWS:,}", "cells": f"{_MAX_CELLS:,}"}
                raise refusal(str(path), Problem("table_too_many_rows", facts))
