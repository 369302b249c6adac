"""Booleans, dates, empty texts and white space: three programs, where they differ, and who says so."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from laws import chains
from laws.tracks import place_of
from laws.truth import Judged, Truth, look
from support.cells import Value, read_cells
from support.office import Office
from support.peculiar import KINDS, PLACES, PeculiarFilling, PeculiarFillings

from eks_subnet_xlsx import validate_workbook
from eks_subnet_xlsx.sheets import MODELS

FILLINGS = 300
CALCULATORS = MODELS["vpc-cni"]
COUNTS = ("count", "max pods", "setting", "size")

Seen = dict[tuple[str, str], set[str]]
"""The programs whose results differ from LibreOffice's, by kind of contents and place."""


@dataclass(frozen=True)
class Difference:
    """What programs do differently with contents of some kinds in some places.

    Attributes:
        programs: those that differ from LibreOffice.
        what: they do.
        rule: of the error with which `validate` names the cell.
    """

    kinds: tuple[str, ...]
    places: tuple[str, ...]
    programs: tuple[str, ...]
    what: str
    rule: str


BOTH = ("formualizer", "IronCalc")
BOOLEANS = ("TRUE", "FALSE", "TRUE by a formula")
PASTED = ("empty text, pasted", "empty text, inline")
WHITE = (
    "no-break space behind", "tab behind", "newline behind", "ideographic space before",
    "thin space behind",
)  # fmt: skip

TABLE = (
    Difference(
        BOOLEANS, COUNTS, BOTH,
        "LibreOffice counts TRUE as 1 and FALSE as 0; the others, as Excel, as no number", "E215",
    ),
    Difference(
        ("ISO date",), COUNTS, BOTH,
        "LibreOffice and Excel read it as the number of the day, the others as a text", "E216",
    ),
    Difference(
        PASTED, ("type", "count", "max pods", "name"), BOTH,
        "LibreOffice takes a pasted empty text for nothing, the others, as Excel, for a text", "E214",
    ),
    Difference(
        ("nothing, by a formula",), COUNTS, BOTH,
        "a reference to a blank cell is no number for LibreOffice, for the others, as Excel, a 0",
        "E203",
    ),
    Difference(
        WHITE, ("type",), ("formualizer",),
        "formualizer's TRIM strips all white space, that of the others only spaces", "E213",
    ),
)  # fmt: skip


def is_same(left: Value, right: Value) -> bool:
    if left in {None, ""} and right in {None, ""}:
        return True
    if isinstance(left, int | float) and isinstance(right, int | float):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    return type(left) is type(right) and left == right


def by_formualizer(filling: PeculiarFilling, judged: Judged) -> bool:
    """Whether formualizer differs in a cell."""
    formualizer = pytest.importorskip("formualizer")
    data = formualizer.recalculate_xlsx_bytes(filling.data)["bytes"]
    cells = read_cells(data, tuple(calculator.name for calculator in CALCULATORS))
    for shown in judged.shown:
        cell = cells[shown.place[0]].get(place_of(*shown.place[1:]))
        if not is_same(cell.value if cell else None, shown.value):
            return True
    return False


def by_ironcalc(path: Path, judged: Judged) -> bool:
    """Whether IronCalc differs in a cell."""
    ironcalc = pytest.importorskip("ironcalc")
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    names = [sheet["name"] for sheet in model.get_worksheets_properties()]
    return any(
        not is_same(
            model.get_cell_value(
                names.index(shown.place[0]), shown.place[1] + 1, shown.place[2] + 1
            ),
            shown.value,
        )
        for shown in judged.shown
    )


@pytest.mark.libreoffice
@pytest.mark.slow
def test_programs_agree_on_peculiar_inputs_or_validate_names_the_cell(
    office: Office, tmp_path: Path
) -> None:
    """Every formula cell of 300 fillings is the same in three programs, or stands in the table."""
    case = chains.base_case("en", 0)
    source = PeculiarFillings(1, case.catalog)
    expected = {
        (kind, place): (set(item.programs), item.rule)
        for item in TABLE
        for kind, place in product(item.kinds, item.places)
    }
    seen: Seen = defaultdict(set)
    unnamed = []
    path = tmp_path / "filling.xlsx"
    for number in range(FILLINGS):
        filling = source.filling(number, case.data, CALCULATORS)
        path.write_bytes(filling.data)
        cells, _ = look(office, path, case.tracks)
        judged = Truth(cells, case.tracks, case.model, case.catalog).judged()
        at = filling.kind, filling.place
        if judged.wrong:
            seen[at].add("engine")
        if by_formualizer(filling, judged):
            seen[at].add("formualizer")
        if by_ironcalc(path, judged):
            seen[at].add("IronCalc")
        _, rule = expected.get(at, (set(), None))
        found = {
            (error.rule, error.sheet, cell)
            for error in validate_workbook(filling.data, case.catalog).findings
            for cell in error.cells
        }
        unnamed += [
            (*at, cell, rule) for cell in filling.cells if rule and (rule, *cell) not in found
        ]
    differences = {at: programs for at, programs in seen.items() if programs}
    assert differences == {at: programs for at, (programs, _) in expected.items()}
    assert unnamed == []


def test_table_names_kinds_and_places_that_there_are() -> None:
    """Each row of the table is about contents that are filled in."""
    assert {kind for item in TABLE for kind in item.kinds} <= KINDS.keys()
    assert {place for item in TABLE for place in item.places} <= set(PLACES)
