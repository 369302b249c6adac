"""The cells of a workbook as another program sees them, and edits as another program makes them.

Independent of the package on purpose: zip and XML, nothing of ours.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

Value = str | int | float | bool | None


@dataclass(frozen=True)
class Cell:
    """A formula without its equals sign, if there is one, and the stored value."""

    formula: str | None
    value: Value
    is_error: bool = False


def read_cells(source: Path | bytes, sheets: tuple[str, ...] = ()) -> dict[str, dict[str, Cell]]:
    """All cells of the named sheets (or of all) by sheet and place."""
    data = source if isinstance(source, bytes) else source.read_bytes()
    with ZipFile(BytesIO(data)) as archive:
        shared = _shared_strings(archive)
        return {
            name: _sheet_cells(archive.read(part), shared)
            for name, part in sheet_parts(archive).items()
            if not sheets or name in sheets
        }


def is_same(left: Value, right: Value) -> bool:
    """Whether two values are one: of a kind, and numbers to the twelfth digit."""
    if isinstance(left, float) or isinstance(right, float):
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        return numbers and math.isclose(left, right, rel_tol=1e-12)  # type: ignore[arg-type]
    return type(left) is type(right) and left == right


def sheet_parts(archive: ZipFile) -> dict[str, str]:
    """The part of each sheet, by name, in order."""
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {item.attrib["Id"]: item.attrib["Target"] for item in relations}
    book = ET.fromstring(archive.read("xl/workbook.xml"))
    parts = {}
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets[sheet.attrib[f"{_REL}id"]]
        parts[sheet.attrib["name"]] = target.lstrip("/") if target[0] == "/" else f"xl/{target}"
    return parts


def _shared_strings(archive: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    root = ET.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(t.text or "" for t in item.iter(f"{_MAIN}t")) for item in root]


def _sheet_cells(part: bytes, shared: list[str]) -> dict[str, Cell]:
    cells = {}
    for element in ET.fromstring(part).iter(f"{_MAIN}c"):
        formula = element.find(f"{_MAIN}f")
        kind = element.attrib.get("t", "n")
        text = element.findtext(f"{_MAIN}v")
        value: Value
        if kind == "inlineStr":
            value = "".join(t.text or "" for t in element.iter(f"{_MAIN}t"))
        elif kind == "str":
            value = text or ""
        elif text is None:
            value = None
        elif kind == "s":
            value = shared[int(text)]
        elif kind == "b":
            value = text in {"1", "true"}
        elif kind in {"e", "d"}:
            value = text
        else:
            number = float(text)
            value = int(number) if number.is_integer() else number
        if formula is not None or value is not None:
            cells[element.attrib["r"]] = Cell(
                None if formula is None else formula.text, value, kind == "e"
            )
    return cells


def edit_cells(data: bytes, edits: dict[str, dict[str, Value]]) -> bytes:
    """A workbook with cells typed over; stored results stay as they were, stale."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as archive, ZipFile(stream, "w", ZIP_DEFLATED) as edited:
        changed = {sheet_parts(archive)[name]: cells for name, cells in edits.items()}
        for name in archive.namelist():
            content = archive.read(name)
            if name in changed:
                content = _edited(content.decode(), changed[name]).encode()
            edited.writestr(name, content)
    return stream.getvalue()


_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"( s="[0-9]+")?(?:[^>/]*/>|[^>]*>.*?</c>)', re.DOTALL)


def _edited(part: str, edits: dict[str, Value]) -> str:
    left = dict(edits)

    def edited(match: re.Match[str]) -> str:
        if match[1] not in left:
            return match[0]
        return _cell(match[1], match[2] or "", left.pop(match[1]))

    part = _CELL.sub(edited, part)
    for place, value in left.items():
        part = _inserted(part, place, value)
    return part


def _cell(place: str, style: str, value: Value) -> str:
    if value is None:
        return f'<c r="{place}"{style}/>'
    if isinstance(value, str):
        text = f'<is><t xml:space="preserve">{escape(value)}</t></is>'
        return f'<c r="{place}"{style} t="inlineStr">{text}</c>'
    return f'<c r="{place}"{style}><v>{value!r}</v></c>'


def _inserted(part: str, place: str, value: Value) -> str:
    """The part with a row of its own for a cell below all others."""
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert f'<row r="{row}"' not in part, f"{place} is inside a row that has no such cell"
    return part.replace(
        "</sheetData>", f'<row r="{row}">{_cell(place, "", value)}</row></sheetData>'
    )
