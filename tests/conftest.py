"""Fixtures that several tests share."""

from __future__ import annotations

import os

import pytest
from support.libreoffice import PROGRAM, LibreOffice

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
def catalog() -> LimitsCatalog:
    """The packaged limits."""
    return load_catalog()
