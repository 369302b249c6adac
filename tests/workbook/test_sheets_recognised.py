"""Which sheet is which calculator: told by words and by what the file says, not by names alone."""

from __future__ import annotations

import re

import pytest
from support.breakages import good_workbook
from support.breaking import Break, in_sheet, part_of, renamed, typed, without_sheet
from support.scale import SEED, SEEDS

from eks_subnet_xlsx import read_workbook, recalculate_workbook, validate_workbook
from eks_subnet_xlsx.layouts import PRESENT
from workloads.damage import parts_of, zipped

pytestmark = pytest.mark.slow


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "xl/_rels/workbook.xml.rels"
LANGUAGES_AND_MODELS = [(la, mo) for la in ("en", "ko") for mo in ("vpc-cni", "aws-2022")]
LANGUAGES_AND_MODELS = LANGUAGES_AND_MODELS[SEED::SEEDS]


def both(*steps: Break) -> Break:
    """Several changes, one after the other."""

    def change(data: bytes) -> bytes:
        for step in steps:
            data = step(data)
        return data

    return change


def swapped(first: str, second: str) -> Break:
    """The names of two sheets exchanged, references to them included."""
    return both(renamed(first, "Between"), renamed(second, first), renamed("Between", second))


def copied(sheet: str, name: str) -> Break:
    """A copy of a sheet after all others, as programs make it."""

    def change(data: bytes) -> bytes:
        parts = parts_of(data)
        parts["xl/worksheets/copy.xml"] = parts[part_of(data, sheet)]
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        override = f'<Override PartName="/xl/worksheets/copy.xml" ContentType="{kind}"/>'
        related = f'Id="copy" Type="{_OFFICE}/worksheet" Target="worksheets/copy.xml"'
        listed = f'<sheet xmlns:r="{_OFFICE}" name="{name}" sheetId="99" r:id="copy"/>'
        for path, old, new in (
            ("[Content_Types].xml", "</Types>", f"{override}</Types>"),
            (_RELATIONS, "</Relationships>", f"<Relationship {related}/></Relationships>"),
            ("xl/workbook.xml", "</sheets>", f"{listed}</sheets>"),
        ):
            assert old in parts[path].decode()
            parts[path] = parts[path].decode().replace(old, new, 1).encode()
        return zipped(parts)

    return change


HARMLESS: dict[str, tuple[Break, tuple[str, str]]] = {
    "names swapped": (swapped("WarmENI", "WarmIP"), ("WarmIP", "WarmENI")),
    "both renamed": (
        both(renamed("WarmENI", "Team A"), renamed("WarmIP", "Team B")), ("Team A", "Team B"),
    ),
    "both renamed, crosswise": (
        both(renamed("WarmENI", "Warm IP"), renamed("WarmIP", "Warm ENI")), ("Warm IP", "Warm ENI"),
    ),
    "a copy beside": (copied("WarmENI", "WarmENI (2)"), ("WarmENI", "WarmIP")),
    "copies of both beside": (
        both(copied("WarmENI", "WarmENI (2)"), renamed("WarmIP", "Mine")), ("WarmENI", "Mine"),
    ),
    "a copy in place": (
        both(renamed("WarmIP", "WarmIP (2)"), renamed("WarmENI", "WarmENI (2)")),
        ("WarmENI (2)", "WarmIP (2)"),
    ),
    "a calculator and a sheet of words swapped": (
        swapped("WarmENI", "Words"), ("Words", "WarmIP"),
    ),
    "names of two sheets of ours swapped": (swapped("Limits", "About"), ("WarmENI", "WarmIP")),
    "titles edited": (
        both(typed("WarmENI", A1="Our subnet"), typed("WarmIP", A1="Our subnet")),
        ("WarmENI", "WarmIP"),
    ),
    "names swapped, titles and targets edited": (
        both(
            typed("WarmENI", A1="One", A13="Target"), typed("WarmIP", A1="Two", A13="Target"),
            swapped("WarmENI", "WarmIP"),
        ),
        ("WarmIP", "WarmENI"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
@pytest.mark.parametrize(("language", "model"), LANGUAGES_AND_MODELS)
def test_names_and_titles_change_nothing(name: str, language: str, model: str) -> None:
    """Each calculator is found, its arithmetic is that of the file, and nothing is to be repaired."""
    change, names = HARMLESS[name]
    right = read_workbook(good_workbook(language, model))
    data = change(good_workbook(language, model))
    reading = read_workbook(data)
    assert (reading.model, reading.layout) == (model, PRESENT)
    assert tuple(sheet.name for sheet in reading.sheets) == names
    assert [sheet.calculator for sheet in reading.sheets] == [s.calculator for s in right.sheets]
    assert [sheet.inputs() for sheet in reading.sheets] == [s.inputs() for s in right.sheets]
    assert reading.limits
    assert reading.limits.types
    found = [item.rule for item in validate_workbook(data).findings]
    usual = [item.rule for item in validate_workbook(good_workbook(language, model)).findings]
    assert found == ["W115"] * name.count("beside") + usual
    assert recalculate_workbook(data).content == data


@pytest.mark.parametrize("left", ["WarmENI", "WarmIP"])
@pytest.mark.parametrize("name", [None, "WarmENI", "WarmIP", "Other"])
@pytest.mark.parametrize(("language", "model"), LANGUAGES_AND_MODELS)
def test_one_calculator_alone_is_known(
    left: str, name: str | None, language: str, model: str
) -> None:
    """What is left is what it was, whatever it is called; the other one is missed."""
    gone = "WarmIP" if left == "WarmENI" else "WarmENI"
    data = without_sheet(gone)(good_workbook(language, model))
    if name and name != left:
        data = renamed(left, name)(data)
    reading = read_workbook(data)
    assert reading.model == model
    assert [sheet.calculator.name for sheet in reading.sheets] == [left]
    assert reading.missing_sheets == (gone,)


def test_what_the_file_says_of_its_arithmetic_counts() -> None:
    """Where half the words are gone, the model on the About sheet decides."""

    def without_headers(part: str) -> str:
        return re.sub(r'<c r="(?:[F-Z]|A[A-Z]|B[A-Z])22"[^>]*>.*?</c>', "", part)

    for model in ("vpc-cni", "aws-2022"):
        data = good_workbook("en", model)
        for sheet in ("WarmENI", "WarmIP"):
            data = in_sheet(sheet, without_headers)(data)
        assert read_workbook(data).model == model
