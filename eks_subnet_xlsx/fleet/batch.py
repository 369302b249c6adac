"""A workbook for every cluster: written where something changed, left where somebody edited it."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import tempfile
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self
from zipfile import BadZipFile, ZipFile

from eks_subnet_xlsx.errors import EksSubnetXlsxError, PlanError
from eks_subnet_xlsx.fleet.ledger import Ledger
from eks_subnet_xlsx.fleet.names import workbook_name
from eks_subnet_xlsx.fleet.plans import Fleet
from eks_subnet_xlsx.fleet.summary import Summary
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.output import is_open_elsewhere, open_to_readers, refusal
from eks_subnet_xlsx.plan import Plan
from eks_subnet_xlsx.sheets import Model, plan_results
from eks_subnet_xlsx.sheets.fleet import fleet_row
from eks_subnet_xlsx.words import load_words
from eks_subnet_xlsx.workbook import build_workbook

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

State = Literal["written", "unchanged", "edited", "open", "missing", "stale", "failed"]
"""What became of a cluster's workbook; missing and stale where nothing is to be written."""

_STRAY, _PART = ".eks-subnet-xlsx-", ".part"
_AT_ONCE = 8
_AHEAD = 3
"""Parcels that wait for each process: enough that none waits for its work."""


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
class Edition:
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
        known: what the file that is there was made from, by the ledger; None where it is no work
            of ours, or where there is none.
    """

    source: str
    plan: Plan | None
    path: Path
    inputs: str
    is_there: bool
    known: str | None

    def outcome(self, state: State, error: EksSubnetXlsxError | None = None) -> Outcome:
        """What became of it."""
        return Outcome(self.source, state, self.path.name, error, self.plan is None)


def write_fleet(
    fleet: Fleet, summary: Summary, folder: Path, edition: Edition, *, jobs: int = 1
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
    ledger = Ledger(folder)
    if not edition.is_check:
        _remove_strays(folder)
    try:
        with _Workshop(edition, folder, jobs) as workshop:
            yield from _outcomes(fleet, summary, _Place(folder, edition, ledger), workshop)
        yield from _summary_outcomes(summary, _Place(folder, edition, ledger))
        if not edition.is_check:
            ledger.compact()
    finally:
        ledger.close()
        if not edition.is_check:
            _remove_strays(folder)
            _flush()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a fleet is written, and what is known of it."""

    folder: Path
    edition: Edition
    ledger: Ledger


def _outcomes(
    fleet: Fleet, summary: Summary, place: _Place, workshop: _Workshop
) -> Iterator[Outcome]:
    waiting: deque[tuple[_Items, Future[_AllBuilt]]] = deque()
    items = _items(fleet, summary, place)
    while some := list(islice(items, workshop.at_once)):
        waiting.append((some, workshop.build([item for item in some if isinstance(item, _Work)])))
        if len(waiting) > workshop.most:
            yield from _finished(*waiting.popleft(), place)
    while waiting:
        yield from _finished(*waiting.popleft(), place)


def _items(fleet: Fleet, summary: Summary, place: _Place) -> Iterator[_Work | Outcome]:
    """What is to be done for each plan, or what became of it."""
    for entry in fleet:
        if isinstance(entry.plan, PlanError):
            summary.wrong += 1
            yield Outcome(entry.source, "failed", None, entry.plan)
        else:
            name = workbook_name(entry.plan.cluster)
            results = plan_results(entry.plan, place.edition.catalog.find)
            summary.add(fleet_row(entry.plan, name, results))
            yield _work(entry.source, entry.plan, name, _inputs(entry.plan, place.edition), place)


def _summary_outcomes(summary: Summary, place: _Place) -> Iterator[Outcome]:
    """Writes the files that show the fleet; none where every plan is wrong."""
    if not summary.totals.clusters:
        return
    language = place.edition.language or place.edition.locale_language
    for name, content in summary.documents(load_words(language)):
        inputs = hashlib.sha256(b"".join(_parts(content))).hexdigest()
        work = _work(name, None, name, inputs, place)
        if isinstance(work, _Work):
            built = _tried(partial(_written, content, work, place.edition, place.folder))
            yield _placed(work, built, place)
        else:
            yield work


def _work(source: str, plan: Plan | None, name: str, inputs: str, place: _Place) -> _Work | Outcome:
    """What is to be done for a workbook; what became of it where nothing is."""
    path = place.folder / name
    try:
        digest = _file_digest(path)
    except OSError as error:
        return Outcome(source, "failed", name, refusal(path, error), plan is None)
    known = place.ledger.inputs_of(name, digest) if digest else None
    work = _Work(source, plan, path, inputs, digest is not None, known)
    if known == inputs and not place.edition.force:
        return work.outcome("unchanged")
    if place.edition.is_check and digest is None:
        return work.outcome("missing")
    if not place.edition.is_check and digest and is_open_elsewhere(path):
        return work.outcome("open")
    return work


def _finished(items: _Items, future: Future[_AllBuilt], place: _Place) -> Iterator[Outcome]:
    built = iter(future.result())
    for item in items:
        yield item if isinstance(item, Outcome) else _placed(item, next(built), place)


def _placed(work: _Work, built: _Built | OSError, place: _Place) -> Outcome:
    """Puts a workbook that was built where it belongs, or leaves it."""
    try:
        if isinstance(built, OSError):
            raise built
        if built.is_same:
            if not place.edition.is_check and work.known != work.inputs:
                place.ledger.add(work.path.name, built.digest, work.inputs)
                place.ledger.confirm(work.path.name, built.digest)
            return work.outcome("unchanged")
        if built.temporary is None:
            return work.outcome("stale" if work.known else "edited")
        place.ledger.add(work.path.name, built.digest, work.inputs)
        built.temporary.replace(work.path)
        place.ledger.confirm(work.path.name, built.digest)
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


_Items = list[_Work | Outcome]
_AllBuilt = list[_Built | OSError]


class _Workshop:
    """Builds workbooks in this process, or in several.

    Attributes:
        at_once: workbooks that are handed over together.
        most: such parcels that are under way.
    """

    def __init__(self, edition: Edition, folder: Path, jobs: int) -> None:
        self._edition = edition
        self._folder = folder
        self._pool: ProcessPoolExecutor | None = None
        if jobs > 1:
            from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 (slow to import)

            self._pool = ProcessPoolExecutor(jobs, initializer=_start, initargs=(edition, folder))
        self.at_once = _AT_ONCE if jobs > 1 else 1
        self.most = jobs * _AHEAD if jobs > 1 else 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._pool is None:
            return
        if kind is not None:
            # Stopped by Ctrl-C or by an error: whoever waits for the others may wait for ever.
            children = multiprocessing.active_children()
            for process in children:
                process.terminate()
            for process in children:
                process.join()  # What they left is only then all that they leave.
        self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def build(self, works: list[_Work]) -> Future[_AllBuilt]:
        """Begins some workbooks."""
        if self._pool is not None and works:
            return self._pool.submit(_build_in_process, works)
        future: Future[_AllBuilt] = Future()
        future.set_result(_build_all(works, self._edition, self._folder))
        return future


# Of a process of the pool: what its workbooks have in common is sent once.
_common: list[tuple[Edition, Path]] = []


def _start(edition: Edition, folder: Path) -> None:
    # Ctrl-C is for the process that started these; it ends them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _common[:] = [(edition, folder)]


def _build_in_process(works: list[_Work]) -> _AllBuilt:
    return _build_all(works, *_common[0])


def _build_all(works: list[_Work], edition: Edition, folder: Path) -> _AllBuilt:
    return [_tried(partial(_build, work, edition, folder)) for work in works]


def _tried(write: Callable[[], _Built]) -> _Built | OSError:
    """What was built; of a workbook that cannot be written, why."""
    try:
        return write()
    except OSError as error:
        return error


def _build(work: _Work, edition: Edition, folder: Path) -> _Built:
    if work.plan is None:
        raise TypeError(work.path)
    return _written(edition.workbook(work.plan), work, edition, folder)


def _written(content: bytes, work: _Work, edition: Edition, folder: Path) -> _Built:
    """Writes a workbook beside where it belongs, unless the one that is there is to stay."""
    if work.is_there:
        there = work.path.read_bytes()
        if _contents(there) == _contents(content):
            return _Built(hashlib.sha256(there).hexdigest(), True, None)
        if edition.is_check or not (work.known or edition.force):
            return _Built("", False, None)
    descriptor, name = tempfile.mkstemp(prefix=_STRAY, suffix=_PART, dir=folder)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    open_to_readers(Path(name), work.path)
    return _Built(hashlib.sha256(content).hexdigest(), False, Path(name))


def _contents(content: bytes) -> list[bytes]:
    """The parts of a workbook: compressed bytes differ from machine to machine."""
    return sorted(_parts(content))


def _parts(content: bytes) -> Iterator[bytes]:
    """The parts of a workbook with their names; of a file that is none, all of it."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode() + b"\0" + archive.read(name)
    except (BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        yield content


def _inputs(plan: Plan, edition: Edition) -> str:
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
    return version("eks-subnet-xlsx")


def _file_digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _remove_strays(folder: Path) -> None:
    """Removes what a run that was killed left behind."""
    for path in folder.glob(f"{_STRAY}*{_PART}"):
        with suppress(OSError):
            path.unlink()


def _flush() -> None:
    """Has all that was written reach the disk, once."""
    if hasattr(os, "sync"):
        os.sync()
