"""Formulas in inputs: what their stored values rest on, and whether a program calculated them."""

from __future__ import annotations

import re

import pytest
from support.breakages import ENI, IP, Found, good_workbook
from support.breaking import Break, in_part, in_sheet, input_formula

from eks_subnet_xlsx import recalculate_workbook, validate_workbook

pytestmark = pytest.mark.slow


def broken(*steps: Break) -> bytes:
    """The good workbook after these steps."""
    data = good_workbook()
    for step in steps:
        data = step(data)
    return data


def findings_of(*steps: Break) -> Found:
    """Rule and place of all that is found then."""
    return [(found.rule, found.place) for found in validate_workbook(broken(*steps)).findings]


def defined(name: str, text: str, sheet: int | None = None) -> Break:
    """Defines a name for the workbook, or for one of its sheets."""
    local = "" if sheet is None else f' localSheetId="{sheet}"'
    new = f'<definedNames><definedName name="{name}"{local}>{text}</definedName>'
    return in_part("xl/workbook.xml", lambda part: part.replace("<definedNames>", new, 1))


def saved_by_a_program() -> Break:
    """As programs save it that calculate: nothing is left to calculate on opening."""
    return in_part("xl/workbook.xml", lambda part: part.replace(' fullCalcOnLoad="1"', ""))


def cell_with(text: str, value: str | None) -> Break:
    """A formula in BF3, a cell of the user's own."""
    result = "" if value is None else f"<v>{value}</v>"
    cell = f'<c r="BF3"><f>{text}</f>{result}</c>'
    return in_sheet(
        ENI, lambda part: re.sub(r'(<row r="3".*?)</row>', rf"\1{cell}</row>", part, count=1)
    )


def without_value(place: str, text: str) -> Break:
    """A formula in an input that no result is stored with."""

    def change(part: str) -> str:
        pattern = re.compile(rf'<c r="{place}"( s="\d+")?[^>]*>.*?</c>')
        return pattern.sub(
            lambda cell: f'<c r="{place}"{cell[1] or ""}><f>{text}</f></c>', part, count=1
        )

    return in_sheet(ENI, change)


B23 = "WarmENI!B23"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1+2", 3),
        ("WarmIP!B23", 3),
        ("WarmIP!M23-29", 3),
        ("M24-57", 3),
        ("NODES(3)", 3),
        ("B25+2", 3),
        ("WARM_ENI_TARGET+2", 3),
    ],
)
def test_a_formula_that_others_can_follow_is_no_fault(text: str, value: int) -> None:
    """Arithmetic, another sheet, results that do not rest on it, names."""
    assert findings_of(input_formula(ENI, "B23", text, value)) == []


@pytest.mark.parametrize(
    "text",
    ["NOW()-46000", "TODAY()", "3*RAND()", "RANDBETWEEN(1,5)", "OFFSET(B24,1,0)",
     'INDIRECT("B24")', 'INFO("numfile")', 'CELL("row",A3)', "_xlfn.RANDARRAY()", "rand()"],
)  # fmt: skip
def test_a_volatile_formula_is_a_warning(text: str) -> None:
    """Its value may be another one when the next person opens the file."""
    assert findings_of(input_formula(ENI, "B23", text, 3)) == [("W309", B23)]


def test_a_file_that_says_it_was_not_calculated_is_believed() -> None:
    """Saved under manual calculation, whatever values are stored in it."""
    steps = (
        input_formula(ENI, "B23", "2+1", 3),
        in_part("xl/workbook.xml", lambda part: part.replace(
            ' fullCalcOnLoad="1"', ' calcMode="manual" calcCompleted="0"')),
    )  # fmt: skip
    assert findings_of(*steps) == [("E308", B23)]


@pytest.mark.parametrize("text", ["_xlfn.XLOOKUP(1,CA1:CA9,CB1:CB9,3)", "_xlfn.LET(x,3,x)"])
def test_a_function_that_not_every_program_has_is_an_error(text: str) -> None:
    """LibreOffice shows an error where Excel has a value."""
    steps = input_formula(ENI, "B23", text, 3), saved_by_a_program()
    assert findings_of(*steps) == [("E315", B23)]


@pytest.mark.parametrize(
    "text",
    ["CB1", "$CB$1", "WarmIP!CB1", "BF3", "IF(TRUE,CB1,5)", "INDEX(CB1:CB9,2)", "CHOOSE(1,CB1,CC1)",
     "VLOOKUP(4,CB1:CC9,2,0)", "Fleet", "IFERROR(CB1,7)"],
)  # fmt: skip
def test_a_blank_cell_handed_on_is_an_error(text: str) -> None:
    """Excel takes it for 0, LibreOffice for no number: in a count, and in a setting."""
    blank = defined("Fleet", "WarmENI!$CB$1"), cell_with("CB1", "0"), saved_by_a_program()
    rules = [rule for rule, _ in findings_of(*blank, input_formula(ENI, "B23", text, 0))]
    assert "E314" in rules
    rules = [rule for rule, _ in findings_of(*blank, input_formula(ENI, "E13", text, 0))]
    assert "E314" in rules


@pytest.mark.parametrize(
    "text", ["CB1+0", "SUM(CB1:CB9)", "N(CB1)", "IF(TRUE,0,CB1)", "INDEX(A23:CB30,2,80)*1", "BF3"]
)
def test_a_zero_that_a_formula_gives_is_none_of_them(text: str) -> None:
    """Arithmetic makes a number of a blank cell, and a 0 may be what was meant."""
    steps = cell_with("CB1+0", "0"), saved_by_a_program(), input_formula(ENI, "B23", text, 0)
    assert "E314" not in [rule for rule, _ in findings_of(*steps)]


def test_a_text_that_looks_like_a_function_is_none() -> None:
    """Neither a quoted text nor a name is a call."""
    steps = defined("today", "3"), input_formula(ENI, "B23", 'IF("NOW()"="",0,today)', 3)
    assert findings_of(*steps) == []


def test_a_volatile_cell_is_followed() -> None:
    """By reference, by range and by name."""
    for text in ("BF3", "SUM(BF2:BF9)", "Fleet"):
        steps = (
            defined("Fleet", "WarmENI!$BF$3"),
            cell_with("RANDBETWEEN(1,5)", "3"),
            input_formula(ENI, "B23", text, 3),
        )
        assert findings_of(*steps) == [("W309", B23)], text


@pytest.mark.parametrize("text", ["B23", "B8-195", "K23/50", "SUM(B23:B25)", "Fleet", "BF3", "B8"])
def test_a_circular_formula_is_an_error(text: str) -> None:
    """Itself, a result that rests on it, a range or a name that holds it, by way of a cell."""
    steps = (
        defined("Fleet", "WarmENI!$B$23"),
        cell_with("B23+0", "3"),
        input_formula(ENI, "B23", text, 3),
    )
    assert findings_of(*steps) == [("E310", B23)]


def test_a_circle_over_two_sheets_is_found_at_both_ends() -> None:
    """And inputs that only rest on it are named too."""
    steps = (
        input_formula(ENI, "B23", "WarmIP!B23", 3),
        input_formula(IP, "B23", "WarmENI!B23", 3),
        input_formula(ENI, "B24", "B23-1", 2),
    )
    assert findings_of(*steps) == [("E310", "WarmENI!B23:B24"), ("E310", "WarmIP!B23")]


def test_a_circle_over_two_rows_is_found() -> None:
    """Each row's nodes follow from what the other row takes."""
    steps = input_formula(ENI, "B23", "K24/18", 3), input_formula(ENI, "B24", "K23/75", 2)
    assert findings_of(*steps) == [("E310", "WarmENI!B23:B24")]


def test_a_setting_from_a_result_that_rests_on_it_is_circular() -> None:
    """The target of warm ENIs decides what every row takes."""
    assert findings_of(input_formula(ENI, "B13", "IF(M24>0,1,1)", 1)) == [("E310", "WarmENI!B13")]


@pytest.mark.parametrize(
    "steps",
    [
        (defined("Nodes", "[1]Plan!$B$2"),),
        (defined("Nodes", "'[1]The plan'!$B$2+0"),),
        (defined("Nodes", "[1]Plan!$B$2", 0), defined("NODES", "WarmIP!$B$23")),
        (defined("Nodes", "Source"), defined("Source", "[1]Plan!$B$2")),
        (defined("Nodes", "WarmENI!$BF$3"), cell_with("[1]Plan!$B$2", "3")),
    ],
    ids=["name", "formula", "of the sheet", "name of a name", "cell"],
)
def test_another_file_is_found_through_names_and_cells(steps: tuple[Break, ...]) -> None:
    """Whoever has the workbook alone cannot follow it."""
    assert findings_of(*steps, input_formula(ENI, "B23", "Nodes", 3)) == [("E304", B23)]


@pytest.mark.parametrize(
    "steps",
    [
        (without_value("B23", "1+2"),),
        (saved_by_a_program(), without_value("B23", "1+2")),
        (input_formula(ENI, "B23", "1+2", 0),),
        (input_formula(ENI, "B23", "B24", 3),),
        (saved_by_a_program(), input_formula(ENI, "B23", "WarmIP!$B$24", 3)),
        (cell_with("1+2", None), input_formula(ENI, "B23", "BF3+0", 3)),
    ],
    ids=["no value", "no value, saved", "0", "another value", "of another sheet", "cell"],
)
def test_a_value_that_nobody_calculated_is_an_error_and_nothing_is_called_right_or_stale(
    steps: tuple[Break, ...],
) -> None:
    """What rests on it is not judged; the error says so."""
    assert findings_of(*steps) == [("E308", B23)]


def test_0_that_a_program_calculated_is_believed() -> None:
    """A file that was calculated is not doubted for a 0."""
    steps = saved_by_a_program(), input_formula(ENI, "B23", "3-3", 0)
    assert findings_of(*steps) == [("E402", "WarmENI!B8")]


def test_results_that_do_not_rest_on_it_are_judged() -> None:
    """Row 23 was not calculated; in row 24 a stale result is found all the same."""
    stale = in_sheet(ENI, lambda part: re.sub(r'(r="N24".*?<v>)[^<]*', r"\g<1>7", part, count=1))
    steps = without_value("B23", "1+2"), stale
    assert findings_of(*steps) == [("E308", B23), ("E402", "WarmENI!N24")]


def test_recalculate_leaves_what_rests_on_it() -> None:
    """No result is stored for an input that nobody calculated; the error is left, and named."""
    data = broken(without_value("B23", "1+2"))
    done = recalculate_workbook(data)
    named, rests = done.left
    assert (named.rule, named.place, rests.rule, rests.sheet) == ("E308", B23, "E404", "WarmENI")
    assert done.results == 0


def test_the_message_shows_the_formula_that_is_the_cause() -> None:
    """Where it stands elsewhere, with its cell."""
    data = broken(cell_with("RANDBETWEEN(1,5)", "3"), input_formula(ENI, "B23", "BF3", 3))
    found = validate_workbook(data).findings
    assert [item.facts["found"] for item in found] == ["=BF3 (WarmENI!BF3: =RANDBETWEEN(1,5))"]


def test_formulas_that_all_name_each_other_are_one_finding_a_column() -> None:
    """Every input of the table rests on all of them."""
    steps = [
        input_formula(ENI, f"{c}{row}", "SUM(B23:C25)", 3) for row in (23, 24, 25) for c in "BC"
    ]
    found = findings_of(*steps)
    assert [item for item in found if item[0] == "E310"] == [
        ("E310", "WarmENI!B23:B25"), ("E310", "WarmENI!C23:C25")
    ]  # fmt: skip
