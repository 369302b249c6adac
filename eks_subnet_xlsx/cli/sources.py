"""Which files a command means: files, folders, patterns, standard input."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

import typer

from eks_subnet_xlsx.cli.console import say_error
from eks_subnet_xlsx.cli.language import words
from eks_subnet_xlsx.cli.reports import printable
from eks_subnet_xlsx.errors import SourceError, WorkbookError

STANDARD_INPUT = "-"
_LOCK_FILES = ("~$", ".~lock")
"""How the names begin of what Excel and LibreOffice lay beside a file that they have open."""

_SUFFIX = ".xlsx"
_WILDCARDS = frozenset("*?[")


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Ends the command where a workbook cannot be read, with its name before what is wrong."""
    try:
        yield
    except WorkbookError as error:
        say_error(printable(f"{path}: {error.text(words())}"))
        raise typer.Exit(2) from error


def workbook_files(sources: list[str]) -> list[str]:
    """The workbooks that the sources name, each once, in order; a folder's by name.

    Raises:
        SourceError: a source is not there, or holds no workbook.
    """
    found: dict[str, None] = {}
    for source in sources:
        files = list(_files(source))
        if not files:
            raise SourceError("no_files", source=source)
        found.update(dict.fromkeys(files))
    return list(found)


def _files(source: str) -> Iterator[str]:
    if source == STANDARD_INPUT:
        yield source
        return
    path = Path(source)
    try:
        exists, is_folder = path.exists(), path.is_dir()
    except (OSError, ValueError):
        exists = is_folder = False
    if is_folder:
        yield from _in_order(path.rglob(f"*{_SUFFIX}"))
    elif exists:
        yield source
    elif not _WILDCARDS.isdisjoint(source):
        yield from _in_order(Path(name) for name in glob.iglob(source, recursive=True))  # noqa: PTH207 (absolute patterns too)
    else:
        near = _near(path)
        raise SourceError("not_found_near" if near else "not_found", source=source, near=near)


def _in_order(paths: Iterator[Path]) -> list[str]:
    """Workbooks by name; what a program lays beside an open one is passed over."""
    return sorted(
        str(path)
        for path in paths
        if path.suffix.lower() == _SUFFIX
        and not path.name.startswith(_LOCK_FILES)
        and path.is_file()
    )


def _near(path: Path) -> str:
    try:
        names = [item.name for item in path.parent.iterdir()]
        return "".join(get_close_matches(path.name, names, n=1))
    except (OSError, ValueError):
        return ""
