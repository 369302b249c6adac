"""What Excel repairs or refuses in a workbook, though validators pass it.

Each rule yields what is wrong; an empty list is a workbook that Excel opens without a word.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import TokenizerError

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_MOST_CHARACTERS = 32_767
_MOST_LIST = 255
_MOST_SHEET_NAME = 31
_FORBIDDEN_IN_SHEET_NAME = set("[]:*?/\\")
_PLACE = re.compile(r"([A-Z]{1,3})(\d+)")
_LONGEST = {"promptTitle": 32, "prompt": 255, "errorTitle": 32, "error": 225}


def lint(data: bytes) -> list[str]:
    """All faults of a workbook, in order of part."""
    with ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names}
    faults = [f"doubled part {name}" for name, count in Counter(names).items() if count > 1]
    trees = {}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            try:
                trees[name] = ET.fromstring(content)
            except ET.ParseError as error:
                faults.append(f"{name}: {error}")
    if faults:
        return faults
    faults += _content_types(trees)
    faults += _relations(trees, set(names))
    faults += _book(trees)
    for name in trees:
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            faults += [f"{name}: {fault}" for fault in _sheet(name, parts[name], trees)]
    return faults


def _content_types(trees: dict[str, ET.Element]) -> Iterator[str]:
    types = trees["[Content_Types].xml"]
    defaults = {item.attrib["Extension"] for item in types.iter(f"{_TYPES}Default")}
    overrides = [item.attrib["PartName"].lstrip("/") for item in types.iter(f"{_TYPES}Override")]
    for name in trees:
        suffix = name.rpartition(".")[2]
        if name != "[Content_Types].xml" and name not in overrides and suffix not in defaults:
            yield f"{name} has no content type"
        if name.startswith("xl/") and suffix == "xml" and name not in overrides:
            yield f"{name} has no content type of its own"
    for name in overrides:
        if name not in trees:
            yield f"content type of {name}, which is not there"


def _relations(trees: dict[str, ET.Element], names: set[str]) -> Iterator[str]:
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        identities = [item.attrib["Id"] for item in tree.iter(f"{_RELATIONS}Relationship")]
        if len(set(identities)) != len(identities):
            yield f"{name} names an id twice"
        for item in tree.iter(f"{_RELATIONS}Relationship"):
            target = item.attrib["Target"]
            part = target.lstrip("/") if target[0] == "/" else posixpath.join(folder, target)
            if posixpath.normpath(part) not in names:
                yield f"{name} points at {target}, which is not there"


def _book(trees: dict[str, ET.Element]) -> Iterator[str]:
    book = trees["xl/workbook.xml"]
    sheets = list(book.iter(f"{_MAIN}sheet"))
    known = {item.attrib["Id"] for item in trees["xl/_rels/workbook.xml.rels"]}
    names = [sheet.attrib["name"] for sheet in sheets]
    for name in names:
        if len(name) > _MOST_SHEET_NAME or _FORBIDDEN_IN_SHEET_NAME & set(name) or not name:
            yield f"sheet name {name!r}"
    if len({name.casefold() for name in names}) != len(names):
        yield "a sheet name stands there twice"
    if len({sheet.attrib["sheetId"] for sheet in sheets}) != len(sheets):
        yield "a sheet id stands there twice"
    for sheet in sheets:
        if sheet.attrib[_ID] not in known:
            yield f"sheet {sheet.attrib['name']} has no relation"
    yield from _defined_names(book, len(sheets))


def _defined_names(book: ET.Element, sheets: int) -> Iterator[str]:
    seen = set()
    for name in book.iter(f"{_MAIN}definedName"):
        key = (name.attrib["name"].casefold(), name.attrib.get("localSheetId"))
        if key in seen:
            yield f"name {key[0]} stands there twice"
        seen.add(key)
        if int(name.attrib.get("localSheetId", 0)) >= sheets:
            yield f"name {key[0]} belongs to no sheet"
        if "#REF!" in (name.text or ""):
            yield f"name {key[0]} points nowhere"


def _sheet(name: str, content: bytes, trees: dict[str, ET.Element]) -> Iterator[str]:
    tree, styles = trees[name], trees["xl/styles.xml"]
    looks = len(list(styles.find(f"{_MAIN}cellXfs") or ()))
    differential = len(list(styles.find(f"{_MAIN}dxfs") or ()))
    shared = trees.get("xl/sharedStrings.xml")
    strings = 0 if shared is None else len(list(shared.iter(f"{_MAIN}si")))
    yield from _faults_of_cells(content, looks, strings)
    for rule in tree.iter(f"{_MAIN}cfRule"):
        if int(rule.attrib.get("dxfId", 0)) >= differential:
            yield "a conditional format has a look that is not there"
        for formula in rule.iter(f"{_MAIN}formula"):
            yield from _formula("conditional format", formula.text or "")
    priorities = [rule.attrib["priority"] for rule in tree.iter(f"{_MAIN}cfRule")]
    if len(set(priorities)) != len(priorities):
        yield "two conditional formats of one priority"
    yield from _validations(tree)
    relations = trees.get(name.replace("worksheets/", "worksheets/_rels/") + ".rels")
    known = set() if relations is None else {item.attrib["Id"] for item in relations}
    for element in tree.iter():
        if _ID in element.attrib and element.attrib[_ID] not in known:
            yield f"{element.tag.rpartition('}')[2]} has no relation"
    merged = [item.attrib["ref"] for item in tree.iter(f"{_MAIN}mergeCell")]
    if len(set(merged)) != len(merged):
        yield "cells are merged twice"


@lru_cache(maxsize=64)
def _faults_of_cells(content: bytes, looks: int, strings: int) -> tuple[str, ...]:
    """Judged once: most sheets of a workbook stay what they were."""
    return tuple(_cells(ET.fromstring(content), looks, strings))


def _cells(tree: ET.Element, looks: int, strings: int) -> Iterator[str]:
    last_row = 0
    for row in tree.iter(f"{_MAIN}row"):
        number = int(row.attrib["r"])
        if number <= last_row:
            yield f"row {number} out of order"
        last_row = number
        last_column = (0, "")
        for cell in row.iter(f"{_MAIN}c"):
            place = cell.attrib["r"]
            match = _PLACE.fullmatch(place)
            if match is None or int(match[2]) != number:
                yield f"{place} in row {number}"
                continue
            column = (len(match[1]), match[1])
            if column <= last_column:
                yield f"{place} out of order"
            last_column = column
            yield from _cell(cell, place, looks, strings)


def _cell(cell: ET.Element, place: str, looks: int, strings: int) -> Iterator[str]:
    value, kind = cell.findtext(f"{_MAIN}v"), cell.attrib.get("t", "n")
    if int(cell.attrib.get("s", 0)) >= looks:
        yield f"{place} has a look that is not there"
    if kind == "s" and not (value or "").isdigit():
        yield f"{place} names no shared string"
    elif kind == "s" and int(value or 0) >= strings:
        yield f"{place} names a shared string that is not there"
    if kind == "n" and value is not None:
        try:
            float(value)
        except ValueError:
            yield f"{place} is no number: {value!r}"
    text = "".join(item.text or "" for item in cell.iter(f"{_MAIN}t"))
    if len(text) > _MOST_CHARACTERS:
        yield f"{place} has too long a text"
    formula = cell.findtext(f"{_MAIN}f")
    if formula is not None:
        yield from _formula(place, formula)


def _formula(place: str, formula: str) -> Iterator[str]:
    for fault in _faults_of_formula(formula):
        yield f"{place}: {fault}"


@cache
def _faults_of_formula(formula: str) -> tuple[str, ...]:
    """Judged once: tens of thousands of cells are looked at, many times over."""
    return tuple(_faults(formula))


def _faults(formula: str) -> Iterator[str]:
    if not formula or formula.startswith("="):
        yield f"formula {formula!r}"
        return
    depth, quoted = 0, False
    for character in formula:
        if character == '"':
            quoted = not quoted
        elif not quoted:
            depth += (character == "(") - (character == ")")
        if depth < 0:
            break
    if depth or quoted:
        yield f"brackets or quotes of {formula!r}"
        return
    try:
        tokens = Tokenizer(f"={formula}").items
    except TokenizerError as error:
        yield str(error)
        return
    if any(token.type == "OPERAND" and token.subtype == "ERROR" for token in tokens):
        yield f"an error in {formula!r}"
    if re.search(r",\s*\)|\(\s*,|[-+*/]{2,}\s*[,)]|[-+*/]$", formula):
        yield f"syntax of {formula!r}"


def _validations(tree: ET.Element) -> Iterator[str]:
    rules = list(tree.iter(f"{_MAIN}dataValidation"))
    for group in tree.iter(f"{_MAIN}dataValidations"):
        if int(group.attrib.get("count", len(rules))) != len(rules):
            yield "validations are counted wrongly"
    for rule in rules:
        places = rule.attrib["sqref"]
        literal = rule.findtext(f"{_MAIN}formula1") or ""
        if literal.startswith('"') and len(literal) - 2 > _MOST_LIST:
            yield f"{places}: a list of more than {_MOST_LIST} characters"
        for key, longest in _LONGEST.items():
            if len(rule.attrib.get(key, "")) > longest:
                yield f"{places}: {key} of more than {longest} characters"
