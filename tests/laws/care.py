"""What became of a colleague's own things: everything in a file before, sought in it after.

Zip and XML, nothing of ours but the places that were named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from openpyxl.formula.translate import Translator
from support.cells import sheet_parts

from laws.tracks import place_of, split

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_TYPES = "[Content_Types].xml"
_MARK = "eks-subnet-xlsx findings"
_MAY_CHANGE_WITH_RESULT = frozenset({"t", "cm"})

MayChange = Callable[[str, int, int, bool], bool]
"""Whether a cell (sheet, row and column from 0) may get another formula or value.

The last says whether its formula or an input changes; else it is a stored result alone.
"""


@dataclass(frozen=True)
class _Cell:
    attributes: Mapping[str, str]
    formula: tuple[tuple[tuple[str, str], ...], str] | None
    text: str | None
    value: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class _Sheet:
    attributes: Mapping[str, str]
    others: tuple[str, ...]
    rows: Mapping[int, Mapping[str, str]]
    cells: Mapping[tuple[int, int], _Cell]


def losses(before: bytes, after: bytes, may_change: MayChange, *, is_annotated: bool = False) -> list[str]:  # fmt: skip
    """What is in a file before and not in it after, and what came to it unasked."""
    return list(_losses(before, after, may_change, is_annotated=is_annotated))


def _losses(
    before: bytes, after: bytes, may_change: MayChange, *, is_annotated: bool
) -> Iterator[str]:
    with ZipFile(BytesIO(before)) as old, ZipFile(BytesIO(after)) as new:
        sheets = {part.lower(): name for name, part in sheet_parts(old).items()}
        names = {name.lower(): name for name in new.namelist()}
        for name in old.namelist():
            if name.lower() not in names:
                if "calcchain" not in name.lower():
                    yield f"part {name} is gone"
                continue
            content, changed = old.read(name), new.read(names[name.lower()])
            if content == changed:
                continue
            if is_annotated:
                content, changed = _without_the_list(content, changed)
            if name.lower() in sheets:
                strings = _strings(old), _strings(new)
                yield from _in_sheet(sheets[name.lower()], (content, changed), strings, may_change)
            elif name == _TYPES or name.endswith(".rels"):
                yield from _in_list(name, content, changed, is_annotated=is_annotated)
            elif is_annotated and name.endswith(("styles.xml", "workbook.xml")):
                yield from _in_pools(name, content, changed)
            else:
                yield f"part {name} is changed"
        added = {name for name in new.namelist() if name.lower() not in
                 {item.lower() for item in old.namelist()}}  # fmt: skip
        if added and not is_annotated:
            yield f"parts were added: {sorted(added)}"


def _without_the_list(before: bytes, after: bytes) -> tuple[bytes, bytes]:
    """Both without what the list of findings changes by being the first sheet, and the chosen one.

    Names that belong to a sheet count it from the first on, and what was chosen no longer is.
    """
    old, new = ET.fromstring(before), ET.fromstring(after)
    sheets = [root.find("{*}sheets") for root in (old, new)]
    if sheets[0] is not None and sheets[1] is not None and len(sheets[1]) == len(sheets[0]) + 1:
        del sheets[1][0]
        for name in new.iter():
            if name.tag.endswith("}definedName") and "localSheetId" in name.attrib:
                name.set("localSheetId", str(int(name.attrib["localSheetId"]) - 1))
    for root in (old, new):
        for item in root.iter():
            if item.tag.endswith(("}workbookView", "}sheetView")):
                for key in ("activeTab", "firstSheet", "tabSelected"):
                    item.attrib.pop(key, None)
    return ET.tostring(old), ET.tostring(new)


def _in_list(name: str, before: bytes, after: bytes, *, is_annotated: bool) -> Iterator[str]:
    def items(content: bytes) -> set[str]:
        return {
            _canonical(item)
            for item in ET.fromstring(content)
            if "calcChain" not in "".join(item.attrib.values())
        }

    lost, added = items(before) - items(after), items(after) - items(before)
    if lost or (added and not is_annotated):
        yield f"{name}: lost {sorted(lost)}, added {sorted(added)}"


def _in_pools(name: str, before: bytes, after: bytes) -> Iterator[str]:
    """Every element stays where it was, save that others follow it in its pool."""
    old, new = list(ET.fromstring(before)), list(ET.fromstring(after))
    by_tag = {item.tag: item for item in new}
    for item in old:
        found = by_tag.get(item.tag)
        if found is None:
            yield f"{name}: {item.tag} is gone"
            continue
        kept = list(map(_canonical, item))
        if list(map(_canonical, found))[: len(kept)] != kept:
            yield f"{name}: {item.tag} is not what it was"
        if {k: v for k, v in item.attrib.items() if k != "count"} != {
            k: v for k, v in found.attrib.items() if k != "count"
        }:
            yield f"{name}: attributes of {item.tag} changed"


def _in_sheet(
    name: str,
    contents: tuple[bytes, bytes],
    strings: tuple[list[str], list[str]],
    may_change: MayChange,
) -> Iterator[str]:
    old, new = (_sheet(*both) for both in zip(contents, strings, strict=True))
    if old.attributes != new.attributes:
        yield f"{name}: attributes of the sheet changed"
    if old.others != new.others:
        lost = [item for item in old.others if item not in new.others]
        added = [item for item in new.others if item not in old.others]
        yield f"{name}: elements lost {str(lost)[:300]}, added {str(added)[:300]}"
    for row, attributes in old.rows.items():
        if row not in new.rows:
            yield f"{name}: row {row + 1} is gone"
        elif _without_spans(attributes) != _without_spans(new.rows[row]):
            yield f"{name}: row {row + 1} lost attributes {attributes} -> {new.rows[row]}"
    for at, cell in old.cells.items():
        if at not in new.cells:
            yield f"{name}!{place_of(*at)}: the cell is gone"
        else:
            yield from _in_cell(name, at, cell, new.cells[at], may_change)
    for at in new.cells.keys() - old.cells.keys():
        if not may_change(name, *at, True):
            yield f"{name}!{place_of(*at)}: a cell came, of which nothing was said"


def _in_cell(
    name: str, at: tuple[int, int], old: _Cell, new: _Cell, may_change: MayChange
) -> Iterator[str]:
    if old == new:
        return
    where = f"{name}!{place_of(*at)}"
    is_formula_changed = old.text != new.text
    is_value_changed = (old.value, old.attributes.get("t", "n")) != (
        new.value, new.attributes.get("t", "n"),
    )  # fmt: skip
    if is_formula_changed and not may_change(name, *at, True):
        yield f"{where}: formula {old.text!r} became {new.text!r}, of which nothing was said"
    elif (
        is_value_changed and not is_formula_changed and not may_change(name, *at, old.text is None)
    ):
        yield f"{where}: value {old.value!r} became {new.value!r}, of which nothing was said"
    if old.others != new.others:
        yield f"{where}: contents {old.others} became {new.others}"
    gone = {
        key: value
        for key, value in old.attributes.items()
        if new.attributes.get(key) != value
        and not (key == "t" and (is_formula_changed or is_value_changed))
        and not (key == "cm" and is_formula_changed)
    }
    if gone:
        yield f"{where}: attributes {gone} lost"


def _strings(archive: ZipFile) -> list[str]:
    name = next((n for n in archive.namelist() if n.lower() == "xl/sharedstrings.xml"), None)
    if name is None:
        return []
    root = ET.fromstring(archive.read(name))
    return [_text_of(item) for item in root]


def _text_of(item: ET.Element) -> str:
    """The text of a string, however it is dressed; its dress where it has one."""
    plain = [child for child in item if child.tag.endswith("}t")]
    if len(plain) == len(item):
        return "".join(child.text or "" for child in plain)
    return _canonical(item).split(">", 1)[-1]


def _sheet(content: bytes, strings: list[str]) -> _Sheet:
    root = ET.fromstring(content)
    main = _STRICT if root.tag.startswith(_STRICT) else _MAIN
    others, rows, cells = [], {}, {}
    masters: dict[str, tuple[str, str]] = {}
    for child in root:
        if child.tag != f"{main}sheetData":
            text = _canonical(child)
            if _MARK not in text:
                others.append(re.sub(r'priority="\d+"', "", text))
            continue
        row = -1
        for element in child.iter(f"{main}row"):
            row = int(element.attrib["r"]) - 1 if "r" in element.attrib else row + 1
            rows[row] = {k: v for k, v in element.attrib.items() if k != "r"}
            column = -1
            for item in element.iter(f"{main}c"):
                at = split(item.attrib["r"].upper()) if "r" in item.attrib else (row, column + 1)
                row, column = at
                cells[at] = _cell(item, at, main, masters, strings)
    return _Sheet(dict(root.attrib), tuple(others), rows, cells)


def _cell(
    item: ET.Element,
    at: tuple[int, int],
    main: str,
    masters: dict[str, tuple[str, str]],
    strings: list[str],
) -> _Cell:
    formula, text, value, others = None, None, "", []
    for child in item:
        if child.tag == f"{main}f":
            said = tuple(sorted(child.attrib.items()))
            formula = (said, child.text or "")
            text = _expanded(child, at, masters)
        elif child.tag == f"{main}v":
            value = child.text or ""
        elif child.tag == f"{main}is":
            value = _text_of(child)
        else:
            others.append(_canonical(child))
    attributes = {k: v for k, v in item.attrib.items() if k != "r" and (k, v) != ("t", "n")}
    if attributes.get("t") == "s" and value.isdigit() and int(value) < len(strings):
        value = strings[int(value)]
    if attributes.get("t") in {"s", "inlineStr", "str"}:
        attributes["t"] = "text"
    # Not how a formula is shared, but what it says.
    if formula and dict(formula[0]).get("t") in {None, "normal", "shared"}:
        formula = ((), text or "")
    return _Cell(attributes, formula, text, value, tuple(others))


def _expanded(child: ET.Element, at: tuple[int, int], masters: dict[str, tuple[str, str]]) -> str:
    text = child.text or ""
    kind = child.attrib.get("t")
    if kind == "array":
        return f"{{{text}}} over {child.attrib.get('ref')}"
    if kind != "shared":
        return text
    index = child.attrib.get("si", "")
    if text:
        masters[index] = (text, place_of(*at))
        return text
    if index not in masters:
        return ""
    master, origin = masters[index]
    return str(Translator(f"={master}", origin).translate_formula(place_of(*at)))[1:]


def _canonical(element: ET.Element) -> str:
    return ET.canonicalize(ET.tostring(element, encoding="unicode"), rewrite_prefixes=True)


def _without_spans(attributes: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in attributes.items() if key != "spans"}
