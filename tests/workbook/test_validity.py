"""Excel opens what is written: by Microsoft's own validator, and by a lint for what it misses."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from support.fillings import Fillings
from support.lint import lint
from support.programs import OpenXmlValidator
from support.scale import EDITIONS, edition_of

from eks_subnet_xlsx import LimitsCatalog, build_workbook, read_plan
from eks_subnet_xlsx.calculation import Model
from eks_subnet_xlsx.resources import sample_plans

pytestmark = pytest.mark.slow


AWS_SAMPLE = next(path for path in sample_plans() if path.stem == "aws-2022")


@pytest.mark.slow
@pytest.mark.parametrize(("language", "model"), EDITIONS)
def test_workbooks_have_nothing_that_excel_repairs(
    catalog: LimitsCatalog, language: str, model: Model
) -> None:
    """The samples pass the lint, and so do random plans, each in an edition of this run."""
    source = Fillings(seed=31, catalog=catalog)
    random_plans = [source.plan() for _ in range(20)]
    plans = [read_plan(path) for path in sample_plans()]
    plans += [plan for n, plan in enumerate(random_plans) if edition_of(n) == (language, model)]
    for plan in plans:
        assert lint(build_workbook(plan, catalog, language=language, model=model)) == []


@pytest.mark.slow
@pytest.mark.parametrize(("language", "model"), EDITIONS)
@pytest.mark.parametrize("protect", [True, False])
def test_workbooks_are_valid_open_xml(
    tmp_path: Path, validator: OpenXmlValidator, language: str, model: Model, *, protect: bool
) -> None:
    """The Open XML SDK's validator finds nothing."""
    path = tmp_path / "a.xlsx"
    content = build_workbook(read_plan(AWS_SAMPLE), language=language, model=model, protect=protect)
    path.write_bytes(content)
    assert validator.errors(path) == []


SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
TYPES = "[Content_Types].xml"

FAULTS = {
    "look": (SHEET, r'<c r="A1" s="\d+"', '<c r="A1" s="9999"', "a look that is not there"),
    "order of cells": (SHEET, r'<c r="A4"', '<c r="Z4"', "out of order"),
    "order of rows": (SHEET, r'<row r="5"', '<row r="3"', "row 3 out of order"),
    "cell in another row": (SHEET, r'<c r="A4"', '<c r="A5"', "A5 in row 4"),
    "shared string": (SHEET, r'<c r="B4" s="(\d+)">', r'<c r="B4" s="\1" t="s">', "shared string"),
    "number": (SHEET, r"<v>23</v>", "<v>x</v>", "is no number"),
    "formula with its sign": (SHEET, r"<f>SUM\(K", "<f>=SUM(K", "formula"),
    "bracket": (SHEET, r"<f>SUM\(K23:K1022\)", "<f>SUM(K23:K1022", "brackets"),
    "comma": (SHEET, r"<f>SUM\(K23:K1022\)", "<f>SUM(K23:K1022,)", "syntax"),
    "lost reference": (SHEET, r"<f>SUM\(K23:K1022\)", "<f>SUM(#REF!)", "an error in"),
    "conditional look": (SHEET, r'dxfId="\d+"', 'dxfId="99"', "a look that is not there"),
    "priority": (SHEET, r'priority="2"', 'priority="1"', "one priority"),
    "list": (SHEET, r"<formula1>SubnetSizes[^<]*", '<formula1>"' + "16," * 90 + '"', "a list of"),
    "prompt": (SHEET, r'prompt="', f'prompt="{"x" * 255}', "prompt of more than 255"),
    "drawing": (SHEET, r'(<drawing [^>]*r:id=")rId1', r"\1rId9", "drawing has no relation"),
    "merge": (SHEET, r'<mergeCell ref="A2:E2" ?/>', r"\g<0>\g<0>", "merged twice"),
    "sheet name": (BOOK, 'name="About"', 'name="A/bout"', "sheet name"),
    "doubled sheet": (BOOK, 'name="About"', 'name="words"', "name stands there twice"),
    "sheet id": (BOOK, 'sheetId="2"', 'sheetId="1"', "sheet id"),
    "sheet relation": (BOOK, 'r:id="rId6"', 'r:id="rId77"', "has no relation"),
    "name of no sheet": (BOOK, 'localSheetId="1"', 'localSheetId="9"', "belongs to no sheet"),
    "doubled name": (BOOK, 'name="WARM_IP_TARGET"', 'name="WARM_ENI_TARGET"', "twice"),
    "lost name": (BOOK, r">WarmIP!\$B\$13<", ">#REF!<", "points nowhere"),
    "content type": (TYPES, r'<Override PartName="/xl/worksheets/sheet1.xml"[^>]*/>', "", "type"),
    "missing part": (TYPES, "/xl/worksheets/sheet2.xml", "/xl/worksheets/sheet99.xml", "not there"),
    "target": ("xl/_rels/workbook.xml.rels", "sheet3.xml", "sheet33.xml", "not there"),
    "broken XML": (SHEET, "</sheetData>", "", "mismatched tag"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_lint_catches_each_fault(fault: str) -> None:
    """A fault that is put into a good workbook is found, and named."""
    part, old, new, message = FAULTS[fault]
    good = build_workbook(read_plan(AWS_SAMPLE))
    assert lint(good) == []
    stream = BytesIO()
    with ZipFile(BytesIO(good)) as archive, ZipFile(stream, "w", ZIP_DEFLATED) as broken:
        for name in archive.namelist():
            text = archive.read(name).decode()
            if name == part:
                text, count = re.subn(old, new, text, count=1)
                assert count == 1
            broken.writestr(name, text)
    found = lint(stream.getvalue())
    assert any(message in line for line in found), found


def test_lint_catches_a_doubled_part() -> None:
    """Two parts of one name are found."""
    stream = BytesIO(build_workbook(read_plan(AWS_SAMPLE)))
    with ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(BOOK, "<x/>")
    assert lint(stream.getvalue()) == [f"doubled part {BOOK}"]
