"""plan-schema: prints the JSON Schema of a plan."""

from __future__ import annotations

from eks_subnet_xlsx.cli.console import say_json
from eks_subnet_xlsx.plan.schema import plan_schema as schema_of_plan


def plan_schema() -> None:
    """Print the JSON Schema of a plan, for editors that complete and check."""
    say_json(schema_of_plan())
