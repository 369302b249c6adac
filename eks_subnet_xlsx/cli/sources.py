"""Which files a command means: files, folders, patterns, standard input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer

from eks_subnet_xlsx.cli.console import STANDARD_OUTPUT, say_error
from eks_subnet_xlsx.cli.language import words
from eks_subnet_xlsx.errors import SourceError, WorkbookError
from eks_subnet_xlsx.words import printable

_SUFFIXES = (".xlsx",)
_PLANS = (".yaml", ".yml", ".json", ".toml", ".jsonl", ".csv")


@contextmanager
def in_file(path: Path) -> Iterator[None]:
    """Ends the command where a workbook cannot be read, with its name before what is wrong.

    Raises:
        SourceError: it is not there.
    """
    try:
        yield
    except WorkbookError as error:
        if error.problem == "unreadable" and not _exists(path):
            raise _not_found(str(path)) from error
        say_error(printable(f"{path}: {error.text(words())}"))
        raise typer.Exit(2) from error


def need_workbook(path: Path) -> None:
    """Refuses what is no workbook by its name, before anything else is looked at.

    Raises:
        SourceError: it is not there, a folder, or a plan.
    """
    if not _exists(path):
        raise _not_found(str(path))
    if path.is_dir():
        raise SourceError("is_folder", source=path)
    if path.suffix.lower() in _PLANS:
        raise SourceError("is_plan", source=path, near=path.with_suffix(".xlsx"))


def need_plan(path: Path) -> None:
    """Refuses what is no plan by its name.

    Raises:
        SourceError: it is not there, or a workbook.
    """
    if path == STANDARD_OUTPUT:
        return
    if not _exists(path):
        raise _not_found(str(path))
    if path.suffix.lower() in _SUFFIXES:
        raise SourceError("is_workbook", source=path, near=path.with_suffix(".yaml"))


def need_sources(sources: Sequence[str]) -> None:
    """Refuses a command line of which nothing is there; of several, one may be missing.

    Raises:
        SourceError: it names the first.
    """
    from eks_subnet_xlsx.fleet.paths import is_there  # noqa: PLC0415 (of fleets alone)

    if not any(is_there(source) for source in sources):
        raise _not_found(sources[0])


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
    from eks_subnet_xlsx.fleet.paths import files_of  # noqa: PLC0415 (of many files alone)

    files = files_of(source, in_folders=_SUFFIXES, in_patterns=_SUFFIXES)
    if files is None:
        raise _not_found(source)
    return files


def _not_found(source: str) -> SourceError:
    from eks_subnet_xlsx.plan.reading import near_file  # noqa: PLC0415 (where a file is missing)

    near = near_file(Path(source))
    return SourceError("not_found_near" if near else "not_found", source=source, near=near)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
