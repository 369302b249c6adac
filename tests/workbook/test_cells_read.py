"""What a cell holds: as the format has it, whatever its XML looks like."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from support.breakages import good_workbook
from support.breaking import part_of, replaced
from typer.testing import CliRunner

from eks_subnet_xlsx import (
    WorkbookError,
    annotate_workbook,
    read_workbook,
    recalculate_workbook,
    validate_workbook,
)
from eks_subnet_xlsx.cli import app
from eks_subnet_xlsx.ooxml.grid import Grid
from eks_subnet_xlsx.ooxml.markup import as_utf8
from eks_subnet_xlsx.ooxml.sheet_xml import read_grid
from eks_subnet_xlsx.words import load_words
from workloads.damage import parts_of, zipped

pytestmark = pytest.mark.slow


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def grid_of(cells: str, shared: tuple[str, ...] = (), root: str = f'xmlns="{MAIN}"') -> Grid:
    """The cells of a first row."""
    part = f'<worksheet {root}><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    return read_grid(part.encode(), "sheet.xml", lambda: list(shared))


def first(cells: str, shared: tuple[str, ...] = ()) -> object:
    """What stands in A1."""
    return grid_of(cells, shared).at(1, 1).value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4", 4), ("+4", 4), ("-4", -4), ("007", 7), ("4.0", 4), ("4.", 4), (".5", 0.5),
        ("4.5", 4.5), ("1E2", 100), ("1.5e-1", 0.15), ("-0", 0), ("12345678901", 12345678901),
        ("1" * 300, int(float("1" * 300))),
    ],
)  # fmt: skip
def test_a_number_is_what_the_format_says(text: str, value: float) -> None:
    """Digits, a point, an exponent, as the format spells doubles."""
    assert first(f'<c r="A1"><v>{text}</v></c>') == value


@pytest.mark.parametrize(
    "text",
    [
        "NaN", "nan", "INF", "-INF", "inf", "infinity", "1e999", "-1e999", "1_000", "1,000", "0x10",
        "\u0663", "\uff13", "\u00b2", "1 000", " 4", "4\n", "\u00a04", "--4", "e5", ".", "1e", "1e+",
        "1" * 3_000_000, "0." + "0" * 5_000 + "1", "four",
    ],
    ids=lambda text: ascii(text[:12]),
)  # fmt: skip
def test_what_is_no_number_is_named_at_its_cell(text: str) -> None:
    """One error that quotes the cell, and no more of its contents than fits a line."""
    with pytest.raises(WorkbookError) as caught:
        first(f'<c r="A1"><v>{text}</v></c>')
    assert caught.value.problem == "bad_value"
    assert caught.value.facts == {"cell": "A1", "part": "sheet.xml", "found": text[:20]}
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ('<c r="A1" t="s"><v>2</v></c>', "bad_value"),
        ('<c r="A1" t="s"><v>-1</v></c>', "bad_value"),
        ('<c r="A1" t="s"><v>00000000001</v></c>', "bad_value"),
        ('<c r="A1" t="s"><v>\u0661</v></c>', "bad_value"),
        ('<c r="A1" t="b"><v>yes</v></c>', "bad_value"),
        ('<c r="A1" t="other"><v>4</v></c>', "bad_value"),
        ('<c r="A1" s="1_0"><v>4</v></c>', "bad_value"),
        ('<c r="A1" s="\u0661"><v>4</v></c>', "bad_value"),
        ('<c r="A1"><v>1<x>5</x>2</v></c>', "bad_value"),
        ('<c r="\u0410\u0661"><v>4</v></c>', "bad_cell"),
        ('<c r="A\u0661"><v>4</v></c>', "bad_cell"),
        ('<c r="A01"><v>4</v></c>', "bad_cell"),
        ('<c r="XFE1"><v>4</v></c>', "bad_cell"),
        ('<c r="XFD1"/><c><v>4</v></c>', "bad_cell"),
        ('</row><row r="1048577"><c/>', "bad_row"),
        ('</row><row r="00000000001048577"><c/>', "bad_row"),
        ('</row><row r="1048576"/><row><c/>', "bad_row"),
        ('</row><row r="\u0661"><c/>', "bad_row"),
        ('<c r="A1"><f t="shared" si="\u0661">B1</f></c>', "shared_formula"),
        ('<c r="A1"><f t="shared" si="9">B1</f></c><c r="B1"><f t="shared" si="09"/></c>',
         "shared_formula"),
        ('</row></sheetData><mergeCells><mergeCell ref="A1:\u0662"/></mergeCells><sheetData><row>',
         "bad_cell"),
    ],
)  # fmt: skip
def test_what_is_no_place_or_index_is_named(cells: str, problem: str) -> None:
    """Rows, places, styles, shared texts and formulas are counted in plain digits."""
    with pytest.raises(WorkbookError) as caught:
        grid_of(cells, ("one", "two"))
    assert caught.value.problem == problem
    assert str(caught.value)


def test_a_number_of_no_kind_is_one_finding_and_no_traceback(tmp_path: Path) -> None:
    """The file is damaged, at its cell; what takes a plan out of it says the same."""
    for text in ("NaN", "1e999", "1_000", "\u0663", "1" * 3_000_000):
        data = replaced("WarmENI", "<v>3</v>", f"<v>{text}</v>", 1)(good_workbook())
        report = validate_workbook(data)
        assert [found.rule for found in report.findings] == ["E105"]
        assert "B23" in str(report.findings[0].facts["reason"])
        with pytest.raises(WorkbookError, match="B23"):
            recalculate_workbook(data)
        path = tmp_path / "a.xlsx"
        path.write_bytes(data)
        result = CliRunner().invoke(app, ["extract", str(path)])
        assert result.exit_code == 2
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert "B23" in result.output


SPELLINGS: dict[str, Callable[[str], str]] = {
    "comments": lambda part: part.replace("<v>", "<v><!-- 9 -->").replace(
        "<row", "<!--<c/>--><row"
    ),
    "a comment inside": lambda part: part.replace("<v>10</v>", "<v>1<!-- 9 -->0</v>"),
    "CDATA": lambda part: part.replace("<v>10</v>", "<v><![CDATA[10]]></v>"),
    "instructions": lambda part: part.replace("<v>", "<?x <v>9</v>?><v>"),
    "characters by number": lambda part: part.replace("<v>10</v>", "<v>&#49;&#x30;</v>"),
    "single quotes": lambda part: part.replace('<row r="23">', "<row  r = '23' >"),
    "spaces between": lambda part: part.replace("<c ", "\n\t <c ").replace("<v>", "\n <v>"),
    "another order": lambda part: part.replace('<c r="A23" ', "<c q='1' ").replace(
        "<c q='1'", '<c xml:space="preserve" r="A23"'
    ),
    "a prefix": lambda part: prefixed(part, "x"),
    "another namespace": lambda part: part.replace(
        "<worksheet ", '<worksheet xmlns:y="urn:y" '
    ).replace("</v></c>", "</v><y:v>9</y:v></c>"),
    "cells of another namespace": lambda part: part.replace(
        "<sheetData>", '<sheetData><row r="23" xmlns="urn:y"><c r="B23"><v>9</v></c></row>'
    ),
    "an extension": lambda part: part.replace(
        "</v></c>", "</v><extLst><ext><v>9</v><f>9</f></ext></extLst></c>"
    ),
    "the strict edition": lambda part: part.replace(MAIN, STRICT),
}


def prefixed(part: str, prefix: str) -> str:
    """A part whose elements have a prefix."""
    part = re.sub(r"<(/?)(?=[A-Za-z])", rf"<\1{prefix}:", part)
    return part.replace(f'xmlns="{MAIN}"', f'xmlns:{prefix}="{MAIN}"')


@pytest.mark.parametrize("name", SPELLINGS)
@pytest.mark.parametrize("sheet", ["WarmENI", "Limits"])
def test_spelling_changes_nothing_that_is_read(name: str, sheet: str) -> None:
    """What an XML parser takes for the same is read as the same, on calculators and limits."""
    good = good_workbook()
    parts = parts_of(good)
    part = part_of(good, sheet)
    spelled = SPELLINGS[name](parts[part].decode())
    reading, right = read_workbook(zipped({**parts, part: spelled.encode()})), read_workbook(good)
    assert reading.limits == right.limits
    assert [item.inputs() for item in reading.sheets] == [item.inputs() for item in right.sheets]
    assert [item.grid.cells for item in reading.sheets] == [i.grid.cells for i in right.sheets]


@pytest.mark.parametrize("root", ["", 'xmlns="urn:x"', f'xmlns:x="{MAIN}"'])
def test_a_part_of_no_spreadsheet_is_refused(root: str) -> None:
    """Programs find no cell in a part whose root is of another namespace, or of none."""
    with pytest.raises(WorkbookError) as caught:
        grid_of('<c r="A1"><v>4</v></c>', root=root)
    assert caught.value.problem == "foreign_part"


ENCODINGS = {
    "UTF-16 with its mark": lambda text: text.encode("utf-16"),
    "UTF-16 without it": lambda text: text.encode("utf-16-le"),
    "UTF-16 of large end": lambda text: text.encode("utf-16-be"),
    "UTF-16 of large end with its mark": lambda text: (
        codecs.BOM_UTF16_BE + text.encode("utf-16-be")
    ),
    "UTF-8 with a mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "Latin 1": lambda text: ('<?xml version="1.0" encoding="iso-8859-1"?>' + text).encode(
        "latin-1"
    ),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_every_encoding_of_xml_is_read_and_given_back(name: str) -> None:
    """A file in it is judged, marked and recalculated like the same file in UTF-8."""
    broken = replaced("WarmENI", "<v>10</v>", "<v>11</v>", 1)(good_workbook())
    parts = parts_of(broken)
    recoded = {
        path: ENCODINGS[name](content.decode())
        if path.endswith((".xml", ".rels")) and content.isascii()
        else content
        for path, content in parts.items()
    }
    data = zipped(recoded)
    right, report = validate_workbook(broken), validate_workbook(data)
    assert report.findings == right.findings
    assert report.findings
    marked = annotate_workbook(data, report.findings, load_words("en"))
    assert validate_workbook(marked).findings == right.findings
    assert parts_of(recalculate_workbook(data).content).keys() == parts.keys()
    assert validate_workbook(recalculate_workbook(data).content).findings == ()


@pytest.mark.parametrize("name", ["utf-77", "utf-7", "rot13", "cp500", "unicode_escape", "zlib"])
def test_an_encoding_that_no_parser_knows_is_refused(name: str) -> None:
    """One error, and not what Python would make of it."""
    with pytest.raises(WorkbookError):
        as_utf8(f'<?xml version="1.0" encoding="{name}"?><a/>'.encode(), "a.xml")
