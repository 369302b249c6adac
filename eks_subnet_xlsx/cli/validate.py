"""validate: judges filled-in workbooks."""

from __future__ import annotations

import sys
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from eks_subnet_xlsx.checks import WorkbookReport, validate_workbook
from eks_subnet_xlsx.cli.configuration import Configuration, configuration
from eks_subnet_xlsx.cli.console import (
    DropSignature,
    LimitsFile,
    catalog_with,
    say,
    say_document,
    say_error,
    say_table,
)
from eks_subnet_xlsx.cli.language import Language, words
from eks_subnet_xlsx.cli.progress import Jobs, Quiet, with_progress
from eks_subnet_xlsx.cli.reports import (
    FileReport,
    as_json,
    as_junit,
    as_markdown,
    as_sarif,
    count,
    file_report,
    sheet_figure,
    total_line,
)
from eks_subnet_xlsx.cli.sources import in_file, workbook_files
from eks_subnet_xlsx.cli.usage import choice, refusal
from eks_subnet_xlsx.findings import Finding, finding
from eks_subnet_xlsx.fleet.processes import Processes, ProcessLostError, jobs_for
from eks_subnet_xlsx.layouts.texts import status_text
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.output import check_output, check_suffix, is_open_elsewhere, write_file
from eks_subnet_xlsx.plan.bounds import STANDARD_INPUT
from eks_subnet_xlsx.rules import RULES, matching_rules
from eks_subnet_xlsx.words import Words, printable
from eks_subnet_xlsx.workbook.reading.reader import file_content

_MAX_INPUT = 10_000_001
_WORTHWHILE = 20


class Format(StrEnum):
    """What the findings are printed as."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    JUNIT = "junit"


class FailOn(StrEnum):
    """From which severity on the exit code is 1."""

    ERROR = "error"
    WARNING = "warning"


_DOCUMENTS = {
    Format.JSON: as_json,
    Format.MARKDOWN: as_markdown,
    Format.SARIF: as_sarif,
    Format.JUNIT: as_junit,
}


def _rules(found: object) -> tuple[str, ...]:
    """The ids that begin as these texts do, with commas between them."""
    ids: list[str] = []
    for text in str(found).split(","):
        matching = matching_rules(text)
        if not matching:
            raise refusal("cli.validate.unknown_rule", found=text.strip()[:20])
        ids += matching
    return tuple(ids)


def validate(  # noqa: PLR0913, PLR0917 (an option for each choice)
    sources: Annotated[
        list[str],
        typer.Argument(metavar="FILE..."),
    ],
    limits: LimitsFile = None,
    output_format: Annotated[
        Format, typer.Option("--format", parser=choice(tuple(Format)), metavar="|".join(Format))
    ] = Format.TABLE,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(parser=choice(tuple(FailOn)), metavar="|".join(FailOn)),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(parser=_rules, metavar="IDS"),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(parser=_rules, metavar="IDS"),
    ] = None,
    annotate: Annotated[
        Path | None,
        typer.Option(metavar="FILE"),
    ] = None,
    drop_signature: DropSignature = False,
    jobs: Jobs = None,
    quiet: Quiet = False,
    force: Annotated[bool, typer.Option("--force")] = False,
    _language: Language = None,
) -> None:
    """Recalculate filled-in workbooks and say what is wrong, where, and what is right.

    Exit codes: 0 clean or warnings alone, 1 an error was found, 2 could not run.
    """
    catalog, configured = catalog_with(limits), configuration()
    wanted = _selected(select, ignore, configured)
    files = workbook_files(sources)
    if annotate is not None:
        _check_copy(annotate, files, limits, force=force)
    judged = partial(_judged, catalog, frozenset(wanted))
    number = jobs_for(len(files), jobs, worthwhile=_WORTHWHILE)
    with Processes(judged, number) as processes:
        # What standard input holds, only this process can read.
        done = processes.results(files, in_this_process=STANDARD_INPUT.__eq__)
        reports = [
            _lost(source) if isinstance(report, ProcessLostError) else report or judged(source)
            for source, report in with_progress(done, len(files), quiet=quiet)
        ]
    if output_format == Format.TABLE:
        _say_tables(reports, words(), quiet=quiet)
    else:
        say_document(_DOCUMENTS[output_format](reports, words()))
    if annotate is not None:
        _annotate(reports[0], annotate, drop_signatures=drop_signature, force=force)
    failed = count(reports, "error")
    if (fail_on or configured.fail_on) == FailOn.WARNING:
        failed += count(reports, "warning")
    if failed:
        raise typer.Exit(1)


def _lost(source: str) -> FileReport:
    """What is to be said of a workbook whose judge the system ended."""
    found = finding("unreadable", reason=ProcessLostError(source=source))
    return file_report(source, WorkbookReport((found,)), frozenset(RULES))


def _check_copy(path: Path, files: list[str], limits: Path | None, *, force: bool) -> None:
    """Refuses a copy of more than one workbook, or in a place where none can be written."""
    if len(files) != 1 or files[0] == STANDARD_INPUT:
        raise refusal("cli.annotate.one_file", hint="--annotate", found=len(files))
    check_output(path, force=force, sources=(Path(files[0]), limits))
    check_suffix(path, ".xlsx")


def _annotate(report: FileReport, path: Path, *, drop_signatures: bool, force: bool) -> None:
    """Writes a copy with the findings that were asked for."""
    if not report.report.sheets:
        say_error(words().text("cli.annotate.not_read", path=path))
        return
    from eks_subnet_xlsx.jobs.annotation import annotate_workbook  # noqa: PLC0415 (for a copy alone)

    source = Path(report.source)
    if is_open_elsewhere(source):
        say_error(words().text("cli.recalculate.is_open", path=source))
    with in_file(source):
        content = annotate_workbook(
            file_content(source), report.findings, words(), drop_signatures=drop_signatures
        )
    write_file(path, content, force=force)
    say_error(words().text("cli.annotate.done", path=path))


def _judged(catalog: LimitsCatalog, wanted: frozenset[str], source: str) -> FileReport:
    content = sys.stdin.buffer.read(_MAX_INPUT) if source == STANDARD_INPUT else source
    return file_report(source, validate_workbook(content, catalog, rules=wanted), wanted)


def _selected(select: object, ignore: object, configured: Configuration) -> set[str]:
    """The ids of the rules that count; each option takes the place of what is configured."""
    chosen = _flat(select) if select else set(configured.select or RULES)
    return chosen - (_flat(ignore) if ignore else set(configured.ignore or ()))


def _flat(groups: object) -> set[str]:
    return {rule for group in groups or () for rule in group}  # type: ignore[attr-defined] # of _rules


def _say_tables(reports: list[FileReport], texts: Words, *, quiet: bool) -> None:
    """A verdict line for each sheet of each file, then the findings, then how many of each."""
    keys = ("file", "sheet", "in_file", "right", "usable", "verdict", "worst")
    rows: list[list[object]] = []
    for report in reports:
        rows += [
            [
                report.source, sheet.name, sheet.stored_ips, sheet_figure(sheet, texts),
                sheet.usable_ips, status_text(texts, sheet.verdict),
                report.worst_of(sheet, texts),
            ]
            for sheet in report.report.sheets
        ]  # fmt: skip
        if not report.report.sheets:
            rows.append([report.source, "", "", "", "", "", _worst(report.worst(), texts)])
    if not quiet:
        headers = [texts[f"cli.validate.{key}"] for key in keys]
        say_table(headers, rows, drops=(keys.index("usable"), keys.index("in_file")))
    for report in reports:
        _say_findings(report, texts)
    if not quiet:
        say(total_line(reports, texts))


def _worst(finding: Finding | None, texts: Words) -> str:
    if finding is None:
        return texts["cli.validate.none"]
    return f"{finding.rule} {finding.title(texts)}"


def _say_findings(report: FileReport, texts: Words) -> None:
    """The findings of a file, one after the other: a table would fold their sentences."""
    for found in report.findings:
        where = f"{report.source}, {found.place}" if found.place else report.source
        line = f"{found.rule} {where}: {found.message(texts)} {found.remedy(texts)}"
        say(printable(line))
    if report.findings:
        say("")
