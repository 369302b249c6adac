"""Writes the present layout as data; once, before another one follows it.

A layout that circulates is never written again: its files are read by what stands there.
"""

from __future__ import annotations

import json
import sys

from eks_subnet_xlsx.layouts import PRESENT
from eks_subnet_xlsx.layouts.frozen import FROZEN_FOLDER
from eks_subnet_xlsx.layouts.versions import frozen


def main() -> None:
    """Writes the data, unless it is there."""
    path = FROZEN_FOLDER / f"layout-{PRESENT.version}.json"
    if path.exists():
        sys.exit(f"{path.name} is there: a layout that circulates is never written again")
    text = json.dumps(frozen(PRESENT), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
