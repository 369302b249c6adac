"""What is no fault, or has another cause than was said: each finding names what helps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.breakages import ENI, IP, Found, good_workbook
from support.breaking import Break, in_part, in_sheet, inserted_row, new_row, stored, typed
from support.office import Office

from eks_subnet_xlsx import read_workbook, validate_workbook
from eks_subnet_xlsx.words import LANGUAGES, load_words


def broken(*steps: Break) -> bytes:
    """The good workbook after these steps."""
    data = good_workbook()
    for step in steps:
        data = step(data)
    return data


def findings_of(*steps: Break) -> Found:
    """Rule and place of all that is found then."""
    return [(found.rule, found.place) for found in validate_workbook(broken(*steps)).findings]


def shown_as(kind: str, text: str) -> tuple[Break, Break]:
    """Both calculators show the cluster's name so, as a program stores it."""
    return stored(ENI, "J1", kind, text), stored(IP, "J1", kind, text)


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [(42, "n", "42"), (4.5, "n", "4.5"), ("x" * 400, "str", "x" * 400), (None, "str", "")],
    ids=["number", "fraction", "long", "blank"],
)
def test_the_cluster_is_shown_as_the_formula_shows_it(
    name: str | float | None, kind: str, text: str
) -> None:
    """A number stays a number, a long name stays whole."""
    assert findings_of(typed("About", B13=name), *shown_as(kind, text)) == []


@pytest.mark.parametrize("name", ["warmeni", "WARMENI", "WarmENI"])
def test_the_calculator_that_is_named_in_another_case_is_that_calculator(name: str) -> None:
    """As `=` compares texts in a spreadsheet, and so everywhere."""
    data = broken(typed("About", B15=name))
    assert validate_workbook(data).findings == ()
    assert read_workbook(data).facts.runs_on == "WarmENI"


@pytest.mark.parametrize("name", ["WarmENI ", "Warm ENI", 7])
def test_another_text_is_no_calculator(name: str | int) -> None:
    """The formula says so too: the stored word is stale."""
    assert findings_of(typed("About", B15=name)) == [("E402", "WarmENI!J2")]


@pytest.mark.parametrize("label", ["Set today", "", None, 15, "Cluster"])
def test_a_fact_whose_label_was_edited_stands_where_it_stood(label: str | int | None) -> None:
    """Among its neighbours, as the formulas read it."""
    assert findings_of(typed("About", A15=label)) == []


def test_facts_whose_labels_are_all_gone_stand_where_they_were_written() -> None:
    """There is nothing else to go by."""
    labels = {f"A{row}": "?" for row in range(13, 25)}
    assert findings_of(typed("About", **labels)) == []


def test_facts_below_an_inserted_row_are_found_with_an_edited_label() -> None:
    """A row was inserted above the cluster, and a label was edited."""
    names = {"$B$13": "$B$14", "$B$15": "$B$16"}

    def moved(part: str) -> str:
        for old, new in names.items():
            part = part.replace(f"About!{old}", f"About!{new}")
        return part

    steps = (
        typed("About", A15="Set today"),
        inserted_row("About", 10),
        in_sheet(ENI, moved),
        in_sheet(IP, moved),
    )
    assert findings_of(*steps) == []


ROUNDED = in_part(
    "xl/workbook.xml", lambda part: part.replace("<calcPr ", '<calcPr fullPrecision="0" ')
)


def test_precision_as_displayed_is_named_and_its_shares_are_not_stale() -> None:
    """Recalculating would not help: the setting is the cause."""
    assert findings_of(ROUNDED, stored(ENI, "E4", "n", "0.21")) == [("E113", "")]
    assert findings_of(stored(ENI, "E4", "n", "0.21")) == [("E402", "WarmENI!E4")]


def test_precision_as_displayed_hides_no_stale_count() -> None:
    """Whole numbers are shown whole."""
    stale = stored(ENI, "B8", "n", "9")
    assert findings_of(ROUNDED, stale) == [("E113", ""), ("E402", "WarmENI!B8")]


@pytest.mark.parametrize("value", ["1", "true"])
def test_full_precision_is_nothing_to_speak_of(value: str) -> None:
    """However it is spelled."""
    full = in_part(
        "xl/workbook.xml",
        lambda part: part.replace("<calcPr ", f'<calcPr fullPrecision="{value}" '),
    )
    assert findings_of(full) == []


def test_a_formula_without_a_result_is_not_said_to_be_nothing() -> None:
    """Nodes, pods, type and size: the formula was not calculated, and that is all."""

    def uncalculated(part: str) -> str:
        for place in ("B4", "A23", "B23", "C23"):
            pattern = rf'<c r="{place}"( s="\d+")?[^>]*>.*?</c>'
            part = re.sub(pattern, rf'<c r="{place}"\1><f>BF1</f></c>', part, count=1)
        return part

    places = [("E308", f"WarmENI!{place}") for place in ("B4", "A23", "B23", "C23")]
    assert [item for item in findings_of(in_sheet(ENI, uncalculated)) if item[0] < "E4"] == places


@pytest.mark.parametrize(
    "cells",
    [
        {"A": "Ask the network team"},
        {"A": "Total", "B": 6},
        {"D": "spare"},
        {"A": "m5.larg", "B": 1},
    ],
)
def test_a_row_that_no_total_counts_is_one_error(cells: dict[str, str | int]) -> None:
    """Whatever else it is: a note, a label, half a row."""
    found = findings_of(new_row(ENI, 80, **cells))
    assert [item for item in found if item[0] < "E4"] == [("E209", "WarmENI!A80")]


def test_what_to_do_about_a_total_that_was_typed_over_works_for_a_total() -> None:
    """There is no row to fill it down from: the formula is there to be pasted."""
    found = validate_workbook(broken(typed(ENI, B8=100))).findings[0]
    assert found.facts["expected"] == "=SUM(K23:K1022)"
    assert "paste" in found.remedy(load_words("en")).lower()
    assert all("SUM(K23:K1022)" in found.message(load_words(name)) for name in LANGUAGES)


@pytest.mark.libreoffice
def test_none_of_it_is_found_after_libreoffice_recalculated(tmp_path: Path, office: Office) -> None:
    """The same judged by a program that calculates: what it stores is what is expected."""
    edits = {
        "number": (typed("About", B13=42),),
        "fraction": (typed("About", B13=4.5),),
        "long": (typed("About", B13="x" * 400),),
        "case": (typed("About", B15="warmip"),),
        "space": (typed("About", B15="WarmENI "),),
        "label": (typed("About", A15="Set today"),),
        "blank row": (inserted_row(ENI, 23),),
        "note": (new_row(ENI, 80, K="see the ticket"),),
    }
    files = [tmp_path / f"{name}.xlsx" for name in edits]
    for file, steps in zip(files, edits.values(), strict=True):
        file.write_bytes(broken(*steps))
    saved = office.recalculate(files, tmp_path / "out")
    found = {
        file.stem: [(item.rule, item.place) for item in validate_workbook(file).findings]
        for file in saved
    }
    assert found == {name: [] for name in edits}
