"""Which files a command means: files, folders, patterns, standard input."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

import typer

from eks_subnet_xlsx.cli.console import say_error
from eks_subnet_xlsx.cli.language import words
from eks_subnet_xlsx.cli.reports import printable
from eks_subnet_xlsx.errors import SourceError, WorkbookError
from eks_subnet_xlsx.fleet.paths import files_of

_SUFFIXES = (".xlsx",)


@contextmanager
def in_file(path: Path) -> Iterator[None]:
    """Ends the command where a workbook cannot be read, with its name before what is wrong.

    Raises:
        SourceError: it is not there.
    """
    try:
        yield
    except WorkbookError as error:
        if error.problem == "unreadable" and not path.exists():
            raise _not_found(str(path)) from error
        say_error(printable(f"{path}: {error.text(words())}"))
        raise typer.Exit(2) from error


def workbook_files(sources: list[str]) -> list[str]:
    """The workbooks that the sources name, each once, in order; a folder's by name.

    Raises:
        SourceError: a source is not there, or holds no workbook.
    """
    found: dict[str, None] = {}
    for source in sources:
        files = _files(source)
        if not files:
            raise SourceError("no_files", source=source)
        found.update(dict.fromkeys(files))
    return list(found)


def _files(source: str) -> list[str]:
    files = files_of(source, in_folders=_SUFFIXES, in_patterns=_SUFFIXES)
    if files is None:
        raise _not_found(source)
    return files


def _not_found(source: str) -> SourceError:
    near = _near(Path(source))
    return SourceError("not_found_near" if near else "not_found", source=source, near=near)


def _near(path: Path) -> str:
    try:
        names = [item.name for item in path.parent.iterdir()]
        return "".join(get_close_matches(path.name, names, n=1))
    except (OSError, ValueError):
        return ""
