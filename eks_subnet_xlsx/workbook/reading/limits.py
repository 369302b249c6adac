"""The sheet of limits as it stands in a file."""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from eks_subnet_xlsx.calculation import CellValue
from eks_subnet_xlsx.errors import InvalidValueError, WorkbookError
from eks_subnet_xlsx.layouts import PRESENT, Layout
from eks_subnet_xlsx.layouts.model import LookupSheet
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

_REMEMBERED = 8
_ROWS_ELSEWHERE = re.compile(r"!\$?[A-Z]{1,3}\$?(\d{1,7}):\$?[A-Z]{1,3}\$?(\d{1,7})")
"""The rows of a range of another sheet."""

_WILDCARDS = frozenset("*?~")
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
        header_row: where the headers of its columns stand.
        moved: columns that formulas look up and that are others, by key, with what stands in their
            headers.
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
    header_row: int = 1
    moved: Mapping[str, CellValue] = field(default_factory=dict)
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
    sheet = PRESENT.limits
    rows = {name: row for row, name in enumerate(types, sheet.first_row)}
    filled = frozenset(range(1, sheet.first_row + len(types)))
    return LimitsReading(sheet.name, sheet.rows, types, rows, {}, catalog.digest, filled)


_Key = tuple[bytes, bytes]

# The sheet is the same in every file of a fleet.
_known: OrderedDict[tuple[_Key, range, int], LimitsReading] = OrderedDict()


def rows_looked_up(formulas: Iterable[str | None], sheet: LookupSheet) -> range:
    """The rows of the sheet of limits that formulas look types up in: what most of them say."""
    found = Counter(
        match.groups() for formula in formulas if (match := _ROWS_ELSEWHERE.search(formula or ""))
    )
    if not found:
        return range(sheet.first_row, MAX_ROW + 1)
    first, last = sorted(map(int, found.most_common(1)[0][0]))
    return range(first, last + 1)


def read_limits(book: Book, entry: SheetEntry, looked_up: range, layout: Layout) -> LimitsReading:
    """The limits that the formulas of a workbook look up, in these rows of a sheet."""
    if layout.is_aws_file:
        return _of_aws_file(entry.name, book.grid(entry), looked_up, layout.limits)
    part = _key(book, entry)
    if _is_shipped(part, layout) and looked_up == layout.limits.rows:
        return replace(_shipped(), name=entry.name)
    key = part, looked_up, layout.version
    if key in _known:
        return replace(_known[key], name=entry.name)
    grid = book.grid(entry)
    reading = _of_ours(entry.name, grid, looked_up, layout)
    if has_words(grid, layout, layout.limits.name):
        _known[key] = reading
        while len(_known) > _REMEMBERED:
            _known.popitem(last=False)
    return reading


def is_limits_sheet(book: Book, entry: SheetEntry, layout: Layout) -> bool:
    """Whether a sheet has the header of limits; one that is known is not taken apart for it."""
    part = _key(book, entry)
    is_known = _is_shipped(part, layout) or any(
        (known, version) == (part, layout.version) for known, _, version in _known
    )
    return is_known or has_words(book.grid(entry), layout, layout.limits.name)


def _is_shipped(part: _Key, layout: Layout) -> bool:
    """Whether a sheet is one that this version writes, in the layout that it writes."""
    return layout is PRESENT and part[0] in _shipped_digests()


def has_words(grid: Grid, layout: Layout, name: str) -> bool:
    """Whether a sheet has the words that one of a layout's is known by, in any language."""
    return all(
        grid.at(*split_place(place)).value in layout.texts(key)
        for place, key in layout.header_words[name].items()
    )


def _key(book: Book, entry: SheetEntry) -> _Key:
    """All that a sheet's cells follow from, to the byte: its own part, and the texts of the file.

    What is shipped names no such text.
    """
    sheet = book.digest(entry.part)
    if sheet in _shipped_digests():
        return sheet, b""
    return sheet, book.digest(book.strings_part) if book.strings_part else b""


def _of_ours(name: str, grid: Grid, looked_up: range, layout: Layout) -> LimitsReading:
    cells, sheet = grid.cells, layout.limits
    last = len(sheet.columns)
    filled = sorted({row for row, column in cells if column <= last})
    computed = {row for (row, column), cell in cells.items() if cell.formula and column <= last}
    table = [
        (row, [cells[row, column].value if (row, column) in cells else None
               for column in range(1, last + 1)])
        for row in filled if row >= sheet.first_row
    ]  # fmt: skip
    reading = _reading(name, table, looked_up, sheet)
    header_row = _header_row(grid, looked_up.start, layout)
    return replace(
        reading,
        filled=frozenset(filled),
        computed=frozenset(computed),
        header_row=header_row,
        moved=_moved_columns(grid, header_row, layout),
    )


def _header_row(grid: Grid, first_row: int, layout: Layout) -> int:
    """The row above all types that has the most words of a header, of several the last.

    Rows may have been put in above the header, and below it.
    """
    words = {text for key in layout.limits.columns for text in _header_texts(layout, key)}
    counts = Counter(
        row for (row, _), cell in grid.cells.items() if row < first_row and cell.value in words
    )
    return max(counts, key=lambda row: (counts[row], row), default=first_row - 1)


def _header_texts(layout: Layout, key: str) -> Collection[str]:
    return layout.texts(layout.limits.header(key))


def _moved_columns(grid: Grid, header_row: int, layout: Layout) -> dict[str, CellValue]:
    """Columns that formulas look up and that have the header of another, or lost their own."""
    sheet = layout.limits
    known = {text: key for key in sheet.columns for text in _header_texts(layout, key)}
    found = {
        column: known[value]
        for (row, column), cell in grid.cells.items()
        if row == header_row and isinstance(value := cell.value, str) and value in known
    }
    return {
        key: grid.at(header_row, column).value
        for column, key in enumerate(sheet.columns[: sheet.reach], 1)
        if found.get(column) != key and (column in found or key in found.values())
    }


def _of_aws_file(name: str, grid: Grid, looked_up: range, sheet: LookupSheet) -> LimitsReading:
    filled = sorted({row for row, _ in grid.cells})
    columns = range(1, len(sheet.columns) + 1)
    table = [
        (row, [grid.at(row, column).value for column in columns])
        for row in filled
        if row >= sheet.first_row
    ]
    return replace(_reading(name, table, looked_up, sheet), filled=frozenset(filled))


def _reading(
    name: str,
    table: Sequence[tuple[int, Sequence[CellValue]]],
    looked_up: range,
    sheet: LookupSheet,
) -> LimitsReading:
    if len(table) > _MAX_ROWS:
        raise WorkbookError("too_many_rows", maximum=f"{_MAX_ROWS:,}")
    types: dict[str, InstanceLimits] = {}
    rows: dict[str, int] = {}
    unusable: dict[str, int] = {}
    strays: dict[str, int] = {}
    places = {key: number for number, key in enumerate(sheet.columns)}
    max_enis, ipv4_per_eni = sheet.column("max_enis"), sheet.column("ipv4_per_eni")
    for row, values in table:
        typed = values[places["instance_type"]]
        key = lowered(typed) if isinstance(typed, str) else ""
        if not key or key in rows:
            continue
        plain = plain_name(key) if odd_characters(f"|{key}|") else key
        if plain != key or row not in looked_up:
            strays.setdefault(plain, row)
        if row not in looked_up:
            continue
        rows[key] = row
        limits = _limits(values, places)
        if limits is None:
            is_usable = isinstance(values[max_enis - 1], int)
            unusable[key] = ipv4_per_eni if is_usable else max_enis
        else:
            types[key] = limits
    digest = LimitsCatalog(types, "", "").digest
    if unusable:
        digest = ""
    return LimitsReading(name, looked_up, types, rows, unusable, digest, (), strays=strays)


def _limits(values: Sequence[CellValue], places: Mapping[str, int]) -> InstanceLimits | None:
    """The limits that a row has; what a sheet has no column for is as if it were blank."""

    def of(key: str) -> CellValue:
        return values[places[key]] if key in places else None

    def count(key: str) -> int | None:
        value = of(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    max_enis, ipv4_per_eni = count("max_enis"), count("ipv4_per_eni")
    if max_enis is None or ipv4_per_eni is None:
        return None
    try:
        return InstanceLimits(
            instance_type=str(of("instance_type")),
            max_enis=max_enis,
            ipv4_per_eni=ipv4_per_eni,
            supports_prefixes=of("prefixes") == "yes",
            supports_trunk=of("trunk") == "yes",
            vcpus=count("vcpus"),
            hypervisor=str(of("hypervisor")),
            bare_metal=of("bare_metal") == "yes",
            network_cards=count("network_cards"),
            branch_enis=count("branch_enis"),
            status=str(of("status")) if "status" in places else "current",
        )
    except InvalidValueError:
        return None
