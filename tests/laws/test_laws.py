"""Three laws over any edit of a workbook: truth, repair, care."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support import office_edits
from support.office import Office
from support.scale import PROOF, SEEDS, seeds, share

from laws import chains, files
from laws.chains import Chain
from laws.laws import Laws

CHAINS, CHAINS_OF_A_PROOF = 200, 3_000
"""Chains have three or four edits: a proof tries ten thousand."""
KINDS = (*chains.SINGLE, *files.FILE_EDITS)
PARTS = 8
"""That may run beside each other."""
_THOROUGH_EVERY = 8 if PROOF else 20
"""Of the workbooks: annotated, and recalculated once more."""

each_part = pytest.mark.parametrize("part", range(PARTS))


def check(office: Office, folder: Path, items: list[Chain]) -> None:
    """Every law holds for every workbook; those for which one does not are kept."""
    laws, found = Laws(office, folder), []
    for number, item in enumerate(items):
        case, _ = chains.edited(office, folder, item)
        broken = laws.broken(case, thorough=number % _THOROUGH_EVERY == 0)
        if broken:
            kept = folder / f"violation{number}.xlsx"
            kept.write_bytes(case.data)
            found.append(f"{item}\n  {kept}\n" + "\n".join(f"  {one}" for one in broken))
    assert not found, "\n".join(found)


def test_edits_are_many_and_each_has_a_name_of_its_own() -> None:
    """A quarter of the kinds, of which each run tries one, is more than eighty."""
    assert len(KINDS) // SEEDS >= 80
    assert not office_edits.EDITS.keys() & files.FILE_EDITS.keys()


def test_gnumeric_is_there() -> None:
    """Without it two of the edits do nothing; in CI that is no way to pass."""
    if files.SSCONVERT is None:
        if os.environ.get("CI") == "true":
            pytest.fail("ssconvert is not installed (Debian's package gnumeric)")
        pytest.skip("ssconvert is not installed (Debian's package gnumeric)")


@pytest.mark.libreoffice
@pytest.mark.slow
@each_part
def test_laws_hold_for_each_edit_alone(part: int, office: Office, tmp_path: Path) -> None:
    """A quarter of the kinds; those for each row or column, which chains try too, in a proof."""
    names = share(chains.ALL if PROOF else KINDS, SEEDS)
    check(office, tmp_path, [chains.alone(name) for name in names[part::PARTS]])


@pytest.mark.libreoffice
@pytest.mark.slow
@each_part
def test_laws_hold_for_chains_of_edits(part: int, office: Office, tmp_path: Path) -> None:
    """Random chains of two to five edits."""
    some = seeds(CHAINS, CHAINS_OF_A_PROOF)[part::PARTS]
    check(office, tmp_path, [chains.chain(seed) for seed in some])
