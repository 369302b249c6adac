"""What a colleague loses when a workbook is given back, read independently of the package."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.cell_range import CellRange

from support.cells import sheet_parts

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CHAIN = {"xl/calcChain.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"}
"""What goes or changes when the order of calculation goes, which programs make anew."""

Named = Mapping[str, Collection[tuple[int, int]]]
"""Rows and columns of cells that were named as restored, by sheet."""


@dataclass(frozen=True)
class StoredCell:
    """All of a cell: what it says of itself, its formula spelled out, its value, all else in it."""

    attributes: Mapping[str, str]
    formula: str | None
    formula_attributes: Mapping[str, str]
    value: str
    others: tuple[str, ...]


def places(cells: Iterable[str]) -> set[tuple[int, int]]:
    """Rows and columns of cells and ranges as findings have them."""
    found = set()
    for cell in cells:
        left, top, right, bottom = CellRange(cell).bounds
        found |= {(row, column) for row in range(top, bottom + 1)
                  for column in range(left, right + 1)}  # fmt: skip
    return found


def losses(before: bytes, after: bytes, named: Named) -> list[str]:
    """What is no longer there or is something else, but for cells that were named."""
    with ZipFile(BytesIO(before)) as old, ZipFile(BytesIO(after)) as new:
        sheets = {part: name for name, part in sheet_parts(old).items()}
        found = [f"{name} is gone" for name in old.namelist()
                 if name not in new.namelist() and name not in _CHAIN]  # fmt: skip
        for name in new.namelist():
            was = old.read(name) if name in old.namelist() else None
            if was == new.read(name):
                continue
            if name in sheets and was is not None:
                sheet = sheets[name]
                found += _sheet_losses(sheet, was, new.read(name), named.get(sheet, ()))
            elif name not in _CHAIN:
                found.append(f"{name} differs")
    return found


def _sheet_losses(
    sheet: str, before: bytes, after: bytes, named: Collection[tuple[int, int]]
) -> Iterator[str]:
    if _around(before) != _around(after):
        yield f"{sheet}: something beside the cells"
    old_rows, new_rows = _rows(before), _rows(after)
    for number, attributes in old_rows.items():
        if new_rows.get(number) != attributes:
            yield f"{sheet}: row {number}"
    old, new = stored_cells(before), stored_cells(after)
    rows = {row for row, _ in named}
    for at, cell in new.items():
        if at not in old and at not in named and at[0] not in rows:
            yield f"{sheet}: {at} is new: {cell.formula}"
    for at, cell in old.items():
        if at not in new:
            yield f"{sheet}: {at} is gone"
        else:
            yield from (
                f"{sheet}: {at}: {what}" for what in _cell_losses(cell, new[at], at in named)
            )


def _cell_losses(old: StoredCell, new: StoredCell, is_named: bool) -> Iterator[str]:
    may_go = {"t", "cm", "vm"} if is_named else {"t"}
    for key in (old.attributes.keys() | new.attributes.keys()) - may_go:
        if old.attributes.get(key) != new.attributes.get(key):
            yield f"attribute {key}"
    if old.others != new.others:
        yield "what else it holds"
    if is_named:
        return
    if (old.formula, old.formula_attributes) != (new.formula, new.formula_attributes):
        yield f"formula {old.formula} is {new.formula}"
    if old.formula is None and (old.value, old.attributes.get("t")) != (
        new.value,
        new.attributes.get("t"),
    ):
        yield f"value {old.value} is {new.value}"


def _around(part: bytes) -> tuple[bytes, bytes]:
    """A sheet's part before and after its cells."""
    opened = re.search(rb"<(?:\w+:)?sheetData[^>]*>", part)
    closed = list(re.finditer(rb"</(?:\w+:)?sheetData\s*>", part))
    assert opened
    return part[: opened.start()], part[closed[-1].end() if closed else opened.end() :]


def _rows(part: bytes) -> dict[int, dict[str, str]]:
    rows, number = {}, 0
    for row in ET.fromstring(part).iter(f"{_MAIN}row"):
        number = int(row.attrib.get("r", number + 1))
        rows[number] = dict(row.attrib)
    return rows


def stored_cells(part: bytes) -> dict[tuple[int, int], StoredCell]:
    """All cells of a sheet's part by row and column."""
    cells: dict[tuple[int, int], StoredCell] = {}
    masters: dict[str, tuple[str, str]] = {}
    number = 0
    for row in ET.fromstring(part).iter(f"{_MAIN}row"):
        number, column = int(row.attrib.get("r", number + 1)), 0
        for cell in row.iter(f"{_MAIN}c"):
            place = cell.attrib.get("r")
            column = coordinate_to_tuple(place)[1] if place else column + 1
            cells[number, column] = _stored(cell, place or "A1", masters)
    return cells


def _stored(cell: ET.Element, place: str, masters: dict[str, tuple[str, str]]) -> StoredCell:
    formula = cell.find(f"{_MAIN}f")
    text, attributes = None, {}
    if formula is not None:
        text, attributes = formula.text or "", dict(formula.attrib)
        if attributes.get("t") == "shared":
            number = attributes["si"]
            if text:
                masters[number] = (place, text)
            origin, master = masters[number]
            text = Translator(f"={master}", origin).translate_formula(place)[1:]
            attributes = {}
    value = cell.find(f"{_MAIN}v")
    inline = cell.find(f"{_MAIN}is")
    return StoredCell(
        dict(cell.attrib),
        text,
        attributes,
        (value.text or "") if value is not None else _xml(inline),
        tuple(
            _xml(child)
            for child in cell
            if child.tag not in {f"{_MAIN}f", f"{_MAIN}v", f"{_MAIN}is"}
        ),
    )


def _xml(element: ET.Element | None) -> str:
    return "" if element is None else ET.canonicalize(ET.tostring(element))
