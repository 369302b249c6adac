"""Writes the JSON Schema of a plan where the package ships it from (`make schema`)."""

from __future__ import annotations

import json
from pathlib import Path

from eks_subnet_xlsx.plan.schema import plan_schema


def main() -> None:
    """Replaces templates/plan.schema.json."""
    path = Path(__file__).parents[1] / "templates" / "plan.schema.json"
    path.write_text(json.dumps(plan_schema(), indent=2) + "\n", encoding="utf-8", newline="\n")
    print(f"wrote {path.name}")


if __name__ == "__main__":
    main()
