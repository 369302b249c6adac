"""The workbooks that many tests look at: made, saved by LibreOffice and read once a run.

A corpus comes in two halves, a half for each core. Tests of a half stand in one group, so that the
process that has made it tests it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from eks_subnet_xlsx import LimitsCatalog, Plan, WorkbookReading, build_workbook, read_workbook
from eks_subnet_xlsx.calculation import Model
from eks_subnet_xlsx.engine import WarmPoolSettings
from support.fillings import Fillings, tenth_of
from support.office import Office
from support.scale import EDITIONS, PROOF, edition_of

PLANS = 500
HALVES = (0, 1)
_EVERY_MADE, _EVERY_SAVED = 4, 16
"""Of the plans, in a run that is no proof: each edition has as many."""

_EVERY_WHOLE = 9
"""Of the plans: with all types. No divisor of the number of editions, so that each has some."""


def in_halves(corpus: str) -> pytest.MarkDecorator:
    """Runs a test once for each half of a corpus, with the other tests of that half."""
    return pytest.mark.parametrize(
        "half",
        [pytest.param(half, marks=pytest.mark.xdist_group(f"{corpus}-{half}")) for half in HALVES],
    )


@dataclass(frozen=True)
class Planned:
    """A random plan and its workbook in the edition of this run.

    Attributes:
        catalog: that it was written with, in nine of ten a tenth of all types.
    """

    number: int
    plan: Plan
    language: str
    model: Model
    catalog: LimitsCatalog
    content: bytes

    @cached_property
    def reading(self) -> WorkbookReading:
        """What stands in the workbook."""
        return read_workbook(self.content)


@dataclass(frozen=True)
class Saved:
    """A workbook as LibreOffice saved it, everything recalculated."""

    planned: Planned
    path: Path

    @cached_property
    def content(self) -> bytes:
        """Of the file."""
        return self.path.read_bytes()

    @cached_property
    def reading(self) -> WorkbookReading:
        """What stands in it."""
        return read_workbook(self.content)


class Plans:
    """The corpus of 500 random plans.

    None has legacy types or two groups of a name, of which a workbook is warned; half have another
    possibility of their own.
    """

    def __init__(self, folder: Path, catalog: LimitsCatalog) -> None:
        self._folder, self._catalog, self._tenth = folder, catalog, tenth_of(catalog)
        self._planned: dict[int, list[Planned]] = {}
        self._saved: dict[int, list[Saved]] = {}

    def planned(self, half: int) -> list[Planned]:
        """A half of the plans with their workbooks; every fourth in a run that is no proof."""
        if half not in self._planned:
            self._planned[half] = [
                self._made(number, plan)
                for number, plan in enumerate(tidy_plans(self._catalog))
                if number // len(HALVES) % len(HALVES) == half and _is_one_of(number, _EVERY_MADE)
            ]
        return self._planned[half]

    def saved(self, half: int, office: Office) -> list[Saved]:
        """A quarter of them as LibreOffice saved them; in a proof, all."""
        if half not in self._saved:
            planned = [item for item in self.planned(half) if _is_one_of(item.number, _EVERY_SAVED)]
            files = [self._folder / f"{item.number}.xlsx" for item in planned]
            for file, item in zip(files, planned, strict=True):
                file.write_bytes(item.content)
            saved = office.recalculate(files, self._folder / "out")
            self._saved[half] = [Saved(*pair) for pair in zip(planned, saved, strict=True)]
        return self._saved[half]

    def _made(self, number: int, plan: Plan) -> Planned:
        language, model = edition_of(number)
        catalog = self._tenth if number % _EVERY_WHOLE else self._catalog
        content = build_workbook(plan, catalog, language=language, model=model)
        return Planned(number, plan, language, model, catalog, content)


def _is_one_of(number: int, every: int) -> bool:
    """Whether a plan is tried in this run."""
    return PROOF or number // len(EDITIONS) % every == 0


def tidy_plans(catalog: LimitsCatalog) -> list[Plan]:
    """Random plans that nothing is to be said of."""
    source, pick = Fillings(seed=4, catalog=catalog), random.Random(12)
    return [_tidy(source.plan(), pick, catalog) for _ in range(PLANS)]


def _tidy(plan: Plan, pick: random.Random, catalog: LimitsCatalog) -> Plan:
    groups = tuple(
        group.model_copy(
            update={
                "name": f"{group.name or 'group'} {number}",
                "instance_type": group.instance_type
                if catalog.get(group.instance_type).status != "legacy"
                else "m5.large",
            }
        )
        for number, group in enumerate(plan.node_groups)
    )
    other = None
    if pick.random() < 0.5:
        other = (
            WarmPoolSettings(warm_eni_target=pick.choice((None, 0, 2)), unmanaged_enis=1)
            if plan.warm_pool.has_ip_target
            else WarmPoolSettings(
                warm_eni_target=pick.choice((None, 1)), warm_ip_target=4, max_eni=3
            )
        )
    return plan.model_copy(update={"node_groups": groups, "alternative": other})
