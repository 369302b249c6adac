"""Writes the table of rules into the README (`make rules`)."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from eks_subnet_xlsx.rules import RULES
from eks_subnet_xlsx.words import load_words

README = Path(__file__).parents[1] / "README.md"
START, END = "<!-- rules -->", "<!-- /rules -->"

_FAMILIES = {
    "file": "the file",
    "input": "what was typed in",
    "formula": "formulas",
    "result": "stored results",
    "limits": "sheets that formulas look up",
    "capacity": "the plan",
    "aws_2022": "AWS's arithmetic of 2022",
}


def rule_table() -> str:
    """All rules, a row for each family."""
    words = load_words("en")
    lines = ["| about | rules |", "|---|---|"]
    for family, rules in groupby(RULES.values(), key=lambda rule: rule.family):
        names = ", ".join(f"{rule.id} {words[f'finding.{rule.key}.title']}" for rule in rules)
        lines.append(f"| {_FAMILIES[family]} | {names} |")
    return "\n".join(lines)


def main() -> None:
    """Replaces the table that stands there."""
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(START)
    after = rest.split(END)[1]
    README.write_text(f"{before}{START}\n{rule_table()}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
