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
from support.scale import PROOF, seed

from eks_subnet_xlsx import validate_workbook
from eks_subnet_xlsx.layouts import MODELS

FILLINGS = 40
"""In every run; each part of a proof tries three hundred."""
CALCULATORS = MODELS["vpc-cni"]

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


ENGINE = "engine"
"""Of ours: what it makes of the values that LibreOffice shows is not what its formulas make."""

BOTH = ("formualizer", "IronCalc")
BOOLEANS = ("TRUE", "FALSE", "TRUE by a formula")
PASTED = ("empty text, pasted", "empty text, inline")
WHITE = (
    "no-break space behind", "tab behind", "newline behind", "ideographic space before",
    "thin space behind",
)  # fmt: skip

TABLE = (
    Difference(
        BOOLEANS, ("count", "max pods", "setting"), BOTH,
        "LibreOffice counts TRUE as 1 and FALSE as 0; the others, as Excel, as no number", "E215",
    ),
    Difference(
        ("ISO date",), ("count", "max pods"), BOTH,
        "LibreOffice and Excel read it as the number of the day, the others as a text", "E216",
    ),
    Difference(
        ("ISO date",), ("type",), ("formualizer",),
        "formualizer reads it as a text, the others as a number", "E201",
    ),
    Difference(
        PASTED, ("type", "count", "max pods", "name"), BOTH,
        "LibreOffice takes a pasted empty text for nothing, the others, as Excel, for a text", "E214",
    ),
    Difference(
        ("nothing, by a formula",), ("count", "setting"), (ENGINE, *BOTH),
        "a reference to a blank cell shows 0; LibreOffice takes it for no number, the others, as "
        "Excel, for a number", "E308",
    ),
    Difference(
        ("nothing, by a formula",), ("max pods",), (ENGINE, *BOTH),
        "the same; 0 is out of bounds", "E207",
    ),
    Difference(
        WHITE, ("type",), ("formualizer",),
        "formualizer's TRIM strips all white space, that of the others only spaces", "E213",
    ),
    Difference(
        ("number as text, no-break space", "no-break space alone"), ("type",), ("formualizer",),
        "the same, of what is no type", "E201",
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
    """Every formula cell of the fillings is the same in three programs, or stands in the table."""
    case = chains.base_case("all rows", 0)
    source = PeculiarFillings(seed(1), case.catalog)
    expected = {
        (kind, place): (set(item.programs), item.rule)
        for item in TABLE
        for kind, place in product(item.kinds, item.places)
    }
    seen: Seen = defaultdict(set)
    unnamed = []
    path = tmp_path / "filling.xlsx"
    for number in range(0, 300, 1 if PROOF else -(-300 // FILLINGS)):
        filling = source.filling(number, case.data, CALCULATORS)
        path.write_bytes(filling.data)
        cells, _ = look(office, path, case.tracks)
        judged = Truth(cells, case.tracks, case.model, case.catalog).judged()
        at = filling.kind, filling.place
        different = {
            name
            for name, differs in (
                (ENGINE, bool(judged.wrong)),
                ("formualizer", by_formualizer(filling, judged)),
                ("IronCalc", by_ironcalc(path, judged)),
            )
            if differs
        }
        seen[at] |= different
        known, rule = expected.get(at, (set(), None))
        assert different <= known, (number, at)
        found = {
            (error.rule, error.sheet, cell)
            for error in validate_workbook(filling.data, case.catalog).findings
            for cell in error.cells
        }
        if different and not any((rule, *cell) in found for cell in filling.cells):
            unnamed.append((number, at, rule))
    assert unnamed == []
    if PROOF:
        # A row is about what was seen; whether each of its places shows it depends on the cell.
        for item in TABLE:
            differing = (seen[at] for at in product(item.kinds, item.places))
            assert set[str]().union(*differing) == set(item.programs), item


def test_table_names_kinds_and_places_that_there_are() -> None:
    """Each row of the table is about contents that are filled in."""
    assert {kind for item in TABLE for kind in item.kinds} <= KINDS.keys()
    assert {place for item in TABLE for place in item.places} <= set(PLACES)
