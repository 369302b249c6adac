"""A workbook for every cluster: written where something changed, left where somebody edited it."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Literal

from eks_subnet_xlsx.calculation import Model, plan_results
from eks_subnet_xlsx.errors import EksSubnetXlsxError, OutputError, PlanError
from eks_subnet_xlsx.fleet.digests import content_digests, file_digest
from eks_subnet_xlsx.fleet.ledger import Ledger
from eks_subnet_xlsx.fleet.names import same_file, workbook_name
from eks_subnet_xlsx.fleet.plans import Fleet
from eks_subnet_xlsx.fleet.presence import PART_PREFIX, PART_SUFFIX, Presence
from eks_subnet_xlsx.fleet.processes import Processes, ProcessLostError
from eks_subnet_xlsx.fleet.summary import FLEET_FILES, Summary
from eks_subnet_xlsx.layouts.fleet import fleet_row
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.output import (
    file_id,
    is_open_elsewhere,
    open_to_readers,
    refusal,
    refuse_special,
)
from eks_subnet_xlsx.plan import Plan
from eks_subnet_xlsx.version import __version__
from eks_subnet_xlsx.words import load_words
from eks_subnet_xlsx.workbook.render import build_workbook

State = Literal["written", "unchanged", "edited", "open", "missing", "stale", "failed"]
"""What became of a cluster's workbook; missing and stale where nothing is to be written."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a plan.

    Attributes:
        source: of the plan.
        file: of the workbook; None where the plan is wrong.
        error: what is wrong, where something is.
        is_summary: whether the file is none of a cluster's, but shows the fleet.
    """

    source: str
    state: State
    file: str | None = None
    error: EksSubnetXlsxError | None = None
    is_summary: bool = False


@dataclass(frozen=True, slots=True)
class FleetEdition:
    """What the workbooks of a fleet have in common, and what may be done.

    Attributes:
        language: of all of them; None where each plan says its own.
        locale_language: of those whose plan says none, and of the fleet's own files.
    """

    catalog: LimitsCatalog
    language: str | None
    locale_language: str
    model: Model = "vpc-cni"
    protect: bool = True
    force: bool = False
    is_check: bool = False

    def language_of(self, plan: Plan) -> str:
        """The language of a plan's workbook."""
        return self.language or plan.language or self.locale_language

    def workbook(self, plan: Plan) -> bytes:
        """A plan's workbook, as the bytes of an .xlsx file."""
        language = self.language_of(plan)
        return build_workbook(
            plan, self.catalog, language=language, model=self.model, protect=self.protect
        )


@dataclass(frozen=True, slots=True)
class _Work:
    """A workbook that is to be looked at, or written.

    Attributes:
        plan: that it is made from; None where it shows the fleet.
        path: of the file itself, which a link of this name may lead to.
        known: what the file that is there was made from, by the ledger; None where it is no work
            of ours, or where there is none.
    """

    source: str
    plan: Plan | None
    name: str
    path: Path
    inputs: str
    is_there: bool
    known: str | None

    def outcome(self, state: State, error: EksSubnetXlsxError | None = None) -> Outcome:
        """What became of it."""
        return Outcome(self.source, state, self.name, error, self.plan is None)


def write_fleet(
    fleet: Fleet, summary: Summary, folder: Path, edition: FleetEdition, *, jobs: int = 1
) -> Generator[Outcome]:
    """Writes a workbook for every cluster and those of all, and says what became of each, in order.

    A workbook that somebody edited, or has open, is left alone.

    Args:
        fleet: the plans.
        summary: that takes in what each cluster's nodes take.
        folder: where to; it must be there.
        edition: what the workbooks have in common, and what may be done.
        jobs: processes that build workbooks.
    """
    if edition.is_check:
        with closing(Ledger(folder)) as ledger:
            yield from _outcomes(fleet, summary, _Target(folder, edition, ledger), jobs)
        return
    with Presence(folder) as presence:
        try:
            with closing(Ledger(folder)) as ledger:
                yield from _outcomes(fleet, summary, _Target(folder, edition, ledger), jobs)
                if presence.is_alone():
                    ledger.compact()
        finally:
            presence.remove_strays()
            _flush()


def _outcomes(fleet: Fleet, summary: Summary, target: _Target, jobs: int) -> Iterator[Outcome]:
    with Processes(partial(_build, target.edition), jobs) as processes:
        items = _items(fleet, summary, target)
        for item, built in processes.results(items, in_this_process=_is_outcome):
            yield item if isinstance(item, Outcome) else _placed(item, built, target)
    yield from _summary_outcomes(summary, target)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a fleet is written, and what is known of it."""

    folder: Path
    edition: FleetEdition
    ledger: Ledger


def refuse_sources(fleet: Fleet, sources: Iterable[Path], folder: Path) -> None:
    """Refuses to write over a file that the fleet is read from.

    Raises:
        OutputError: a file in the folder that would be written is a source, by whatever name.
    """
    kept = set(map(file_id, sources)) - {None}
    there = [path for path in folder.iterdir() if not path.is_dir() and file_id(path) in kept]
    if there:
        written = {*fleet.files(), *map(same_file, FLEET_FILES)}
        for path in there:
            if same_file(path.name) in written:
                raise OutputError("is_source", path)


def _is_outcome(item: _Work | Outcome) -> bool:
    return isinstance(item, Outcome)


def _items(fleet: Fleet, summary: Summary, target: _Target) -> Iterator[_Work | Outcome]:
    """What is to be done for each plan, or what became of it."""
    for entry in fleet:
        if isinstance(entry.plan, PlanError):
            summary.wrong += 1
            yield Outcome(entry.source, "failed", None, entry.plan)
        else:
            name = workbook_name(entry.plan.cluster)
            results = plan_results(entry.plan, target.edition.catalog.find)
            summary.add(fleet_row(entry.plan, name, results))
            yield _work(entry.source, entry.plan, name, _inputs(entry.plan, target.edition), target)


def _summary_outcomes(summary: Summary, target: _Target) -> Iterator[Outcome]:
    """Writes the files that show the fleet; none where every plan is wrong."""
    if not summary.totals.clusters:
        return
    language = target.edition.language or target.edition.locale_language
    for name, content in summary.documents(load_words(language)):
        inputs = hashlib.sha256(json.dumps(content_digests(content)).encode()).hexdigest()
        work = _work(name, None, name, inputs, target)
        if isinstance(work, _Work):
            yield _placed(work, _tried(content, work, target.edition), target)
        else:
            yield work


def _work(
    source: str, plan: Plan | None, name: str, inputs: str, target: _Target
) -> _Work | Outcome:
    """What is to be done for a workbook; what became of it where nothing is."""
    path = target.folder / name
    try:
        refuse_special(path)
        path = Path(os.path.realpath(path))
        digest = file_digest(path)
    except OutputError as error:
        return Outcome(source, "failed", name, error, plan is None)
    except OSError as error:
        return Outcome(source, "failed", name, refusal(path, error), plan is None)
    known = target.ledger.inputs_of(name, digest) if digest else None
    work = _Work(source, plan, name, path, inputs, digest is not None, known)
    if known == inputs and not target.edition.force:
        return work.outcome("unchanged")
    if target.edition.is_check and digest is None:
        return work.outcome("missing")
    if not target.edition.is_check and digest and is_open_elsewhere(path):
        return work.outcome("open")
    return work


def _placed(
    work: _Work, built: _Built | OSError | ProcessLostError | None, target: _Target
) -> Outcome:
    """Puts a workbook that was built where it belongs, or leaves it."""
    if isinstance(built, ProcessLostError):
        built.facts["source"] = work.source
        return work.outcome("failed", built)
    try:
        if not isinstance(built, _Built):
            raise built or OSError
        if built.is_same:
            if not target.edition.is_check and work.known != work.inputs:
                target.ledger.add(work.name, built.digest, work.inputs)
                target.ledger.confirm(work.name, built.digest)
            return work.outcome("unchanged")
        if built.temporary is None:
            return work.outcome("stale" if work.known else "edited")
        target.ledger.add(work.name, built.digest, work.inputs)
        built.temporary.replace(work.path)
        target.ledger.confirm(work.name, built.digest)
    except OSError as error:
        return work.outcome("failed", refusal(work.path, error))
    return work.outcome("written")


@dataclass(frozen=True, slots=True)
class _Built:
    """A workbook as a process built it.

    Attributes:
        digest: of its file, or of the one that is there where that has the same contents.
        is_same: whether the file that is there has the same contents.
        temporary: where it was written; None where it is not to take the other's place.
    """

    digest: str
    is_same: bool
    temporary: Path | None


def _build(edition: FleetEdition, work: _Work | Outcome) -> _Built | OSError:
    """A workbook that was built; why it cannot be written."""
    if isinstance(work, Outcome) or work.plan is None:
        raise TypeError(work)
    return _tried(edition.workbook(work.plan), work, edition)


def _tried(content: bytes, work: _Work, edition: FleetEdition) -> _Built | OSError:
    try:
        return _written(content, work, edition)
    except OSError as error:
        return error


def _written(content: bytes, work: _Work, edition: FleetEdition) -> _Built:
    """Writes a workbook beside where it belongs, unless the one that is there is to stay."""
    if work.is_there:
        there = work.path.read_bytes()
        if content_digests(there) == content_digests(content):
            return _Built(hashlib.sha256(there).hexdigest(), True, None)
        if edition.is_check or not (work.known or edition.force):
            return _Built("", False, None)
    descriptor, name = tempfile.mkstemp(
        prefix=PART_PREFIX, suffix=PART_SUFFIX, dir=work.path.parent
    )
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    open_to_readers(Path(name), work.path)
    return _Built(hashlib.sha256(content).hexdigest(), False, Path(name))


def _inputs(plan: Plan, edition: FleetEdition) -> str:
    """The digest of all that a workbook is made from."""
    made_from = {
        "plan": plan.model_dump(mode="json"),
        "language": edition.language_of(plan),
        "model": edition.model,
        "protect": edition.protect,
        "limits": [edition.catalog.date, edition.catalog.digest, edition.catalog.sources],
        "version": _version(),
    }
    return hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()


@cache
def _version() -> str:
    return __version__


def _flush() -> None:
    """Has all that was written reach the disk, once."""
    if hasattr(os, "sync"):
        os.sync()
