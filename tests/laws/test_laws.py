"""Three laws over any edit of a workbook: truth, repair, care."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import office_edits
from support.office import Office, is_installed

from laws import chains, files
from laws.chains import Chain
from laws.laws import Laws

CHAINS = 200
PARTS = 2
"""In which the edits are run, each by a LibreOffice of its own."""
_THOROUGH_EVERY = 4
"""Of the workbooks: annotated, and recalculated once more."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """LibreOffice, held open; without it the test is skipped, in CI it fails."""
    if not is_installed():
        reason = "LibreOffice or python3-uno is not installed (sh tools/install_libreoffice.sh)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    held = Office(tmp_path_factory.mktemp("office"))
    yield held
    held.close()


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


def test_edits_are_many_and_each_has_a_name() -> None:
    """At least eighty kinds, besides those at each letter and row."""
    assert len(chains.SINGLE) + len(files.FILE_EDITS) >= 80
    assert not office_edits.EDITS.keys() & files.FILE_EDITS.keys()


@pytest.mark.libreoffice
@pytest.mark.parametrize("part", range(PARTS))
def test_laws_hold_for_each_edit_alone(part: int, office: Office, tmp_path: Path) -> None:
    """Every kind once; of those at a letter or a row, some."""
    names = [*chains.SINGLE, *files.FILE_EDITS, *chains.AT_EACH[::11]]
    check(office, tmp_path, [chains.alone(name) for name in names[part::PARTS]])


@pytest.mark.libreoffice
@pytest.mark.parametrize("part", range(PARTS))
def test_laws_hold_for_chains_of_edits(part: int, office: Office, tmp_path: Path) -> None:
    """Random chains of two to five edits."""
    seeds = range(CHAINS)[part::PARTS]
    check(office, tmp_path, [chains.chain(seed) for seed in seeds])
