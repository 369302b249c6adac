"""Which files a source means: a file, all in a folder, all that a pattern matches."""

from __future__ import annotations

import glob
from collections.abc import Collection, Iterable
from pathlib import Path

from eks_subnet_xlsx.fleet.names import FLEET_NAME, LEDGER_NAME
from eks_subnet_xlsx.plan.bounds import STANDARD_INPUT

_WILDCARDS = frozenset("*?[")
_NOT_MEANT = ("~$", ".")
"""How the names begin of what Excel and LibreOffice lay beside an open file, and of hidden ones."""

_OF_FLEETS = frozenset({f"{FLEET_NAME}.json", "fleet.json"})
"""What a run writes that could be taken for a plan; the second is an earlier version's."""


def is_there(source: str) -> bool:
    """Whether a source is there, or may be: a pattern is looked up later."""
    try:
        return (
            source == STANDARD_INPUT or not _WILDCARDS.isdisjoint(source) or Path(source).exists()
        )
    except (OSError, ValueError):
        return False


def files_of(
    source: str, *, in_folders: Collection[str], in_patterns: Collection[str]
) -> list[str] | None:
    """The files that a source means, by name; None where it is not there.

    Args:
        source: a path, a pattern, or ``-``, which stays as it is.
        in_folders: suffixes of the files that are meant where it is a folder.
        in_patterns: suffixes of those that are meant where it is a pattern.
    """
    path = Path(source)
    try:
        exists, is_folder = path.exists(), path.is_dir()
    except (OSError, ValueError):
        exists = is_folder = False
    if is_folder:
        return _in_order(path.rglob("*"), in_folders)
    if exists or source == STANDARD_INPUT:
        return [source]
    if _WILDCARDS.isdisjoint(source):
        return None
    found = glob.iglob(source, recursive=True)  # noqa: PTH207 (absolute patterns too)
    return _in_order(map(Path, found), in_patterns)


def _in_order(paths: Iterable[Path], suffixes: Collection[str]) -> list[str]:
    return sorted(
        str(path)
        for path in paths
        if path.suffix.lower() in suffixes
        and not path.name.startswith(_NOT_MEANT)
        and not _is_of_fleet(path)
        and path.is_file()
    )


def _is_of_fleet(path: Path) -> bool:
    """Whether a file is what an earlier run wrote beside the workbooks, and no plan."""
    return path.name in _OF_FLEETS and path.with_name(LEDGER_NAME).exists()
