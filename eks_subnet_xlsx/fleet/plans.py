"""The plans of a fleet, read once and kept out of memory."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Self

from eks_subnet_xlsx.errors import PlanError, SharedFileError
from eks_subnet_xlsx.fleet.entries import Entry
from eks_subnet_xlsx.fleet.names import same_file, workbook_name
from eks_subnet_xlsx.plan import Plan

_MOST_NAMED = 5


class Fleet:
    """The plans of a fleet, in a file that is gone when it is closed.

    Attributes:
        total: number of plans, wrong ones included.
    """

    def __init__(self) -> None:
        self._store = sqlite3.connect("")
        self._store.execute(
            "CREATE TABLE plans"
            " (file TEXT, cluster TEXT, place TEXT, line INTEGER, source TEXT, held BLOB)"
        )
        self._store.execute("CREATE INDEX files ON plans (file)")
        self.total = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def take(self, entries: Iterable[Entry]) -> None:
        """Reads all plans."""
        for entry in entries:
            self.total += 1
            plan, place, file, cluster = entry.plan, entry.file or entry.source, None, None
            if isinstance(plan, Plan):
                file = same_file(workbook_name(plan.cluster))
                cluster = plan.cluster
            row = (file, cluster, place, entry.line, entry.source, pickle.dumps(plan))
            self._store.execute("INSERT INTO plans VALUES (?, ?, ?, ?, ?, ?)", row)

    def files(self) -> Iterator[str]:
        """What tells the files of the plans that are right, as `same_file` has it."""
        found = self._store.execute("SELECT file FROM plans WHERE file IS NOT NULL")
        return (file for (file,) in found)

    def __iter__(self) -> Iterator[Entry]:
        """The plans in order; those that would share a file are errors."""
        for file, source, held in self._store.execute(
            "SELECT file, source, held FROM plans ORDER BY rowid"
        ):
            plan = pickle.loads(held)  # noqa: S301 (our own, a moment ago)
            yield Entry(source, (file and self._shared_file(file, source)) or plan)

    def _shared_file(self, file: str, source: str) -> PlanError | None:
        sharing = self._store.execute(
            "SELECT cluster, place, line FROM plans WHERE file = ? ORDER BY rowid LIMIT ?",
            (file, _MOST_NAMED),
        ).fetchall()
        if len(sharing) == 1:
            return None
        first = sharing[0][0]
        return SharedFileError(source, workbook_name(first), tuple(sharing))
