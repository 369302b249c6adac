"""What is remembered of a caller's catalog goes with it; a catalog without types is one."""

from __future__ import annotations

import gc
import json
import pickle
import weakref

from support.breakages import PLAN, good_workbook
from support.cells import read_cells

from eks_subnet_xlsx import (
    LimitsCatalog,
    build_workbook,
    load_catalog,
    parse_plan,
    read_workbook,
    recalculate_workbook,
    validate_workbook,
)
from eks_subnet_xlsx.ooxml.grid import Grid

EMPTY = LimitsCatalog({}, "2026-01-01", "")


def test_a_catalog_that_nobody_holds_is_gone() -> None:
    """Writing, judging and recalculating keep none alive, nor what was made for it."""
    plan = parse_plan(json.dumps(PLAN), suffix=".json")
    catalog = load_catalog().with_types([])
    content = build_workbook(plan, catalog, language="ko", protect=False)
    assert build_workbook(plan, catalog, language="ko", protect=False) == content
    validate_workbook(content, catalog)
    recalculate_workbook(content, catalog)
    edition = weakref.ref(next(iter(catalog.editions.values())))
    gone = weakref.ref(catalog)
    del catalog
    gc.collect()
    assert gone() is None
    assert edition() is None


def test_a_catalog_is_handed_to_another_process_without_what_was_made_of_it() -> None:
    """It is pickled by its rows alone, whatever it was used for before."""
    catalog = load_catalog()
    build_workbook(parse_plan(json.dumps(PLAN), suffix=".json"), catalog)
    copy = pickle.loads(pickle.dumps(catalog))  # noqa: S301 (of our own)
    assert list(copy) == list(catalog)
    assert (copy.date, copy.sources, copy.editions) == (catalog.date, catalog.sources, {})


def test_reports_hold_on_to_no_file() -> None:
    """What was worked out of a workbook goes with its report."""

    def grids() -> int:
        gc.collect()
        return sum(type(item) is Grid for item in gc.get_objects())

    before = grids()
    report = validate_workbook(good_workbook())
    assert grids() > before
    del report
    assert grids() == before


def test_an_empty_catalog_knows_no_type() -> None:
    """It is written, and counts, as it is: no type of the plan is known to it."""
    plan = parse_plan(json.dumps(PLAN), suffix=".json")
    content = build_workbook(plan, EMPTY)
    reading = read_workbook(content)
    assert reading.limits
    assert reading.limits.types == {}
    assert read_cells(content)["About"]["B22"].value == 0
    unknown = [found.cell for found in validate_workbook(content, EMPTY).findings
               if found.rule == "E201" and found.sheet == "WarmENI"]  # fmt: skip
    assert unknown == ["A23", "A24", "A25"]
    assert recalculate_workbook(content, EMPTY).content == content


def test_an_empty_catalog_judges_as_such() -> None:
    """A good workbook judged by it: its own sheet of limits knows the types, nothing else does."""
    report = validate_workbook(good_workbook(), EMPTY)
    assert {found.rule for found in report.findings} == {"W501"} or report.findings == ()
