"""diff: what sets two workbooks or plans apart."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eks_subnet_xlsx.cli.console import (
    AsJson,
    LimitsFile,
    catalog_with,
    is_workbook,
    say,
    say_document,
    say_json,
    say_table,
)
from eks_subnet_xlsx.cli.language import Language, words
from eks_subnet_xlsx.cli.reports import markdown_table
from eks_subnet_xlsx.cli.sources import in_file, need_workbook
from eks_subnet_xlsx.importers.workbook import extract_plan
from eks_subnet_xlsx.jobs.difference import Change, PlanDifference, plan_difference
from eks_subnet_xlsx.layouts.texts import status_text
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.output import JSON_VERSION
from eks_subnet_xlsx.plan import Plan, read_plan
from eks_subnet_xlsx.words import Words
from eks_subnet_xlsx.workbook.reading.reader import read_workbook

_FIGURES = ("node_ips", "usable_ips", "remaining_ips")


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD")],
    new: Annotated[Path, typer.Argument(metavar="NEW")],
    limits: LimitsFile = None,
    as_json: AsJson = False,
    markdown: Annotated[bool, typer.Option("--markdown")] = False,
    _language: Language = None,
) -> None:
    """Say what sets two workbooks or plans apart, and what that does to the addresses.

    Exit codes: 0 they ask for the same, 1 they differ, 2 could not run.
    """
    catalog = catalog_with(limits)
    difference = plan_difference(_plan(old, catalog), _plan(new, catalog), catalog)
    if as_json:
        say_json(_document(difference))
    elif difference.is_empty:
        say(words()["cli.diff.same"])
    else:
        _say(difference, words(), markdown=markdown)
    if not difference.is_empty:
        raise typer.Exit(1)


def _plan(path: Path, catalog: LimitsCatalog) -> Plan:
    if is_workbook(path):
        need_workbook(path)
        with in_file(path):
            return extract_plan(read_workbook(path), catalog, path.name).plan
    return read_plan(path, catalog)


def _say(difference: PlanDifference, texts: Words, *, markdown: bool) -> None:
    headers = [texts[f"cli.diff.{key}"] for key in ("what", "where", "old", "new")]
    rows: list[list[object]] = [
        [_label(change, texts), change.sheet or "", _shown(change.old, texts),
         _shown(change.new, texts)]
        for change in difference.changes
    ]  # fmt: skip
    for group in difference.groups:
        kind = texts.text(f"cli.diff.{group.kind}", group=group.group)
        rows += [
            [kind if number == 0 else "", _label(change, texts),
             _shown(change.old, texts), _shown(change.new, texts)]
            for number, change in enumerate(group.changes)
        ]  # fmt: skip
    for effect in difference.effects:
        for key in _FIGURES:
            before, after = getattr(effect, key)
            if before != after:
                rows.append([texts[f"label.{key}"], effect.sheet, _shown(before, texts),
                             _shown(after, texts)])  # fmt: skip
        verdicts = [status_text(texts, verdict) for verdict in effect.verdict]
        rows.append([texts["label.verdict"], effect.sheet, *verdicts])
    if markdown:
        say_document("\n".join(markdown_table(headers, rows)))
    else:
        say_table(headers, rows)


def _label(change: Change, texts: Words) -> str:
    return texts[f"diff.{change.key}"]


def _shown(value: object, texts: Words) -> object:
    return texts["cli.diff.unset"] if value is None else value


def _document(difference: PlanDifference) -> dict[str, object]:
    return {
        "schema_version": JSON_VERSION,
        "same": difference.is_empty,
        "changes": [
            {"sheet": change.sheet, "key": change.key, "old": change.old, "new": change.new}
            for change in difference.changes
        ],
        "groups": [
            {
                "kind": group.kind,
                "group": group.group,
                "changes": {
                    change.key: {"old": change.old, "new": change.new} for change in group.changes
                },
            }
            for group in difference.groups
        ],
        "effects": {
            effect.sheet: {
                **{key: dict(zip(("old", "new"), getattr(effect, key), strict=True))
                   for key in _FIGURES},
                "verdict": {
                    key: verdict.name.lower()
                    for key, verdict in zip(("old", "new"), effect.verdict, strict=True)
                },
            }
            for effect in difference.effects
        },
    }  # fmt: skip
