"""What a repository sets for every run: .eks-subnet-xlsx.toml, or its table in pyproject.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from eks_subnet_xlsx.errors import ConfigurationError
from eks_subnet_xlsx.rules import matching_rules
from eks_subnet_xlsx.words import LANGUAGES

OWN_FILE = ".eks-subnet-xlsx.toml"
SHARED_FILE, TABLE = "pyproject.toml", "eks-subnet-xlsx"
SEVERITIES = ("error", "warning")

_MAX_BYTES = 1_000_000
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a file of settings says; an option of the command line counts more.

    Attributes:
        select, ignore: ids of rules; None where nothing is said of them.
        fail_on: from which severity on `validate` ends with exit code 1.
        language: of results and messages, where neither an option nor a plan names one.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    fail_on: str | None = None
    language: str | None = None


def configuration(folder: Path | None = None) -> Configuration:
    """The settings of the nearest file, from a folder upward; none of them where there is no file.

    Raises:
        ConfigurationError: the file is there and cannot be taken.
    """
    for place in _upward(folder):
        for name in (OWN_FILE, SHARED_FILE):
            table = _table(place / name)
            if table is not None:
                return _Reader(place / name).read(table)
    return Configuration()


def _upward(folder: Path | None) -> Iterator[Path]:
    try:
        start = Path.cwd() if folder is None else folder.absolute()
    except OSError:  # The folder that one is in may be gone.
        return
    yield from (start, *start.parents)


def _table(path: Path) -> Mapping[str, object] | None:
    """The settings in a file; None where it is not there, or holds none."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise ConfigurationError("unreadable", path, detail=error.strerror or "") from error
    is_own = path.name == OWN_FILE
    if len(content) > _MAX_BYTES:
        if is_own:
            raise ConfigurationError("too_large", path, maximum=f"{_MAX_BYTES:,}")
        return None
    try:
        document = tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        # A pyproject.toml that is none of ours may be wrong without us.
        if is_own or TABLE.encode() in content:
            raise ConfigurationError("no_toml", path, detail=str(error)[:100]) from error
        return None
    if is_own:
        return document
    tools = document.get("tool")
    table = tools.get(TABLE) if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigurationError("no_table", path, table=f"tool.{TABLE}")
    return table


class _Reader:
    """Takes the settings of a file, each within its bounds."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, table: Mapping[str, object]) -> Configuration:
        known = ("select", "ignore", "fail-on", "language")
        for key in table:
            if key not in known:
                near = "".join(get_close_matches(key.replace("_", "-"), known, n=1))
                problem = "unknown_key_near" if near else "unknown_key"
                raise ConfigurationError(
                    problem, self._path, found=key[:_SHOWN], near=near, known=", ".join(known)
                )
        return Configuration(
            select=self._rules("select", table.get("select")),
            ignore=self._rules("ignore", table.get("ignore")),
            fail_on=self._choice("fail-on", table.get("fail-on"), SEVERITIES),
            language=self._choice("language", table.get("language"), LANGUAGES),
        )

    def _rules(self, key: str, found: object) -> tuple[str, ...] | None:
        if found is None:
            return None
        ids: list[str] = []
        for item in found if isinstance(found, list) else [found]:
            for part in item.split(",") if isinstance(item, str) else [item]:
                matching = matching_rules(part) if isinstance(part, str) else ()
                if not matching:
                    raise ConfigurationError(
                        "unknown_rule", self._path, key=key, found=_shown(part)
                    )
                ids += matching
        return tuple(ids)

    def _choice(self, key: str, found: object, known: tuple[str, ...]) -> str | None:
        if found is None or (isinstance(found, str) and found in known):
            return found
        names = ", ".join(known)
        raise ConfigurationError(
            "bad_choice", self._path, key=key, found=_shown(found), known=names
        )


def _shown(found: object) -> str:
    return str(found)[:_SHOWN]
