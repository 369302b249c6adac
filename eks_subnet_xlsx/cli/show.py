"""show: prints both calculators' results."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from eks_subnet_xlsx.calculation import RowResult, SheetResult, plan_results
from eks_subnet_xlsx.checks.case import build_case
from eks_subnet_xlsx.cli.compare import comparison, say_departures
from eks_subnet_xlsx.cli.console import (
    AsJson,
    LimitsFile,
    SourceArgument,
    catalog_with,
    is_workbook,
    say,
    say_error,
    say_json,
    say_table,
)
from eks_subnet_xlsx.cli.generate import say_legacy_types
from eks_subnet_xlsx.cli.language import Language, follow, words
from eks_subnet_xlsx.cli.node import say_steps, usage_figures
from eks_subnet_xlsx.cli.sources import in_file, need_workbook
from eks_subnet_xlsx.cli.verdict import verdict
from eks_subnet_xlsx.engine.explanation import Node
from eks_subnet_xlsx.layouts.present import calculator_of, figure, row_figure
from eks_subnet_xlsx.layouts.texts import status_text
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.output import JSON_VERSION
from eks_subnet_xlsx.plan import read_plan
from eks_subnet_xlsx.words import Words
from eks_subnet_xlsx.workbook.reading.reader import WorkbookReading, read_workbook

_MOST_ROWS = 10
"""That are named one by one."""

_TOTALS = ("usable_ips", "node_ips", "other_ips", "remaining_ips")
_ROW_KEYS = (
    "subnet_ips_total",
    "subnet_ips",
    "active_ips",
    "warm_ips",
    "active_enis",
    "warm_enis",
    "pods_hosted",
    "pods_unplaced",
)
_GROUP_KEYS = (
    "node_group", "instance_type", "nodes", "subnet_ips_total", "pods_unplaced",
    "pods_per_node", "subnet_ips", "warm_ips", "status",
)  # fmt: skip
"""What a terminal has room for, of all nodes of a group, then of each; --json has the rest."""

_DROPS = tuple(map(_GROUP_KEYS.index, ("warm_ips", "pods_unplaced", "pods_per_node")))


@dataclass(frozen=True, slots=True)
class _Shown:
    """A plan, or the inputs of a workbook, with what both calculators answer.

    Attributes:
        runs_on: the calculator that shows the cluster as it is set; None where nothing says so.
    """

    cluster: str
    runs_on: str | None
    subnet: dict[str, object]
    results: tuple[SheetResult, ...]


def show(
    plan: SourceArgument,
    limits: LimitsFile = None,
    explain: Annotated[bool, typer.Option("--explain")] = False,
    compare_aws: Annotated[
        bool,
        typer.Option("--compare-aws"),
    ] = False,
    as_json: AsJson = False,
    _language: Language = None,
) -> None:
    """Print what both calculators answer for a plan, or for the inputs of a workbook."""
    catalog = catalog_with(limits)
    shown = _of_workbook(plan, catalog) if is_workbook(plan) else _of_plan(plan, catalog)
    results = shown.results
    if as_json:
        document = _document(shown, catalog)
        if compare_aws:
            document["aws_2022"] = {result.name: comparison(result) for result in results}
        say_json(document)
        return
    texts = words()
    _say_totals(shown, texts)
    for result in results:
        _say_rows(result, texts)
        if explain:
            _say_steps(result)
        if compare_aws:
            say_departures(result, texts)
    say(verdict(results, shown.runs_on, texts))


def _of_plan(path: Path, catalog: LimitsCatalog) -> _Shown:
    plan = read_plan(path, catalog)
    follow(plan.language)
    say_legacy_types(plan, catalog)
    subnet = plan.subnet.model_dump(mode="json")
    return _Shown(plan.cluster, plan.runs_on, subnet, plan_results(plan, catalog.find))


def _of_workbook(path: Path, catalog: LimitsCatalog) -> _Shown:
    """What the nodes take by the inputs in a workbook, whatever results it holds."""
    need_workbook(path)
    with in_file(path):
        reading = read_workbook(path)
    facts = reading.facts
    follow(facts.language)
    with in_file(path):
        case = build_case(reading, catalog)
    _say_uncounted_rows(reading)
    results = tuple(sheet.right for sheet in case.sheets)
    cells = results[0].inputs.cells
    subnet: dict[str, object] = {
        "cidr": facts.subnet_cidr,
        "size": cells.get("subnet_size"),
        "other_ips": cells.get("other_ips"),
    }
    return _Shown(facts.cluster or path.name, facts.runs_on, subnet, results)


def _say_uncounted_rows(reading: WorkbookReading) -> None:
    """Names the rows that are filled in and that no total of the file counts."""
    for sheet in reading.sheets:
        rows = [str(row.number) for row in sheet.rows if not row.is_counted and not row.is_blank]
        if rows:
            more = "" if len(rows) <= _MOST_ROWS else ", ..."
            facts = {"sheet": sheet.name, "rows": ", ".join(rows[:_MOST_ROWS]) + more}
            say_error(words().text("cli.show.rows_uncounted", count=f"{len(rows):,}", **facts))


def _say_totals(shown: _Shown, texts: Words) -> None:
    """The subnet as both calculators see it, a column each."""
    results = shown.results
    headers = [shown.cluster, *(result.name for result in results)]
    rows: list[list[object]] = [
        [texts["cli.show.role"], *(_role(shown, result, texts) for result in results)]
    ]
    rows += [
        [texts[f"label.{key}"], *(_setting(result, key) for result in results)]
        for key in ("warm_eni_target", "warm_ip_target", "minimum_ip_target")
    ]
    rows += [
        [texts[f"label.{key}"], *(figure(result, key) for result in results)] for key in _TOTALS
    ]
    rows.append([texts["label.share_used"], *(_percent(result) for result in results)])
    rows += [
        [texts[f"label.{key}"], *(figure(result, key) for result in results)]
        for key in ("all_active_ips", "all_warm_ips", "all_primary_ips", "all_pods_hosted",
                    )
    ]  # fmt: skip
    rows.append([texts["cli.show.all_pods_unplaced"],
                 *(figure(result, "all_pods_unplaced") for result in results)])  # fmt: skip
    rows.append(
        [texts["label.verdict"], *(status_text(texts, result.verdict) for result in results)]
    )
    say_table(headers, rows)


def _role(shown: _Shown, result: SheetResult, texts: Words) -> str:
    if shown.runs_on is None:
        return ""
    today = shown.runs_on == result.name
    return texts["cli.show.today" if today else "cli.show.alternative"]


def _setting(result: SheetResult, key: str) -> object:
    """A target as the sheet holds it; blank where it has none."""
    return result.inputs.cells.get(key, "")


def _percent(result: SheetResult) -> str:
    share = figure(result, "share_used")
    return f"{share:.1%}" if isinstance(share, float) else ""


def _say_rows(result: SheetResult, texts: Words) -> None:
    headers = [texts[f"cli.show.{key}"] for key in _GROUP_KEYS]
    rows = [[_group_figure(result, row, key, texts) for key in _GROUP_KEYS] for row in result.rows]
    say_table(headers, rows, title=result.name, drops=_DROPS)


def _group_figure(result: SheetResult, row: RowResult, key: str, texts: Words) -> object:
    """What stands in a column of a node group."""
    if key == "instance_type":
        return row.type_key
    if key == "status":
        return status_text(texts, row.status) if row.status else ""
    if key in {"node_group", "nodes", "pods_per_node"}:
        return getattr(row.inputs, key)
    return row_figure(result, row, key)


def _say_steps(result: SheetResult) -> None:
    for row in result.rows:
        if row.counted is None:
            continue
        usage = row.counted.usage
        node = Node(
            limits=row.counted.limits,
            settings=row.counted.settings.for_engine(),
            pods=usage.scheduled_pods,
            usage=usage.node,
            max_pods_set=row.inputs.max_pods_set is not None,
        )
        group = row.inputs.node_group or row.type_key
        say_steps(node, title=f"{result.name}, {group}")


def _document(shown: _Shown, catalog: LimitsCatalog) -> dict[str, object]:
    return {
        "schema_version": JSON_VERSION,
        "cluster": shown.cluster,
        "runs_on": shown.runs_on,
        "subnet": shown.subnet,
        "limits_date": catalog.date,
        "limits_digest": catalog.digest,
        "sheets": {result.name: _sheet(result) for result in shown.results},
    }


def _sheet(result: SheetResult) -> dict[str, object]:
    return {
        "settings": {
            cell.key: result.inputs.cells.get(cell.key)
            for cell in calculator_of(result).input_cells
        },
        "totals": {key: figure(result, key) for key in (*_TOTALS[:2], "remaining_ips", "share_used",
                   "all_active_ips", "all_warm_ips", "all_primary_ips", "all_pods_hosted",
                   "all_pods_unplaced", "all_nodes")},
        "verdict": result.verdict.name.lower(),
        "rows": [
            {
                "node_group": row.inputs.node_group,
                "instance_type": row.type_key,
                "nodes": row.inputs.nodes,
                "pods_per_node": row.inputs.pods_per_node,
                "status": row.status.name.lower() if row.status else None,
                **{key: row_figure(result, row, key) for key in _ROW_KEYS},
                "node": usage_figures(row.counted.usage.node) if row.counted else None,
            }
            for row in result.rows
        ],
    }  # fmt: skip
