"""rules: lists the rules of `validate`, and explains one."""

from __future__ import annotations

from typing import Annotated

import typer

from eks_subnet_xlsx.cli.console import AsJson, say, say_json, say_table
from eks_subnet_xlsx.cli.language import Language, words
from eks_subnet_xlsx.cli.usage import refusal
from eks_subnet_xlsx.findings import example_of
from eks_subnet_xlsx.output import JSON_VERSION
from eks_subnet_xlsx.rules import RULES, Rule, matching_rules
from eks_subnet_xlsx.words import Words

_COLUMNS = ("id", "severity", "family", "since", "title")


def _known(found: object) -> str:
    if found and not matching_rules(str(found)):
        raise refusal("cli.rules.unknown", found=str(found)[:20])
    return str(found)


def rules(
    rule_id: Annotated[
        str,
        typer.Argument(parser=_known, metavar="ID"),
    ] = "",
    as_json: AsJson = False,
    _language: Language = None,
) -> None:
    """List the rules that `validate` judges by; with an id, explain one by an example."""
    texts = words()
    chosen = [RULES[name] for name in matching_rules(rule_id) or RULES]
    if as_json:
        say_json({
            "schema_version": JSON_VERSION,
            "rules": [_document(rule, texts) for rule in chosen],
        })  # fmt: skip
    elif len(chosen) == 1:
        _explain(chosen[0], texts)
    else:
        headers = [texts[f"cli.rules.{column}"] for column in _COLUMNS]
        rows = ([_facts(rule, texts)[key] for key in _COLUMNS] for rule in chosen)
        say_table(headers, rows, drops=(_COLUMNS.index("since"), _COLUMNS.index("family")))


def _facts(rule: Rule, texts: Words) -> dict[str, str]:
    return {
        "id": rule.id,
        "severity": texts[f"cli.rules.severities.{rule.severity}"],
        "family": texts[f"cli.rules.families.{rule.family}"],
        "since": rule.since,
        "title": texts[f"finding.{rule.key}.title"],
    }


def _document(rule: Rule, texts: Words) -> dict[str, object]:
    example = example_of(rule)
    return {
        "id": rule.id,
        "severity": rule.severity,
        "family": rule.family,
        "since": rule.since,
        "title": texts[f"finding.{rule.key}.title"],
        "example": {
            "place": example.place,
            "message": example.message(texts),
            "remedy": example.remedy(texts),
        },
    }


def _explain(rule: Rule, texts: Words) -> None:
    example = example_of(rule)
    where = " ".join(part for part in (rule.id, example.place) if part)
    say(texts.text("cli.rules.meaning", **_facts(rule, texts)))
    say("")
    say(f"{texts['cli.rules.example']}\n  {where}: {example.message(texts)}")
    say(f"{texts['cli.rules.do']}\n  {example.remedy(texts)}")
    say("")
    say(texts.text("cli.rules.leave_out", id=rule.id))
