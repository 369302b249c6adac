"""Writes the tables that are generated into the pages of docs/ (`make tables`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from eks_subnet_xlsx.findings import example_of
from eks_subnet_xlsx.fleet.table import COLUMNS
from eks_subnet_xlsx.fleet.template import meaning, needed
from eks_subnet_xlsx.plan.schema import plan_schema
from eks_subnet_xlsx.rules import RULES
from eks_subnet_xlsx.words import load_words

DOCS = Path(__file__).parents[1] / "docs"


def rule_table() -> str:
    """All rules, a row for each family."""
    words = load_words("en")
    lines = ["| about | rules |", "|---|---|"]
    for family, rules in groupby(RULES.values(), key=lambda rule: rule.family):
        names = ", ".join(f"{rule.id} {words[f'finding.{rule.key}.title']}" for rule in rules)
        lines.append(f"| {words[f'cli.rules.families.{family}']} | {names} |")
    return "\n".join(lines)


def rule_examples() -> str:
    """What `validate` says by each rule: an example, and what to do."""
    words = load_words("en")
    lines = ["| rule | for example | what to do |", "|---|---|---|"]
    for rule in RULES.values():
        example = example_of(rule)
        title = f"**{rule.id}** {words[f'finding.{rule.key}.title']}"
        place = f"`{example.place}`: " if example.place else ""
        cells = (title, f"{place}{example.message(words)}", example.remedy(words))
        lines.append("| {} | {} | {} |".format(*(text.replace("|", "\\|") for text in cells)))
    return "\n".join(lines)


def column_table() -> str:
    """The columns of a fleet's table; those of the other possibility in one row."""
    words = load_words("en")
    lines = ["| column | | what it is for |", "|---|---|---|"]
    others = [column for column in COLUMNS if column.name.startswith("alternative_")]
    for column in COLUMNS:
        if column not in others:
            text = meaning(column, words)
            lines.append(f"| `{column.name}` | {needed(column, words)} | {text} |")
    names = ", ".join(f"`{column.name}`" for column in others)
    lines.append(f"| {names} | | The same for the workbook's other sheet, for comparison. |")
    return "\n".join(lines)


def plan_keys() -> str:
    """The keys of a plan, of its subnet, its settings and its node groups, from the schema."""
    schema = plan_schema()
    definitions = schema["$defs"]
    parts: dict[str, dict[str, Any]] = {
        "": schema,
        "subnet.": definitions["Subnet"],
        "warm_pool.": definitions["WarmPoolSettings"],
        "node_groups[].": definitions["NodeGroup"],
    }
    lines = ["| key | | what it is |", "|---|---|---|"]
    for prefix, part in parts.items():
        for key, field in part["properties"].items():
            is_needed = "needed" if key in part.get("required", ()) else ""
            text = " ".join([*_described(field), *_bounds(field)])
            lines.append(f"| `{prefix}{key}` | {is_needed} | {text} |")
    return "\n".join(lines)


def _described(field: dict[str, Any]) -> Iterator[str]:
    if "description" in field:
        yield field["description"]


def _bounds(field: dict[str, Any]) -> Iterator[str]:
    """The bounds of a number, and what counts where it is left out."""
    for option in (field, *field.get("anyOf", ())):
        if "minimum" in option and "maximum" in option:
            yield f"{option['minimum']:,} to {option['maximum']:,}."
    if isinstance(field.get("default"), int):
        yield f"Left out: {field['default']}."


TABLES: dict[str, tuple[str, Callable[[], str]]] = {
    "rules": ("rules.md", rule_table),
    "examples": ("rules.md", rule_examples),
    "columns": ("fleet.md", column_table),
    "keys": ("plan.md", plan_keys),
}
"""What is generated, by the name that marks its place, and the page where that is."""


def main() -> None:
    """Replaces the tables that stand there."""
    for name, (page, table) in TABLES.items():
        path = DOCS / page
        start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, rest = path.read_text(encoding="utf-8").split(start)
        after = rest.split(end)[1]
        path.write_text(f"{before}{start}\n{table()}\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
