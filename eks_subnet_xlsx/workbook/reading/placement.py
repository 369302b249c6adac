"""Where the places of a layout stand in a sheet whose rows and columns may have moved.

Found at the place of the layout; where that does not fit, by the words that stand there in any
language. Whole rows and columns are taken to move, as spreadsheet programs insert and delete them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from eks_subnet_xlsx.sheets.model import HEADER_ROW
from eks_subnet_xlsx.workbook.reading.grid import Grid
from eks_subnet_xlsx.workbook.reading.places import split_place

_ENOUGH = 0.9
"""Of the words in their places: then nothing has moved."""

_FEW = 0.3
"""Of the words anywhere: with fewer this is another sheet altogether."""

Words = Mapping[str, Collection[str]]
"""The texts that may stand at a place, in lower case, by place."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Rows and columns of a layout, and those of the sheet that they are.

    Attributes:
        rows: of all places down to the header, and columns, by those of the layout.
        missing: places of headers whose column is gone.
        changed: places of headers, in the layout, that hold other words.
        score: how many of the layout's words were found.
    """

    rows: Mapping[int, int]
    columns: Mapping[int, int]
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    score: int

    @property
    def header_row(self) -> int:
        """The row of the table's headers."""
        return self.rows[HEADER_ROW]

    def at(self, place: str) -> tuple[int, int] | None:
        """Row and column of a place of the layout; None where its column is gone."""
        row, column = split_place(place)
        if row not in self.rows or column not in self.columns:
            return None
        return self.rows[row], self.columns[column]


def find_placement(grid: Grid, words: Words, last_column: int) -> Placement | None:
    """The placement of a layout with these words; None where the sheet does not have it."""
    at_home = {place for place in words if _text(grid, *split_place(place)) in words[place]}
    if len(at_home) >= _ENOUGH * len(words):
        rows = {row: row for row in range(1, HEADER_ROW + 1)}
        columns = {column: column for column in range(1, last_column + 1)}
        return Placement(rows, columns, (), _changed(words, at_home), len(at_home))
    return _searched(grid, words, last_column)


def _searched(grid: Grid, words: Words, last_column: int) -> Placement | None:
    positions: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for (row, column), cell in grid.cells.items():
        if isinstance(cell.value, str) and cell.formula is None:
            positions[folded(cell.value)].append((row, column))
    hits = {
        place: [at for text in texts for at in positions.get(text, ())]
        for place, texts in words.items()
    }
    score = sum(map(bool, hits.values()))
    if score < _FEW * len(words):
        return None
    headers = {place for place in words if split_place(place)[0] == HEADER_ROW}
    header_row = _most(row for place in headers for row, _ in hits[place])
    if header_row is None:
        return None
    found_columns = {
        split_place(place)[1]: column
        for place in headers
        for row, column in hits[place]
        if row == header_row
    }
    columns, gone = interpolated(found_columns, last_column)
    votes: dict[int, list[int]] = defaultdict(list)
    for place in words.keys() - headers:
        row, column = split_place(place)
        # The same words stand in several columns: only those in their own say where the row is.
        own = [at[0] for at in hits[place] if at[1] == columns.get(column) and at[0] < header_row]
        votes[row] += own
    found_rows = {row: most for row, found in votes.items() if (most := _most(found))}
    found_rows[HEADER_ROW] = header_row
    rows, _ = interpolated(found_rows, HEADER_ROW)
    missing = tuple(place for place in sorted(headers) if split_place(place)[1] in gone)
    known = {place for place in words if hits[place] or place in missing}
    return Placement(rows, columns, missing, _changed(words, known), score)


def interpolated(found: Mapping[int, int], last: int) -> tuple[dict[int, int], set[int]]:
    """All numbers of a layout: those not found stand as far from their neighbour as ever.

    A number whose neighbours on both sides moved together has no room left: it is gone.
    """
    taken = set(found.values())
    numbers = dict(found)
    gone = set()
    for number in range(1, last + 1):
        if number in found:
            continue
        before = max((known for known in found if known < number), default=0)
        after = min((known for known in found if known > number), default=None)
        place = found.get(before, 0) + number - before
        if place in taken or (after is not None and place >= found[after] > found.get(before, 0)):
            gone.add(number)
        else:
            numbers[number] = place
    return numbers, gone


def _changed(words: Words, known: Collection[str]) -> tuple[str, ...]:
    headers = [place for place in words if split_place(place)[0] == HEADER_ROW]
    return tuple(place for place in headers if place not in known)


def _most(rows: Iterable[int]) -> int | None:
    counts = Counter(rows)
    return counts.most_common(1)[0][0] if counts else None


def _text(grid: Grid, row: int, column: int) -> str | None:
    value = grid.at(row, column).value
    return folded(value) if isinstance(value, str) else None


def folded(text: str) -> str:
    """Text with its case and its spaces out of the way."""
    return " ".join(text.split()).casefold()
