"""Types as the formulas look them up: what stands on Limits, and what else stands in a name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from support.breakages import good_workbook
from support.breaking import Break, in_sheet, typed
from support.cells import Value, read_cells
from support.office import Office
from support.raw_cells import raw_cell, text_cell

from eks_subnet_xlsx import read_workbook, recalculate_workbook, validate_workbook
from eks_subnet_xlsx.importers.workbook import ExtractionError, extract_plan
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.words import LANGUAGES, load_words

pytestmark = pytest.mark.slow


ENI, IP, LIMITS = "WarmENI", "WarmIP", "Limits"

Found = list[tuple[str, str]]


def limits_row(name: str) -> int:
    """The row of a type on the sheet of limits of the good workbook."""
    cells = read_cells(good_workbook(), (LIMITS,))[LIMITS]
    place = next(place for place, cell in cells.items() if cell.value == name and place[0] == "A")
    return int(place[1:])


ROW = limits_row("m5.large")


def moved_row(name: str, to: int) -> Break:
    """A row of limits cut, and pasted below all others."""

    def change(part: str) -> str:
        row = limits_row(name)
        start = part.index(f'<row r="{row}"')
        end = part.index("</row>", start) + len("</row>")
        text = re.sub(rf'(r="[A-Z]*){row}"', rf'\g<1>{to}"', part[start:end])
        data = part[:start] + part[end:]
        return data.replace("</sheetData>", f"{text}</sheetData>")

    return in_sheet(LIMITS, change)


def cut_below(last: int) -> Break:
    """All rows of limits below one deleted."""
    return in_sheet(
        LIMITS,
        lambda part: re.sub(
            r'<row r="(\d+)".*?</row>',
            lambda match: match[0] if int(match[1]) <= last else "",
            part,
            flags=re.DOTALL,
        ),
    )


def without_row(name: str) -> Break:
    """A row of limits deleted, and the gap left."""
    row = limits_row(name)
    return in_sheet(
        LIMITS, lambda part: re.sub(rf'<row r="{row}".*?</row>', "", part, flags=re.DOTALL)
    )


def broken(*steps: Break) -> bytes:
    """The good workbook after edits."""
    data = good_workbook()
    for step in steps:
        data = step(data)
    return data


def found_in(data: bytes) -> Found:
    """Rule and place of every error but those of results, and of warnings about limits."""
    return [
        (found.rule, found.place)
        for found in validate_workbook(data).findings
        if found.rule not in {"E402", "E403"}
    ]


GONE: dict[str, tuple[Break, ...]] = {
    "row deleted": (without_row("m5.large"),),
    "row emptied": (typed(LIMITS, **dict.fromkeys(f"{c}{ROW}" for c in "ABCDEFGHIJK")),),
    "name emptied": (typed(LIMITS, **{f"A{ROW}": None}),),
    "renamed": (typed(LIMITS, **{f"A{ROW}": "m5.large-old"}),),
    "a space after its name": (text_cell(LIMITS, f"A{ROW}", "m5.large "),),
    "a space before its name": (text_cell(LIMITS, f"A{ROW}", " m5.large"),),
    "a no-break space after its name": (text_cell(LIMITS, f"A{ROW}", "m5.large\xa0"),),
    "a line break after its name": (text_cell(LIMITS, f"A{ROW}", "M5.large\n"),),
    "its name in full width": (text_cell(LIMITS, f"A{ROW}", "\uff4d\uff15.large"),),
    "a number for its name": (typed(LIMITS, **{f"A{ROW}": 5}),),
    "moved into the header": (without_row("m5.large"), typed(LIMITS, A1="m5.large")),
}  # fmt: skip

ABSENT: Found = [("E507", "WarmENI!A23"), ("E507", "WarmIP!A23")]


@pytest.mark.parametrize("name", GONE)
def test_type_that_is_gone_from_limits_is_an_error(name: str) -> None:
    """At every cell that names it, and nothing is said of limits that concern no type."""
    assert found_in(broken(*GONE[name])) == ABSENT


def test_all_types_that_are_gone_are_named() -> None:
    """A sheet of limits that was cut after twenty rows: each type, on each calculator."""
    assert found_in(broken(cut_below(20))) == [
        (rule, f"{sheet}!{cell}")
        for sheet in (ENI, IP)
        for rule, cell in (("E507", "A23"), ("E507", "A24"), ("E507", "A25"))
    ]


@pytest.mark.parametrize("name", GONE)
def test_recalculate_restores_the_type(name: str) -> None:
    """The file says what it said when it was good, and nothing is left to be said of it."""
    done = recalculate_workbook(broken(*GONE[name]))
    assert [(found.rule, found.place) for found in done.report.findings] in ([], [("W501", LIMITS)])
    assert {(found.rule, found.place) for found in done.restored if found.rule == "E507"} == set(
        ABSENT
    )
    good, now = (read_cells(data, (ENI, IP)) for data in (good_workbook(), done.content))
    assert now == good


def test_recalculate_restores_a_cut_sheet_of_limits() -> None:
    """Every type of the plan comes back below those that stayed; the others are the author's."""
    done = recalculate_workbook(broken(cut_below(20)))
    assert [(found.rule, found.place) for found in done.report.findings] == [("W501", LIMITS)]
    cells = read_cells(done.content, (LIMITS,))[LIMITS]
    assert [cells[f"A{row}"].value for row in (21, 22, 23)] == [
        "m5.large", "c5.xlarge", "t3.medium"
    ]  # fmt: skip


def test_spoiled_name_is_restored_where_it_stands() -> None:
    """Its limits stay as they are."""
    done = recalculate_workbook(broken(text_cell(LIMITS, f"A{ROW}", "m5.large\xa0")))
    assert read_cells(done.content, (LIMITS,)) == read_cells(good_workbook(), (LIMITS,))


def shortened(part: str) -> str:
    """The formulas of a calculator, with a part of the limits looked up."""
    return part.replace("Limits!$A$2:$D$3501", "Limits!$A$2:$D$300")


def rows_of(data: bytes, name: str) -> list[int]:
    """The rows that name a type on the sheet of limits."""
    cells = read_cells(data, (LIMITS,))[LIMITS]
    return [int(place[1:]) for place, cell in cells.items() if cell.value == name]


def test_row_below_what_is_looked_up_is_written_where_it_is() -> None:
    """As the formulas were written they end above it."""
    data = broken(moved_row("m5.large", 4_000))
    assert found_in(data) == ABSENT
    done = recalculate_workbook(data)
    assert done.report.findings == ()
    assert rows_of(done.content, "m5.large") == [ROW, 4_000]


def test_row_below_formulas_that_were_changed_is_reached_again() -> None:
    """The formulas are restored, and the row is written nowhere else."""
    done = recalculate_workbook(broken(in_sheet(ENI, shortened), in_sheet(IP, shortened)))
    assert done.report.findings == ()
    assert rows_of(done.content, "m5.large") == [ROW]


def test_ranges_that_all_formulas_have_are_the_rows_that_count() -> None:
    """Formulas that end above a type do not find it."""
    found = found_in(broken(in_sheet(ENI, shortened), in_sheet(IP, shortened)))
    assert {("E507", "WarmENI!A23"), ("E507", "WarmIP!A23")} <= set(found)
    assert {rule for rule, _ in found} == {"E311", "E507"}


def test_first_of_two_rows_counts() -> None:
    """A double above with other limits is what the formulas find, and is named."""
    row = limits_row("a1.large")
    double: dict[str, Value] = {f"A{row}": "m5.large", f"B{row}": 9}
    found = found_in(broken(typed(LIMITS, **double)))
    assert ("E502", f"Limits!B{row}") in found


def test_names_of_limits_that_are_patterns_are_found_by_no_formula() -> None:
    """A lookup takes them for patterns, and the guard refuses what it finds."""
    row = limits_row("a1.large")
    data = broken(typed(LIMITS, **{f"A{row}": "m5.x*"}), typed(ENI, A23="m5.x*"))
    assert ("E201", "WarmENI!A23") in found_in(data)


SPELLINGS = {
    "m5.large\xa0": "NO-BREAK SPACE (U+00A0)",
    "\xa0m5.large": "NO-BREAK SPACE (U+00A0)",
    "m5.large\t": "CHARACTER TABULATION (U+0009)",
    "m5.large\n": "LINE FEED (U+000A)",
    "m5.large\r": "CARRIAGE RETURN (U+000D)",
    "m5.large\u3000": "IDEOGRAPHIC SPACE (U+3000)",
    "m5.large\u200b": "ZERO WIDTH SPACE (U+200B)",
    "\ufeffm5.large": "ZERO WIDTH NO-BREAK SPACE (U+FEFF)",
    "m5.\xadlarge": "SOFT HYPHEN (U+00AD)",
    "m5.  large": "SPACE (U+0020)",
    "m5 .large": "SPACE (U+0020)",
    "\uff4d5.large": "FULLWIDTH LATIN SMALL LETTER M (U+FF4D)",
    "m5.l\u0430rge": "CYRILLIC SMALL LETTER A (U+0430)",
    "m5.\xa0large\u2003": "NO-BREAK SPACE (U+00A0), EM SPACE (U+2003)",
}  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_character_that_no_formula_reads_past_is_named(text: str) -> None:
    """By its name and code, with the type that was meant, in every language."""
    data = broken(text_cell(ENI, "A23", text))
    (found,) = [item for item in validate_workbook(data).findings if item.rule == "E213"]
    assert (found.place, found.facts["expected"]) == ("WarmENI!A23", "m5.large")
    assert found.facts["characters"] == SPELLINGS[text]
    for language in LANGUAGES:
        assert SPELLINGS[text] in found.message(load_words(language))


@pytest.mark.parametrize(
    ("spelled", "is_named"),
    [("m5_x002E_large", True), ("m5_x002e_large", True), ("m5.large", False)],
)
def test_a_type_spelled_by_numbers_is_named(spelled: str, is_named: bool) -> None:
    """Excel reads the dot, LibreOffice the spelling; among the shared texts both read the dot."""
    data = broken(raw_cell(ENI, "A23", 't="inlineStr"', f"<is><t>{spelled}</t></is>"))
    expected = [("E217", "WarmENI!A23")] if is_named else []
    assert [(item.rule, item.place) for item in validate_workbook(data).findings] == expected


def test_limits_that_are_formulas_are_named() -> None:
    """Of a type of the plan, the stored value is not what counts at the next calculation."""
    row = limits_row("m5.large")
    step = in_sheet(
        "Limits",
        lambda part: re.sub(rf'(<c r="C{row}"[^>]*>)<v>10</v>', r"\1<f>5*2</f><v>10</v>", part),
    )
    assert found_in(broken(step)) == [("E509", f"Limits!A{row}")]


@pytest.mark.parametrize("text", [" m5.large", "m5.large   ", "  M5.LARGE "])
def test_spaces_that_trim_takes_away_are_not_worth_a_word(text: str) -> None:
    """The formulas find the type, and so do we."""
    assert found_in(broken(text_cell(ENI, "A23", text))) == []


@pytest.mark.parametrize("text", [*SPELLINGS, "t3.\u017fmall", "m5.large m5.large"])
def test_extracting_such_a_type_is_refused_in_words(text: str, catalog: LimitsCatalog) -> None:
    """The cell is named."""
    reading = read_workbook(broken(raw_cell(ENI, "A23", 't="str"', f"<v>{text}</v>")))
    with pytest.raises(ExtractionError) as error:
        extract_plan(reading, catalog, "x.xlsx")
    assert "WarmENI!A23" in error.value.text(load_words("en"))


def test_spaces_around_a_type_do_not_reach_the_plan(catalog: LimitsCatalog) -> None:
    """However many there are."""
    reading = read_workbook(broken(text_cell(ENI, "A23", " " * 300 + "m5.large ")))
    plan = extract_plan(reading, catalog, "x.xlsx").plan
    assert plan.node_groups[0].instance_type == "m5.large"


@pytest.mark.parametrize(
    "change", [lambda text: f"{text}\xa0", lambda text: f" {text}  "], ids=["no-break", "spaces"]
)
def test_rows_are_the_same_group_as_the_formulas_see_it(change: Callable[[str], str]) -> None:
    """Spaces around a name make no other group; a character that no type has does."""
    text = change("m5.large")
    data = broken(text_cell(ENI, "A26", text), typed(ENI, B26=3, C26=10, D26="web"))
    doubled = [found.place for found in validate_workbook(data).findings if found.rule == "W211"]
    assert doubled == ([] if "\xa0" in text else ["WarmENI!A26"])


@pytest.mark.libreoffice
def test_libreoffice_finds_what_is_found_here(tmp_path: Path, office: Office) -> None:
    """Files with each fault, recalculated: an error names the cell, and the results are ours."""
    cases: dict[str, tuple[Break, ...]] = dict(GONE)
    rows = dict(enumerate(SPELLINGS, 23))
    cases["spelled"] = tuple(text_cell(ENI, f"A{row}", text) for row, text in rows.items())
    cases["good"] = ()
    files = [tmp_path / f"{number}.xlsx" for number in range(len(cases))]
    for file, steps in zip(files, cases.values(), strict=True):
        file.write_bytes(broken(*steps))
    saved = office.recalculate(files, tmp_path / "out")
    for name, file in zip(cases, saved, strict=True):
        findings = validate_workbook(file.read_bytes()).findings
        assert [(item.rule, item.place) for item in findings if item.rule in {"E402", "E403"}] == []
        named = {cell for item in findings if item.rule in {"E507", "E213"} for cell in item.cells}
        assert bool(named) == (name != "good"), name
        if name == "spelled":
            assert named == {f"A{row}" for row in rows}


@pytest.mark.libreoffice
def test_libreoffice_recalculates_what_was_restored(tmp_path: Path, office: Office) -> None:
    """To the very results that the file stores."""
    files = [tmp_path / f"{number}.xlsx" for number in range(len(GONE))]
    for file, steps in zip(files, GONE.values(), strict=True):
        file.write_bytes(recalculate_workbook(broken(*steps)).content)
    good = read_cells(good_workbook(), (ENI, IP))
    for file in files:
        now = office.results(file, (ENI, IP))
        for sheet in (ENI, IP):
            for place in ("B8", "B9", "B10", "K23", "K24", "K25"):
                assert now[sheet][place] == good[sheet][place].value
