"""Changes cells of a sheet in the bytes of its part: their formulas and values, and nothing else.

What a cell says of itself, and what else it holds, is the colleague's and stays.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.ooxml.collecting import Cursor
from eks_subnet_xlsx.ooxml.grid import Grid
from eks_subnet_xlsx.ooxml.markup import as_utf8, local, parse_bytes
from eks_subnet_xlsx.ooxml.patching import (
    Span,
    Splice,
    appended,
    namespaced,
    prefixed_namespace,
    span_of,
    spliced,
)
from eks_subnet_xlsx.ooxml.places import place_of
from eks_subnet_xlsx.ooxml.values import CellValue
from eks_subnet_xlsx.ooxml.xml import formula_cell, value_cell, xml_text

_DEPTHS = {"sheetData": 1, "row": 2, "c": 3, "f": 4, "v": 4, "is": 4}
"""How deep the elements of cells stand: extensions have some of the same names."""

_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>"']++)\s*=\s*("[^"]*+"|'[^']*+')""")
_OF_THE_FORMULA = frozenset({b"cm", b"vm"})
"""Attributes that say more of a formula and of what it gave: they go with it."""


@dataclass(frozen=True, slots=True)
class CellEdit:
    """What is to stand in a cell.

    Attributes:
        row, column: from 1.
        value: the stored result, or what is typed in; None for nothing.
        formula: without its equals sign; None leaves the cell's own, blank leaves it none.
        like: row and column of the cell whose style a new cell takes.
    """

    row: int
    column: int
    value: CellValue
    formula: str | None = None
    like: tuple[int, int] | None = None

    @property
    def at(self) -> tuple[int, int]:
        """Row and column of the cell."""
        return self.row, self.column


def edit_cells(content: bytes, part: str, grid: Grid, edits: Sequence[CellEdit]) -> bytes:
    """A sheet's part with some of its cells changed, and those that shared their formulas.

    Args:
        content: the part.
        part: its name.
        grid: its cells as they are read.
        edits: one at most for a cell.
    """
    content = as_utf8(content, part)
    by_place = {edit.at: edit for edit in edits}
    cells = _Cells(content, part, set(by_place), {edit.like for edit in edits if edit.like})
    splices: list[Splice] = []
    new: dict[int, list[CellEdit]] = defaultdict(list)
    for (row, column), edit in sorted(by_place.items()):
        if column in cells.spans[row]:
            splices += cells.changed(edit)
        else:
            new[row].append(edit)
    for row, row_edits in sorted(new.items()):
        splices += cells.inserted(row, row_edits)
    replaced = {at for at, edit in by_place.items() if edit.formula is not None}
    splices += cells.spelled_out(grid, replaced)
    return spliced(content, splices)


class _Cells:
    """The cells of a part: those to be changed, and their neighbours.

    Attributes:
        spans: of all cells of the rows that change, by row and column.
    """

    def __init__(
        self,
        content: bytes,
        part: str,
        wanted: Collection[tuple[int, int]],
        models: Collection[tuple[int, int]],
    ) -> None:
        self._content = content
        self._part = part
        self._wanted = wanted
        self._rows_wanted = {row for row, _ in wanted}
        self._models = models
        self._cursor = Cursor()
        self._depth = 0
        self._starts: dict[str, int] = {}
        self._rows: dict[int, Span] = {}
        self._sheet_data: Span | None = None
        self._styles: dict[tuple[int, int], str] = {}
        self._children: dict[tuple[int, int], dict[str, Span]] = defaultdict(dict)
        self._shared: dict[tuple[int, int], str] = {}
        self._namespace = prefixed_namespace(content)
        self.spans: dict[int, dict[int, Span]] = defaultdict(dict)
        parse_bytes(content, part, start=self._start, end=self._end)

    @property
    def _at(self) -> tuple[int, int]:
        return self._cursor.row, self._cursor.column

    def _start(self, index: int, full_name: str, attributes: dict[str, str]) -> None:
        name, depth = local(full_name), self._depth
        self._depth += 1
        if _DEPTHS.get(name) != depth:
            return
        self._starts[name] = index
        if name == "c":
            self._cursor.enter_cell(attributes)
            if self._at in self._models:
                self._styles[self._at] = attributes.get("s", "0")
        elif name == "row":
            self._cursor.enter_row(attributes)
        elif name == "f" and attributes.get("t") == "shared":
            self._shared[self._at] = attributes.get("si", "")

    def _end(self, index: int, full_name: str) -> None:
        name = local(full_name)
        self._depth -= 1
        if _DEPTHS.get(name) != self._depth or name not in self._starts:
            return
        if name == "c":
            if self._cursor.row in self._rows_wanted:
                self.spans[self._cursor.row][self._cursor.column] = self._ended(name, index)
        elif name == "row":
            self._rows[self._cursor.row] = self._ended(name, index)
        elif name == "sheetData":
            self._sheet_data = self._ended(name, index)
        elif self._at in self._wanted or self._at in self._shared:
            self._children[self._at][name] = self._ended(name, index)

    def _ended(self, name: str, index: int) -> Span:
        return span_of(self._content, self._starts[name], index)

    def changed(self, edit: CellEdit) -> Iterator[Splice]:
        """A cell that is there, as it is to be."""
        span, inside = self.spans[edit.row][edit.column], self._children.get(edit.at, {})
        has_formula = bool(edit.formula) if edit.formula is not None else "f" in inside
        value = "" if edit.value is None and edit.formula else edit.value
        kind, value_xml = _stored(value, has_formula=has_formula)
        gone = frozenset() if edit.formula is None else _OF_THE_FORMULA
        tag = _with_kind(self._content[span.start : span.inner], kind, gone)
        formula_xml = f"<f>{xml_text(edit.formula)}</f>" if edit.formula else ""
        new = [self._own(xml) for xml in (formula_xml, value_xml) if xml]
        if span.is_closed_at_once:
            yield from self._opened(span, tag, b"".join(new))
            return
        yield span.start, span.inner, tag
        at_formula = inside["f"].end if "f" in inside and edit.formula is None else span.inner
        yield at_formula, at_formula, b"".join(new)
        for name in ("v", "is") if edit.formula is None else ("f", "v", "is"):
            if name in inside:
                yield inside[name].start, inside[name].end, b""

    def _opened(self, span: Span, tag: bytes, inside: bytes) -> Iterator[Splice]:
        """A cell that was closed at once, with something in it."""
        if not inside:
            yield span.start, span.end, tag
            return
        name = re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0]
        opened = tag[: -len(b"/>")].rstrip() + b">"
        yield span.start, span.end, opened + inside + b"</" + name + b">"

    def spelled_out(self, grid: Grid, replaced: Collection[tuple[int, int]]) -> Iterator[Splice]:
        """The formulas of cells that shared the text of one that goes."""
        lost = {self._shared[at] for at in replaced if self._holds_shared_text(at)}
        for at, group in self._shared.items():
            if group in lost and at not in replaced:
                span, text = self._children[at]["f"], grid.at(*at).formula or ""
                yield span.start, span.end, self._own(f"<f>{xml_text(text)}</f>")

    def _holds_shared_text(self, at: tuple[int, int]) -> bool:
        if at not in self._shared:
            return False
        span = self._children[at]["f"]
        return span.inner < span.close

    def inserted(self, row: int, edits: Sequence[CellEdit]) -> list[Splice]:
        """Puts new cells into a row, each before the next column's; the row too if it is new."""
        span = self._rows.get(row)
        if span is None:
            cells = b"".join(map(self._new, edits))
            xml = self._own(f'<row r="{row}">') + cells + b"</row>"
            after = [known.start for number, known in self._rows.items() if number > row]
            if after:
                return [(min(after), min(after), xml)]
            if self._sheet_data is None:
                raise WorkbookError("incomplete_part", part=self._part[:100])
            return [appended(self._content, self._sheet_data, xml)]
        if not self.spans[row]:
            return [appended(self._content, span, b"".join(map(self._new, edits)))]
        splices = []
        for edit in edits:
            after = [s.start for column, s in self.spans[row].items() if column > edit.column]
            at = min(after) if after else span.close
            splices.append((at, at, self._new(edit)))
        return splices

    def _new(self, edit: CellEdit) -> bytes:
        """A cell that was not there."""
        place = place_of(edit.row, edit.column)
        style = self._styles.get(edit.like or (0, 0), "0")
        if edit.formula:
            value = "" if edit.value is None else edit.value
            return self._own(formula_cell(place, style, edit.formula, value))
        return self._own(value_cell(place, style, edit.value))

    def _own(self, xml: str) -> bytes:
        """An element in the namespace of the part."""
        return namespaced(xml, self._namespace).encode()


def _stored(value: CellValue, *, has_formula: bool) -> tuple[bytes, str]:
    """The type of a cell with this value, blank where it needs none, and the value as XML."""
    if value is None:
        return b"", ""
    if isinstance(value, bool):
        return b"b", f"<v>{value:d}</v>"
    if not isinstance(value, str):
        return b"", f"<v>{value!r}</v>"
    text = xml_text(value)
    if has_formula:
        return b"str", f"<v>{text}</v>"
    return b"inlineStr", f'<is><t xml:space="preserve">{text}</t></is>'


def _with_kind(tag: bytes, kind: bytes, gone: Collection[bytes]) -> bytes:
    """The tag of a cell with its type, and without some of its attributes."""
    known = {match[1]: match[2][1:-1] for match in _ATTRIBUTE.finditer(tag)}
    unwanted = set(gone)
    if known.get(b"t", b"n") != (kind or b"n"):
        unwanted.add(b"t")
    tag = _ATTRIBUTE.sub(lambda match: b"" if match[1] in unwanted else match[0], tag)
    if not kind or known.get(b"t") == kind:
        return tag
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:end].rstrip() + b' t="' + kind + b'"' + tag[end:]
