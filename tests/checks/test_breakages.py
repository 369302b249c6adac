"""Each way to break a good workbook, with the full list of what is found."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest
from support.breakages import (
    ALONE,
    BREAKAGES,
    BY_NAME,
    IN_PAIRS,
    RECALCULATED,
    Breakage,
    Found,
    broken,
    good_workbook,
)
from support.office import Office
from support.scale import share

from eks_subnet_xlsx import checks, validate_workbook
from eks_subnet_xlsx.checks import CHECKS
from eks_subnet_xlsx.rules import RULES
from eks_subnet_xlsx.words import LANGUAGES


def found_in(data: bytes) -> Found:
    """Rule and place of every finding, in order."""
    return [(found.rule, found.place) for found in validate_workbook(data).findings]


def test_the_good_workbook_is_good() -> None:
    """Before it is broken, nothing is said of it, in no language."""
    assert [found_in(good_workbook(language)) for language in LANGUAGES] == [[]] * len(LANGUAGES)


def test_there_are_many_ways() -> None:
    """Sixty ways or more, each of a name of its own, and twenty pairs or more."""
    assert len(BY_NAME) == len(BREAKAGES)
    assert sum(bool(item.found) for item in BREAKAGES) >= 60
    assert len(IN_PAIRS) >= 20


@pytest.mark.parametrize("item", ALONE, ids=lambda item: item.name)
def test_breakage_is_found_and_nothing_else(item: Breakage) -> None:
    """The full list of findings, in order."""
    assert found_in(broken(item)) == list(item.found)


@pytest.mark.libreoffice
def test_breakage_that_was_recalculated_is_found_and_nothing_else(
    tmp_path: Path, office: Office
) -> None:
    """As somebody sends it who saved it in LibreOffice: the full list, in order, of every second."""
    items = share(RECALCULATED, 2)
    files = [tmp_path / f"{number}.xlsx" for number in range(len(items))]
    for file, item in zip(files, items, strict=True):
        file.write_bytes(broken(item))
    saved = office.recalculate(files, tmp_path / "out")
    found = {
        item.name: found_in(file.read_bytes()) for item, file in zip(items, saved, strict=True)
    }
    assert found == {item.name: list(item.found) for item in items}


@pytest.mark.slow
@pytest.mark.parametrize("item", share(ALONE, 4), ids=lambda item: item.name)
def test_only_the_rules_that_are_asked_for_are_looked_for(
    item: Breakage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is found of a family by itself is what is found of it among all; nothing else runs."""
    data = broken(item)
    found = validate_workbook(data).findings
    for family, check in CHECKS.items():
        ids = {rule.id for rule in RULES.values() if rule.family == family}
        with monkeypatch.context() as patch:
            patch.setattr(checks, "CHECKS", {**dict.fromkeys(CHECKS, refused), family: check})
            alone = validate_workbook(data, rules=ids).findings
        expected = [one for one in found if one.rule in ids]
        if validate_workbook(data, rules=()).sheets:
            assert list(alone) == expected, family
    first = {one.rule for one in found[:1]}
    assert {one.rule for one in validate_workbook(data, rules=first).findings} == first


def refused(_: object) -> NoReturn:
    """A check that nobody asked for."""
    pytest.fail("a check runs of which no rule was asked for")


@pytest.mark.parametrize(("first", "second"), IN_PAIRS)
def test_two_breakages_are_found_as_each_alone(first: str, second: str) -> None:
    """Neither hides the other, and together they are no third."""
    items = (BY_NAME[first], BY_NAME[second])
    expected = {found for item in items for found in item.found}
    found = found_in(broken(*items))
    assert set(found) == expected
    assert len(found) == len(expected)
