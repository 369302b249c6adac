"""The sheet of limits as it stands in a file."""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from eks_subnet_xlsx.errors import InvalidValueError, WorkbookError
from eks_subnet_xlsx.limits import (
    MAX_TYPES,
    InstanceLimits,
    LimitsCatalog,
    load_catalog,
    lowered,
    odd_characters,
    plain_name,
    type_key,
)
from eks_subnet_xlsx.ooxml.book import Book, SheetEntry
from eks_subnet_xlsx.ooxml.grid import Grid
from eks_subnet_xlsx.ooxml.places import MAX_ROW, split_place
from eks_subnet_xlsx.sheets import CellValue
from eks_subnet_xlsx.sheets.lookups import (
    FIRST_LOOKUP_ROW,
    LAST_LIMITS_ROW,
    LIMITS_SHEET,
    LimitsColumn,
)
from eks_subnet_xlsx.sheets.texts import sheet_text
from eks_subnet_xlsx.words import LANGUAGES, load_words

LIMITS_HEADER = {"A1": "limits.instance_type", "B1": "limits.max_enis"}
"""The words that the sheet is known by if it was renamed."""

_COLUMNS = len(LimitsColumn)
_AWS_FILE_COLUMNS = {"ipv4_per_eni": 1, "max_enis": 2, "instance_type": 3}
_REMEMBERED = 8
_ROWS_ELSEWHERE = re.compile(r"!\$?[A-Z]{1,3}\$?(\d{1,7}):\$?[A-Z]{1,3}\$?(\d{1,7})")
"""The rows of a range of another sheet."""

_WILDCARDS = frozenset("*?~")
_AS_WRITTEN = range(FIRST_LOOKUP_ROW, LAST_LIMITS_ROW + 1)
"""The rows that formulas look up as they were written."""
_MAX_ROWS = 2 * MAX_TYPES
"""That are read: twice as many as ours has room for."""


@dataclass(frozen=True, slots=True)
class LimitsReading:
    """The limits in a file.

    Attributes:
        name: of the sheet in the file.
        looked_up: the rows that formulas look up; what stands in others counts nowhere.
        types: that can be used, by name in lower case.
        rows: of the file, by name in lower case; the first row of a name counts, as in a lookup.
        unusable: names in lower case whose limits are no numbers that make sense, with the column.
        digest: of all rows, as `LimitsCatalog.digest` has it.
        filled: the rows that hold anything.
        computed: those of them that formulas fill in.
        moved: columns that formulas look up and that are others, with what stands in their headers.
        strays: other rows that were meant for a type, by its name in lower case: below those that
            are looked up, or with a name that has more in it than the type's.
    """

    name: str
    looked_up: range
    types: Mapping[str, InstanceLimits]
    rows: Mapping[str, int]
    unusable: Mapping[str, int]
    digest: str
    filled: Collection[int]
    computed: frozenset[int] = frozenset()
    moved: Mapping[LimitsColumn, CellValue] = field(default_factory=dict)
    strays: Mapping[str, int] = field(default_factory=dict)

    @property
    def last_row(self) -> int:
        """The last row that holds anything."""
        return max(self.filled, default=0)

    def free_row(self, taken: Collection[int]) -> int:
        """A row for one more type: below all others, or where formulas look it up."""
        below = max([self.last_row, *taken]) + 1
        if below in self.looked_up:
            return below
        free = (row for row in self.looked_up if row not in self.filled and row not in taken)
        return next(free, below)

    def find(self, instance_type: str) -> InstanceLimits | None:
        """The limits of a type as the formulas look it up; None where they can use none.

        They refuse what a lookup takes for a pattern.
        """
        if not _WILDCARDS.isdisjoint(instance_type):
            return None
        return self.types.get(type_key(instance_type))


SHIPPED_SHEETS = Path(__file__).parents[1] / "blank" / "limits.sha256"
"""Holds the digests of the whole part as this version writes it for the packaged limits.

One for each language, arithmetic and protection; `make blank` writes it. The same bytes say the
same, and need not be taken apart.
"""


@cache
def _shipped_digests() -> frozenset[bytes]:
    return frozenset(map(bytes.fromhex, SHIPPED_SHEETS.read_text(encoding="ascii").split()))


@cache
def _shipped() -> LimitsReading:
    """A sheet that holds the packaged limits and nothing else."""
    catalog = load_catalog()
    types = {limits.instance_type: limits for limits in catalog}
    rows = {name: row for row, name in enumerate(types, FIRST_LOOKUP_ROW)}
    filled = frozenset(range(1, FIRST_LOOKUP_ROW + len(types)))
    return LimitsReading(LIMITS_SHEET, _AS_WRITTEN, types, rows, {}, catalog.digest, filled)


_Key = tuple[bytes, bytes]

# The sheet is the same in every file of a fleet.
_known: OrderedDict[tuple[_Key, range], LimitsReading] = OrderedDict()


def rows_looked_up(formulas: Iterable[str | None]) -> range:
    """The rows of the sheet of limits that formulas look types up in: what most of them say."""
    found = Counter(
        match.groups() for formula in formulas if (match := _ROWS_ELSEWHERE.search(formula or ""))
    )
    if not found:
        return range(FIRST_LOOKUP_ROW, MAX_ROW + 1)
    first, last = sorted(map(int, found.most_common(1)[0][0]))
    return range(first, last + 1)


def read_limits(
    book: Book, entry: SheetEntry, looked_up: range, *, is_aws_file: bool
) -> LimitsReading:
    """The limits that the formulas of a workbook look up, in these rows of a sheet."""
    if is_aws_file:
        return _of_aws_file(entry.name, book.grid(entry), looked_up)
    key = _key(book, entry)
    if key[0] in _shipped_digests() and looked_up == _AS_WRITTEN:
        return replace(_shipped(), name=entry.name)
    if (key, looked_up) in _known:
        return replace(_known[key, looked_up], name=entry.name)
    grid = book.grid(entry)
    reading = _of_ours(entry.name, grid, looked_up)
    if has_words(grid, LIMITS_HEADER):
        _known[key, looked_up] = reading
        while len(_known) > _REMEMBERED:
            _known.popitem(last=False)
    return reading


def is_limits_sheet(book: Book, entry: SheetEntry) -> bool:
    """Whether a sheet has the header of limits; one that is known is not taken apart for it."""
    key = _key(book, entry)
    is_known = key[0] in _shipped_digests() or any(known == key for known, _ in _known)
    return is_known or has_words(book.grid(entry), LIMITS_HEADER)


def has_words(grid: Grid, words: Mapping[str, str]) -> bool:
    """Whether cells hold the texts of these keys, in any language; by place."""
    return all(
        grid.at(*split_place(place)).value
        in {sheet_text(load_words(language), key) for language in LANGUAGES}
        for place, key in words.items()
    )


def _key(book: Book, entry: SheetEntry) -> _Key:
    """All that a sheet's cells follow from, to the byte: its own part, and the texts of the file.

    What is shipped names no such text.
    """
    sheet = book.digest(entry.part)
    if sheet in _shipped_digests():
        return sheet, b""
    return sheet, book.digest(book.strings_part) if book.strings_part else b""


def _of_ours(name: str, grid: Grid, looked_up: range) -> LimitsReading:
    cells = grid.cells
    filled = sorted({row for row, column in cells if column <= _COLUMNS})
    computed = {row for (row, column), cell in cells.items() if cell.formula and column <= _COLUMNS}
    table = [
        (row, [cells[row, column].value if (row, column) in cells else None
               for column in range(1, _COLUMNS + 1)])
        for row in filled if row >= FIRST_LOOKUP_ROW
    ]  # fmt: skip
    reading = _reading(name, [(row, values[0], values) for row, values in table], looked_up)
    return replace(
        reading,
        filled=frozenset(filled),
        computed=frozenset(computed),
        moved=_moved_columns(grid, looked_up.start - 1),
    )


@cache
def _headers() -> Mapping[str, LimitsColumn]:
    """The headers of the sheet's columns in every language."""
    return {
        sheet_text(load_words(language), f"limits.{column.name.lower()}"): column
        for language in LANGUAGES
        for column in LimitsColumn
    }


def _moved_columns(grid: Grid, row: int) -> dict[LimitsColumn, CellValue]:
    """Columns that formulas look up and that have the header of another, or lost their own."""
    known = _headers()
    found = {
        column: known[value]
        for (at, column), cell in grid.cells.items()
        if at == row and isinstance(value := cell.value, str) and value in known
    }
    return {
        column: grid.at(row, column).value
        for column in LimitsColumn
        if column <= LimitsColumn.STATUS
        and found.get(column) != column
        and (column in found or column in found.values())
    }


def _of_aws_file(name: str, grid: Grid, looked_up: range) -> LimitsReading:
    filled = sorted({row for row, _ in grid.cells})
    table = []
    for row in filled:
        if row < FIRST_LOOKUP_ROW:
            continue
        values = {key: grid.at(row, column).value for key, column in _AWS_FILE_COLUMNS.items()}
        wanted: list[CellValue] = [None] * _COLUMNS
        wanted[0], wanted[1] = values["instance_type"], values["max_enis"]
        wanted[2], wanted[3] = values["ipv4_per_eni"], "current"
        table.append((row, wanted[0], wanted))
    return replace(_reading(name, table, looked_up), filled=frozenset(filled))


def _reading(
    name: str,
    table: Sequence[tuple[int, CellValue, Sequence[CellValue]]],
    looked_up: range,
) -> LimitsReading:
    if len(table) > _MAX_ROWS:
        raise WorkbookError("too_many_rows", maximum=f"{_MAX_ROWS:,}")
    types: dict[str, InstanceLimits] = {}
    rows: dict[str, int] = {}
    unusable: dict[str, int] = {}
    strays: dict[str, int] = {}
    for row, typed, values in table:
        key = lowered(typed) if isinstance(typed, str) else ""
        if not key or key in rows:
            continue
        plain = plain_name(key) if odd_characters(f"|{key}|") else key
        if plain != key or row not in looked_up:
            strays.setdefault(plain, row)
        if row not in looked_up:
            continue
        rows[key] = row
        limits = _limits(values)
        if limits is None:
            usable = isinstance(values[LimitsColumn.MAX_ENIS - 1], int)
            unusable[key] = LimitsColumn.IPV4_PER_ENI if usable else LimitsColumn.MAX_ENIS
        else:
            types[key] = limits
    digest = LimitsCatalog(types, "", "").digest
    if unusable:
        digest = ""
    return LimitsReading(name, looked_up, types, rows, unusable, digest, (), strays=strays)


def _limits(values: Sequence[CellValue]) -> InstanceLimits | None:
    def of(column: LimitsColumn) -> CellValue:
        return values[column - 1]

    def count(column: LimitsColumn) -> int | None:
        value = of(column)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    max_enis, ipv4_per_eni = count(LimitsColumn.MAX_ENIS), count(LimitsColumn.IPV4_PER_ENI)
    if max_enis is None or ipv4_per_eni is None:
        return None
    try:
        return InstanceLimits(
            instance_type=str(of(LimitsColumn.INSTANCE_TYPE)),
            max_enis=max_enis,
            ipv4_per_eni=ipv4_per_eni,
            supports_prefixes=of(LimitsColumn.PREFIXES) == "yes",
            supports_trunk=of(LimitsColumn.TRUNK) == "yes",
            vcpus=count(LimitsColumn.VCPUS),
            hypervisor=str(of(LimitsColumn.HYPERVISOR)),
            bare_metal=of(LimitsColumn.BARE_METAL) == "yes",
            network_cards=count(LimitsColumn.NETWORK_CARDS),
            branch_enis=count(LimitsColumn.BRANCH_ENIS),
            status=str(of(LimitsColumn.STATUS)),
        )
    except InvalidValueError:
        return None
