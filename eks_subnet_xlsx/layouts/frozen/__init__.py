"""The layouts that circulate, as data: nothing here is ever written again."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FROZEN_FOLDER = Path(__file__).parent


@cache
def frozen_data(version: int) -> dict[str, Any]:
    """The data of a layout; nothing where it is not frozen yet."""
    path = FROZEN_FOLDER / f"layout-{version}.json"
    found: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found
