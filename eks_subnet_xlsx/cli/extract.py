"""extract: takes a workbook's inputs back as a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eks_subnet_xlsx.cli.console import (
    STANDARD_OUTPUT,
    LimitsFile,
    catalog_with,
    say,
    say_error,
)
from eks_subnet_xlsx.cli.language import Language, follow, words
from eks_subnet_xlsx.cli.sources import in_file, need_workbook
from eks_subnet_xlsx.importers.workbook import Extraction, ExtractionError, extract_plan
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.output import check_output, check_suffix, write_file, write_stdout
from eks_subnet_xlsx.words import Words
from eks_subnet_xlsx.workbook.reading.reader import WorkbookReading, read_workbook


def extract(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE"),
    ] = STANDARD_OUTPUT,
    limits: LimitsFile = None,
    force: Annotated[bool, typer.Option("--force")] = False,
    _language: Language = None,
) -> None:
    """Write the inputs of a workbook as a plan, whatever results stand beside them.

    Exit codes: 0 done, 1 the inputs are wrong, 2 could not run.
    """
    to_stdout = output == STANDARD_OUTPUT
    need_workbook(file)
    if not to_stdout:
        check_output(output, force=force, sources=(file, limits))
        check_suffix(output, ".yaml", ".yml")
    with in_file(file):
        extraction = extracted(read_workbook(file), catalog_with(limits), file.name)
    content = plan_text(extraction, file.name, words()).encode()
    if to_stdout:
        write_stdout(content)
        return
    write_file(output, content, force=force)
    for note in extraction.notes:
        say_error(note.text(words()))
    say(words().text("cli.extract.done", path=output))


def extracted(reading: WorkbookReading, catalog: LimitsCatalog, source: str) -> Extraction:
    """The plan of a workbook, in whose language the command goes on; wrong inputs end it."""
    follow(reading.facts.language)
    try:
        return extract_plan(reading, catalog, source)
    except ExtractionError as error:
        say_error(error.text(words()))
        raise typer.Exit(1) from error


def plan_text(extraction: Extraction, source: str, texts: Words) -> str:
    """The plan as YAML, with comments on where it comes from and what was decided."""
    import yaml  # noqa: PLC0415 (only to write plans)

    shown = "".join(character for character in source if character.isprintable())
    comments = [texts.text("extract.header", source=shown)]
    comments += [note.text(texts) for note in extraction.notes]
    body = yaml.safe_dump(extraction.plan.to_mapping(), sort_keys=False, allow_unicode=True)
    return "".join(f"# {' '.join(comment.split())}\n" for comment in comments) + f"\n{body}"
