"""The judges themselves: they find what is planted, and nothing in a workbook that nobody touched."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from support.breaking import in_part, in_sheet, part_of, rewritten, typed
from support.office import Office

from eks_subnet_xlsx import recalculate_workbook
from eks_subnet_xlsx.checks import WorkbookReport
from laws import chains, files, tracks
from laws import laws as judges
from laws.care import losses
from laws.laws import Laws

NAMED = {True: lambda *_: True, False: lambda *_: False}


@pytest.fixture(scope="module")
def data() -> bytes:
    """The workbook that edits begin with."""
    return chains.base_case("en", 0).data


def lost(data: bytes, changed: bytes, *, is_named: bool = False) -> list[str]:
    return losses(data, changed, NAMED[is_named])


def test_nothing_is_lost_where_nothing_changed(data: bytes) -> None:
    """Written anew with the same parts."""
    assert lost(data, rewritten(data, {})) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('<row r="23"', '<row hidden="1" r="23"', "row 23 lost attributes"),
        ('<c r="K23" s="11">', '<c r="K23" s="12">', "attributes {'s': '11'} lost"),
        ('<c r="A23"', '<c r="A23" vm="1"', ""),
        ("<f>IF(AJ23=0,M23*B23", "<f>IF(AJ23=0,M23*C23", "of which nothing was said"),
        ("<mergeCells ", '<mergeCells a="1" ', "elements lost"),
        ('<c r="B23" s="8"><v>3</v></c>', '<c r="B23" s="8"><v>4</v></c>', "value '3' became '4'"),
        ('<c r="B23" s="8"><v>3</v></c>', "", "the cell is gone"),
    ],
)
def test_each_loss_in_a_sheet_is_found(data: bytes, old: str, new: str, found: str) -> None:
    """Attributes of rows and cells, formulas, values, cells, elements; what is added is no loss."""
    part = part_of(data, "WarmENI")
    assert old in files.File(data, {}, random.Random(0)).parts[part].decode()
    changed = in_sheet("WarmENI", lambda text: text.replace(old, new, 1))(data)
    problems = lost(data, changed)
    assert len(problems) == (1 if found else 0)
    assert all(found in problem for problem in problems)


def test_a_part_that_is_gone_or_changed_is_found(data: bytes) -> None:
    """Whichever it is, the order of calculation aside."""
    assert lost(data, in_part("docProps/app.xml", None)(data)) == ["part docProps/app.xml is gone"]
    changed = in_part("xl/theme/theme1.xml", lambda text: text + " ")(data)
    assert lost(data, changed) == ["part xl/theme/theme1.xml is changed"]


def test_what_was_named_may_change(data: bytes) -> None:
    """A formula that was restored is no loss."""
    broken = typed("WarmENI", K23=5)(data)
    done = recalculate_workbook(broken, chains.base_case("en", 0).catalog)
    assert lost(broken, done.content, is_named=True) == []
    assert lost(broken, done.content) != []


def test_places_move_with_rows_and_columns() -> None:
    """Those behind move, those that are taken out are gone, those before stay."""
    home = tracks.at_home("vpc-cni")
    pushed = tracks.moved(home, "WarmENI", row=10)
    assert pushed["rows"]["WarmENI"] == {"header": 22, "first": 23}
    assert pushed["cells"]["WarmENI"]["B4"] == ["WarmENI", 3, 1]
    assert pushed["cells"]["WarmENI"]["B13"] == ["WarmENI", 13, 1]
    assert pushed["cells"]["WarmIP"] == home["cells"]["WarmIP"]
    cut = tracks.moved(home, "WarmENI", column=10, by=-1)
    columns = cut["columns"]["WarmENI"]
    assert (columns["J"], columns["K"], columns["L"]) == (9, None, 10)
    assert cut["cells"]["WarmENI"]["K4"] is None
    assert tracks.renamed(home, {"Limits": None})["sheets"]["Limits"] is None


@pytest.mark.libreoffice
@pytest.mark.slow
def test_the_laws_find_what_is_planted(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong figure that nobody names, a wrong one that is stored, a style that is lost."""
    good = chains.base_case("en", 0)
    laws = Laws(office, tmp_path)
    assert laws.broken(good) == []
    broken = replace(good, data=typed("WarmENI", K23=5)(good.data))
    assert laws.broken(broken) == []

    monkeypatch.setattr(judges, "validate_workbook", lambda *_: WorkbookReport(()))
    found = laws.broken(broken, thorough=False)
    assert [(one.law, "subnet_ips_total at WarmENI!K23: 5 shown" in one.what) for one in found] == [
        ("truth", True),
        ("stored", False),
    ]
    monkeypatch.undo()

    def careless(*arguments: object) -> object:
        done = recalculate_workbook(*arguments)  # type: ignore[arg-type]
        content = in_sheet(
            "WarmENI",
            lambda text: text.replace('<c r="B8" s="11">', '<c r="B8" s="2">').replace(
                "</f><v>648</v>", "</f><v>649</v>"
            ),
        )(done.content)
        return replace(done, content=content)

    monkeypatch.setattr(judges, "recalculate_workbook", careless)
    found = laws.broken(broken, thorough=False)
    assert {one.law for one in found} == {"repair", "care"}
