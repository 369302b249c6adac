"""Fixtures that several tests share, and the order in which tests run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from support import proof
from support.corpora import Plans
from support.office import Office, is_installed
from support.programs import OpenXmlValidator, need
from support.scale import PROOF, count

from eks_subnet_xlsx.limits import LimitsCatalog, load_catalog

settings.register_profile(
    "house",
    # The same examples in every run; in a proof those of its seed. No time is too long for one,
    # since the machine may be busy.
    derandomize=not PROOF,
    max_examples=count(60, 8_000),
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts what takes long first, so that no process works alone at the end."""
    items[:] = sorted(proof.left_to_do(items), key=_place_in_run)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Stops where pytest-xdist sees no groups: each process would make what they share."""
    if getattr(session.config.option, "loadgroup", False):
        for item in session.items:
            if item.get_closest_marker("xdist_group") and "@" not in item.nodeid:
                raise pytest.UsageError(f"{item.nodeid}: its group is ignored by pytest-xdist")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keeps what a proof has done."""
    proof.note(report)


def _place_in_run(item: pytest.Item) -> int:
    if item.get_closest_marker("xdist_group"):
        return 0
    return 1 if item.get_closest_marker("slow") or item.get_closest_marker("libreoffice") else 2


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """LibreOffice, held open; without it the test is skipped, in CI it fails."""
    need(is_installed(), "LibreOffice with python3-uno", "install_programs.sh")
    held = Office(tmp_path_factory.mktemp("office"))
    yield held
    held.close()


@pytest.fixture(scope="session")
def validator() -> OpenXmlValidator:
    """The Open XML validator."""
    return OpenXmlValidator()


@pytest.fixture(scope="session")
def catalog() -> LimitsCatalog:
    """The packaged limits."""
    return load_catalog()


@pytest.fixture(scope="session")
def plans(tmp_path_factory: pytest.TempPathFactory, catalog: LimitsCatalog) -> Plans:
    """The 500 random plans, their workbooks, and those as LibreOffice saved them."""
    return Plans(tmp_path_factory.mktemp("plans"), catalog)
