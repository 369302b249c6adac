"""Files from strangers: whatever stands in them, findings come out, within bounds."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

import pytest
from support.scale import count, seed

from eks_subnet_xlsx import (
    WorkbookError,
    annotate_workbook,
    recalculate_workbook,
    validate_workbook,
)
from eks_subnet_xlsx.words import LANGUAGES, load_words
from workloads.damage import damaged

FILES = count(400, 10_000)
GIVEN_BACK = count(60, 1_200)
GOLDEN = Path(__file__).parents[1] / "golden"
GOOD = [(GOLDEN / f"layout-1.{name}.xlsx").read_bytes() for name in ("en.vpc-cni", "ko.aws-2022")]
SHARED = Path(__file__).parents[3] / "shared" / "workbooks"


@pytest.mark.slow
def test_damage_ends_in_findings() -> None:
    """Files with bits flipped, ends cut off, parts swapped, XML broken: never an exception.

    A check that crashes would be a finding too, and would fail here.
    """
    source = random.Random(seed(9))
    good = [*GOOD, *(path.read_bytes() for path in sorted(SHARED.glob("*2022.xlsx")))]
    for number in range(FILES):
        report = validate_workbook(damaged(source, good))
        assert [found for found in report.findings if found.rule == "E191"] == [], number
        for language in LANGUAGES:
            words = load_words(language)
            assert all(found.message(words) + found.remedy(words) for found in report.findings)


@pytest.mark.slow
def test_damage_is_given_back_or_refused() -> None:
    """Damaged files: a file that can be read comes back, or one message says why not."""
    source, words = random.Random(seed(10)), load_words("en")
    given_back = 0
    for _ in range(GIVEN_BACK):
        data = damaged(source, GOOD)
        with suppress(WorkbookError):
            annotate_workbook(data, validate_workbook(data).findings, words)
            recalculate_workbook(data)
            given_back += 1
    assert given_back > GIVEN_BACK // 6
