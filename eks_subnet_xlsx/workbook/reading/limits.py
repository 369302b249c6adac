"""The sheet of limits as it stands in a file."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from eks_subnet_xlsx.errors import InvalidValueError, WorkbookError
from eks_subnet_xlsx.limits import MAX_TYPES, InstanceLimits, LimitsCatalog, load_catalog
from eks_subnet_xlsx.sheets import CellValue
from eks_subnet_xlsx.sheets.lookups import FIRST_LOOKUP_ROW, LIMITS_SHEET, LimitsColumn
from eks_subnet_xlsx.sheets.texts import sheet_text
from eks_subnet_xlsx.words import LANGUAGES, load_words
from eks_subnet_xlsx.workbook.reading.book import Book, SheetEntry
from eks_subnet_xlsx.workbook.reading.grid import Grid
from eks_subnet_xlsx.workbook.reading.places import split_place

LIMITS_HEADER = {"A1": "limits.instance_type", "B1": "limits.max_enis"}
"""The words that the sheet is known by if it was renamed."""

_COLUMNS = len(LimitsColumn)
_AWS_FILE_COLUMNS = {"ipv4_per_eni": 1, "max_enis": 2, "instance_type": 3}
_REMEMBERED = 8
_MAX_ROWS = 2 * MAX_TYPES
"""That are read: twice as many as ours has room for."""


@dataclass(frozen=True, slots=True)
class LimitsReading:
    """The limits in a file.

    Attributes:
        name: of the sheet in the file.
        types: that can be used, by name in lower case.
        rows: of the file, by name in lower case; the first row of a name counts, as in a lookup.
        unusable: names in lower case whose limits are no numbers that make sense, with the column.
        digest: of all rows, as `LimitsCatalog.digest` has it.
        last_row: that holds anything.
    """

    name: str
    types: Mapping[str, InstanceLimits]
    rows: Mapping[str, int]
    unusable: Mapping[str, int]
    digest: str
    last_row: int

    def find(self, instance_type: str) -> InstanceLimits | None:
        """The limits of a type in any case; None where the sheet has none that can be used."""
        return self.types.get(instance_type.lower())


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
    last = FIRST_LOOKUP_ROW + len(types) - 1
    return LimitsReading(LIMITS_SHEET, types, rows, {}, catalog.digest, last)


_Key = tuple[bytes, bytes]

# The sheet is the same in every file of a fleet.
_known: OrderedDict[_Key, LimitsReading] = OrderedDict()


def read_limits(book: Book, entry: SheetEntry, *, is_aws_file: bool) -> LimitsReading:
    """The limits that the formulas of a workbook look up."""
    if is_aws_file:
        return _of_aws_file(entry.name, book.grid(entry))
    key = _key(book, entry)
    if key[0] in _shipped_digests():
        return replace(_shipped(), name=entry.name)
    if key in _known:
        return replace(_known[key], name=entry.name)
    grid = book.grid(entry)
    reading = _of_ours(entry.name, grid)
    if has_words(grid, LIMITS_HEADER):
        _known[key] = reading
        while len(_known) > _REMEMBERED:
            _known.popitem(last=False)
    return reading


def is_limits_sheet(book: Book, entry: SheetEntry) -> bool:
    """Whether a sheet has the header of limits; one that is known is not taken apart for it."""
    key = _key(book, entry)
    is_known = key[0] in _shipped_digests() or key in _known
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


def _of_ours(name: str, grid: Grid) -> LimitsReading:
    cells = grid.cells
    filled = sorted({row for row, column in cells if column <= _COLUMNS})
    table = [
        (row, [cells[row, column].value if (row, column) in cells else None
               for column in range(1, _COLUMNS + 1)])
        for row in filled if row >= FIRST_LOOKUP_ROW
    ]  # fmt: skip
    last = filled[-1] if filled else 0
    return _reading(name, [(row, values[0], values) for row, values in table], last)


def _of_aws_file(name: str, grid: Grid) -> LimitsReading:
    filled = sorted({row for row, _ in grid.cells})
    last = filled[-1] if filled else 0
    table = []
    for row in filled:
        if row < FIRST_LOOKUP_ROW:
            continue
        values = {key: grid.at(row, column).value for key, column in _AWS_FILE_COLUMNS.items()}
        wanted: list[CellValue] = [None] * _COLUMNS
        wanted[0], wanted[1] = values["instance_type"], values["max_enis"]
        wanted[2], wanted[3] = values["ipv4_per_eni"], "current"
        table.append((row, wanted[0], wanted))
    return _reading(name, table, last)


def _reading(
    name: str, table: Sequence[tuple[int, CellValue, Sequence[CellValue]]], last: int
) -> LimitsReading:
    if len(table) > _MAX_ROWS:
        raise WorkbookError("too_many_rows", maximum=f"{_MAX_ROWS:,}")
    types: dict[str, InstanceLimits] = {}
    rows: dict[str, int] = {}
    unusable: dict[str, int] = {}
    for row, typed, values in table:
        key = str(typed).lower() if typed is not None else ""
        if not key or key in rows:
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
    return LimitsReading(name, types, rows, unusable, digest, last)


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
