"""recalculate: gives a workbook back with its formulas restored and the right results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from eks_subnet_xlsx.cli.console import DropSignature, LimitsFile, catalog_with, say, say_error
from eks_subnet_xlsx.cli.language import Language, follow, words
from eks_subnet_xlsx.cli.sources import in_file, need_workbook
from eks_subnet_xlsx.cli.usage import refusal
from eks_subnet_xlsx.findings import Finding
from eks_subnet_xlsx.jobs.recalculation import recalculate_workbook
from eks_subnet_xlsx.output import (
    check_output,
    check_suffix,
    is_open_elsewhere,
    replace_keeping,
    write_file,
)
from eks_subnet_xlsx.words import printable
from eks_subnet_xlsx.workbook.reading.reader import file_content


def recalculate(  # noqa: PLR0913, PLR0917 (an option for each choice)
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE")] = None,
    in_place: Annotated[bool, typer.Option("--in-place")] = False,
    limits: LimitsFile = None,
    drop_signature: DropSignature = False,
    force: Annotated[bool, typer.Option("--force")] = False,
    _language: Language = None,
) -> None:
    """Restore formulas that were changed, store the right results, keep all else as it is.

    Exit codes: 0 done, 1 done but for what nobody but its author can correct, 2 could not run.
    """
    if (output is None) != in_place:
        raise refusal("cli.recalculate.output_or_in_place")
    need_workbook(file)
    # A link stays one: what it leads to is replaced, and kept beside itself.
    target = output or (file.resolve() if file.is_symlink() else file)
    sources = (limits,) if in_place else (file, limits)
    check_output(target, force=force or in_place, sources=sources)
    if output:
        check_suffix(output, ".xlsx")
    catalog, language = catalog_with(limits), words().language
    with in_file(file):
        before = file_content(file)
        done = recalculate_workbook(
            before, catalog, language=language, drop_signatures=drop_signature
        )
    follow(done.report.reading.facts.language if done.report.reading else None)
    texts = words()
    if is_open_elsewhere(file):
        say_error(texts.text("cli.recalculate.is_open", path=file))
    is_changed = done.content != before
    if in_place and is_changed:
        backup = replace_keeping(target, done.content)
        say(texts.text("cli.recalculate.backup", path=backup))
    elif output:
        write_file(output, done.content, force=force)
    say(texts.text(_done_key(is_changed=is_changed, in_place=in_place), path=target, file=file))
    restored = [found for found in done.restored if found.family != "result"]
    _say_findings("cli.recalculate.restored", restored)
    if done.results:
        say(texts.text("cli.recalculate.results", count=f"{done.results:,}"))
    _say_findings("cli.recalculate.left", done.left, with_remedy=True)
    if done.left:
        raise typer.Exit(1)


def _done_key(*, is_changed: bool, in_place: bool) -> str:
    """What became of the file, which is one thing."""
    if is_changed:
        return "cli.recalculate.done"
    return "cli.recalculate.unchanged" if in_place else "cli.recalculate.copied"


def _say_findings(heading: str, findings: Sequence[Finding], *, with_remedy: bool = False) -> None:
    """A line for each finding, with all of its cells."""
    if findings:
        say(words()[heading])
    for found in findings:
        cells = ", ".join(found.cells)
        place = "!".join(part for part in (found.sheet, cells) if part)
        rule = f"{found.rule} {place}".strip()
        remedy = f" {found.remedy(words())}" if with_remedy else ""
        say(printable(f"- {rule}: {found.message(words())}{remedy}"))
