"""A layout that is made up here beside layout 1: each file is judged by what it has."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from support.breaking import typed
from support.command import run_command
from support.office import Office

from eks_subnet_xlsx import read_workbook, recalculate_workbook, validate_workbook
from eks_subnet_xlsx.calculation import ARITHMETICS, ENGINE
from eks_subnet_xlsx.importers.workbook import extract_plan
from eks_subnet_xlsx.jobs.annotation import annotate_workbook
from eks_subnet_xlsx.layouts import MODELS, PRESENT, WARM_ENI, Calculator, Layout, versions
from eks_subnet_xlsx.layouts.frozen import FROZEN_FOLDER
from eks_subnet_xlsx.layouts.texts import layout_text
from eks_subnet_xlsx.layouts.versions import frozen, frozen_layout, thawed
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.words import load_words

GOLDEN = Path(__file__).parents[1] / "golden"
GOLDENS = sorted(GOLDEN.glob("layout-1.*.xlsx"))
OLDER = "W107"
"""What is to be said of every file of a layout that is no longer written."""

OF_THE_PLAN = {"6", "7"}
"""Families of rules that judge the plan, and AWS's arithmetic of 2022."""

Json = dict[str, Any]


def made_up() -> Json:
    """The data of a layout 2: one more calculator, and nothing where it was."""
    data = deepcopy(frozen(PRESENT))
    data["version"] = 2
    # Facts stand lower, and one column more of the limits is looked up.
    data["about"] = {key: f"B{int(place[1:]) + 2}" for key, place in data["about"].items()}
    data["limits"]["reach"] = 7
    prefix = deepcopy(data["models"]["vpc-cni"][0])
    prefix["name"] = "WarmPrefix"
    prefix["words"] |= {"A1": "title.prefix", "A13": "label.prefix"}
    data["models"]["vpc-cni"].append(prefix)
    for texts in data["texts"].values():
        texts |= {"title.prefix": "With prefixes", "label.prefix": "WARM_PREFIX_TARGET"}
        texts["label.node_ips"] += ", all of them"
    for calculator in (one for of_model in data["models"].values() for one in of_model):
        _lower_table(calculator)
        for column in calculator["derived_columns"]:
            key, letter, _, formula = column
            if key == "pods_unplaced":
                column[1] = "W"
                calculator["words"]["W23"] = calculator["words"].pop(f"{letter}23")
            if key == "subnet_ips" and formula.startswith("IF({input_code}=0,{primary_ips}+"):
                column[3] = 'IF({input_code}=0,{warm_ips}+{active_ips}+{primary_ips},"")'
        for item in (*calculator["derived_columns"], *calculator["derived_cells"]):
            item[3] = item[3].replace(":$D$5001", ":$G$5001")
            for key, place in PRESENT.about.items():
                old, new = (f"About!$B${text[1:]}" for text in (place, data["about"][key]))
                if old in item[3]:
                    item[3] = item[3].replace(old, new)
                    break
    return data


def _lower_table(calculator: Json) -> None:
    """Puts the headers a row lower."""
    calculator["table"] = [number + 1 for number in calculator["table"]]
    headers = [place for place in calculator["words"] if place.endswith("22")]
    for place in headers:
        calculator["words"][f"{place[:-2]}23"] = calculator["words"].pop(place)


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> Layout:
    """Layout 2 is today's, and layout 1 what its data says."""
    data = made_up()
    prefix = replace(ENGINE["WarmENI"], name="WarmPrefix")
    monkeypatch.setitem(ENGINE, "WarmPrefix", prefix)
    monkeypatch.setitem(
        MODELS, "vpc-cni", (*MODELS["vpc-cni"], replace(WARM_ENI, arithmetic=prefix))
    )
    assert ARITHMETICS["vpc-cni"]["WarmPrefix"] is prefix
    layout = thawed(data)
    monkeypatch.setitem(versions.LAYOUTS, 1, partial(frozen_layout, 1))
    monkeypatch.setitem(versions.LAYOUTS, 2, lambda: layout)
    return layout


def lifted(path: Path, layout: Layout) -> bytes:
    """A golden workbook written anew in another layout, without results."""
    book = load_workbook(path)
    reading = read_workbook(path)
    language, model = str(reading.facts.language), reading.model
    inputs = {sheet.calculator.name: sheet.inputs() for sheet in reading.sheets}
    for calculator in layout.models[model]:
        if calculator.name not in book.sheetnames:
            book.copy_worksheet(book["WarmENI"]).title = calculator.name
        sheet = book[calculator.name]
        _cleared(sheet)
        for place, key in calculator.words.items():
            sheet[place] = layout.text(language, key)
        typed_in = inputs.get(calculator.name, inputs["WarmENI"])
        for typed_cell in calculator.input_cells:
            sheet[typed_cell.place] = typed_in.cells[typed_cell.key]
        for derived in calculator.derived_cells:
            sheet[derived.place] = f"={calculator.cell_formula(derived)}"
        for number, row in enumerate(typed_in.rows, calculator.table.first):
            for column in calculator.input_columns:
                cell = sheet[f"{column.letter}{number}"]
                cell.value = getattr(row, column.key)
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
            for key, formula in calculator.row_formulas(number).items():
                letter = next(c.letter for c in calculator.derived_columns if c.key == key)
                sheet[f"{letter}{number}"] = f"={formula}"
    _write_about(book["About"], layout, language)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_about(about: Worksheet, layout: Layout, language: str) -> None:
    facts = {key: about[place].value for key, place in PRESENT.about.items()}
    for place in PRESENT.about.values():
        about[place] = about[place.replace("B", "A")] = None
    for key, place in layout.about.items():
        about[place] = 2 if key == "schema_version" else facts[key]
        about[place.replace("B", "A")] = layout.text(language, layout.about_label(key))


def _cleared(sheet: Worksheet) -> None:
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.delete_rows(1, sheet.max_row)
    sheet.auto_filter.ref = None


def test_a_layout_comes_back_from_its_data() -> None:
    """What is frozen is all that files are read by; layout 1 is what it was when it was frozen."""
    assert frozen(thawed(frozen(PRESENT))) == frozen(PRESENT)
    written = json.loads((FROZEN_FOLDER / "layout-1.json").read_text(encoding="utf-8"))
    assert frozen(frozen_layout(1)) == written
    if PRESENT.version == 1:
        assert frozen(replace(PRESENT, text=layout_text)) == written


@pytest.mark.slow
@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.stem)
def test_files_of_layout_1_are_read_by_layout_1(
    second: Layout, catalog: LimitsCatalog, path: Path
) -> None:
    """They are judged, recalculated, annotated and extracted as ever; one finding says their age."""
    before = [found for found in _findings(path.read_bytes()) if found[0] != OLDER]
    reading = read_workbook(path)
    assert reading.layout is frozen_layout(1)
    assert reading.layout is not second
    assert {rule[1] for rule, *_ in before} <= OF_THE_PLAN
    done = recalculate_workbook(path)
    assert (done.content, done.restored, done.left) == (path.read_bytes(), (), ())
    plan = extract_plan(reading, catalog, path.name).plan
    assert len(plan.rows()) == 7
    marked = annotate_workbook(
        path.read_bytes(), validate_workbook(path).findings, load_words("en")
    )
    assert [found for found in _findings(marked) if found[0] != OLDER] == before


@pytest.mark.slow
@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.stem)
def test_what_was_said_of_layout_1_is_said_beside_layout_2(
    path: Path, request: pytest.FixtureRequest
) -> None:
    """The findings of a golden workbook, and of one with a formula typed over, are as before."""
    data = path.read_bytes()
    broken = typed("WarmENI", K24=12)(data)
    before = [_findings(data), _findings(broken)]
    restored = recalculate_workbook(broken).content
    request.getfixturevalue("second")
    for found, alone in zip([_findings(data), _findings(broken)], before, strict=True):
        assert [item for item in found if item[0] != OLDER] == alone
        assert len(found) == len(alone) + 1
    assert recalculate_workbook(broken).content == restored


def _findings(data: bytes) -> list[tuple[str, ...]]:
    words = load_words("en")
    return [
        (found.rule, found.place or "", found.message(words))
        for found in validate_workbook(data).findings
    ]


Lifted = Callable[[Path], bytes]


@pytest.fixture
def written(second: Layout) -> Lifted:
    """Writes a golden workbook in layout 2, with its results."""
    return lambda path: recalculate_workbook(lifted(path, second)).content


@pytest.mark.slow
@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.stem)
def test_files_of_layout_2_are_read_by_layout_2(
    second: Layout, written: Lifted, catalog: LimitsCatalog, path: Path
) -> None:
    """The same plan has the same findings there, whatever moved; what is broken is restored."""
    data = written(path)
    reading = read_workbook(data)
    assert reading.layout is second
    prefixes = ["WarmPrefix"] if reading.model == "vpc-cni" else []
    assert [sheet.name for sheet in reading.sheets] == ["WarmENI", "WarmIP", *prefixes]
    of_first = {rule for rule, *_ in _findings(path.read_bytes())} - {OLDER}
    assert {rule for rule, *_ in _findings(data)} == of_first
    assert extract_plan(reading, catalog, path.name).plan == (
        extract_plan(read_workbook(path), catalog, path.name).plan
    )
    column = _letter(second.models[reading.model][0], "status_code")
    last = reading.sheets[-1].name
    broken = typed(last, **{f"{column}25": 12})(data)
    assert [found[:2] for found in _findings(broken) if found[0] == "E301"] == [
        ("E301", f"{last}!{column}25")
    ]
    done = recalculate_workbook(broken)
    assert done.left == ()
    assert _findings(done.content) == _findings(data)


def _letter(calculator: Calculator, key: str) -> str:
    return next(column.letter for column in calculator.derived_columns if column.key == key)


@pytest.mark.libreoffice
def test_libreoffice_finds_the_results_of_layout_2(
    second: Layout, written: Lifted, office: Office, tmp_path: Path
) -> None:
    """A program's results are those that were stored, so that both know the same formulas."""
    paths = []
    for golden in GOLDENS:
        paths.append(tmp_path / golden.name)
        paths[-1].write_bytes(written(golden))
    for path, saved in zip(paths, office.recalculate(paths, tmp_path / "saved"), strict=True):
        reading = read_workbook(saved)
        assert reading.layout is second
        of_ours = {rule for rule, *_ in _findings(path.read_bytes())}
        assert {rule for rule, *_ in _findings(saved.read_bytes())} <= of_ours | {"W405"}


@pytest.mark.slow
def test_both_are_judged_in_one_run(written: Lifted, tmp_path: Path) -> None:
    """`validate` tells of each file which layout it has."""
    first = tmp_path / "first.xlsx"
    first.write_bytes(GOLDENS[0].read_bytes())
    (tmp_path / "second.xlsx").write_bytes(written(GOLDENS[0]))
    done = run_command("validate", first, "second.xlsx", "--format", "json", folder=tmp_path)
    files = json.loads(done.stdout)["files"]
    stated = {Path(file["file"]).name: file["schema_version"] for file in files}
    assert stated == {"first.xlsx": 1, "second.xlsx": 2}
    old = [[found["rule"] for found in file["findings"]] for file in files]
    assert [OLDER in rules for rules in old] == [True, False]
