"""`rules` lists what workbooks are judged by, and explains a rule by an example."""

from __future__ import annotations

import json
from string import Formatter

import pytest
from support.breakages import BREAKAGES, broken
from typer.testing import CliRunner

from eks_subnet_xlsx import validate_workbook
from eks_subnet_xlsx.cli import app
from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.findings import example_of
from eks_subnet_xlsx.rules import RULE_IDS, RULES
from eks_subnet_xlsx.words import LANGUAGES, load_words


def said(*arguments: str) -> str:
    """What the command prints."""
    done = CliRunner().invoke(app, ["rules", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_all_rules_are_listed() -> None:
    """Once each, in order."""
    rows = [line.split() for line in said("--language", "en").splitlines()]
    assert [row[0] for row in rows if row and row[0] in RULES] == list(RULES)


def test_the_beginning_of_an_id_lists_those_that_have_it() -> None:
    """As --select takes it."""
    rows = [line.split() for line in said("w6", "--language", "en").splitlines()]
    found = [row[0] for row in rows if row and row[0] in RULES]
    assert found == [rule for rule in RULES if rule.startswith("W6")]


def test_one_rule_is_explained() -> None:
    """What it is, an example with its place, what to do, how to leave it out."""
    assert said("E301", "--language", "en").splitlines() == [
        "E301 Formula typed over",
        "error, about formulas, since version 0.1.0",
        "",
        "For example:",
        '  E301 WarmENI!K24: Found 1, expected =IF(AJ24=0,M24*B24,"") (cells: 1).',
        "What to do:",
        "  Restore the formula: paste the one that is expected into the cell; where there are several, fill it down from the first.",
        "",
        'To leave it out: eks-subnet-xlsx validate --ignore E301, or ignore = ["E301"] in .eks-subnet-xlsx.toml',
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_an_example_with_all_facts_of_its_words(language: str) -> None:
    """Nothing of a sentence is left open, in no language."""
    words = load_words(language)
    rules = json.loads(said("--json", "--language", language))["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    for stated, rule in zip(rules, RULES.values(), strict=True):
        example = example_of(rule)
        for part, key in (("message", "found"), ("remedy", "do")):
            text = words[f"finding.{rule.key}.{key}"]
            named = {name for _, name, _, _ in Formatter().parse(text) if name}
            assert named <= example.facts.keys(), (rule.id, key)
            assert stated["example"][part].isprintable(), rule.id


@pytest.mark.slow
def test_examples_have_the_facts_that_findings_have() -> None:
    """Those of real files: an example names no more and no less."""
    seen = set()
    for item in BREAKAGES:
        try:
            findings = validate_workbook(broken(item)).findings
        except WorkbookError:
            continue
        for found in findings:
            if found.key not in seen:
                seen.add(found.key)
                assert example_of(RULES[found.rule]).facts.keys() == found.facts.keys(), found.rule
    assert len(seen) > len(RULE_IDS) // 2


def test_an_unknown_rule_is_refused() -> None:
    """With what an id looks like."""
    done = CliRunner().invoke(app, ["rules", "X9", "--language", "en"])
    assert done.exit_code == 2
    assert "X9" in done.output
