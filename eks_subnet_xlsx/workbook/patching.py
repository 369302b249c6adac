"""Changes a colleague's workbook where it must be changed, and nowhere else.

Nothing is loaded and saved: the bytes of an element are replaced in the part that holds them, and
every part that needs no change is copied as it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.sheets.model import CellValue
from eks_subnet_xlsx.workbook.reading.archive import Archive
from eks_subnet_xlsx.workbook.reading.book import relations, relations_part
from eks_subnet_xlsx.workbook.reading.grid import Cursor, Grid
from eks_subnet_xlsx.workbook.reading.markup import Attributes, as_utf8, local, odd, parse_bytes
from eks_subnet_xlsx.workbook.reading.places import place_of
from eks_subnet_xlsx.workbook.xml import formula_cell, result_cell, value_cell, xml_text

TYPES_PART = "[Content_Types].xml"
_MAX_COPIED_BYTES = 50_000_000
"""Of all parts that are copied, inflated: pictures of a colleague's own among them."""

_MAX_ELEMENTS = 100_000
"""That are looked for in a part; a file has 64,000 styles at most."""

_SIGNATURES = "_xmlsignatures/"
_TAG = re.compile(rb"""<[^\s/>"']++(?:"[^"]*+"|'[^']*+'|[^>"'])*+>""")
_END_TAG = re.compile(rb"</[^>]*+>")
_EMPTY = b"/>"
_CELL_ELEMENTS = frozenset({"sheetData", "row", "c", "f"})


class Package:
    """The parts of a workbook, to be changed one by one."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._archive = Archive(content, max_read_bytes=_MAX_COPIED_BYTES)
        self._changed: dict[str, bytes | None] = {}

    @property
    def is_signed(self) -> bool:
        """Whether somebody signed it: any change would break the signature."""
        return any(name.lower().startswith(_SIGNATURES) for name in self._archive.names)

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        name = self._known(name)
        if name in self._changed:
            return self._changed[name] is not None
        return self._archive.find(name) is not None

    def read(self, name: str) -> bytes:
        """A part as it stands now."""
        changed = self._changed.get(self._known(name))
        return self._archive.read(name) if changed is None else changed

    def write(self, name: str, content: bytes) -> None:
        """Replaces a part, or adds it."""
        if not self.has(name) or self.read(name) != content:
            self._changed[self._known(name)] = content

    def _known(self, name: str) -> str:
        """The name as the archive spells it."""
        return self._archive.find(name) or name

    def content(self) -> bytes:
        """The bytes of the file; those that it had where nothing was changed."""
        if not self._changed:
            return self._content
        stream = BytesIO()
        with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
            for entry in self._archive.entries:
                if self.has(entry.filename):
                    archive.writestr(_copied(entry), self.read(entry.filename))
            for name, content in self._changed.items():
                if content is not None and self._archive.find(name) is None:
                    archive.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, ZIP_DEFLATED)
        return stream.getvalue()

    def drop(self, part: str, owner: str) -> None:
        """Takes a part away, with what is said of it: its type, and that its owner refers to it."""
        listing = relations_part(owner)
        ids = {key for key, (_, name) in relations(self, owner).items() if name == part}
        self.write(
            listing,
            without_elements(self.read(listing), listing, lambda _, a: a.get("Id") in ids),
        )
        folded = "/" + part.lower()
        types = without_elements(
            self.read(TYPES_PART), TYPES_PART, lambda _, a: a.get("PartName", "").lower() == folded
        )
        self.write(TYPES_PART, types)
        self._changed[self._known(part)] = None

    def drop_calculation_chain(self, book_part: str) -> None:
        """Takes the order of calculation away; programs make it anew."""
        chains = [part for kind, part in relations(self, book_part).values() if kind == "calcChain"]
        for part in chains:
            if self.has(part):
                self.drop(part, book_part)

    def drop_signatures(self) -> None:
        """Takes all signatures away."""
        for _, part in relations(self, "").values():
            if part.lower().startswith(_SIGNATURES):
                self.drop(part, "")
        for name in self._archive.names:
            if name.lower().startswith(_SIGNATURES):
                self._changed[name] = None
        types = without_elements(
            self.read(TYPES_PART),
            TYPES_PART,
            lambda _, a: a.get("PartName", "").lower().startswith("/" + _SIGNATURES),
        )
        self.write(TYPES_PART, types)


def open_package(content: bytes, *, drop_signatures: bool = False) -> Package:
    """The parts of a workbook that is to be changed.

    Raises:
        WorkbookError: it is signed, and the signatures may not go.
    """
    package = Package(content)
    if package.is_signed:
        if not drop_signatures:
            raise WorkbookError("signed")
        package.drop_signatures()
    return package


def _copied(entry: ZipInfo) -> ZipInfo:
    """What the archive says of a part, without what depends on its contents."""
    copy = ZipInfo(entry.filename, entry.date_time)
    copy.compress_type = ZIP_DEFLATED if entry.compress_type else entry.compress_type
    copy.external_attr = entry.external_attr
    return copy


class Span(NamedTuple):
    """Where an element stands in the bytes of its part.

    Attributes:
        start, end: of all of it.
        inner: where its contents begin; `end` where it is closed at once.
        close: where its end tag begins.
    """

    start: int
    inner: int
    close: int
    end: int

    @property
    def is_closed_at_once(self) -> bool:
        """Whether it has no end tag."""
        return self.inner == self.end


class Element(NamedTuple):
    """An element of a part: name and attributes without prefixes, and where it stands."""

    name: str
    attributes: Attributes
    span: Span


def find_elements(content: bytes, part: str, wanted: Callable[[str, int], bool]) -> list[Element]:
    """The elements that are wanted by name and depth (0 for the root), in order of their ends."""
    found: list[Element] = []
    opened: list[tuple[str, dict[str, str], int] | None] = []

    def start(index: int, name: str, attributes: dict[str, str]) -> None:
        is_wanted = wanted(local(name), len(opened))
        opened.append((local(name), attributes, index) if is_wanted else None)

    def end(index: int, _: str) -> None:
        last = opened.pop()
        if last is not None:
            name, attributes, begin = last
            named = {local(key): value for key, value in attributes.items()}
            found.append(Element(name, named, _span(content, begin, index)))
            if len(found) > _MAX_ELEMENTS:
                raise odd(part)

    parse_bytes(content, part, start=start, end=end)
    return found


def last_of(elements: Sequence[Element], names: Collection[str], part: str) -> Span:
    """The last element with one of these names.

    Raises:
        WorkbookError: there is none, so that the part is not complete.
    """
    spans = [element.span for element in elements if element.name in names]
    if not spans:
        raise WorkbookError("incomplete_part", part=part[:100])
    return max(spans, key=lambda span: span.end)


def _span(content: bytes, start: int, at_end: int) -> Span:
    """The span of an element, from the bytes at which it begins and at which it is left."""
    tag = _TAG.match(content, start)
    inner = tag.end() if tag else at_end
    if content[inner - 2 : inner] == _EMPTY:
        return Span(start, inner, inner, inner)
    closing = _END_TAG.match(content, at_end)
    return Span(start, inner, at_end, closing.end() if closing else at_end)


Splice = tuple[int, int, bytes]
"""From, to, and what stands there instead."""


def spliced(content: bytes, splices: Collection[Splice]) -> bytes:
    """Bytes with pieces of them replaced; at one place, in the order given."""
    pieces = []
    done = 0
    for start, end, new in sorted(splices, key=lambda splice: splice[:2]):
        pieces += [content[done:start], new]
        done = end
    return b"".join([*pieces, content[done:]])


def without_elements(
    content: bytes, part: str, unwanted: Callable[[str, Attributes], bool]
) -> bytes:
    """A part without some of the elements right below its root."""
    content = as_utf8(content, part)
    children = find_elements(content, part, lambda _, depth: depth == 1)
    return spliced(
        content,
        [
            (child.span.start, child.span.end, b"")
            for child in children
            if unwanted(child.name, child.attributes)
        ],
    )


def appended(content: bytes, span: Span, xml: bytes) -> Splice:
    """Puts XML at the end of an element's contents."""
    if not span.is_closed_at_once:
        return span.close, span.close, xml
    tag = content[span.start : span.end]
    name = re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0]
    opened = tag[: -len(_EMPTY)].rstrip() + b">"
    return span.start, span.end, opened + xml + b"</" + name + b">"


def with_attribute(content: bytes, span: Span, name: str, value: str) -> Splice:
    """Gives an attribute of an element another value."""
    tag = content[span.start : span.inner]
    pattern = re.compile(rb"""(\s%s\s*=\s*)("[^"]*"|'[^']*')""" % name.encode())
    return span.start, span.inner, pattern.sub(rb'\g<1>"%s"' % value.encode(), tag, count=1)


def prefixed_namespace(content: bytes) -> str:
    """The namespace of a part whose elements have a prefix; blank where they have none."""
    root = re.search(rb"<(?:([^\s:<>/?!]++):)?[^\s<>/?!:]++[^>]*+>", content)
    if not root or not root[1]:
        return ""
    named = re.search(rb"""xmlns:%s\s*=\s*["']([^"']*)""" % re.escape(root[1]), root[0])
    return named[1].decode() if named else ""


def namespaced(xml: str, namespace: str) -> str:
    """An element with the namespace that it would lack in a part with prefixes."""
    return re.sub(r"[\s/>]", rf' xmlns="{namespace}"\g<0>', xml, count=1) if namespace else xml


@dataclass(frozen=True, slots=True)
class CellEdit:
    """What is to stand in a cell.

    Attributes:
        row, column: from 1.
        value: the stored result, or what is typed in.
        formula: without its equals sign; None leaves the cell as it is, but for its value.
        like: row and column of the cell whose style a new cell takes.
    """

    row: int
    column: int
    value: CellValue
    formula: str | None = None
    like: tuple[int, int] | None = None


def edit_cells(content: bytes, part: str, grid: Grid, edits: Sequence[CellEdit]) -> bytes:
    """A sheet's part with some of its cells changed, and those that shared their formulas.

    Args:
        content: the part.
        part: its name.
        grid: its cells as they are read.
        edits: one at most for a cell.
    """
    content = as_utf8(content, part)
    by_place = {(edit.row, edit.column): edit for edit in edits}
    places = _Places(content, part, set(by_place), {edit.like for edit in edits if edit.like})
    splices: list[Splice] = []
    new: dict[int, list[CellEdit]] = defaultdict(list)
    for (row, column), edit in sorted(by_place.items()):
        span = places.cells[row].get(column)
        if span is None:
            new[row].append(edit)
        else:
            splices.append((span.start, span.end, places.cell_xml(edit)))
    for row, row_edits in sorted(new.items()):
        splices += places.inserted(row, row_edits)
    lost = {
        places.shared[at]
        for at, edit in by_place.items()
        if edit.formula is not None and places.is_master(at)
    }
    for at, group in places.shared.items():
        if group in lost and at not in by_place:
            span, text = places.formulas[at], grid.at(*at).formula or ""
            splices.append((span.start, span.end, places.formula_xml(text)))
    return spliced(content, splices)


class _Places:
    """Where the cells of a part stand: those to be changed, and their neighbours.

    Attributes:
        cells: of the rows that change, by row and column.
        formulas: of cells that change or share theirs, by row and column.
        shared: the number of the formula that a cell shares, by row and column.
    """

    def __init__(
        self,
        content: bytes,
        part: str,
        wanted: Collection[tuple[int, int]],
        models: Collection[tuple[int, int]],
    ) -> None:
        self._content = content
        self._wanted = wanted
        self._rows_wanted = {row for row, _ in wanted}
        self._models = models
        self._cursor = Cursor()
        self._starts: dict[str, int] = {}
        self._rows: dict[int, Span] = {}
        self._part = part
        self._sheet_data: Span | None = None
        self._styles: dict[tuple[int, int], str] = {}
        self._namespace = prefixed_namespace(content)
        self.cells: dict[int, dict[int, Span]] = defaultdict(dict)
        self.formulas: dict[tuple[int, int], Span] = {}
        self.shared: dict[tuple[int, int], str] = {}
        parse_bytes(content, part, start=self._start, end=self._end)

    @property
    def _at(self) -> tuple[int, int]:
        return self._cursor.row, self._cursor.column

    def _start(self, index: int, full_name: str, attributes: dict[str, str]) -> None:
        name = local(full_name)
        if name not in _CELL_ELEMENTS:
            return
        self._starts[name] = index
        if name == "c":
            self._cursor.enter_cell(attributes)
            if self._at in self._wanted or self._at in self._models:
                self._styles[self._at] = attributes.get("s", "0")
        elif name == "row":
            self._cursor.enter_row(attributes)
        elif name == "f" and attributes.get("t") == "shared":
            self.shared[self._at] = attributes.get("si", "")

    def _end(self, index: int, full_name: str) -> None:
        name = local(full_name)
        if name == "c" and self._cursor.row in self._rows_wanted:
            self.cells[self._cursor.row][self._cursor.column] = self._ended(name, index)
        elif name == "f" and (self._at in self._wanted or self._at in self.shared):
            self.formulas[self._at] = self._ended(name, index)
        elif name == "row":
            self._rows[self._cursor.row] = self._ended(name, index)
        elif name == "sheetData":
            self._sheet_data = self._ended(name, index)

    def _ended(self, name: str, index: int) -> Span:
        return _span(self._content, self._starts[name], index)

    def is_master(self, at: tuple[int, int]) -> bool:
        """Whether a cell holds the text of a formula that others share."""
        return at in self.shared and self.formulas[at].inner < self.formulas[at].close

    def formula_xml(self, text: str) -> bytes:
        """A formula, in the namespace of the part."""
        return namespaced(f"<f>{xml_text(text)}</f>", self._namespace).encode()

    def cell_xml(self, edit: CellEdit) -> bytes:
        """A cell as it is to be; the formula that stays, as it is spelled."""
        at = edit.row, edit.column
        place = place_of(*at)
        style = self._styles.get(at) or self._styles.get(edit.like or at, "0")
        value = "" if edit.value is None else edit.value
        kept = self.formulas.get(at)
        if edit.formula is not None:
            xml = formula_cell(place, style, edit.formula, value)
        elif kept is not None:
            spelled = self._content[kept.start : kept.end].decode()
            xml = result_cell(place, style, spelled, value)
        else:
            xml = value_cell(place, style, edit.value)
        return namespaced(xml, self._namespace).encode()

    def inserted(self, row: int, edits: Sequence[CellEdit]) -> list[Splice]:
        """Puts new cells into a row, each before the next column's; the row too if it is new."""
        span = self._rows.get(row)
        if span is None:
            cells = b"".join(map(self.cell_xml, edits))
            opened = namespaced(f'<row r="{row}">', self._namespace).encode()
            xml = opened + cells + b"</row>"
            after = [known.start for number, known in self._rows.items() if number > row]
            if after:
                return [(min(after), min(after), xml)]
            if self._sheet_data is None:
                raise WorkbookError("incomplete_part", part=self._part[:100])
            return [appended(self._content, self._sheet_data, xml)]
        if not self.cells[row]:
            return [appended(self._content, span, b"".join(map(self.cell_xml, edits)))]
        splices = []
        for edit in edits:
            after = [s.start for column, s in self.cells[row].items() if column > edit.column]
            at = min(after) if after else span.close
            splices.append((at, at, self.cell_xml(edit)))
        return splices
