"""The same work for many things, in this process or in several; what comes out is in order."""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from eks_subnet_xlsx.errors import EksSubnetXlsxError

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Item = TypeVar("Item")
Result = TypeVar("Result")

_MOST_ON_WINDOWS = 61
"""Processes that a pool may have there. Source: Python documentation, concurrent.futures."""

_AT_ONCE = 8
_AHEAD = 3
"""Parcels that wait for each process: enough that none waits for its work."""


class ProcessLostError(EksSubnetXlsxError):
    """The system ended the process that worked on something, as it does for want of memory."""

    key = "process_lost"


def jobs_for(total: int, asked: int | None, *, worthwhile: int) -> int:
    """Processes: as many as were asked for, else one for each core.

    Never more than there are things to do, and one where others would begin too late to help.

    Args:
        total: things to do.
        asked: for how many; None where nobody did.
        worthwhile: things that one process has done before others have begun.
    """
    if asked is None and total < worthwhile:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    most = _MOST_ON_WINDOWS if sys.platform == "win32" else total
    return max(1, min(asked or cores or 1, total, most))


class Processes(Generic[Item, Result]):
    """Does one kind of work, in as many processes as there are jobs.

    Args:
        work: what is done with each item; it can be sent to another process, as can the results.
        jobs: processes; 1 is this one.
    """

    def __init__(self, work: Callable[[Item], Result], jobs: int) -> None:
        self._work = work
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        if self._jobs > 1:
            self._pool = self._new_pool(self._jobs)
        return self

    def _new_pool(self, jobs: int) -> ProcessPoolExecutor:
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 (slow to import)

        return ProcessPoolExecutor(jobs, initializer=_start, initargs=(self._work,))

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._pool is None:
            return
        if kind is not None:
            # Stopped by Ctrl-C or by an error: whoever waits for the others may wait for ever.
            import multiprocessing  # noqa: PLC0415 (for several processes alone)

            children = multiprocessing.active_children()
            for process in children:
                process.terminate()
            for process in children:
                process.join()  # What they left is only then all that they leave.
        self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def results(
        self, items: Iterable[Item], *, in_this_process: Callable[[Item], bool] = lambda _: False
    ) -> Iterator[tuple[Item, Result | ProcessLostError | None]]:
        """Each item with what came of it, in order.

        A process that the system ends, for want of memory say, takes no other item with it.

        Args:
            items: taken as they are needed, a few ahead.
            in_this_process: whether an item is not to be worked on; None comes of it.
        """
        if self._pool is None:
            for item in items:
                yield item, None if in_this_process(item) else self._work(item)
            return
        waiting: deque[tuple[list[Item], Future[list[Any]]]] = deque()
        iterator = iter(items)
        while some := list(islice(iterator, _AT_ONCE)):
            sent = [item for item in some if not in_this_process(item)]
            waiting.append((some, self._submitted(sent)))
            if len(waiting) > self._jobs * _AHEAD:
                yield from self._paired(*waiting.popleft(), in_this_process)
        while waiting:
            yield from self._paired(*waiting.popleft(), in_this_process)

    def _submitted(self, items: list[Item]) -> Future[list[Any]]:
        """Work that is under way, in a new pool where the old one has lost a process."""
        from concurrent.futures import BrokenExecutor  # noqa: PLC0415 (slow to import)

        if self._pool is None:
            self._pool = self._new_pool(self._jobs)
        try:
            return self._pool.submit(_work_on, items)
        except BrokenExecutor:
            self._pool.shutdown(wait=False)
            self._pool = self._new_pool(self._jobs)
            return self._pool.submit(_work_on, items)

    def _paired(
        self, items: list[Item], future: Future[list[Any]], in_this_process: Callable[[Item], bool]
    ) -> Iterator[tuple[Item, Any]]:
        from concurrent.futures import BrokenExecutor  # noqa: PLC0415 (slow to import)

        try:
            results = iter(future.result())
        except BrokenExecutor:
            results = self._one_by_one([item for item in items if not in_this_process(item)])
        for item in items:
            yield item, None if in_this_process(item) else next(results)

    def _one_by_one(self, items: list[Item]) -> Iterator[Any]:
        """What comes of items among which one ended its process, each in a process of its own."""
        from concurrent.futures import BrokenExecutor  # noqa: PLC0415 (slow to import)

        for item in items:
            with self._new_pool(1) as alone:
                try:
                    yield alone.submit(_work_on, [item]).result()[0]
                except BrokenExecutor:
                    yield ProcessLostError()


# Of a process of the pool: what it does is sent once.
_work: list[Callable[[Any], Any]] = []


def _start(work: Callable[[Any], Any]) -> None:
    # Ctrl-C is for the process that started these; it ends them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work[:] = [work]


def _work_on(items: list[Any]) -> list[Any]:
    return [_work[0](item) for item in items]
