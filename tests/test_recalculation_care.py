"""Whatever a colleague did: what is given back loses nothing, and gives what is stored in it."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple
from support.breakages import good_workbook
from support.breaking import (
    Break,
    deleted_column,
    deleted_row,
    formula,
    in_sheet,
    input_formula,
    inserted_column,
    inserted_row,
    part_of,
    replaced,
    typed,
)
from support.care import losses, places
from support.cells import Value, read_cells
from support.lint import lint
from support.office import Office
from support.scale import share

from eks_subnet_xlsx import read_workbook, recalculate_workbook, validate_workbook
from eks_subnet_xlsx.jobs.recalculation import Recalculation
from eks_subnet_xlsx.ooxml.places import places_in, split_place
from workloads.damage import parts_of

pytestmark = pytest.mark.slow


ENI, IP = "WarmENI", "WarmIP"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def named(done: Recalculation) -> dict[str, set[tuple[int, int]]]:
    """The cells that were named as restored, by sheet; corrected results are only counted."""
    cells: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for found in done.restored:
        if found.family != "result":
            cells[found.sheet or ""] |= places(found.cells)
    return cells


def given_back(data: bytes) -> Recalculation:
    """A workbook given back; nothing of it is lost, and a second time nothing is to be done."""
    done = recalculate_workbook(data)
    assert losses(data, done.content, named(done)) == []
    assert set(lint(done.content)) <= set(lint(data))
    assert recalculate_workbook(done.content).content == done.content
    return done


def left(done: Recalculation) -> dict[str, set[tuple[int, int]]]:
    """The cells that were named as left, by sheet."""
    cells: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for found in done.left:
        cells[found.sheet or ""] |= places(found.cells)
    return cells


def block(kind: str, cells: str, text: str, *, attributes: str = "", tag: str = "") -> Break:
    """One formula for many cells: the first has it, the others have results alone."""
    first, _, last = cells.partition(":")

    def change(part: str) -> str:
        for row, column in places([cells]):
            place = f"{get_column_letter(column)}{row}"
            formula = (
                f'<f t="{kind}" ref="{cells}"{attributes}>{text}</f>' if place == first else ""
            )
            pattern = re.compile(rf'<c r="{place}"( s="\d+")?[^>]*?(/>|>.*?</c>)', re.DOTALL)
            own = tag if place == first else ""
            rest = f"{own}>{formula}<v>0</v></c>"

            def anew(match: re.Match[str], place: str = place, rest: str = rest) -> str:
                return f'<c r="{place}"{match[1] or ""}{rest}'

            part, count = pattern.subn(anew, part, count=1)
            assert count or last, place
        return part

    return in_sheet(ENI, change)


def formula_of(place: str) -> str:
    """The formula of a cell of the good workbook, as XML text."""
    text = read_cells(good_workbook())[ENI][place].formula or ""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


BLOCKS: dict[str, Break] = {
    "an array": block("array", "K23:K26", formula_of("K23")),
    "an array of its own text": block("array", "K23:K26", "M23:M26*B23:B26"),
    "a spilled array": block("array", "K23:K26", formula_of("K23"), tag=' cm="1"'),
    "an array over two columns": block("array", "M23:N30", formula_of("M23")),
    "an array over cells above": block("array", "E5:E7", formula_of("E5")),
    "a data table": block(
        "dataTable", "K23:K26", "", attributes=' dt2D="0" dtr="0" r1="B4" ca="1"'
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BLOCKS)
def test_one_formula_of_many_cells_is_restored_in_all_of_them(name: str) -> None:
    """No program opens a file with an array in pieces; each of its cells is named."""
    data = BLOCKS[name](good_workbook())
    assert data != good_workbook()
    done = given_back(data)
    assert validate_workbook(done.content).findings == ()
    assert read_cells(done.content)[ENI] == read_cells(good_workbook())[ENI]
    assert b'cm="' not in parts_of(done.content)[part_of(data, ENI)]
    assert {found.rule for found in done.restored} <= {"E306", "E402", "E403"}


def test_one_formula_over_a_colleague_s_cells_too_is_left() -> None:
    """Its cells are named, and so is all that rests on them; nothing else of it changes."""
    data = block("array", "V23:W24", "1")(good_workbook())
    done = given_back(data)
    assert read_cells(done.content)[ENI]["V23"].formula == "1"
    assert [(found.rule, found.cells) for found in done.left if found.sheet == ENI] == [
        ("E306", ("V23:V24",))
    ]


def subtotal(row: int, **cells: str) -> Break:
    """A row of a colleague's own with formulas, as programs insert subtotals."""

    def change(part: str) -> str:
        inside = ""
        for letter, text in cells.items():
            kind = "<f>{}</f><v>0</v>" if text.startswith("=") else "<is><t>{}</t></is>"
            inline = "" if text.startswith("=") else ' t="inlineStr"'
            inside += f'<c r="{letter}{row}"{inline}>{kind.format(text.removeprefix("="))}</c>'
        new = f'<row r="{row}" outlineLevel="1">{inside}</row>'
        if f'<row r="{row}"' in part:
            return re.sub(rf'<row r="{row}"[^>]*?(/>|>.*?</row>)', new, part, flags=re.DOTALL)
        after = [match for match in re.finditer(r'<row r="(\d+)"', part) if int(match[1]) > row]
        at = after[0].start() if after else part.index("</sheetData>")
        return part[:at] + new + part[at:]

    return in_sheet(ENI, change)


SUBTOTALS: dict[str, tuple[Break, ...]] = {
    "below the table": (subtotal(75, A="Total", K="=SUBTOTAL(9,K23:K72)"),),
    "without a label": (subtotal(75, K="=SUM(K23:K72)"),),
    "of nodes": (subtotal(75, A="Total", B="=SUM(B23:B72)"),),
    "of every column": (
        subtotal(75, A="Total", **{
            get_column_letter(column): f"=SUBTOTAL(9,{letter}23:{letter}72)"
            for column in range(10, 56) if (letter := get_column_letter(column))
        }),
    ),
    "between rows": (
        inserted_row(ENI, 24), subtotal(24, A="web Total", K="=SUBTOTAL(9,K23:K23)"),
        inserted_row(ENI, 26), subtotal(26, A="api Total", K="=SUBTOTAL(9,K25:K25)"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SUBTOTALS)
def test_a_colleague_s_subtotals_stay(name: str) -> None:
    """They are no rows of the table: no formula of ours comes into their rows."""
    data = good_workbook()
    for step in SUBTOTALS[name]:
        data = step(data)
    done = given_back(data)
    before, after = read_cells(data)[ENI], read_cells(done.content)[ENI]
    rows = ("24", "26") if name == "between rows" else ("75",)
    own = {place: cell.formula for place, cell in before.items()
           if place.lstrip(_LETTERS) in rows}  # fmt: skip
    assert own == {place: cell.formula for place, cell in after.items()
                   if place.lstrip(_LETTERS) in rows}  # fmt: skip


def test_a_formula_that_stands_in_a_looked_up_cell_goes_with_its_value() -> None:
    """A word is restored as a word: no formula would give another one later."""
    data = in_sheet(
        "Words",
        lambda part: re.sub(
            r'<c r="B3"( s="\d+")?[^>]*>.*?</c>',
            r'<c r="B3"\1 t="str"><f>"mine"</f><v>mine</v></c>',
            part,
            count=1,
        ),
    )(good_workbook())
    done = given_back(data)
    assert read_cells(done.content)["Words"]["B3"] == read_cells(good_workbook())["Words"]["B3"]


def test_results_that_rest_on_what_is_left_are_left_and_named() -> None:
    """A setting's row is deleted: no result beside the broken formula is called right."""
    data = deleted_row(ENI, 13)(broken_setting(good_workbook()))
    done = given_back(data)
    rests = next(found for found in done.left if found.rule == "E404")
    assert rests.sheet == ENI
    assert {(8, 2), (10, 2), (22, 11)} <= places(rests.cells)


def broken_setting(data: bytes) -> bytes:
    """A workbook whose formulas have lost the setting in row 13, as programs write it."""
    return in_sheet(ENI, lambda part: re.sub(r"\bB13\b", "#REF!", part))(data)


def test_results_that_do_not_rest_on_what_is_left_are_corrected() -> None:
    """A row of its own is right, whatever a total is that cannot be."""
    data = typed(ENI, B23=5)(subtotal(75, K="=SUM(K23:K72)")(good_workbook()))
    done = given_back(data)
    cells, fresh = read_cells(done.content)[ENI], read_cells(data)[ENI]
    assert cells["K23"].value == 5 * (cells["M23"].value or 0)
    assert cells["B8"] == fresh["B8"]
    rests = next(found for found in done.left if found.rule == "E404")
    assert (8, 2) in places(rests.cells)
    assert (23, 11) not in places(rests.cells)


COLUMNS = ("A", "K", "AA", "AT", "AV", "AY", "BB", "BC")


@pytest.mark.parametrize("column", COLUMNS)
def test_an_inserted_column_changes_nothing(column: str) -> None:
    """Wherever it is: every result stands under its own header, and nothing is to be done."""
    number = coordinate_to_tuple(f"{column}1")[1]
    data = inserted_column(ENI, number)(good_workbook())
    done = given_back(data)
    assert done.content == data
    assert validate_workbook(data).findings == ()


def without_column(sheet: str, column: str) -> Break:
    """Deletes a column; a range that has lost an end is an error as a whole."""

    def spelled(part: str) -> str:
        return re.sub(r"(\$?[A-Z]+\$?\d+:)?#REF!(:\$?[A-Z]+\$?\d+|:#REF!)?", "#REF!", part)

    return lambda data: in_sheet(sheet, spelled)(deleted_column(sheet, column)(data))


@pytest.mark.parametrize("column", ["AX", "AY", "BA", "BC", "E", "K"])
def test_a_deleted_column_is_named_and_no_other_takes_its_place(column: str) -> None:
    """What a colleague has to the right of the table stays, and what follows is left."""
    data = without_column(ENI, column)(good_workbook())
    done = given_back(data)
    assert [found.rule for found in done.left if found.sheet == ENI][:1] == ["E110"]


@pytest.mark.parametrize("row", [1, 2, 3, 16, 17, 21, 22])
def test_an_inserted_row_changes_nothing(row: int) -> None:
    """Also where no label says what a row is: its formulas do."""
    data = inserted_row(ENI, row)(good_workbook())
    done = given_back(data)
    assert done.content == data
    assert validate_workbook(data).findings == ()


def _edits() -> dict[str, Callable[[bytes], bytes]]:
    edits: dict[str, Callable[[bytes], bytes]] = {
        **{f"no column {column}": without_column(ENI, column) for column in ("K", "AB", "AX", "E")},
        **{f"no row {row}": deleted_row(ENI, row) for row in (10, 13, 20)},
        "no column AU": without_column(IP, "AU"),
        "no setting of WarmIP": deleted_row(IP, 19),
        **BLOCKS,
    }
    for name, steps in SUBTOTALS.items():
        edits[name] = partial(_all, steps)
    return edits


def _all(steps: tuple[Break, ...], data: bytes) -> bytes:
    for step in steps:
        data = step(data)
    return data


@pytest.mark.slow
@pytest.mark.libreoffice
def test_libreoffice_recalculates_what_is_given_back_to_what_is_stored(
    tmp_path: Path, office: Office
) -> None:
    """Or the cells where it does not are named as left, on both calculators; every second edit."""
    files, expected = [], []
    for number, (name, edit) in enumerate(share(list(_edits().items()), 2)):
        # As a program saves it, so that what cannot be restored is stored as it calculates.
        files.append(tmp_path / f"{number}.xlsx")
        files[-1].write_bytes(edit(good_workbook()))
        expected.append(name)
    saved = office.recalculate(files, tmp_path / "saved")
    back = []
    for file in saved:
        done = recalculate_workbook(file)
        file.write_bytes(done.content)
        back.append(done)
    wrong = {
        name: different
        for name, done, file in zip(expected, back, saved, strict=True)
        if (different := _differences(done, office.results(file, (ENI, IP))))
    }
    assert wrong == {}


def _differences(done: Recalculation, computed: dict[str, dict[str, Value]]) -> list[str]:
    stored, without = read_cells(done.content, (ENI, IP)), left(done)
    return [
        f"{sheet}!{place}: {cell.value} is {found}"
        for sheet in (ENI, IP)
        for place, cell in stored[sheet].items()
        if cell.formula is not None and coordinate_to_tuple(place) not in without[sheet]
        if not _agree(cell.value, found := computed[sheet][place])
    ]


def _agree(stored: Value, computed: Value) -> bool:
    left_, right = ("" if value is None else value for value in (stored, computed))
    if isinstance(left_, int | float) and isinstance(right, int | float):
        return math.isclose(left_, right, rel_tol=1e-9, abs_tol=1e-9)
    return left_ == right


@pytest.mark.libreoffice
def test_results_that_rest_on_a_blank_cell_are_named(tmp_path: Path, office: Office) -> None:
    """Even where another error is said of the input: what is stored is not put right unsaid."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(input_formula("WarmIP", "E26", "$CB$1", 0)(good_workbook()))
    (saved,) = office.recalculate([path], tmp_path / "saved")
    done = recalculate_workbook(replaced("WarmIP", *stale_free_ips(saved))(saved.read_bytes()))
    named = [found for found in done.left if found.rule == "E404"]
    assert [found.sheet for found in named] == ["WarmIP"]
    cells = {at for text in named[0].cells for at in places_in(text)}
    assert split_place("AB20") in cells
    assert read_cells(done.content)["WarmIP"]["AB20"].value == 5


def stale_free_ips(path: Path) -> tuple[str, str]:
    """The cell as it is stored, and with another result."""
    parts = parts_of(path.read_bytes())
    part = parts[part_of(path.read_bytes(), "WarmIP")].decode()
    found = re.search(r'<c r="AB20".*?</c>', part)
    assert found
    return found[0], re.sub("<v>[^<]*</v>", "<v>5</v>", found[0])


def test_a_setting_that_was_taken_to_another_sheet_is_not_lost() -> None:
    """The formula that followed it stays and is named; nothing is calculated without the setting."""
    sheet = read_workbook(good_workbook()).sheets[0]
    written = str(sheet.cells["warm_eni_target_in_effect"].formula)
    data = formula("WarmENI", "AB6", written.replace("B13", "About!D500"))(good_workbook())
    data = typed("WarmENI", B13=None)(typed("About", D500=3)(data))
    done = recalculate_workbook(data)
    assert [(found.rule, found.place) for found in done.restored] == []
    assert [(found.rule, found.sheet) for found in done.left] == [
        ("E306", "WarmENI"), ("E404", "WarmENI"),
    ]  # fmt: skip
    cells = read_cells(done.content)
    assert cells["About"]["D500"].value == 3
    assert "About!D500" in str(cells["WarmENI"]["AB6"].formula)
