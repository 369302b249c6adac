"""The quick way to read rows against the parser: the same cells, or it is left to the parser."""

from __future__ import annotations

import random
import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from support.breakages import BREAKAGES, broken
from support.scale import count, seed, share

from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.ooxml import sheet_xml
from eks_subnet_xlsx.ooxml.grid import Grid
from eks_subnet_xlsx.ooxml.plain_rows import NotPlainError
from eks_subnet_xlsx.ooxml.sheet_xml import read_grid

GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*.xlsx"))
TEXTS = ["shared", "text"]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

PIECES = (
    "<!-- -->", "<![CDATA[1]]>", "<?a b?>", "&#65;", "&lt;", "&amp;lt;", "&nbsp;", "&", "<", ">", "]]>",
    "\r", "\r\n", "\t", "\x01", "\ufffe", " ", "_x0041_", "\u00e9", "\u0663", "=", '"', "'", "/",
    '<row r="9"/>', '<row r="7"><c r="A7"><v>1</v></c></row>', "</row>", "</sheetData>", "<sheetData>",
    '<row r="8" hidden="1" x14ac:dyDescent="0.25">', ' xmlns="urn:x"', ' r="2"', ' t="s"', ' t="b"',
    ' t="zz"', ' s="1"', ' s="x"', ' hidden="1"', ' x:a="1"', "<c/>", '<c r="B2"/>', '<c r="B2" t="e"><v>#N/A</v></c>',
    '<c r="C2"><f t="shared" si="0" ref="C2:C3">A1</f><v>1</v></c>', "<v>1</v>", "<v/>", "<f>A1</f>", "<f></f>",
    "<is><t>x</t></is>", "<is><r><t>x</t></r></is>", '<c r="D9999999"/>', "<mergeCells/>", "x", "0", "1e5", "NaN",
)  # fmt: skip
"""What is put anywhere into a sheet: all that has a meaning of its own, and what has none."""

SHEET = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<worksheet xmlns="{MAIN}" xmlns:x14ac="urn:x14ac"><dimension ref="A1:C3"/><sheetData>'
    '<row r="1" spans="1:3"><c r="A1" s="1" t="inlineStr"><is><t xml:space="preserve">a b</t></is></c>'
    '<c r="B1" t="s"><v>1</v></c><c r="C1" s="2"/></row><row r="2"/>'
    '<row r="3" x14ac:dyDescent="0.25"><c r="A3" t="str"><f aca="false">IF(A1&lt;2,"",1)</f><v></v></c>'
    '<c r="B3"><f>A1+1</f><v>12.5</v></c><c r="C3" t="n"><v>3</v></c></row></sheetData>'
    '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
)


def by_parser(content: bytes) -> Grid | tuple[object, ...]:
    """What the parser makes of a part."""
    return _outcome(sheet_xml.read_any, content)


def _outcome(read: object, content: bytes) -> Grid | tuple[object, ...]:
    assert callable(read)
    try:
        grid = read(content, "sheet.xml", lambda: TEXTS)
    except WorkbookError as error:
        return (error.problem, error.facts)
    assert isinstance(grid, Grid)
    return grid


def is_plain(content: bytes) -> bool:
    """Whether the quick way takes a part."""
    try:
        sheet_xml.read_plain(content, "sheet.xml", lambda: TEXTS)
    except (NotPlainError, WorkbookError):
        return False
    return True


def test_the_sheet_is_plain() -> None:
    """Otherwise there would be nothing to compare."""
    assert is_plain(SHEET.encode())
    assert by_parser(SHEET.encode()) == _outcome(read_grid, SHEET.encode())


def test_whatever_is_put_in_is_read_as_the_parser_reads_it() -> None:
    """One or two pieces at random places of a sheet, or in place of something: the same outcome."""
    chance, plain = random.Random(seed(77)), 0
    number = count(6_000, 80_000)
    for _ in range(number):
        text = SHEET
        for _ in range(chance.choice((1, 1, 2))):
            at = chance.randrange(len(text))
            end = at + chance.choice((0, 0, 0, 1, 2, 5))
            text = text[:at] + chance.choice(PIECES) + text[end:]
        content = text.encode("utf-8", "surrogatepass")
        assert _outcome(read_grid, content) == by_parser(content), text
        plain += is_plain(content)
    assert plain > number / 100


def test_tags_are_put_between_tags() -> None:
    """The same where only tags begin and end, so that more of them are well-formed."""
    chance = random.Random(seed(78))
    pieces = re.findall(r"<[^>]*>|[^<]+", SHEET)
    for _ in range(count(4_000, 60_000)):
        changed = list(pieces)
        for _ in range(chance.choice((1, 2))):
            at = chance.randrange(len(changed))
            kind = chance.randrange(4)
            if kind == 0:
                changed.insert(at, chance.choice(PIECES))
            elif kind == 1:
                changed.insert(at, chance.choice(pieces))
            elif kind == 2:
                del changed[at]
            else:
                other = chance.randrange(len(changed))
                changed[at], changed[other] = changed[other], changed[at]
        content = "".join(changed).encode("utf-8", "surrogatepass")
        assert _outcome(read_grid, content) == by_parser(content), changed


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_our_own_sheets_are_plain(path: Path) -> None:
    """The calculators of golden workbooks are read the quick way, and read the same."""
    with ZipFile(path) as archive:
        for name in (n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")):
            content = archive.read(name)
            assert is_plain(content), name
            assert _outcome(read_grid, content) == by_parser(content), name


@pytest.mark.slow
def test_sheets_that_were_edited_are_read_the_same() -> None:
    """All parts of sheets of workbooks that something was done to."""
    read = 0
    for breakage in share(BREAKAGES, 4):
        with ZipFile(BytesIO(broken(breakage))) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/sheet"):
                    content = archive.read(name)
                    assert _outcome(read_grid, content) == by_parser(content), (breakage, name)
                    read += is_plain(content)
    assert read
