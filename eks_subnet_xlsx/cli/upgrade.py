"""upgrade: writes today's workbook from the inputs of an older one, or of AWS's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from eks_subnet_xlsx.calculation import plan_results
from eks_subnet_xlsx.cli.console import LimitsFile, catalog_with, say
from eks_subnet_xlsx.cli.extract import extracted
from eks_subnet_xlsx.cli.language import Language, words
from eks_subnet_xlsx.cli.sources import in_file, need_workbook
from eks_subnet_xlsx.findings import worded
from eks_subnet_xlsx.layouts import LAYOUT_VERSION
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.output import check_output, check_suffix, write_file
from eks_subnet_xlsx.plan import Plan
from eks_subnet_xlsx.words import Words
from eks_subnet_xlsx.workbook.reading.reader import WorkbookReading, read_workbook
from eks_subnet_xlsx.workbook.render import build_workbook


def upgrade(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE")],
    limits: LimitsFile = None,
    force: Annotated[bool, typer.Option("--force")] = False,
    _language: Language = None,
) -> None:
    """Write today's workbook from the inputs of an older one, or of AWS's, and say what changed.

    Inputs come along; notes, formats and sheets of your own stay in the old file. Exit codes: 0
    done, 1 the inputs are wrong, 2 could not run.
    """
    need_workbook(file)
    check_output(output, force=force, sources=(file, limits))
    check_suffix(output, ".xlsx")
    catalog = catalog_with(limits)
    with in_file(file):
        reading = read_workbook(file)
        extraction = extracted(reading, catalog, file.name)
    texts = words()
    write_file(
        output, build_workbook(extraction.plan, catalog, language=texts.language), force=force
    )
    say(texts.text("cli.upgrade.done", path=output))
    lines = _changes(reading, catalog.date, texts)
    lines += [note.text(texts) for note in extraction.notes]
    for line in [*lines, *_figures(reading, extraction.plan, catalog, texts)]:
        say(f"- {line}")


def _figures(
    reading: WorkbookReading, plan: Plan, catalog: LimitsCatalog, texts: Words
) -> Iterator[str]:
    """What the nodes took by the results in the old file, where they take something else."""
    before = {sheet.calculator.name: sheet.cells.get("node_ips") for sheet in reading.sheets}
    for result in plan_results(plan, catalog.find):
        cell = before.get(result.name)
        if cell is not None and cell.value != result.node_ips:
            facts = {"old": cell.value, "new": result.node_ips}
            sheet = result.name
            yield texts.text("cli.upgrade.figure", sheet=sheet, **worded(facts, texts))


def _changes(reading: WorkbookReading, limits_date: str, texts: Words) -> list[str]:
    """What is other about the file, the figures aside."""
    facts = reading.facts
    lines = []
    if reading.is_aws_file:
        lines.append(texts["cli.upgrade.from_aws"])
    elif reading.model != "vpc-cni":
        lines.append(texts["cli.upgrade.from_aws_model"])
    if facts.schema_version is not None and facts.schema_version < LAYOUT_VERSION:
        layout = {"old": facts.schema_version, "new": LAYOUT_VERSION}
        lines.append(texts.text("cli.upgrade.layout", **layout))
    if facts.limits_date is not None and facts.limits_date != limits_date:
        lines.append(texts.text("cli.upgrade.limits", old=facts.limits_date, new=limits_date))
    return lines
