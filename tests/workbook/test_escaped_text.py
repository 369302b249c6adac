"""Characters that stand in a file by their numbers: _x0041_ as the format has it, both ways."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.breakages import PLAN
from support.office import Office

from eks_subnet_xlsx import build_workbook, parse_plan, read_workbook, validate_workbook
from eks_subnet_xlsx.ooxml.grid import Grid
from eks_subnet_xlsx.ooxml.sheet_xml import read_grid
from eks_subnet_xlsx.ooxml.xml import unescaped, value_cell, xml_attribute_or_text, xml_text

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
NAMES = (
    "_x0041_", "_x005F_x0041_", "_x005f_", "__x0041_", "_x0041", "_x000D_", "_X0041_", "_x00e9_",
    "a_xD83D_b",
)  # fmt: skip


def grid_of(cells: str) -> Grid:
    part = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    return read_grid(part.encode(), "a.xml", lambda: ["shared"])


@settings(deadline=None)
@given(st.text(max_size=30) | st.from_regex(r"(_x[0-9A-Fa-f]{4}_?|_|x){0,6}", fullmatch=True))
def test_every_text_is_read_as_it_was_written(text: str) -> None:
    """Control characters, carriage returns and what looks like an escape among them."""
    right = "".join("\ufffd" if "\ud800" <= item <= "\udfff" else item for item in text)
    assert grid_of(value_cell("A1", "0", text)).at(1, 1).value == right
    parsed = ET.fromstring(f'<a b="{xml_attribute_or_text(text)}">{xml_text(text)}</a>')
    assert unescaped(parsed.text or "") == unescaped(parsed.attrib["b"]) == right


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("_x0041_", "A"), ("_x00e9_", "\u00e9"), ("_x00E9_", "\u00e9"), ("_x005F_x0041_", "_x0041_"),
        ("_x0041_x0042_", "Ax0042_"), ("_x41_", "_x41_"), ("_X0041_", "_X0041_"),
        ("a_x000D_b", "a\rb"), ("_xD83D__xDE00_", "\U0001f600"), ("_xD83D_", "\ufffd"),
        ("_x0000_", "\0"), ("_x\u0661\u0661\u0661\u0661_", "_x\u0661\u0661\u0661\u0661_"),
    ],
)  # fmt: skip
def test_an_escape_is_the_character(stored: str, text: str) -> None:
    """In texts, in results and in formulas."""
    inline = f'<c r="A1" t="inlineStr"><is><t>{stored}</t></is></c>'
    runs = f'<c r="A1" t="inlineStr"><is><r><t>{stored}</t></r></is></c>'
    result = f'<c r="A1" t="str"><f>"{stored}"</f><v>{stored}</v></c>'
    assert grid_of(inline).at(1, 1).value == grid_of(runs).at(1, 1).value == text
    assert grid_of(result).at(1, 1)[:2] == (f'"{text}"', text)


def test_runs_of_text_are_read_one_by_one() -> None:
    """What two runs spell together is no escape."""
    runs = '<c r="A1" t="inlineStr"><is><r><t>_x00</t></r><r><t>41_</t></r></is></c>'
    assert grid_of(runs).at(1, 1).value == "_x0041_"


def workbook(name: str) -> bytes:
    """A workbook whose cluster and first group have a name."""
    plan = {**PLAN, "cluster": name}
    plan["node_groups"] = [{**PLAN["node_groups"][0], "name": name}]  # type: ignore[index]
    return build_workbook(parse_plan(json.dumps(plan), suffix=".json"))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_looks_like_an_escape_is_kept(name: str) -> None:
    """It is read back, shown by its formula, and nothing is to be said of the file."""
    data = workbook(name)
    reading = read_workbook(data)
    assert reading.facts.cluster == name
    for sheet in reading.sheets:
        assert sheet.rows[0].inputs["node_group"].value == name
        assert sheet.cells["cluster"].value == name
    assert validate_workbook(data).findings == ()


def test_every_part_holds_the_escape_of_the_format() -> None:
    """An underscore that would begin an escape is spelled by its number."""
    with ZipFile(BytesIO(workbook("_x0041_"))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        about = archive.read("xl/worksheets/sheet6.xml").decode()
    assert "_x0041_" not in sheet.replace("_x005F_x0041_", "")
    assert '<t xml:space="preserve">_x005F_x0041_</t>' in about


@pytest.mark.libreoffice
def test_libreoffice_gives_such_a_name_back(office: Office, tmp_path: Path) -> None:
    """Saved by it, the name is read as it was, by this program and by openpyxl."""
    paths = []
    # It spells an underscore by its number, but for one that is the beginning of that very spelling.
    names = [name for name in NAMES if "x005" not in name]
    for number, name in enumerate(names):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(workbook(name))
        paths.append(path)
    for name, path in zip(names, office.recalculate(paths, tmp_path / "saved"), strict=True):
        data = path.read_bytes()
        assert read_workbook(data).facts.cluster == name
        assert validate_workbook(data).findings == ()
        assert openpyxl.load_workbook(path)["About"]["B13"].value == name
