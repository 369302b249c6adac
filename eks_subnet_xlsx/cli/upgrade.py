"""upgrade: writes today's workbook from the inputs of an older one, or of AWS's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eks_subnet_xlsx.checks import validate_workbook
from eks_subnet_xlsx.cli.console import LimitsFile, catalog_with, say, say_error
from eks_subnet_xlsx.cli.language import Language, follow, words
from eks_subnet_xlsx.extraction import ExtractionError, extract_plan
from eks_subnet_xlsx.output import check_output, write_file
from eks_subnet_xlsx.sheets.about import SCHEMA_VERSION
from eks_subnet_xlsx.words import Words
from eks_subnet_xlsx.workbook import WorkbookReading, build_workbook, read_workbook


def upgrade(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A workbook, AWS's of 2022 too.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The new workbook.")
    ],
    limits: LimitsFile = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    _language: Language = None,
) -> None:
    """Write today's workbook from the inputs of an older one, or of AWS's, and say what changed.

    Inputs come along; notes, formats and sheets of your own stay in the old file. Exit codes: 0
    done, 1 the inputs are wrong, 2 could not run.
    """
    check_output(output, force=force, source=file)
    catalog = catalog_with(limits)
    reading = read_workbook(file)
    follow(reading.facts.language)
    try:
        extraction = extract_plan(reading, catalog, file.name)
    except ExtractionError as error:
        say_error(error.text(words()))
        raise typer.Exit(1) from error
    content = build_workbook(extraction.plan, catalog, language=words().language)
    write_file(output, content, force=force)
    texts = words()
    say(texts.text("cli.upgrade.done", path=output))
    for line in _changes(reading, catalog.date, texts):
        say(f"- {line}")
    for note in extraction.notes:
        say(f"- {note.text(texts)}")
    before, after = (
        {sheet.calculator: sheet for sheet in validate_workbook(source, catalog).sheets}
        for source in (file, content)
    )
    for name, sheet in after.items():
        if name in before and before[name].stored_ips != sheet.stored_ips:
            facts = {"sheet": name, "old": before[name].stored_ips, "new": sheet.stored_ips}
            say(f"- {texts.text('cli.upgrade.figure', **facts)}")


def _changes(reading: WorkbookReading, limits_date: str, texts: Words) -> list[str]:
    """What is other about the file, the figures aside."""
    facts = reading.facts
    lines = []
    if reading.origin == "aws-2022-file":
        lines.append(texts["cli.upgrade.from_aws"])
    elif reading.model != "vpc-cni":
        lines.append(texts["cli.upgrade.from_aws_model"])
    if facts.schema_version is not None and facts.schema_version < SCHEMA_VERSION:
        layout = {"old": facts.schema_version, "new": SCHEMA_VERSION}
        lines.append(texts.text("cli.upgrade.layout", **layout))
    if facts.limits_date is not None and facts.limits_date != limits_date:
        lines.append(texts.text("cli.upgrade.limits", old=facts.limits_date, new=limits_date))
    return lines
