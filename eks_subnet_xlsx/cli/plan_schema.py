"""plan-schema: prints the JSON Schema of a plan."""

from __future__ import annotations

from eks_subnet_xlsx.cli.console import say_document
from eks_subnet_xlsx.resources import read_template


def plan_schema() -> None:
    """Print the JSON Schema of a plan, for editors that complete and check."""
    say_document(read_template("plan.schema.json").rstrip())
