"""The formulas of AWS's own file: a changed one is found by its text, whatever it gives."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from support.breaking import Break, formula, in_part, in_sheet, inserted_row, stored, typed

from eks_subnet_xlsx import read_workbook, validate_workbook
from eks_subnet_xlsx.layouts.aws_file import AWS_FILE_LAYOUT, FORMULA_DIGESTS, formula_digests
from eks_subnet_xlsx.ooxml.names import read_names
from eks_subnet_xlsx.words import LANGUAGES, load_words

FILES = sorted((Path(__file__).parents[3] / "shared" / "workbooks").glob("*.xlsx"))
PUBLISHED = next((path for path in FILES if path.stem.endswith("2022")), Path())

pytestmark = pytest.mark.skipif(not FILES, reason="AWS's workbook is not beside the project")

ROW = "Table3[[#This Row],"


def formula_findings(data: bytes) -> list[tuple[str, str]]:
    """Rule and place of all that is said of formulas."""
    found = validate_workbook(data).findings
    return [(item.rule, item.place) for item in found if item.family == "formula"]


def broken(*steps: Break) -> bytes:
    """The published file after these steps."""
    data = PUBLISHED.read_bytes()
    for step in steps:
        data = step(data)
    return data


def table(number: int, old: str, new: str) -> Break:
    """Changes a table's part; what is replaced must be there."""

    def change(part: str) -> str:
        assert old in part, old
        return part.replace(old, new)

    return in_part(f"xl/tables/table{number}.xml", change)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem[-8:])
def test_the_published_formulas_are_known_whoever_saved_them(path: Path) -> None:
    """Excel and two versions of LibreOffice."""
    assert formula_findings(path.read_bytes()) == []


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("B8", "SUM(Table3[IPs Total])-100"),
        ("B8", "SUM(Table3[Pods Total])"),
        ("B8", "SUM(Table36[IPs Total])"),
        ("B8", "351"),
        ("B9", "SUM(Table3[Pods Total])*1"),
        ("B10", "B5-B9"),
        ("B5", "_xlfn.XLOOKUP(B4,Table4[number of ips],Table4[size])"),
        ("D23", f"_xlfn.XLOOKUP({ROW}[instance type]],Table1[Type],Table1[IPv4addr])"),
        ("J24", f"{ROW}[in use ENIs PI]]+WARM_ENI_TARGET+1"),
        ("J24", f"{ROW}[in use ENIs PI]]"),
        ("L24", f"{ROW}[with warm ENI PI]]*{ROW}[IPs per ENI PI]]+$B$15"),
        ("M24", "C23*B23"),
        ("N24", "L24*2"),
    ],
)
def test_a_changed_formula_is_found_whatever_it_gives(place: str, text: str) -> None:
    """Its stored result is the old one: the text alone tells."""
    found = formula_findings(broken(formula("WarmENI", place, text)))
    assert found == [("E302" if text == "C23*B23" else "E306", f"WarmENI!{place}")]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("B8", "sum( Table3[IPs Total] )"),
        ("B8", "SUM(table3[ips total])"),
        ("B8", "SUM(N23:N24)"),
        ("B8", "SUM(WarmENI!$N$23:$N$24)"),
        ("J24", "I24+$B$13"),
        ("J24", f"{ROW}[in use ENIs PI]]+warm_eni_target"),
        ("N24", "Table3[@[Used IPs PI]]*Table3[@['# of Instances]]"),
        ("D24", "_xlfn.XLOOKUP(A24,maxENI!$C$2:$C$498,maxENI!$B$2:$B$498)"),
    ],
)
def test_the_same_formula_in_other_words_is_no_fault(place: str, text: str) -> None:
    """Cells in place of names and of columns of tables, as programs convert them."""
    assert formula_findings(broken(formula("WarmENI", place, text))) == []


def test_a_file_without_tables_and_names_is_known() -> None:
    """As Excel leaves it that converted the tables to ranges."""
    reading = read_workbook(PUBLISHED)
    names, steps = read_names(reading.book), []
    for sheet in reading.sheets:
        for (row, column), cell in sheet.grid.cells.items():
            if cell.formula:
                plain = names.plain(cell.formula, sheet.name, row)
                steps.append(formula(sheet.name, f"{chr(64 + column)}{row}", plain))
    without = re.compile(r"<tableParts.*?</tableParts>|<definedNames>.*?</definedNames>", re.DOTALL)
    parts = ["xl/workbook.xml", *(f"xl/worksheets/sheet{number}.xml" for number in range(1, 6))]
    steps += [in_part(part, lambda text: without.sub("", text)) for part in parts]
    steps += [
        in_part(f"xl/worksheets/_rels/sheet{number}.xml.rels", None) for number in range(1, 6)
    ]
    assert formula_findings(broken(*steps)) == []


def test_a_renamed_table_and_a_renamed_column_are_followed() -> None:
    """What a formula names is a cell; its name is nobody's business."""
    renamed = [
        in_part(part, lambda text: text.replace("Table3[", "Plan[").replace("Used IPs PI", "IPs"))
        for part in ("xl/worksheets/sheet1.xml", "xl/tables/table1.xml")
    ]
    name = table(1, 'displayName="Table3"', 'displayName="Plan"')
    assert formula_findings(broken(*renamed, name)) == []


def test_a_name_that_stands_for_another_cell_is_found() -> None:
    """The formula's text is the same, so the message shows what its name stands for."""
    step = in_part("xl/workbook.xml", lambda t: t.replace("WarmENI!$B$13", "WarmENI!$B$14"))
    data = broken(step)
    assert formula_findings(data) == [("E306", "WarmENI!J23:J24")]
    found = [item for item in validate_workbook(data).findings if item.rule == "E306"]
    assert str(found[0].facts["found"]).endswith("+WARM_ENI_TARGET (=I23+WarmENI!$B$14)")
    for language in LANGUAGES:
        words = load_words(language)
        assert words["finding.published"] in found[0].message(words)


def test_a_table_whose_columns_were_swapped_is_found() -> None:
    """ENIs and addresses of each type, under each other's names."""
    swap = [
        table(5, 'name="MaxENI"', 'name="?"'),
        table(5, 'name="IPv4addr"', 'name="MaxENI"'),
        table(5, 'name="?"', 'name="IPv4addr"'),
    ]
    assert formula_findings(broken(*swap)) == [
        (rule, f"{sheet}!{column}23:{column}24")
        for sheet in ("WarmENI", "WarmIP")
        for rule, column in (("E306", "D"), ("E306", "E"))
    ]


def test_a_table_that_misses_a_type_of_the_plan_is_found() -> None:
    """The lookup ends above the types that the plan uses."""
    data = broken(table(5, 'ref="A1:C498"', 'ref="A1:C20"'))
    assert formula_findings(data) == [
        ("E311", f"{sheet}!D23:D24, E23:E24") for sheet in ("WarmENI", "WarmIP")
    ]


def test_a_formula_typed_over_is_found_with_what_to_do() -> None:
    """Above the table and in it."""
    data = broken(typed("WarmENI", B8=351), typed("WarmIP", Q24=32))
    assert formula_findings(data) == [("E301", "WarmENI!B8"), ("E301", "WarmIP!Q24")]
    words = load_words("en")
    found = [item for item in validate_workbook(data).findings if item.rule == "E301"]
    assert all("upgrade" in item.message(words) for item in found)


def test_rows_inserted_above_leave_the_formulas_what_they_were() -> None:
    """Cells move, and names and tables with them."""
    moved = [
        table(1, 'ref="A22:O24"', 'ref="A23:O25"'),
        in_part("xl/workbook.xml", lambda t: t.replace("WarmENI!$B$13", "WarmENI!$B$14")),
        inserted_row("WarmENI", 3),
    ]
    assert formula_findings(broken(*moved)) == []


def test_openpyxl_keeps_the_formulas() -> None:
    """And no result, which is said."""
    from openpyxl import load_workbook  # noqa: PLC0415 (slow to import)

    stream = BytesIO()
    load_workbook(PUBLISHED).save(stream)
    found = validate_workbook(stream.getvalue()).findings
    assert [item.rule for item in found if item.family in {"formula", "result"}] == ["E401", "E401"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem[-8:])
@pytest.mark.parametrize(
    ("sheet", "place", "old", "new"),
    [
        ("WarmENI", "B8", "SUM(Table3[IPs Total])", "SUM(Table3[IPs Total])-100"),
        ("WarmENI", "B10", "B5-B8", "B5-B9"),
        ("WarmIP", "N23", "[Actual IPs PI]", "[Used IPs PI]"),
        ("WarmIP", "L24", "&lt;WARM_IP_TARGET", "&lt;=WARM_IP_TARGET"),
    ],
)
def test_a_changed_formula_is_found_whoever_saved_the_file(
    path: Path, sheet: str, place: str, old: str, new: str
) -> None:
    """At its cell, and nothing else is."""

    def change(part: str) -> str:
        pattern = re.compile(rf'(<c r="{place}"[^>]*><f[^>]*>)([^<]*)')
        return pattern.sub(lambda match: match[1] + match[2].replace(old, new), part)

    data = in_sheet(sheet, change)(path.read_bytes())
    assert formula_findings(data) == [("E306", f"{sheet}!{place}")]


def test_a_changed_formula_that_gives_an_error_is_named_as_the_cause() -> None:
    """The error itself is found in the cells that are as they were."""
    step = formula("WarmENI", "B8", "SUM(Table3[IPs])"), stored("WarmENI", "B8", "e", "#REF!")
    errors = stored("WarmENI", "B10", "e", "#REF!")
    assert formula_findings(broken(*step, errors)) == [
        ("E306", "WarmENI!B8"),
        ("E305", "WarmENI!B10"),
    ]


def test_a_digest_is_kept_for_every_result_and_no_formula() -> None:
    """Sixteen digits each; the formulas are AWS's and stay theirs."""
    for calculator in AWS_FILE_LAYOUT.models["aws-2022"]:
        keys = {cell.key for cell in calculator.derived_cells}
        keys |= {column.key for column in calculator.derived_columns}
        assert set(formula_digests(calculator.name)) == keys
        assert all(
            re.fullmatch("[0-9a-f]{16}", d) for d in formula_digests(calculator.name).values()
        )
    assert not set("=(*") & set(FORMULA_DIGESTS.read_text(encoding="ascii"))


def test_a_stale_result_of_an_unchanged_file_is_found_as_ever() -> None:
    """Formulas that are as they were published are recalculated by the engine."""
    found = validate_workbook(broken(stored("WarmENI", "B8", "n", "350"))).findings
    assert ("E402", "WarmENI!B8") in [(item.rule, item.place) for item in found]
