"""What a proof has done already: tests that passed are noted, and not run again.

The file of notes is named by the variable PROOF_NOTES (tools/prove.py); without it nothing is
noted, and all tests run.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

_NOTES = os.environ.get("PROOF_NOTES")
_IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
_GROUP = re.compile(r"@[\w-]+$")
"""What pytest-xdist puts behind the name of a test that belongs to a group."""


def left_to_do(items: list[pytest.Item]) -> list[pytest.Item]:
    """The tests that have not passed yet."""
    if _NOTES is None or not Path(_NOTES).exists():
        return items
    passed = set(Path(_NOTES).read_text(encoding="utf-8").splitlines())
    return [item for item in items if _GROUP.sub("", item.nodeid) not in passed]


def note(report: pytest.TestReport) -> None:
    """Notes a test that has passed, once for all processes of a run."""
    if _NOTES is not None and not _IS_WORKER and report.when == "call" and report.passed:
        with Path(_NOTES).open("a", encoding="utf-8") as file:
            file.write(_GROUP.sub("", report.nodeid) + "\n")
