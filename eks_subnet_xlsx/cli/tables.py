"""Tables as lines of text that fit a terminal: columns are narrowed, left out, or become a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eks_subnet_xlsx.cli.wrapping import longest_word, padded, wrapped
from eks_subnet_xlsx.words import text_width

_BETWEEN = 3
_EDGES = 2
_READABLE = 16
"""A column of sentences is not narrower, as long as others can be left out."""

_NARROW = 8
"""It never is, and the table becomes a list."""

_LONG_HEADER = 12
_HEADER_LINES = 2
_PIPED_WIDTH = 180
_SHORT = 40
"""In a pipe, cells of so many characters stay on one line."""

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Table:
    """What a table holds, as text.

    Attributes:
        drops: columns by number, in the order in which they are left out where room is short.
    """

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    drops: Sequence[int] = ()

    def lines(self, width: int | None, rule: str = "─") -> tuple[list[str], list[str]]:
        """The lines of the header and those below, no wider than a terminal; None is a pipe."""
        columns = list(range(len(self.headers)))
        if width is None:
            return self._as_table(columns, self._piped_widths(columns), rule)
        for number in (None, *self.drops):
            if number is not None:
                columns.remove(number)
            widths = self._widths(columns, width, _READABLE)
            if widths:
                return self._as_table(columns, widths, rule)
        if widths := self._widths(columns, width, _NARROW):
            return self._as_table(columns, widths, rule)
        return [], list(self._as_list(width))

    def _least(self, column: int, readable: int) -> int:
        cells = [row[column] for row in self.rows]
        words = max(map(longest_word, (self.headers[column], *cells)), default=0)
        return max(words, min(readable, max(map(text_width, cells), default=0)))

    def _most(self, column: int) -> int:
        widths = [text_width(row[column]) for row in self.rows]
        return max(_header_width(self.headers[column]), *widths, 0)

    def _piped_widths(self, columns: Sequence[int]) -> list[int]:
        most = [self._most(column) for column in columns]
        least = [
            size if size <= _SHORT else max(_SHORT, self._least(column, _READABLE))
            for column, size in zip(columns, most, strict=True)
        ]
        return _shared(least, most, _PIPED_WIDTH)

    def _widths(self, columns: Sequence[int], width: int, readable: int) -> list[int]:
        """The width of each column; none where there is no room for all."""
        least = [self._least(column, readable) for column in columns]
        if _taken(least) > width:
            return []
        return _shared(least, [self._most(column) for column in columns], width)

    def _as_table(
        self, columns: Sequence[int], widths: Sequence[int], rule: str
    ) -> tuple[list[str], list[str]]:
        right = [self._is_of_numbers(column) for column in columns]
        header = _row([self.headers[column] for column in columns], widths, right)
        lines = [f" {rule * (_taken(widths) - _EDGES)}"]
        for row in self.rows:
            lines += _row([row[column] for column in columns], widths, right)
        return header, lines

    def _is_of_numbers(self, column: int) -> bool:
        return bool(self.rows) and all(is_number(row[column]) for row in self.rows)

    def _as_list(self, width: int) -> Iterator[str]:
        """Each row as lines, its first cell above the others."""
        for number, row in enumerate(self.rows):
            if number:
                yield ""
            yield from wrapped(row[0], width) if row[0] else []
            for header, cell in zip(self.headers[1:], row[1:], strict=True):
                if cell:
                    text = f"{header}: {cell}" if header else cell
                    yield from (f"{_INDENT}{line}" for line in wrapped(text, width - len(_INDENT)))


def is_number(text: str) -> bool:
    """Whether a cell holds a figure, or nothing."""
    return text == "" or text.rstrip("%").lstrip("-").replace(",", "").replace(".", "", 1).isdigit()


def _header_width(header: str) -> int:
    """Columns that a header needs: a long one stands in two lines."""
    width = text_width(header)
    if width <= _LONG_HEADER:
        return width
    return next(least for least in range(longest_word(header), width + 1)
                if len(wrapped(header, least)) <= _HEADER_LINES)  # fmt: skip


def _taken(widths: Sequence[int]) -> int:
    return sum(widths) + _BETWEEN * (len(widths) - 1) + _EDGES


def _shared(least: list[int], most: list[int], width: int) -> list[int]:
    """The widths that columns get: what they need, and of what is left, the narrowest first."""
    widths = list(least)
    left = width - _taken(widths)
    for place in sorted(range(len(widths)), key=lambda place: most[place] - least[place]):
        more = max(0, min(left, most[place] - widths[place]))
        widths[place] += more
        left -= more
    return widths


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    """A row in as many lines as its longest cell needs."""
    folded = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for number in range(max(map(len, folded))):
        parts = [
            padded(cell[number] if number < len(cell) else "", width, right=is_right)
            for cell, width, is_right in zip(folded, widths, right, strict=True)
        ]
        lines.append(f" {(' ' * _BETWEEN).join(parts)}".rstrip())
    return lines
