"""A colleague's workbook given back right, and nothing else of it changed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.breakages import ALONE, BY_NAME, IN_PAIRS, Breakage, broken, good_workbook
from support.breaking import formula, in_sheet, part_of, replaced, rewritten, typed
from support.cells import read_cells
from support.colleague import colleague_s, signed
from support.lint import lint
from support.office import Office
from support.programs import OpenXmlValidator

from eks_subnet_xlsx import (
    WorkbookError,
    read_workbook,
    recalculate_workbook,
    validate_workbook,
)
from eks_subnet_xlsx.findings import Finding
from eks_subnet_xlsx.jobs.annotation import FINDINGS_SHEET, annotate_workbook, is_annotated
from eks_subnet_xlsx.jobs.finding_sheet import finding_sheet
from eks_subnet_xlsx.ooxml.formula import names_another_file, references, relocated
from eks_subnet_xlsx.words import LANGUAGES, load_words
from workloads.damage import parts_of, zipped

pytestmark = pytest.mark.slow


ENI, IP = "WarmENI", "WarmIP"
ENGLISH = load_words("en")
AWS_FILES = sorted((Path(__file__).parents[2] / "shared" / "workbooks").glob("*.xlsx"))

UNREADABLE = {"newer layout", "part missing", "XML broken", "document type declared"}
UNREPAIRABLE = {
    "no sheet of limits": ["E305", "E305"],
    "no sheet of words": ["E305", "E305"],
    "no sheet of sizes": ["E305", "E305"],
    "no About sheet": ["E305", "E305"],
    "column of results deleted": ["E305"],
    "input from another file": ["E304"],
}
"""Formula findings that stay: the sheet or column is gone, or an input is the author's to type."""


def changed_parts(before: bytes, after: bytes) -> set[str]:
    """The names of parts that were changed, added or taken away."""
    old, new = parts_of(before), parts_of(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def judged(findings: Iterable[Finding]) -> list[str]:
    """The rules of formulas and results among findings."""
    return [found.rule for found in findings if found.family in {"formula", "result"}]


def check_repair(data: bytes, expected: list[str]) -> None:
    """After recalculation only what is expected stays, and both lists say what became of the rest."""
    wrong = judged(validate_workbook(data).findings)
    done = recalculate_workbook(data)
    again = recalculate_workbook(done.content)
    assert (again.content, again.report.findings) == (done.content, done.report.findings)
    assert judged(done.report.findings) == expected
    assert set(expected) <= {found.rule for found in done.left}
    assert set(wrong) <= {found.rule for found in (*done.restored, *done.left)}
    assert set(lint(done.content)) <= set(lint(data))


@pytest.mark.slow
@pytest.mark.parametrize("item", ALONE, ids=lambda item: item.name)
def test_breakage_is_repaired_or_named(item: Breakage) -> None:
    """Each of the ways to break a workbook."""
    if item.name in UNREADABLE:
        with pytest.raises(WorkbookError):
            recalculate_workbook(broken(item))
    else:
        check_repair(broken(item), UNREPAIRABLE.get(item.name, []))


@pytest.mark.slow
@pytest.mark.parametrize(("first", "second"), IN_PAIRS)
def test_two_breakages_are_repaired_or_named(first: str, second: str) -> None:
    """One does not keep the other from being repaired."""
    expected = UNREPAIRABLE.get(first, []) + UNREPAIRABLE.get(second, [])
    check_repair(broken(BY_NAME[first], BY_NAME[second]), expected)


def test_a_right_workbook_stays_as_it_is() -> None:
    """Byte for byte."""
    assert recalculate_workbook(good_workbook()).content == good_workbook()


HARM = (typed(ENI, B8=5, K24=7, B23=9), formula(IP, "B8", "SUM(K23:K24)"))


def harmed_colleague_s() -> bytes:
    """A colleague's workbook with formulas typed over, a changed input and stale results."""
    data = colleague_s(good_workbook())
    for step in HARM:
        data = step(data)
    return data


def test_parts_that_are_not_concerned_stay_as_they_are() -> None:
    """Two sheets change, and the order of calculation goes; notes, pictures and charts stay."""
    data = harmed_colleague_s()
    done = recalculate_workbook(data)
    assert changed_parts(data, done.content) == {
        part_of(data, ENI),
        part_of(data, IP),
        "xl/calcChain.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
    }
    assert "xl/calcChain.xml" not in parts_of(done.content)
    assert lint(done.content) == []
    before, after = read_cells(data), read_cells(done.content)
    different = {
        (sheet, place)
        for sheet, cells in after.items()
        for place, cell in cells.items()
        if before[sheet].get(place) != cell
    }
    assert {("WarmENI", "B8"), ("WarmENI", "K24"), ("WarmIP", "B8")} <= different
    assert not {place for _, place in different} & {"B23", "BZ23", "A23"}
    assert before.keys() == after.keys()


def test_annotation_leaves_all_other_parts_as_they_are() -> None:
    """Marks on the sheets that findings are about; a list; nothing piles up."""
    data = harmed_colleague_s()
    findings = validate_workbook(data).findings
    assert {found.sheet for found in findings} == {ENI, IP}
    once = annotate_workbook(data, findings, ENGLISH)
    assert changed_parts(data, once) == {
        part_of(data, ENI),
        part_of(data, IP),
        "xl/worksheets/notes.xml",  # Which was the one that the file opened with.
        "xl/worksheets/findings.xml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
    }
    assert lint(once) == []
    assert parts_of(annotate_workbook(once, findings, ENGLISH)) == parts_of(once)
    cells = {name: cells for name, cells in read_cells(once).items() if name != FINDINGS_SHEET}
    assert cells == read_cells(data)
    fewer = annotate_workbook(once, findings[:1], ENGLISH)
    assert annotate_workbook(fewer, findings, ENGLISH) == once
    assert validate_workbook(once).findings == findings


def test_the_file_opens_with_the_list_and_names_stay_with_their_sheets() -> None:
    """The list is the first sheet and alone chosen; what belonged to a sheet still does."""
    data = harmed_colleague_s()
    marked = annotate_workbook(data, validate_workbook(data).findings, ENGLISH)
    before, after = load_workbook(BytesIO(data)), load_workbook(BytesIO(marked))
    assert after.sheetnames == [FINDINGS_SHEET, *before.sheetnames]
    assert after.active is not None
    assert after.active.title == FINDINGS_SHEET
    chosen = [sheet.title for sheet in after.worksheets if sheet.sheet_view.tabSelected]
    assert chosen == [FINDINGS_SHEET]
    for sheet in before.worksheets:
        assert after[sheet.title].print_area == sheet.print_area
        assert after[sheet.title].print_title_rows == sheet.print_title_rows


@pytest.mark.parametrize(
    ("names", "headline"),
    [
        (("row typed over",), "DO NOT USE THE FIGURES (errors: 1, warnings: 0)"),
        (("row hidden",), "Warnings: 1, no errors"),
        ((), "Nothing wrong was found"),
    ],
)
def test_the_headline_says_what_the_list_comes_to(names: tuple[str, ...], headline: str) -> None:
    """Errors make figures wrong; what a plan asks too much of its subnet does not."""
    data = broken(*(BY_NAME[name] for name in names))
    marked = annotate_workbook(data, validate_workbook(data).findings, ENGLISH)
    assert read_cells(marked)[FINDINGS_SHEET]["A1"].value == headline


def test_a_plan_that_does_not_fit_is_no_wrong_figure() -> None:
    """The headline tells a full subnet from a file that is wrong."""
    found = Finding("E601", ENI, ("B10",), dict.fromkeys(("taken", "usable", "short"), 5))
    rows = finding_sheet(b"", [found], ENGLISH, defaultdict(int)).decode()
    assert "The figures are right, and the plan does not fit (errors: 1" in rows


def test_marks_of_warnings_alone_have_priorities_of_their_own() -> None:
    """No two conditional formats of a sheet are of one priority, whatever is marked."""
    data = broken(BY_NAME["row hidden"])
    report = validate_workbook(data)
    assert {found.severity for found in report.findings} == {"warning"}
    assert lint(annotate_workbook(data, report.findings, ENGLISH)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_says_what_was_found_and_links_to_it(language: str) -> None:
    """A row for each finding, in the words of the language."""
    data, words = harmed_colleague_s(), load_words(language)
    findings = validate_workbook(data).findings
    marked = annotate_workbook(data, findings, words)
    rows = read_cells(marked)[FINDINGS_SHEET]
    for number, found in enumerate(findings, 6):
        texts = [rows[f"{letter}{number}"].value for letter in "ACDEFG"]
        assert texts == [
            number - 5,
            found.rule,
            f"{found.sheet}!{found.cell}",
            found.title(words),
            found.message(words),
            found.remedy(words),
        ]
    part = parts_of(marked)["xl/worksheets/findings.xml"].decode()
    links = re.findall(r'<hyperlink ref="D\d+" location="([^"]+)"', part)
    assert links == [f"{found.sheet}!{found.cells[0]}" for found in findings]
    sheet = parts_of(marked)[part_of(marked, ENI)].decode()
    ours = re.findall(r'<conditionalFormatting sqref="([^"]+)"><cfRule[^>]*><formula>LEN', sheet)
    cells = [cell for f in findings if f.sheet == ENI for cell in f.cells]
    assert ours == [" ".join(dict.fromkeys(cells))]


def test_recalculation_of_an_annotated_workbook_takes_the_marks_along() -> None:
    """What was repaired is no longer marked or listed."""
    data = harmed_colleague_s()
    marked = annotate_workbook(data, validate_workbook(data).findings, ENGLISH)
    done = recalculate_workbook(marked)
    assert is_annotated(done.content)
    assert "A6" not in read_cells(done.content)[FINDINGS_SHEET]
    assert b"eks-subnet-xlsx findings" not in parts_of(done.content)[part_of(data, ENI)]
    assert lint(done.content) == []


def test_all_rules_can_be_marked() -> None:
    """Every sheet, quotes in its name, many cells, none at all."""
    data = BY_NAME["sheet renamed"].steps[0](good_workbook())
    findings = [
        Finding("E301", "Team A", tuple(f"K{row}" for row in range(23, 60, 2)), {"found": 1}),
        Finding("W602", "Team A", ("B10",), {}),
        Finding("E109", None, (), {"expected": "Limits"}),
        Finding("E502", "Limits", ("C5",), {}),
    ]
    findings = [
        Finding(f.rule, f.sheet, f.cells, {key: f.facts.get(key, "?") for key in FACTS})
        for f in findings
    ]
    marked = annotate_workbook(data, findings, ENGLISH)
    assert lint(marked) == []
    assert "'Team A'!K23" in parts_of(marked)["xl/worksheets/findings.xml"].decode()


FACTS = ("found", "expected", "count", "left", "usable", "share", "instance_type", "date")


@pytest.mark.slow
@pytest.mark.libreoffice
def test_libreoffice_opens_both_and_recalculates_to_what_is_stored(
    tmp_path: Path, office: Office
) -> None:
    """A colleague's file, recalculated and annotated, gives what is stored."""
    data = harmed_colleague_s()
    right = recalculate_workbook(data).content
    marked = annotate_workbook(right, validate_workbook(data).findings, ENGLISH)
    files = [tmp_path / "right.xlsx", tmp_path / "marked.xlsx"]
    for file, content in zip(files, (right, marked), strict=True):
        file.write_bytes(content)
    for file, saved in zip(files, office.recalculate(files, tmp_path / "out"), strict=True):
        stored, computed = read_cells(file, (ENI, IP)), read_cells(saved, (ENI, IP))
        for sheet, cells in stored.items():
            for place, cell in cells.items():
                if cell.formula and place != "BZ23":
                    found = computed[sheet][place].value or ""
                    kept = cell.value or ""
                    # Programs keep fifteen digits.
                    assert found == (pytest.approx(kept) if isinstance(kept, float) else kept)
        assert "Notes" in read_cells(saved)
    saved = tmp_path / "out" / "marked.xlsx"
    assert is_annotated(saved.read_bytes())
    again = annotate_workbook(saved.read_bytes(), [], ENGLISH)
    assert "A6" not in read_cells(again)[FINDINGS_SHEET]
    assert b"eks-subnet-xlsx findings" not in b"".join(parts_of(again).values())


@pytest.mark.slow
def test_both_are_valid_open_xml(tmp_path: Path, validator: OpenXmlValidator) -> None:
    """The Open XML SDK's validator finds nothing in a colleague's file that was given back."""
    data = harmed_colleague_s()
    right = recalculate_workbook(data).content
    marked = annotate_workbook(data, validate_workbook(data).findings, ENGLISH)
    for name, content in (("right", right), ("marked", marked)):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(content)
        assert validator.errors(path) == [], name


def _prefixed(part: str) -> str:
    """A part as programs write it that give each element a prefix."""
    part = re.sub(r"<(/?)(?=[A-Za-z])(?![\w.]+:)", r"<\1x:", part)
    return part.replace(' xmlns="', ' xmlns:x="', 1)


def _utf16(data: bytes, name: str) -> bytes:
    """A workbook with one of its parts in another encoding."""
    parts = parts_of(data)
    text = re.sub(r"^<\?xml.*?\?>", "", parts[name].decode())
    parts[name] = ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")
    return zipped(parts)


OTHER_SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "prefixes on a sheet": in_sheet(ENI, _prefixed),
    "prefixes in styles": lambda data: rewritten(data, {"xl/styles.xml": _prefixed}),
    "UTF-16": lambda data: _utf16(data, part_of(data, ENI)),
    "cells without places": in_sheet(ENI, lambda part: re.sub(r'<row r="\d+"', "<row", part)),
}


@pytest.mark.parametrize("name", OTHER_SPELLINGS)
def test_other_programs_spell_xml_in_another_way(name: str) -> None:
    """Prefixes, encodings, rows without numbers."""
    data = OTHER_SPELLINGS[name](typed(ENI, B8=5, K24=7)(good_workbook()))
    findings = validate_workbook(data).findings
    assert [found.rule for found in findings] == ["E301", "E301"]
    assert validate_workbook(recalculate_workbook(data).content).findings == ()
    marked = annotate_workbook(data, findings, ENGLISH)
    assert validate_workbook(marked).findings == findings
    assert is_annotated(marked)


def test_a_formula_that_others_share_is_spelled_out() -> None:
    """The cell that held the text is restored; those that shared it keep theirs."""
    data = good_workbook()
    cells = read_cells(data)[ENI]
    text = (cells["K23"].formula or "").replace("<", "&lt;").replace(">", "&gt;")

    def share(part: str) -> str:
        part = re.sub(
            r'(<c r="K23"[^>]*>)<f>[^<]*</f>',
            rf'\1<f t="shared" ref="K23:K30" si="4">{text}+1</f>',
            part,
        )
        return re.sub(
            r'(<c r="K(?:24|25|26)"[^>]*>)<f>[^<]*</f>', r'\1<f t="shared" si="4"/>', part
        )

    shared = in_sheet(ENI, share)(data)
    assert judged(validate_workbook(shared).findings) == ["E306"]
    done = recalculate_workbook(shared)
    assert judged(done.report.findings) == []
    assert b'si="4"' not in parts_of(done.content)[part_of(data, ENI)]
    assert read_cells(done.content)[ENI]["K25"] == cells["K25"]


def test_a_signature_goes_only_when_told() -> None:
    """Any change would break it."""
    data = signed(typed(ENI, B8=5)(good_workbook()))
    assert lint(data) == []
    with pytest.raises(WorkbookError, match="signed"):
        recalculate_workbook(data)
    with pytest.raises(WorkbookError, match="signed"):
        annotate_workbook(data, [], ENGLISH)
    done = recalculate_workbook(data, drop_signatures=True)
    assert not any("_xmlsignatures" in name for name in parts_of(done.content))
    assert lint(done.content) == []
    untouched = signed(good_workbook())
    assert recalculate_workbook(untouched).content == untouched


def test_merged_inputs_are_named() -> None:
    """What merged cells show is not what counts."""
    merge = replaced(ENI, "<mergeCells", "<mergeCells", 1)(good_workbook())
    data = in_sheet(
        ENI, lambda part: part.replace("</mergeCells>", '<mergeCell ref="A23:A24"/></mergeCells>')
    )(merge)
    assert [(f.rule, f.place) for f in validate_workbook(data).findings] == [
        ("W212", "WarmENI!A24")
    ]


def test_protection_stays() -> None:
    """A protected sheet is repaired, and protected as before."""
    data = typed(ENI, B8=5)(good_workbook())
    done = recalculate_workbook(data)
    protection = re.findall(rb"<sheetProtection[^>]*>", parts_of(data)[part_of(data, ENI)])
    kept = re.findall(rb"<sheetProtection[^>]*>", parts_of(done.content)[part_of(data, ENI)])
    assert protection == kept != []


@pytest.mark.skipif(not AWS_FILES, reason="AWS's workbook is not beside the project")
def test_aws_s_file_is_not_recalculated_but_annotated() -> None:
    """Its formulas are wrong as they were written; what was found can be marked."""
    data = AWS_FILES[0].read_bytes()
    with pytest.raises(WorkbookError, match="upgrade"):
        recalculate_workbook(data)
    findings = validate_workbook(data).findings
    marked = annotate_workbook(data, findings, ENGLISH)
    assert validate_workbook(marked).findings == findings
    assert set(lint(marked)) <= set(lint(data))
    assert read_workbook(marked).is_aws_file


def test_references_are_found_in_every_spelling() -> None:
    """Of other sheets, with quotes, of other files, with dollars; names and texts are none."""
    formula_text = "SUM($B$2:C9)+Limits!$A$2+'It''s'!B3+[1]X!C4+\"D5\"+name1.x+LOG10(E6)"
    assert [item[:3] for item in references(formula_text)] == [
        (None, 2, 2),
        ("Limits", 2, 1),
        ("It's", 3, 2),
        ("[1]X", 4, 3),
        (None, 6, 5),
    ]
    moved = relocated(formula_text, lambda item: item._replace(first_row=item.first_row + 1))
    assert moved == "SUM($B$3:C9)+Limits!$A$3+'It''s'!B4+'[1]X'!C5+\"D5\"+name1.x+LOG10(E7)"
    assert relocated(formula_text, lambda _: None) is None
    assert names_another_file(formula_text)
