"""Writes the tables of rules and of a fleet's columns into the README (`make tables`)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from eks_subnet_xlsx.fleet.table import COLUMNS
from eks_subnet_xlsx.fleet.template import meaning, needed
from eks_subnet_xlsx.rules import RULES
from eks_subnet_xlsx.words import load_words

README = Path(__file__).parents[1] / "README.md"


def rule_table() -> str:
    """All rules, a row for each family."""
    words = load_words("en")
    lines = ["| about | rules |", "|---|---|"]
    for family, rules in groupby(RULES.values(), key=lambda rule: rule.family):
        names = ", ".join(f"{rule.id} {words[f'finding.{rule.key}.title']}" for rule in rules)
        lines.append(f"| {words[f'cli.rules.families.{family}']} | {names} |")
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


TABLES: dict[str, Callable[[], str]] = {"rules": rule_table, "columns": column_table}


def main() -> None:
    """Replaces the tables that stand there."""
    text = README.read_text(encoding="utf-8")
    for name, table in TABLES.items():
        start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, rest = text.split(start)
        after = rest.split(end)[1]
        text = f"{before}{start}\n{table()}\n{end}{after}"
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
