"""The programs with which the tests open workbooks, beside those that pip installs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

VALIDATOR = Path(__file__).parents[2] / ".venv/ooxml/node_modules/.bin/ooxml-validator"


def need(program: object, name: str, script: str) -> None:
    """Skips a test whose program is not here; where CI=true it fails.

    Args:
        program: what was found of it; nothing where that is false.
        name: what people call it.
        script: the one in tools/ that installs it.
    """
    if program:
        return
    reason = f"{name} is not here (sh tools/{script})"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


class OpenXmlValidator:
    """Microsoft's Open XML SDK, which knows what Excel refuses."""

    def __init__(self) -> None:
        found = shutil.which("node") and VALIDATOR.exists()
        need(found, "the Open XML validator", "install_validator.sh .venv/ooxml")

    def errors(self, path: Path) -> list[Any]:
        """What is wrong with a file."""
        done = subprocess.run(
            [str(VALIDATOR), str(path)], capture_output=True, text=True, check=False
        )
        found: list[Any] = json.loads(done.stdout)["errors"]
        return found
