"""A spreadsheet file as its program stored it: sheets, names, properties; parts read when asked."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.ooxml.archive import Archive, resolve
from eks_subnet_xlsx.ooxml.grid import Grid
from eks_subnet_xlsx.ooxml.markup import (
    MAX_DEPTH,
    Attributes,
    elements,
    local,
    odd,
    parse,
)
from eks_subnet_xlsx.ooxml.places import split_place
from eks_subnet_xlsx.ooxml.sheet_xml import read_grid
from eks_subnet_xlsx.ooxml.strings import read_shared_strings
from eks_subnet_xlsx.ooxml.styles import date_styles
from eks_subnet_xlsx.ooxml.xml import unescaped

_MAX_SHEETS = 100
_MAX_CELLS = 300_000
"""Of all sheets that are read."""

_MAX_PROPERTIES = 1_000
_MAX_TEXT = 300
"""Characters of a property that are read."""

_TYPES_PART = "[Content_Types].xml"
_TRUE, _FALSE = frozenset({"1", "true"}), frozenset({"0", "false"})
_MACRO_PARTS = ("vbaproject.bin", "xl/macrosheets/")
_OTHER_FORMATS = {
    "xl/workbook.bin": ".xlsb",
    "mimetype": ".ods",
    "word/document.xml": ".docx",
    "ppt/presentation.xml": ".pptx",
}


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it."""

    name: str
    part: str


@dataclass(slots=True)
class Book:
    """A workbook whose parts are read when they are asked for.

    Attributes:
        part: of the workbook itself.
        strings_part: the part of the texts that cells name by number; None where there is none.
        styles_part: the part of the styles that cells name by number; None where there is none.
        sheets: in the order of the tabs.
        program: that saved it last, as it calls itself; blank where the file does not say.
        properties: the custom document properties.
        calculation: how the file says that it is to be calculated.
    """

    archive: Archive
    part: str
    strings_part: str | None
    styles_part: str | None
    sheets: tuple[SheetEntry, ...]
    program: str
    properties: Mapping[str, str]
    calculation: Attributes
    _strings: list[str] | None = None
    _cells: int = 0
    _digests: dict[str, bytes] = field(default_factory=dict)
    _grids: dict[str, Grid] = field(default_factory=dict)

    @property
    def is_uncalculated(self) -> bool:
        """Whether the file asks the next program to calculate all: none did that saved it."""
        return self.calculation.get("fullCalcOnLoad") in _TRUE

    @property
    def was_stopped(self) -> bool:
        """Whether a program saved it before it had calculated all, as it says itself."""
        return self.calculation.get("calcCompleted") in _FALSE

    @property
    def rounds_as_displayed(self) -> bool:
        """Whether every result is rounded to the digits that its cell shows."""
        return self.calculation.get("fullPrecision") in _FALSE

    def grid(self, sheet: SheetEntry) -> Grid:
        """The cells of a sheet."""
        if sheet.part not in self._grids:
            content = self.archive.read(sheet.part)
            grid = read_grid(content, sheet.part, self.shared_strings)
            self._cells += len(grid.cells)
            if self._cells > _MAX_CELLS:
                raise WorkbookError("too_many_cells", maximum=f"{_MAX_CELLS:,}")
            self._grids[sheet.part] = grid
        return self._grids[sheet.part]

    def take_over(self, earlier: Book) -> None:
        """Keeps what an earlier state of the file had in parts that are still the same."""
        if self._strings_digest() != earlier._strings_digest():
            return
        for part, grid in earlier._grids.items():
            if self.digest(part) == earlier.digest(part):
                self._grids[part] = grid
                self._cells += len(grid.cells)

    def _strings_digest(self) -> bytes:
        return self.digest(self.strings_part) if self.strings_part else b""

    def digest(self, part: str) -> bytes:
        """SHA-256 of a part; blank where the file has no such part."""
        if part not in self._digests:
            known = self.archive.find(part) is not None
            content = self.archive.read(part) if known else None
            digest = b"" if content is None else hashlib.sha256(content).digest()
            self._digests[part] = digest
        return self._digests[part]

    def shared_strings(self) -> list[str]:
        """The texts that cells name by number; none where the file has no such part."""
        if self._strings is None:
            part = self.strings_part
            if part is None or self.archive.find(part) is None:
                self._strings = []
            else:
                self._strings = read_shared_strings(self.archive.read(part), part)
        return self._strings

    def date_styles(self) -> frozenset[str]:
        """The numbers of the cell styles that show dates or times, as cells name them."""
        part = self.styles_part
        if part is None or self.archive.find(part) is None:
            return frozenset()
        try:
            return date_styles(self.archive.read(part), part)
        except WorkbookError:
            return frozenset()  # Damaged styles change no figure.

    def table_rows(self, sheet: SheetEntry) -> range | None:
        """The rows below the header of a sheet's first table; None where it has none."""
        if self.archive.find(relations_part(sheet.part)) is None:
            return None
        part = _part_of_kind(relations(self.archive, sheet.part), "table")
        if part is None:
            return None
        found = elements(self.archive.read(part), part, "table")
        first, _, last = (found[0].get("ref", "") if found else "").partition(":")
        return range(split_place(first)[0] + 1, split_place(last or first)[0] + 1)


def open_book(content: bytes) -> Book:
    """A workbook from the bytes of its file.

    Raises:
        WorkbookError: it is none, or one that is not read.
    """
    archive = Archive(content)
    _refuse_other_formats(archive)
    root = relations(archive, "")
    part = _part_of_kind(root, "officeDocument")
    if part is None:
        raise WorkbookError("not_a_workbook")
    inside = relations(archive, part)
    return Book(
        archive,
        part,
        _part_of_kind(inside, "sharedStrings"),
        _part_of_kind(inside, "styles"),
        _sheets(archive, part, inside),
        _program(archive, root),
        _properties(archive, root),
        next(iter(elements(archive.read(part), part, "workbook", "calcPr")), {}),
    )


def _refuse_other_formats(archive: Archive) -> None:
    names = {name.lower() for name in archive.names}
    for name, suffix in _OTHER_FORMATS.items():
        if name in names:
            raise WorkbookError("other_format", found=suffix)
    if _TYPES_PART.lower() not in names:
        raise WorkbookError("not_a_workbook")
    types = archive.read(_TYPES_PART)
    said = [
        stated.get("ContentType", "")
        for kind in ("Override", "Default")
        for stated in elements(types, _TYPES_PART, "Types", kind)
    ]
    if any("macroEnabled" in kind for kind in said) or any(
        macros in name for name in names for macros in _MACRO_PARTS
    ):
        raise WorkbookError("macros")


Relations = Mapping[str, tuple[str, str]]
"""What a part refers to inside the file: kind and part by id."""


class Parts(Protocol):
    """Whoever gives the contents of parts by name."""

    def read(self, name: str, /) -> bytes:
        """A part, inflated."""


def relations_part(part: str) -> str:
    """The part that lists what another refers to; blank stands for the file as a whole."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(parts: Parts, part: str) -> Relations:
    """What a part refers to; blank stands for the file as a whole."""
    listing = relations_part(part)
    found: dict[str, tuple[str, str]] = {}
    for attributes in elements(parts.read(listing), listing, "Relationships", "Relationship"):
        if attributes.get("TargetMode") != "External":
            short = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = (short, resolve(part, attributes.get("Target", "")))
    return found


def _part_of_kind(found: Relations, kind: str) -> str | None:
    return next((part for name, part in found.values() if name == kind), None)


def _sheets(archive: Archive, part: str, inside: Relations) -> tuple[SheetEntry, ...]:
    sheets = []
    for attributes in elements(archive.read(part), part, "workbook", "sheets", "sheet"):
        name = unescaped(attributes.get("name", ""))
        target = inside.get(attributes.get("id", ""))
        if target is None:
            raise WorkbookError("sheet_without_part", sheet=name[:40])
        if target[0] == "worksheet":
            sheets.append(SheetEntry(name, target[1]))
    if not sheets:
        raise WorkbookError("not_a_workbook")
    if len(sheets) > _MAX_SHEETS:
        raise WorkbookError("too_many_parts", maximum=_MAX_SHEETS)
    return tuple(sheets)


def _program(archive: Archive, root: Relations) -> str:
    return _texts_of(archive, root, "extended-properties", "Application").get("Application", "")


def _properties(archive: Archive, root: Relations) -> dict[str, str]:
    return _texts_of(archive, root, "custom-properties", None)


def _texts_of(archive: Archive, root: Relations, kind: str, element: str | None) -> dict[str, str]:
    """The texts of a part of properties: of one element, or of each named property."""
    part = _part_of_kind(root, kind)
    if part is None or archive.find(part) is None:
        return {}
    reader = _PropertyReader(part, element)
    parse(archive.read(part), part, start=reader.start, end=reader.end, text=reader.text)
    return {key: value.strip() for key, value in reader.texts.items()}


class _PropertyReader:
    """Collects the texts of one element, or of each named property."""

    def __init__(self, part: str, element: str | None) -> None:
        self.texts: dict[str, str] = {}
        self._part = part
        self._element = element
        self._key = ""
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH or len(self.texts) > _MAX_PROPERTIES:
            raise odd(self._part)
        name = local(name)
        if self._element is None and name == "property":
            self._key = attributes.get("name", "")
        elif name == self._element:
            self._key = name

    def end(self, name: str) -> None:
        self._depth -= 1
        if local(name) in {"property", self._element}:
            self._key = ""

    def text(self, data: str) -> None:
        if self._key:
            self.texts[self._key] = (self.texts.get(self._key, "") + data)[:_MAX_TEXT]
