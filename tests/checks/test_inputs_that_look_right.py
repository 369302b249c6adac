"""Inputs that look right and are none: empty texts, dates, TRUE and FALSE."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from support.breakages import good_workbook
from support.breaking import Break, input_formula, without_formulas
from support.cells import is_same, read_cells
from support.office import Office
from support.raw_cells import boolean, date_format, formula_text, raw_cell, text_cell
from support.scale import seeds
from typer.testing import CliRunner

from eks_subnet_xlsx import read_workbook, recalculate_workbook, validate_workbook
from eks_subnet_xlsx.checks.case import build_case
from eks_subnet_xlsx.checks.results import agrees, results_of
from eks_subnet_xlsx.cli import app
from eks_subnet_xlsx.errors import EksSubnetXlsxError
from eks_subnet_xlsx.importers.workbook import extract_plan
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.ooxml.booleans import gives_boolean
from eks_subnet_xlsx.ooxml.grid import Cell
from eks_subnet_xlsx.ooxml.places import place_of
from eks_subnet_xlsx.words import LANGUAGES, load_words

pytestmark = pytest.mark.slow


ENI = "WarmENI"

Found = list[tuple[str, str]]


def broken(*steps: Break) -> bytes:
    """The good workbook after edits."""
    data = good_workbook()
    for step in steps:
        data = step(data)
    return data


def found_in(data: bytes) -> Found:
    """Rule and place of every finding but those of stale results."""
    findings = validate_workbook(data).findings
    return [(item.rule, item.place) for item in findings if item.rule != "E402"]


def empty_by_formula(place: str) -> Break:
    """What a sheet has that is linked to another."""
    return formula_text(ENI, place, 'IF(ISBLANK(Q99),"",Q99)')


def empty_pasted(place: str) -> Break:
    """What is left of it where values are pasted."""
    return raw_cell(ENI, place, 't="str"', "<v></v>")


EMPTY = pytest.mark.parametrize("empty", [empty_by_formula, empty_pasted])


@EMPTY
@pytest.mark.parametrize("place", ["A23", "B24", "C25", "E24", "B4", "A30", "B31", "D33", "E72"])
def test_empty_text_is_an_error_where_formulas_ask_for_blanks(
    place: str, empty: Callable[[str], Break]
) -> None:
    """And nothing else is said of the cell or its row."""
    assert found_in(broken(empty(place))) == [("E214", f"WarmENI!{place}")]


@EMPTY
@pytest.mark.parametrize("place", ["B13", "B14", "B15", "B18", "B19", "E13", "D24"])
def test_empty_text_is_blank_where_formulas_take_it_for_blank(
    place: str, empty: Callable[[str], Break]
) -> None:
    """In settings that have a default, and in the name of a group."""
    assert found_in(broken(empty(place))) == []


def test_linked_sheet_is_named_once_for_a_column() -> None:
    """However many rows look blank."""
    places = [f"{letter}{row}" for row in range(26, 73) for letter in "ABCDE"]
    found = [
        (item.rule, item.cells, item.facts["count"])
        for item in validate_workbook(broken(*map(empty_by_formula, places))).findings
        if item.rule != "E402"
    ]
    assert found == [
        ("E214", tuple(f"{letter}{row}" for row in range(26, 73)), 47) for letter in "ABCDE"
    ]


def test_empty_text_below_the_formulas_is_named() -> None:
    """The count of rows that nothing counts has it."""
    data = broken(without_formulas(ENI, 72), empty_pasted("A72"))
    assert found_in(data) == [("E214", "WarmENI!A72")]


@pytest.mark.parametrize("place", ["B23", "C24", "E25", "B4", "B13", "B14", "E13"])
@pytest.mark.parametrize("value", [0, 1])
def test_boolean_is_no_count(place: str, value: int) -> None:
    """Programs count it differently: that is said, with the cell, in every language."""
    (found,) = [
        item
        for item in validate_workbook(broken(boolean(ENI, place, value))).findings
        if item.family == "input"
    ]
    assert (found.rule, found.place) == ("E215", f"WarmENI!{place}")
    for language in LANGUAGES:
        assert ("FALSE", "TRUE")[value] in found.message(load_words(language))


@pytest.mark.parametrize("formula", ["TRUE()", "1<2", "AND(B4>1,TRUE)", "(B4=22)", "NOT(FALSE())"])
def test_formula_that_gives_a_boolean_is_no_count(formula: str) -> None:
    """Also where LibreOffice stored the result as a number."""
    assert ("E215", "WarmENI!B23") in found_in(broken(input_formula(ENI, "B23", formula, 1)))


@pytest.mark.parametrize(
    "formula",
    ["IF(A1>3,1,2)", "SUM(A1)", '"a=b"', "'x=y'!A1+1", "NOT(A1)+1", "ISOMETRY", "", "(", ")(", "()"],
)  # fmt: skip
def test_formula_that_gives_a_number_is_no_boolean(formula: str) -> None:
    """What is compared inside of it is not what it gives."""
    assert not gives_boolean(formula)


@pytest.mark.parametrize("place", ["B23", "C24", "E25", "B13", "B14", "E13"])
@pytest.mark.parametrize(
    ("code", "value", "date"),
    [("yyyy-mm-dd", 45_662, "2025-01-05"), ("[h]:mm", 3, "1900-01-03"), ("d.m.", 45_662.5, "2025")],
)
def test_number_that_is_shown_as_a_date_is_named(
    place: str, code: str, value: float, date: str
) -> None:
    """With the date and the number that counts."""
    (found,) = [
        item
        for item in validate_workbook(broken(*date_format(ENI, place, code, value))).findings
        if item.family == "input"
    ]
    assert (found.rule, found.place) == ("E216", f"WarmENI!{place}")
    assert date in found.message(load_words("en"))


def test_date_as_such_is_named() -> None:
    """ISO 8601 in the file; it counts as the number that programs make of it."""
    data = broken(raw_cell(ENI, "B23", 't="d"', "<v>2025-01-05</v>"))
    assert ("E216", "WarmENI!B23") in found_in(data)
    sheet = read_workbook(data).sheets[0]
    assert sheet.rows[0].values().nodes == 45_662


def test_other_formats_are_no_dates() -> None:
    """A count may be shown with words, colours and separators."""
    assert found_in(broken(*date_format(ENI, "B23", '[Red]#,##0 "nodes"', 3))) == []


def test_names_and_settings_that_look_blank_are_blank_in_the_plan(catalog: LimitsCatalog) -> None:
    """Extracted as if nothing were there."""
    places = ("B13", "B18", "D24", "D25")
    plan = extract_plan(
        read_workbook(broken(*map(empty_by_formula, places))), catalog, "x.xlsx"
    ).plan
    assert [group.name for group in plan.node_groups] == ["web", None, None]
    assert (plan.warm_pool.warm_eni_target, plan.warm_pool.max_eni) == (None, None)


_TYPES = ("m5.large\xa0", "\tm5.large", "m5.  large", " c5.xlarge  ", "m5.large\u200b", "m5.*", " ")
_ROWS = range(23, 33)


def random_step(pick: random.Random) -> tuple[str, tuple[Break, ...]]:
    """A cell, and an input in it that looks right."""
    kind = pick.choice(("type", "empty", "pasted", "boolean", "date", "iso", "space"))
    row = pick.choice(_ROWS)
    count = pick.choice((f"B{row}", f"C{row}", f"E{row}", "B4", "B13", "B14", "B18", "E13"))
    every = pick.choice((f"A{row}", f"D{row}", count))
    if kind == "type":
        return f"A{row}", (text_cell(ENI, f"A{row}", pick.choice(_TYPES)),)
    if kind == "empty":
        return every, (empty_by_formula(every),)
    if kind == "pasted":
        return every, (empty_pasted(every),)
    if kind == "boolean":
        return count, (boolean(ENI, count, pick.randint(0, 1)),)
    if kind == "date":
        number = pick.choice((3, 45_662, 45_662.25))
        return count, date_format(ENI, count, pick.choice(("dd.mm.yyyy", "h:mm")), number)
    if kind == "iso":
        return count, (raw_cell(ENI, count, 't="d"', "<v>2025-01-05</v>"),)
    return count, (text_cell(ENI, count, pick.choice((" ", "\xa0", "5 "))),)


def random_workbook(seed: int) -> tuple[list[str], bytes]:
    """The good workbook with up to four such inputs, each in a cell of its own, and which."""
    pick = random.Random(seed)
    steps = dict(random_step(pick) for _ in range(pick.randint(1, 4)))
    return list(steps), broken(*(step for group in steps.values() for step in group))


def differing_places(file: Path, office: Office, catalog: LimitsCatalog) -> list[str]:
    """The results of a file that LibreOffice calculates otherwise than its formulas give here."""
    case = build_case(read_workbook(file), catalog)
    found = office.results(file, [sheet.name for sheet in case.sheets])
    return [
        f"{sheet.name}!{place}"
        for sheet in case.sheets
        for result in results_of(case, sheet)
        for place in [place_of(*result.at)]
        if not agrees(case, result._replace(stored=Cell(None, found[sheet.name].get(place))))
    ]


@pytest.mark.libreoffice
def test_libreoffice_agrees_or_an_error_names_the_input(
    tmp_path: Path, office: Office, catalog: LimitsCatalog
) -> None:
    """Random files: every result is ours but where a boolean is named; no input is unnamed."""
    wanted = seeds(20, 160)
    files = [tmp_path / f"{seed}.xlsx" for seed in wanted]
    for seed, file in zip(wanted, files, strict=True):
        file.write_bytes(random_workbook(seed)[1])
    for seed, file in zip(wanted, files, strict=True):
        findings = validate_workbook(file).findings
        errors = {
            (item.rule, place)
            for item in findings if item.severity == "error" and item.sheet == ENI
            for place in item.cells
        }  # fmt: skip
        differing = differing_places(file, office, catalog)
        places = random_workbook(seed)[0]
        assert not differing or {("E215", place) for place in places} & errors, (seed, differing)


@pytest.mark.libreoffice
def test_libreoffice_calculates_what_recalculate_stores(tmp_path: Path, office: Office) -> None:
    """Ten random files given back: their results are those of LibreOffice, booleans aside."""
    files = [tmp_path / f"{seed}.xlsx" for seed in range(10)]
    for seed, file in enumerate(files):
        file.write_bytes(recalculate_workbook(random_workbook(seed)[1]).content)
    for file in files:
        if not any(item.rule == "E215" for item in validate_workbook(file).findings):
            ours, theirs = read_cells(file, (ENI,))[ENI], office.results(file, (ENI,))[ENI]
            for place, cell in ours.items():
                if cell.formula is not None:
                    assert is_same(cell.value, theirs[place]), place


@pytest.mark.parametrize(
    "command", ["validate", "extract", "diff", "upgrade", "show", "recalculate"]
)
@pytest.mark.parametrize("seed", range(8))
def test_no_command_ends_in_a_traceback(command: str, seed: int, tmp_path: Path) -> None:
    """Whatever is in the cells: done, wrong, or could not run, in words."""
    file = tmp_path / "edited.xlsx"
    file.write_bytes(random_workbook(seed)[1])
    outputs = {"upgrade": "new.xlsx", "extract": "plan.yaml", "recalculate": "right.xlsx"}
    arguments = [command, str(file)]
    if command == "diff":
        good = tmp_path / "good.xlsx"
        good.write_bytes(good_workbook())
        arguments.append(str(good))
    if command in outputs:
        arguments += ["-o", str(tmp_path / outputs[command])]
    done = CliRunner().invoke(app, arguments)
    # The program's own errors are said in words where it starts.
    assert isinstance(done.exception, SystemExit | EksSubnetXlsxError | None)
    assert done.exit_code in {0, 1}
