"""What commands that do much have in common: processes, and a bar that says how far they are."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Annotated, TypeVar

import typer

from eks_subnet_xlsx.cli.console import whole_number

Jobs = Annotated[int | None, typer.Option(parser=whole_number(1, 256), metavar="N")]
Quiet = Annotated[bool, typer.Option("--quiet")]

Item = TypeVar("Item")


def _every(_: object) -> bool:
    return True


def with_progress(
    items: Iterator[Item], total: int, *, quiet: bool, counts: Callable[[Item], bool] = _every
) -> Iterator[Item]:
    """The same, with a bar on a terminal: done, rate, time left.

    Args:
        items: that are done one after the other.
        total: of those that count.
        quiet: whether there is no bar.
        counts: whether an item is one of the total.
    """
    if quiet or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console  # noqa: PLC0415 (for bars alone)
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskProgressColumn,
        TimeRemainingColumn,
    )

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(show_speed=True),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        for item in items:
            yield item
            if counts(item):
                progress.advance(task)
