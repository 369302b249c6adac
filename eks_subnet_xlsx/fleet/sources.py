"""Plans of a fleet, one after the other: files, folders, patterns, documents, lines, tables.

A plan that is wrong does not stop the others: its error comes in its place.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO

from eks_subnet_xlsx.errors import PlanError, Problem, SourceError
from eks_subnet_xlsx.fleet.entries import Entry
from eks_subnet_xlsx.fleet.paths import files_of
from eks_subnet_xlsx.fleet.table import TABLE_SUFFIXES, table_entries
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.plan import Plan
from eks_subnet_xlsx.plan.bounds import STANDARD_INPUT
from eks_subnet_xlsx.plan.parsed import MAX_BYTES, Parsed, SyntaxProblemError
from eks_subnet_xlsx.plan.parsing import YAML_SUFFIXES, parse
from eks_subnet_xlsx.plan.reading import (
    SUFFIXES,
    decoded,
    plan_of,
    read_plan,
    refusal,
    unreadable,
)

_CHUNK = 64_000
_MOST_WRONG = 100
"""Plans of one source that may be wrong before any is right: it is no source of plans."""

LINE_SUFFIXES = (".jsonl", ".ndjson")
_KNOWN_SUFFIXES = (*SUFFIXES, *LINE_SUFFIXES)


def fleet_plans(sources: Sequence[str], catalog: LimitsCatalog) -> Iterator[Entry]:
    """The plans of all sources, in order; a folder's and a pattern's files by name.

    Raises:
        SourceError: a folder or a pattern holds no plan.
    """
    for file in plan_files(sources):
        yield from _entries(file, catalog)


def plan_files(sources: Sequence[str]) -> Iterator[str]:
    """The files that the sources mean, in order; what is not there, as it was named.

    Raises:
        SourceError: a folder or a pattern holds no plan.
    """
    for source in sources:
        files = files_of(
            source,
            in_folders=_KNOWN_SUFFIXES,
            in_patterns=(*_KNOWN_SUFFIXES, *TABLE_SUFFIXES),
        )
        if files == []:
            raise SourceError("no_plans", source=source)
        yield from files or [source]


def _entries(source: str, catalog: LimitsCatalog) -> Iterator[Entry]:
    """The plans of a source; the first of them alone where all are wrong."""
    wrong = 0
    with closing(_all_entries(source, catalog)) as entries:
        for entry in entries:
            yield entry
            if isinstance(entry.plan, Plan):
                yield from entries
                return
            wrong += 1
            if wrong == _MOST_WRONG:
                problem = Problem("all_wrong", {"count": wrong})
                yield Entry(source, refusal(source, problem))
                return


def _all_entries(source: str, catalog: LimitsCatalog) -> Generator[Entry]:
    suffix = Path(source).suffix.lower()
    try:
        if suffix in LINE_SUFFIXES:
            yield from _lines(Path(source), catalog)
        elif suffix in TABLE_SUFFIXES:
            yield from table_entries(source, catalog)
        else:
            yield from _documents(source, catalog)
    except PlanError as error:
        yield Entry(source, error)
    except OSError as error:
        yield Entry(source, refusal(source, unreadable(Path(source), error)))


def _documents(source: str, catalog: LimitsCatalog) -> Iterator[Entry]:
    suffix = Path(source).suffix.lower()
    if source == STANDARD_INPUT:
        yield from _yaml_documents(sys.stdin.buffer, source, catalog)
    elif suffix in YAML_SUFFIXES:
        with Path(source).open("rb") as file:
            yield from _yaml_documents(file, source, catalog)
    elif suffix in SUFFIXES:
        yield Entry(source, read_plan(source, catalog))
    else:
        known = ", ".join((*_KNOWN_SUFFIXES, *TABLE_SUFFIXES))
        facts = {"found": suffix or "-", "known": known}
        raise refusal(source, Problem("unknown_suffix", facts))


def _yaml_documents(file: IO[bytes], source: str, catalog: LimitsCatalog) -> Iterator[Entry]:
    from eks_subnet_xlsx.plan.yaml_text import yaml_plans  # noqa: PLC0415 (YAML's alone)

    number = 0
    try:
        for number, parsed in enumerate(yaml_plans(file), 1):
            name = source if number == 1 else f"{source}#{number}"
            plan = _plan_or_error(parsed, source, catalog)
            yield Entry(name, plan, source, parsed.lines.get(()))
    except SyntaxProblemError as error:
        raise refusal(source, error.problem, error.line) from error
    if not number:
        raise refusal(source, Problem("empty_plan", {}))


def _lines(path: Path, catalog: LimitsCatalog) -> Iterator[Entry]:
    """A plan on each line; they are read one after the other."""
    number = 0
    with path.open("rb") as file:
        for number, content in enumerate(_bounded_lines(file), 1):
            if content.strip():
                plan = _line(content, str(path), number, catalog)
                yield Entry(f"{path}:{number}", plan, str(path), number)
    if not number:
        raise refusal(str(path), Problem("empty_plan", {}))


def _bounded_lines(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file, each without what is beyond the size of a plan."""
    while line := file.readline(MAX_BYTES + 2):
        yield line
        while line and not line.endswith(b"\n"):
            line = file.readline(_CHUNK)


def _line(content: bytes, source: str, number: int, catalog: LimitsCatalog) -> Plan | PlanError:
    try:
        parsed = parse(decoded(content, source), ".json")
    except SyntaxProblemError as error:
        return refusal(source, error.problem, number)
    except PlanError as error:
        return refusal(source, error.problems[0].problem, number)
    parsed.lines[()] = number
    return _plan_or_error(parsed, source, catalog)


def _plan_or_error(parsed: Parsed, source: str, catalog: LimitsCatalog) -> Plan | PlanError:
    try:
        return plan_of(parsed, source, catalog)
    except PlanError as error:
        return error
