"""What a check finds: a rule, a place, the facts; its words come with a language.

A finding is a result, not an error: a wrong workbook yields all of its findings.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from eks_subnet_xlsx.errors import EksSubnetXlsxError, WorkbookError
from eks_subnet_xlsx.resources import read_template
from eks_subnet_xlsx.rules import RULE_IDS, RULES, Family, Rule, Severity
from eks_subnet_xlsx.words import Words

_SHOWN_CELLS = 4
"""Places that a message names; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Term:
    """A fact that has words of its own in each language, by key."""

    key: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or unwise in a workbook.

    Attributes:
        rule: its id, such as E201.
        sheet: as it is named in the file; None where the file as a whole is meant.
        cells: the places on it, such as B8, or ranges.
        facts: what its sentences name; where they apply, ``found`` and ``expected``.
    """

    rule: str
    sheet: str | None = None
    cells: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """Wrong, or unwise."""
        return RULES[self.rule].severity

    @property
    def family(self) -> Family:
        """What its rule is about."""
        return RULES[self.rule].family

    @property
    def key(self) -> str:
        """The key of its words."""
        return RULES[self.rule].key

    @property
    def cell(self) -> str | None:
        """The places as a message has them, the first few; None where the sheet is meant."""
        more = ("...",) if len(self.cells) > _SHOWN_CELLS else ()
        return ", ".join((*self.cells[:_SHOWN_CELLS], *more)) or None

    @property
    def place(self) -> str:
        """Sheet and cell; nothing where the file as a whole is meant."""
        return "!".join(part for part in (self.sheet, self.cell) if part)

    def title(self, words: Words) -> str:
        """What the rule is about."""
        return words[f"finding.{self.key}.title"]

    def message(self, words: Words) -> str:
        """What was found and what was expected."""
        return words.text(f"finding.{self.key}.found", **self.worded_facts(words))

    def remedy(self, words: Words) -> str:
        """What to do."""
        return words.text(f"finding.{self.key}.do", **self.worded_facts(words))

    def worded_facts(self, words: Words) -> dict[str, object]:
        """The facts in a language: terms as their words, counts with separators."""
        return worded(self.facts, words)


def finding(
    key: str,
    sheet: str | None = None,
    cells: str | tuple[str, ...] | None = None,
    **facts: object,
) -> Finding:
    """A finding of the rule with this key, at a cell, at several, or at none."""
    places = (cells,) if isinstance(cells, str) else cells or ()
    return Finding(RULE_IDS[key], sheet, places, facts)


def example_of(rule: Rule) -> Finding:
    """A finding of a rule as a real workbook has it, from ``templates/examples.json``."""
    stored = _examples()[rule.key]
    facts = {name: _fact(value) for name, value in stored["facts"].items()}
    return Finding(rule.id, stored["sheet"], tuple(stored["cells"]), facts)


@cache
def _examples() -> dict[str, Any]:
    examples: dict[str, Any] = json.loads(read_template("examples.json"))
    return examples


def _fact(stored: object) -> object:
    """A fact of an example: a term and an error are stored by their keys."""
    if isinstance(stored, dict):
        if "term" in stored:
            return Term(stored["term"])
        return WorkbookError(stored["error"], **stored["facts"])
    return stored


def worded(facts: Mapping[str, object], words: Words) -> dict[str, object]:
    """Facts in a language: terms as their words, counts with separators, nothing as such."""
    return {key: _worded(value, words) for key, value in facts.items()}


def _worded(value: object, words: Words) -> object:
    if isinstance(value, Term):
        return words[value.key]
    if isinstance(value, EksSubnetXlsxError):
        return value.text(words)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return f"{value:,}"
    if value is None:
        return words["finding.nothing"]
    return value
