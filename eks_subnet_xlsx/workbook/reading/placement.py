"""Where the places of a layout stand in a sheet whose rows and columns may have moved.

Found at the place of the layout; where that does not fit, by the words that stand there in any
language. Whole rows and columns are taken to move, as spreadsheet programs insert and delete them;
above the table a cell stands beside its label, wherever that was taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from eks_subnet_xlsx.ooxml.formula import shape
from eks_subnet_xlsx.ooxml.grid import Cell, Grid
from eks_subnet_xlsx.ooxml.places import split_place

_FEW = 0.3
"""Of the words anywhere: with fewer this is another sheet altogether."""

_LEAST_HEADERS = 4
"""In a row, for it to be that of the headers."""

Words = Mapping[str, Collection[str]]
"""The texts that may stand at a place, in lower case, by place."""

Shapes = Mapping[tuple[int, int], str]
"""What formulas look like, by row and column: of cells above the table, and of its columns."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Rows and columns of a layout, and those of the sheet that they are.

    Attributes:
        home_header: the row of the headers in the layout.
        rows: of all places down to the header, by those of the layout.
        columns: of the table.
        tops: columns of what stands above the table.
        torn: rows and columns of cells above it whose labels stand elsewhere than their columns'.
        missing: places of headers whose column is gone.
        changed: places of headers, in the layout, that hold other words.
        score: how many of the layout's words were found.
    """

    home_header: int
    rows: Mapping[int, int]
    columns: Mapping[int, int]
    tops: Mapping[int, int]
    torn: Mapping[tuple[int, int], tuple[int, int]]
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    score: int

    @property
    def header_row(self) -> int:
        """The row of the table's headers."""
        return self.rows[self.home_header]

    def at(self, place: str) -> tuple[int, int] | None:
        """Row and column of a place of the layout; None where its column is gone."""
        return self.home_at(*split_place(place))

    def home_at(self, row: int, column: int) -> tuple[int, int] | None:
        """The same for a row, of the headers or above, and a column of the layout."""
        if (row, column) in self.torn:
            return self.torn[row, column]
        columns = self.columns if row == self.home_header else self.tops
        if row not in self.rows or column not in columns:
            return None
        return self.rows[row], columns[column]

    @property
    def lowered(self) -> int:
        """Rows by which the table stands lower than in the layout."""
        return self.header_row - self.home_header

    @property
    def is_home(self) -> bool:
        """Whether all stands where it was written."""
        return not self.torn and all(
            home == now
            for numbers in (self.rows, self.columns, self.tops)
            for home, now in numbers.items()
        )


def find_placement(
    grid: Grid, words: Words, last_column: int, shapes: Shapes, header: int
) -> Placement | None:
    """The placement of a layout with these words; None where the sheet does not have it.

    Args:
        grid: the cells of the sheet.
        words: of the layout.
        last_column: of the layout.
        shapes: of its formulas; those of the table by the row of its headers.
        header: the row of the headers in the layout.
    """
    if all(_text(grid, *split_place(place)) in texts for place, texts in words.items()):
        rows = {row: row for row in range(1, header + 1)}
        columns = {column: column for column in range(1, last_column + 1)}
        return Placement(header, rows, columns, columns, {}, (), (), len(words))
    return _searched(grid, words, last_column, shapes, header)


def _searched(
    grid: Grid, words: Words, last_column: int, shapes: Shapes, header: int
) -> Placement | None:
    positions: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for (row, column), cell in grid.cells.items():
        if isinstance(cell.value, str) and cell.formula is None:
            positions[folded(cell.value)].append((row, column))
    hits = {
        place: [at for text in sorted(texts) for at in positions.get(text, ())]
        for place, texts in words.items()
    }
    score = sum(map(bool, hits.values()))
    if score < _FEW * len(words):
        return None
    headers = [place for place in words if split_place(place)[0] == header]
    header_row = _most((row for place in headers for row, _ in hits[place]), header)
    in_row = [place for place in headers if any(row == header_row for row, _ in hits[place])]
    if header_row is None or len(in_row) < min(_LEAST_HEADERS, _FEW * len(headers)):
        return None
    found_columns = {
        split_place(place)[1]: column
        for place in headers
        for row, column in hits[place]
        if row == header_row
    }
    labels = [place for place in words if place not in headers]
    labelled = {split_place(place)[0] for place in labels}
    seen = _Seen(grid, (header, header_row), shapes, labelled)
    columns = _interpolated(found_columns, last_column, seen.column_fit)
    above = {
        split_place(place): [at for at in hits[place] if at[0] < header_row] for place in labels
    }
    of_labels = _columns_of_labels(above, columns)
    votes: dict[int, list[int]] = defaultdict(list)
    for (row, column), found in above.items():
        # The same words stand in several columns: only those in their own say where the row is.
        own = of_labels.get(column, columns.get(column))
        votes[row] += [at[0] for at in found if at[1] == own]
    moved = header_row - header
    found_rows = {row: most for row, found in votes.items() if (most := _most(found, row + moved))}
    found_rows[header] = header_row
    rows = _interpolated(found_rows, header, partial(seen.row_fit, {**columns, **of_labels}))
    tops = dict(of_labels)
    for label, column in of_labels.items():
        beside = seen.beside(label, column, rows, columns)
        if beside:
            tops[label + 1] = beside
    for home, column in columns.items():
        if home not in tops and column not in tops.values():
            tops[home] = column
    missing = {place for place in headers if split_place(place)[1] not in columns}
    changed = {place for place in headers if split_place(place)[1] not in found_columns} - missing
    return Placement(
        header,
        rows,
        columns,
        tops,
        _torn(above, rows, tops),
        tuple(place for place in sorted(headers) if place in missing),
        tuple(place for place in words if place in changed),
        score,
    )


_Labels = Mapping[tuple[int, int], list[tuple[int, int]]]
"""By row and column of a label in the layout, where its words stand above the headers."""


def _columns_of_labels(above: _Labels, columns: Mapping[int, int]) -> dict[int, int]:
    """The columns in which most labels of each column stand, each taken once."""
    counts: Counter[tuple[int, int]] = Counter()
    for (_, home), found in above.items():
        counts.update({(home, column) for _, column in found})
    found_columns: dict[int, int] = {}
    ranked = sorted(counts, key=lambda pair: (-counts[pair], pair[1] != columns.get(pair[0]), pair))
    for home, column in ranked:
        if home not in found_columns and column not in found_columns.values():
            found_columns[home] = column
    return found_columns


def _torn(
    above: _Labels, rows: Mapping[int, int], tops: Mapping[int, int]
) -> dict[tuple[int, int], tuple[int, int]]:
    """The cells beside labels that were taken away from their rows and columns."""
    homes = {at: (rows.get(at[0], 0), tops.get(at[1], 0)) for at in above}
    claimed = {home for at, home in homes.items() if home in above[at]}
    torn = {}
    for (row, column), found in above.items():
        home = homes[row, column]
        free = [at for at in found if at not in claimed]
        if home not in claimed and free:
            row_now, column_now = min(
                free, key=lambda at: (abs(at[0] - home[0]), abs(at[1] - home[1]))
            )
            torn[row, column + 1] = row_now, column_now + 1
    return torn


class _Seen:
    """What formulas tell of rows and columns whose words are gone, or that have none."""

    def __init__(
        self, grid: Grid, headers: tuple[int, int], shapes: Shapes, labelled: Collection[int]
    ) -> None:
        self._grid = grid
        self._labelled = labelled
        self._home_header, self._header = headers
        self._shapes = shapes
        self._tables: dict[int, list[Cell]] = defaultdict(list)
        for (row, column), cell in grid.cells.items():
            if row > self._header:
                self._tables[column].append(cell)

    def column_fit(self, column: int, place: int, *, is_sure: bool) -> int:
        """How well a column of the layout fits a place: 2 by its formulas, 0 not at all.

        Args:
            column: of the layout.
            place: of the sheet.
            is_sure: whether there is room for it, and for nothing else.
        """
        is_free = self._grid.at(self._header, place).value is None
        wanted = self._shapes.get((self._home_header, column))
        if not wanted:
            return int(is_sure or not is_free)
        if any(cell.formula and shape(cell.formula) == wanted for cell in self._tables[place]):
            return 2
        # A colleague's own column has its own header; where all are values, nothing tells.
        is_pasted = not any(cell.formula for of in self._tables.values() for cell in of)
        return int(is_sure and (is_free or is_pasted))

    def beside(
        self, label: int, column: int, rows: Mapping[int, int], columns: Mapping[int, int]
    ) -> int | None:
        """The column of the cells that labels stand before, in whatever column those stand now."""
        own = {row: text for (row, at), text in self._shapes.items()
               if at == label + 1 and row < self._home_header}  # fmt: skip
        places = [columns.get(label + 1), column + 1]
        if column != columns.get(label):
            places.reverse()

        def fit(place: int | None) -> int:
            cells = {row: self._grid.at(rows.get(row, 0), place or 0) for row in own}
            return sum(cell.formula is not None and shape(cell.formula) == own[row]
                       for row, cell in cells.items())  # fmt: skip

        # Without a formula that tells, it is where the rest of its column or its label is.
        return max(places, key=fit)

    def row_fit(self, columns: Mapping[int, int], row: int, place: int, *, is_sure: bool) -> int:
        """How well a row above the table fits a place; `columns` are those that were found."""
        own = {column: text for (at, column), text in self._shapes.items() if at == row}
        cells = {column: self._grid.at(place, columns.get(column, 0)) for column in own}
        if any(cell.formula and shape(cell.formula) == own[at] for at, cell in cells.items()):
            return 2
        is_blank = all(cell.is_blank for cell in cells.values())
        return int(is_sure or (is_blank and row not in self._labelled))


_BY_FORMULAS = 2
"""How well fits what has the formulas of the layout."""


class _Fit(Protocol):
    def __call__(self, number: int, place: int, /, *, is_sure: bool) -> int: ...


def interpolated(found: Mapping[int, int], last: int) -> dict[int, int]:
    """All numbers of a layout that are there, where nothing but the numbers found tells."""

    def anywhere(_number: int, _place: int, /, *, is_sure: bool) -> int:
        return 1 + is_sure

    return _interpolated(found, last, anywhere)


def _interpolated(found: Mapping[int, int], last: int, fit: _Fit) -> dict[int, int]:
    """All numbers of a layout that are there: those found, and those that fit between them.

    Where as many stand between two neighbours as ever, each is in its place; else it is where it
    fits best, and one that fits nowhere is gone.
    """
    numbers = dict(found)
    for enough in (_BY_FORMULAS, 1):
        known = dict(numbers)
        for number in range(1, last + 1):
            if number not in numbers:
                best, place = _best_place(number, known, set(numbers.values()), fit)
                if best >= enough:
                    numbers[number] = place
    return numbers


def _best_place(
    number: int, known: Mapping[int, int], taken: Collection[int], fit: _Fit
) -> tuple[int, int]:
    """How well a number fits where it fits best between its neighbours, and where that is."""
    before = max((other for other in known if other < number), default=0)
    after = min((other for other in known if other > number), default=0)
    start, end = known.get(before, 0), known.get(after, 0)
    home = start + number - before
    is_sure = after > 0 and end - start == after - before
    places = [home]
    if is_sure:
        # One that came and one that went leave as many: what fits nowhere else tells.
        others = [place for place in range(start + 1, end) if place != home]
        places += [
            place for place in others
            if fit(before + place - start, place, is_sure=True) < _BY_FORMULAS
        ]  # fmt: skip
    elif start < end:
        places = [place for place in (home, *range(start + 1, end)) if place < end]
    fits = [(fit(number, place, is_sure=is_sure), place) for place in places if place not in taken]
    return max(fits, key=lambda item: item[0], default=(0, home))


def _most(rows: Iterable[int], home: int) -> int | None:
    """The row that is named most; of several the nearest to where it should be."""
    counts = Counter(rows)
    return max(counts, key=lambda row: (counts[row], -abs(row - home), -row), default=None)


def _text(grid: Grid, row: int, column: int) -> str | None:
    value = grid.at(row, column).value
    return folded(value) if isinstance(value, str) else None


def folded(text: str) -> str:
    """Text with its case and its spaces out of the way."""
    return " ".join(text.split()).casefold()
