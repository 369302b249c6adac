"""batch: a workbook for every cluster of a fleet."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Annotated

import typer

from eks_subnet_xlsx.calculation import Status
from eks_subnet_xlsx.cli.console import LimitsFile, NoProtect, catalog_with, say, say_error
from eks_subnet_xlsx.cli.language import Language, asked_language, words
from eks_subnet_xlsx.cli.progress import Jobs, Quiet, with_progress
from eks_subnet_xlsx.cli.sources import need_sources
from eks_subnet_xlsx.cli.usage import refusal
from eks_subnet_xlsx.cli.verdict import fleet_verdict
from eks_subnet_xlsx.errors import OutputError
from eks_subnet_xlsx.fleet.batch import FleetEdition, Outcome, refuse_sources, write_fleet
from eks_subnet_xlsx.fleet.plans import Fleet
from eks_subnet_xlsx.fleet.processes import jobs_for
from eks_subnet_xlsx.fleet.sources import fleet_plans, plan_files
from eks_subnet_xlsx.fleet.summary import WORKBOOK_NAME, Summary
from eks_subnet_xlsx.layouts.fleet import STATUSES
from eks_subnet_xlsx.layouts.texts import status_text
from eks_subnet_xlsx.output import refusal as output_refusal
from eks_subnet_xlsx.plan.bounds import STANDARD_INPUT
from eks_subnet_xlsx.words import Words

_WORTHWHILE = 100
_FINE = frozenset({"written", "unchanged"})


def batch(  # noqa: PLR0913, PLR0917 (an option for each choice)
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE..."),
    ],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FOLDER")] = None,
    check: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER"),
    ] = None,
    limits: LimitsFile = None,
    jobs: Jobs = None,
    force: Annotated[bool, typer.Option("--force")] = False,
    no_protect: NoProtect = False,
    fail_fast: Annotated[bool, typer.Option("--fail-fast")] = False,
    quiet: Quiet = False,
    _language: Language = None,
) -> None:
    """Write a workbook for every cluster, named after it; write anew only what changed.

    A workbook that somebody edited is left alone and named. Exit codes: 0 done, 1 a plan is wrong
    or a workbook was left alone (with --check: is not up to date), 2 could not run.
    """
    if (output is None) == (check is None):
        raise refusal("cli.batch.output_or_check")
    folder = check or output or Path()
    _check_folder(folder, is_check=check is not None)
    need_sources(sources)
    catalog = catalog_with(limits)
    edition = FleetEdition(
        catalog,
        asked_language(),
        words().language,
        protect=not no_protect,
        force=force,
        is_check=check is not None,
    )
    counts: Counter[str] = Counter()
    wrong = []
    with _on_disk(), _tidied(folder), Fleet() as fleet:
        summary = Summary()
        fleet.take(fleet_plans(sources, catalog))
        _make(folder)
        if check is None:
            read = [Path(file) for file in plan_files(sources) if file != STANDARD_INPUT]
            refuse_sources(fleet, [*read, *filter(None, [limits])], folder)
        outcomes = write_fleet(
            fleet,
            summary,
            folder,
            edition,
            jobs=jobs_for(fleet.total, jobs, worthwhile=_WORTHWHILE),
        )
        with closing(outcomes):
            for outcome in with_progress(outcomes, fleet.total, quiet=quiet, counts=_is_of_plan):
                if not outcome.is_summary:
                    counts[outcome.state] += 1
                if outcome.state not in _FINE:
                    wrong.append(outcome)
                if outcome.state == "failed" and fail_fast:
                    break
    texts = words()
    # Clusters that would share a file are all wrong, for one reason.
    for line in dict.fromkeys(_line(outcome, texts) for outcome in wrong):
        say_error(line)
    if not quiet:
        left = sum(not item.is_summary for item in wrong) - counts["failed"]
        _say_done(counts, left, folder, texts, is_check=check is not None)
        _say_answer(summary, folder, texts, is_check=check is not None)
    if wrong:
        raise typer.Exit(1)


def _is_of_plan(outcome: Outcome) -> bool:
    """Whether it is one of the fleet's plans, and not a file that shows all of them."""
    return not outcome.is_summary


@contextmanager
def _on_disk() -> Iterator[None]:
    """Ends the command where what is kept on disk on the way finds no room there."""
    try:
        yield
    except sqlite3.OperationalError as error:
        folder = Path(os.environ.get("SQLITE_TMPDIR") or tempfile.gettempdir())
        raise OutputError("no_temporary", folder, detail=error) from error


@contextmanager
def _tidied(folder: Path) -> Iterator[None]:
    """Leaves no empty folder where there was none before."""
    was_there = folder.exists()
    try:
        yield
    finally:
        if not was_there:
            with suppress(OSError):
                folder.rmdir()


def _check_folder(folder: Path, *, is_check: bool) -> None:
    """Refuses what is no folder."""
    try:
        if folder.exists() and not folder.is_dir():
            raise OutputError("not_a_folder", folder)
        if is_check and not folder.exists():
            raise OutputError("no_such_folder", folder)
    except OSError as error:
        raise output_refusal(folder, error) from error


def _make(folder: Path) -> None:
    """Makes the folder, once it is known what goes there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_refusal(folder, error) from error


def _say_done(
    counts: Counter[str], left: int, folder: Path, texts: Words, *, is_check: bool
) -> None:
    """How many workbooks became what."""
    facts = {key: f"{counts[key]:,}" for key in ("written", "unchanged", "failed")}
    key = "cli.batch.checked" if is_check else "cli.batch.done"
    say(texts.text(key, folder=folder, left=f"{left:,}", **facts))


def _say_answer(summary: Summary, folder: Path, texts: Words, *, is_check: bool) -> None:
    """Whether the subnets suffice, and how many clusters are in trouble; where they stand."""
    totals = summary.totals
    if totals.clusters and not is_check:
        say(fleet_verdict(summary, texts))
    troubles = [
        f"{status_text(texts, status)}: {totals.statuses[status]:,}"
        for status in STATUSES
        if status is not Status.ENOUGH and totals.statuses.get(status)
    ]
    if troubles:
        facts = {"troubles": ", ".join(troubles), "path": folder / WORKBOOK_NAME}
        say(texts.text("cli.batch.troubles", **facts))


def _line(outcome: Outcome, texts: Words) -> str:
    """What is to be said of a plan or a workbook."""
    if outcome.error is not None:
        return outcome.error.text(texts)
    return texts.text(f"cli.batch.{outcome.state}", file=outcome.file)
