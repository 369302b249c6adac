"""What totals and lookups reach: the rows of the table and of the lists, no more and no less."""

from __future__ import annotations

import pytest
from support.breakages import ENI, IP, Found, good_workbook
from support.breaking import Break, formula, in_part, in_sheet, inserted_row, new_row, typed
from support.cells import Value

from eks_subnet_xlsx import validate_workbook
from eks_subnet_xlsx.words import load_words

LOOKUPS = "AB23:AB72, AC23:AC72, AD23:AD72, AE23:AE72"


def findings_of(*steps: Break) -> Found:
    """Rule and place of all that is found in the good workbook after these steps."""
    data = good_workbook()
    for step in steps:
        data = step(data)
    return [(found.rule, found.place) for found in validate_workbook(data).findings]


def defined(name: str, text: str) -> Break:
    """Defines a name for the whole workbook."""
    new = f'<definedNames><definedName name="{name}">{text}</definedName>'
    return in_part("xl/workbook.xml", lambda part: part.replace("<definedNames>", new, 1))


def lookups_read(old: str, new: str) -> Break:
    """Lets the formulas of WarmENI look up another range of limits."""
    return in_sheet(ENI, lambda part: part.replace(f"Limits!{old}", f"Limits!{new}"))


NEW_TYPE: dict[str, Value] = {"A": "x9.large", "B": 4, "C": 10, "D": "current"}


@pytest.mark.parametrize(
    "text",
    [
        "SUM(K4:K1022)",
        "SUM(K22:K1022)",
        "SUM($K$22:$K$1022)",
        "SUM(K1022:K4)",
        "SUM(WarmENI!K4:K1022)",
        "SUM(WarmIP!K23:K1022)",
        "SUM(WarmENI:WarmIP!K23:K1022)",
        "SUM('WarmENI:WarmIP'!K23:K1022)",
        "SUM(K23:L1022)",
        "SUM(L1022:K23)",
        "SUM(K:K)",
        "SUM($K:$K)",
        "SUM(23:1022)",
        "SUM(K23:K1022 K23:K24)",
        "SUM(K23:K1022,K4)",
        "SUM(K23:K1022)+K4",
        "SUM(Totals)",
        "SUM(Table1[subnet_ips_total])",
        "LET(x,K23:K1022,SUM(x))",
        "SUBTOTAL(9,K23:K1022)",
    ],
)
def test_a_total_of_other_cells_is_found(text: str) -> None:
    """A range from the header or above, wider, elsewhere, by name: each is a changed formula."""
    steps = defined("Totals", "WarmENI!$K$4:$K$1022"), formula(ENI, "B8", text)
    assert findings_of(*steps) == [("E306", "WarmENI!B8")]


@pytest.mark.parametrize(
    "text",
    [
        "SUM(K1022:K23)",
        "SUM(warmeni!K23:K1022)",
        "SUM($K$23:$K1022)",
        "SUM( K23:K1022 )",
        "SUM(K23:K2000)",
        "SUM(K23:K72)",
    ],
)
def test_a_total_of_the_same_rows_is_no_fault(text: str) -> None:
    """The rows of the table and no others, however they are spelled."""
    assert findings_of(formula(ENI, "B8", text)) == []


def test_a_count_from_the_header_is_found() -> None:
    """Counting from the header counts the header too."""
    text = "COUNTA(A22:A1022)-SUM(BC23:BC1022)"
    assert findings_of(formula(ENI, "K6", text)) == [("E306", "WarmENI!K6")]


@pytest.mark.parametrize("text", ["SUM(K24:K1022)", "SUM(K23:K71)", "SUM(K71:K23)", "SUM(K23)"])
def test_a_total_that_misses_rows_says_so(text: str) -> None:
    """Rows of the table are outside its range."""
    assert findings_of(formula(ENI, "B8", text)) == [("E303", "WarmENI!B8")]


@pytest.mark.parametrize(("column", "place"), [("K", "K80"), ("N", "WarmENI")])
def test_a_figure_below_the_table_is_found_where_a_total_adds_it(column: str, place: str) -> None:
    """A subtotal in a column that is added up is an error; in another it is nobody's business."""
    found = findings_of(new_row(ENI, 80, **{column: 100}))
    assert found == ([("E313", f"WarmENI!{place}")] if place == "K80" else [])


def test_a_subtotal_below_the_table_is_no_row_of_it() -> None:
    """The subtotal is named, and so is its label, which the totals count as a row."""

    def as_formula(part: str) -> str:
        return part.replace('<c r="K80"><v>198</v>', '<c r="K80"><f>SUM(K23:K72)</f><v>198</v>')

    found = findings_of(new_row(ENI, 80, A="Total", K=198), in_sheet(ENI, as_formula))
    assert found == [
        ("E209", "WarmENI!A80"),
        ("E313", "WarmENI!K80"),
        ("E402", "WarmENI!K6"),
        ("E403", "WarmENI!E10"),
    ]


def test_a_text_below_a_column_of_figures_is_no_fault() -> None:
    """No total adds a text."""
    assert findings_of(new_row(ENI, 80, K="see the ticket")) == []


def test_a_note_below_the_table_is_one_error() -> None:
    """The file counts it as a row that is not counted, so it is said once, and not thrice."""
    note = new_row(ENI, 80, A="Ask the network team")
    assert findings_of(note) == [("E209", "WarmENI!A80"), ("E402", "WarmENI!E10")]


def test_a_blank_row_under_the_header_is_no_fault() -> None:
    """The totals begin below it, and there is nothing in it to miss."""
    assert findings_of(inserted_row(ENI, 23)) == []


def test_a_title_above_the_limits_is_no_fault_of_formulas() -> None:
    """The ranges moved along with the rows: no type is missed."""
    moved = lookups_read("$A$2:$D$3501", "$A$3:$D$3502")
    found = findings_of(inserted_row("Limits", 1), moved)
    assert [item for item in found if item[0][1] == "3" and item[1].startswith(ENI)] == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("$A$2:$D$300", ["E311", "E403", "E402", "E507", "E507", "E507", "E507"]),
        ("$A$1500:$D$2", []),
        ("$A$2:$C$3501", ["E306", "E306", "E306", "E306"]),
        ("$A$2:$D$1400", ["W312", "W501"]),
    ],
    ids=["types of the plan", "reversed", "columns", "other types"],
)
def test_a_lookup_that_misses_types_says_whether_it_matters(rows: str, expected: list[str]) -> None:
    """An error where a type of the plan is missed, a warning where none is."""
    found = findings_of(lookups_read("$A$2:$D$3501", rows))
    assert [rule for rule, _ in found] == expected
    if expected[:1] in (["E311"], ["W312"]):
        assert found[0][1] == f"WarmENI!{LOOKUPS}"


def test_a_type_appended_below_the_rows_that_are_looked_up_is_no_fault_where_nobody_uses_it() -> (
    None
):
    """The formulas are as they were written."""
    assert findings_of(new_row("Limits", 3600, **NEW_TYPE)) == []


def test_a_missed_type_of_the_plan_is_named_with_a_range_that_reaches_it() -> None:
    """The message names the type, and the formula that it expects reaches the type's row."""
    data = new_row("Limits", 3600, **NEW_TYPE)(good_workbook())
    data = typed(ENI, A23="x9.large")(data)
    words = load_words("en")
    messages = [
        found.message(words)
        for found in validate_workbook(data).findings
        if (found.rule, found.sheet) == ("E311", ENI)
    ]
    assert len(messages) == 1
    assert "not looked up: x9.large" in messages[0]
    assert "VLOOKUP(AA23,Limits!$A$2:$D$3600,1,FALSE)=AA23" in messages[0].partition("expected")[2]


def test_the_formula_that_is_expected_can_be_pasted_where_rows_have_moved() -> None:
    """It names the cells of the file, not those of the layout."""
    data = inserted_row(ENI, 3)(inserted_row(ENI, 3)(good_workbook()))
    data = typed(ENI, B10=198)(data)
    found = [item for item in validate_workbook(data).findings if item.rule == "E301"]
    assert [(item.place, item.facts["expected"]) for item in found] == [
        ("WarmENI!B10", "=SUM(K25:K1024)")
    ]


def test_other_sheets_have_their_totals_judged_too() -> None:
    """The same on WarmIP."""
    assert findings_of(formula(IP, "B8", "SUM(K4:K1022)")) == [("E306", "WarmIP!B8")]
