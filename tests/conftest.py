"""Fixtures that several tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from support.corpora import Plans
from support.libreoffice import PROGRAM, LibreOffice
from support.office import Office, is_installed

from eks_subnet_xlsx.limits import LimitsCatalog, load_catalog


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    """LibreOffice; without it the test is skipped, in CI it fails."""
    if PROGRAM is None:
        reason = "LibreOffice is not installed (sh tools/install_libreoffice.sh)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return LibreOffice(tmp_path_factory.mktemp("libreoffice"))


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def catalog() -> LimitsCatalog:
    """The packaged limits."""
    return load_catalog()


@pytest.fixture(scope="session")
def plans(tmp_path_factory: pytest.TempPathFactory, catalog: LimitsCatalog) -> Plans:
    """The 500 random plans, their workbooks, and those as LibreOffice saved them."""
    return Plans(tmp_path_factory.mktemp("plans"), catalog)
