"""What names and tables of a workbook stand for, so that formulas can be read as cells.

Nothing is evaluated: a name is replaced by what it was defined as, a column of a table by its
cells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.ooxml.book import Book, SheetEntry, relations, relations_part
from eks_subnet_xlsx.ooxml.formula import expanded, sheet_prefix
from eks_subnet_xlsx.ooxml.markup import Attributes, elements, local, parse
from eks_subnet_xlsx.ooxml.places import column_letters, split_place

_NONE = frozenset({"0", "false"})

_MOST_NAMES = 2_000
_LONGEST = 8_192
"""Characters of a formula with its names written out; Excel allows no longer one."""

_DEEPEST = 5
"""Names that are defined by names are followed so far."""

_COLUMN = r"(?:[^\[\]#@']|'.)(?:[^\[\]']|'.)*"
_STRUCTURED = re.compile(
    rf"\[(?:(?P<whole>{_COLUMN})|@(?P<short>{_COLUMN})|@\[(?P<quoted>{_COLUMN})\]"
    rf"|\s*\[\#This\ Row\]\s*,\s*\[(?P<row>{_COLUMN})\]\s*)\]",
    re.IGNORECASE,
)
"""One column of a table: all of it, or the cell in the formula's own row."""

_SIMPLE = re.compile(r"[\w!$:.]+|'[^']*'![\w$:]+")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: where its rows stand, and the columns by their names in lower case."""

    sheet: str
    first_row: int
    last_row: int
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Names:
    """The names and tables of a workbook, by name in lower case.

    Attributes:
        defined: what each name stands for; those of a single sheet with the sheet's name.
    """

    defined: Mapping[tuple[str | None, str], str]
    tables: Mapping[str, Table]

    def plain(self, formula: str, sheet: str, row: int) -> str:
        """A formula of a sheet's row with names and columns of tables written out as cells."""
        if not self.defined and not self.tables:
            return formula
        text = formula
        for _ in range(_DEEPEST):
            before = text
            text = expanded(text, partial(self._of, sheet, row))
            if text == before or len(text) > _LONGEST:
                break
        return text[:_LONGEST]

    def _of(
        self, own: str, row: int, sheet: str | None, name: str, bracket: str | None
    ) -> str | None:
        if bracket is not None:
            return self._column(name, bracket, own, row)
        local_names = ((sheet or own).casefold(), name.lower())
        text = self.defined.get(local_names) or self.defined.get((None, name.lower()))
        if text is None or _SIMPLE.fullmatch(text):
            return text
        return f"({text})"

    def _column(self, name: str, bracket: str, own: str, row: int) -> str | None:
        table, match = self.tables.get(name.lower()), _STRUCTURED.fullmatch(bracket)
        if table is None or match is None:
            return None
        header = re.sub(r"'(.)", r"\1", next(filter(None, match.groups())))
        column = table.columns.get(_folded(header))
        if column is None:
            return None
        letters = column_letters(column)
        prefix = "" if table.sheet.casefold() == own.casefold() else f"{sheet_prefix(table.sheet)}!"
        if match["whole"] is None:
            inside = table.first_row <= row <= table.last_row and not prefix
            return f"{letters}{row}" if inside else None
        return f"{prefix}{letters}{table.first_row}:{letters}{table.last_row}"


def read_names(book: Book) -> Names:
    """The names and tables of a workbook; a table that cannot be read is left out."""
    tables: dict[str, Table] = {}
    for entry in book.sheets:
        with suppress(WorkbookError):
            for part in _table_parts(book, entry):
                with suppress(WorkbookError):
                    name, table = _table(book, entry, part)
                    tables[name] = table
    return Names(_defined(book), tables)


def _table_parts(book: Book, entry: SheetEntry) -> list[str]:
    if book.archive.find(relations_part(entry.part)) is None:
        return []
    found = relations(book.archive, entry.part).values()
    return [part for kind, part in found if kind == "table" and book.archive.find(part)]


def _table(book: Book, entry: SheetEntry, part: str) -> tuple[str, Table]:
    content = book.archive.read(part)
    table: Attributes = next(iter(elements(content, part, "table")), {})
    name = table.get("displayName") or table.get("name", "")
    first, _, last = table.get("ref", "").partition(":")
    top, left = split_place(first)
    bottom = split_place(last or first)[0] - (table.get("totalsRowCount", "0") not in _NONE)
    headers = elements(content, part, "table", "tableColumns", "tableColumn")
    columns = {
        _folded(header.get("name", "")): column for column, header in enumerate(headers, left)
    }
    return name.lower(), Table(entry.name, top + 1, bottom, columns)


def _folded(header: str) -> str:
    # A line break in a header is written as a character of its own in each of the two places.
    return " ".join(header.replace("_x000a_", " ").split()).casefold()


def _defined(book: Book) -> dict[tuple[str | None, str], str]:
    """Names by the sheet that they are known on; None where it is all."""
    found: dict[tuple[str | None, str], str] = {}
    sheets: list[str] = []
    key: list[tuple[str | None, str]] = []

    def start(name: str, attributes: Attributes) -> None:
        name = local(name)
        if name == "sheet":
            sheets.append(attributes.get("name", ""))
        elif name == "definedName" and len(found) < _MOST_NAMES:
            number = attributes.get("localSheetId", "")
            known = number.isascii() and number.isdigit() and int(number[:4]) < len(sheets)
            on = sheets[int(number)].casefold() if known else None
            key.append((on, attributes.get("name", "").lower()))

    def end(name: str) -> None:
        if local(name) == "definedName":
            key.clear()

    def text(data: str) -> None:
        for name in key:
            found[name] = (found.get(name, "") + data)[:_LONGEST]

    parse(book.archive.read(book.part), book.part, start=start, end=end, text=text)
    return {name: text.strip() for name, text in found.items()}
