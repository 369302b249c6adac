"""Writes the golden workbooks of the present layout; once for each layout, before it circulates.

A golden workbook is never written again: it stands for the files that people have.
"""

from __future__ import annotations

import sys
from pathlib import Path

from eks_subnet_xlsx import build_workbook, read_plan
from eks_subnet_xlsx.layouts import LAYOUT_VERSION, MODELS
from eks_subnet_xlsx.words import LANGUAGES

GOLDEN = Path(__file__).parents[1] / "tests" / "golden"


def main() -> None:
    """Writes one workbook for each language and model, unless the layout has them."""
    plan = read_plan(GOLDEN / "plan.yaml")
    for language in LANGUAGES:
        for model in MODELS:
            path = GOLDEN / f"layout-{LAYOUT_VERSION}.{language}.{model}.xlsx"
            if path.exists():
                sys.exit(f"{path.name} is there: a golden workbook is never written again")
            path.write_bytes(build_workbook(plan, language=language, model=model))


if __name__ == "__main__":
    main()
