"""The sheet of limits as it stands in a file."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eks_subnet_xlsx.errors import InvalidValueError
from eks_subnet_xlsx.limits import InstanceLimits, LimitsCatalog, load_catalog
from eks_subnet_xlsx.sheets import CellValue
from eks_subnet_xlsx.sheets.aws_file import AWS_FILE_LIMITS_SHEET
from eks_subnet_xlsx.sheets.lookups import FIRST_LOOKUP_ROW, LimitsColumn
from eks_subnet_xlsx.workbook.reading.book import Book, SheetEntry
from eks_subnet_xlsx.workbook.reading.grid import Grid

_COLUMNS = len(LimitsColumn)
_AWS_FILE_COLUMNS = {"ipv4_per_eni": 1, "max_enis": 2, "instance_type": 3}
_REMEMBERED = 8


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


SHIPPED_ROWS = Path(__file__).parents[1] / "blank" / "limits_rows.sha256"
"""Holds the digest of the rows as this version writes them for the packaged limits.

A sheet that has these rows need not be taken apart; `make blank` writes it.
"""


def rows_digest(content: bytes) -> str:
    """SHA-256 of the rows of a sheet of limits, as they are spelled in its part."""
    start = content.find(b'<row r="%d"' % FIRST_LOOKUP_ROW)
    return hashlib.sha256(content[max(0, start) : content.rfind(b"</sheetData>")]).hexdigest()


@cache
def _shipped(name: str) -> LimitsReading:
    """A sheet that holds the packaged limits and nothing else."""
    catalog = load_catalog()
    types = {limits.instance_type: limits for limits in catalog}
    rows = {name: row for row, name in enumerate(types, FIRST_LOOKUP_ROW)}
    last = FIRST_LOOKUP_ROW + len(types) - 1
    return LimitsReading(name, types, rows, {}, catalog.digest, last)


# The sheet is the same in every file of a version, and as long as all else together.
_known: OrderedDict[tuple[str, bytes], LimitsReading] = OrderedDict()


def read_limits(book: Book, entry: SheetEntry) -> LimitsReading:
    """The limits that the formulas of a workbook look up."""
    content = book.archive.read(entry.part)
    if rows_digest(content) == SHIPPED_ROWS.read_text(encoding="ascii").strip():
        return _shipped(entry.name)
    uses_shared_texts = b't="s"' in content or b"t='s'" in content
    key = (entry.name, hashlib.sha256(content).digest())
    if key not in _known or uses_shared_texts:
        grid = book.grid(entry)
        of_aws = entry.name.casefold() == AWS_FILE_LIMITS_SHEET.casefold()
        reading = _of_aws_file(entry.name, grid) if of_aws else _of_ours(entry.name, grid)
        if uses_shared_texts:
            return reading
        _known[key] = reading
        while len(_known) > _REMEMBERED:
            _known.popitem(last=False)
    return _known[key]


def _of_ours(name: str, grid: Grid) -> LimitsReading:
    last = max((row for row, column in grid.cells if column <= _COLUMNS), default=0)
    cells = grid.cells
    table = [
        (row, [cells[row, column].value if (row, column) in cells else None
               for column in range(1, _COLUMNS + 1)])
        for row in range(FIRST_LOOKUP_ROW, last + 1)
    ]  # fmt: skip
    return _reading(name, [(row, values[0], values) for row, values in table], last)


def _of_aws_file(name: str, grid: Grid) -> LimitsReading:
    last = max((row for row, _ in grid.cells), default=0)
    table = []
    for row in range(FIRST_LOOKUP_ROW, last + 1):
        values = {key: grid.at(row, column).value for key, column in _AWS_FILE_COLUMNS.items()}
        wanted: list[CellValue] = [None] * _COLUMNS
        wanted[0], wanted[1] = values["instance_type"], values["max_enis"]
        wanted[2], wanted[3] = values["ipv4_per_eni"], "current"
        table.append((row, wanted[0], wanted))
    return _reading(name, table, last)


def _reading(
    name: str, table: Sequence[tuple[int, CellValue, Sequence[CellValue]]], last: int
) -> LimitsReading:
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
