"""limits: lists the catalog."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from eks_subnet_xlsx.cli.console import (
    AsJson,
    LimitsFile,
    catalog_with,
    say,
    say_json,
    say_table,
    whole_number,
)
from eks_subnet_xlsx.cli.language import Language, words
from eks_subnet_xlsx.cli.usage import choice
from eks_subnet_xlsx.engine import WarmPoolSettings, default_max_pods
from eks_subnet_xlsx.errors import SourceError
from eks_subnet_xlsx.limits import InstanceLimits
from eks_subnet_xlsx.limits.catalog import is_pattern
from eks_subnet_xlsx.limits.instance import MAX_LIMIT
from eks_subnet_xlsx.output import JSON_VERSION

_COLUMNS = (
    "instance_type",
    "max_enis",
    "ipv4_per_eni",
    "max_pods",
    "hypervisor",
    "supports_prefixes",
    "supports_trunk",
    "branch_enis",
    "vcpus",
    "status",
)
_DROPS = ("branch_enis", "hypervisor", "supports_trunk", "supports_prefixes", "status")
"""Columns that a narrow terminal has no room for, the first to go first."""


_STATUSES = ("current", "listed", "legacy", "user")


def limits(
    pattern: Annotated[str, typer.Argument(metavar="PATTERN")] = "",
    limits: LimitsFile = None,
    status: Annotated[
        str | None,
        typer.Option(parser=choice(_STATUSES), metavar="|".join(_STATUSES)),
    ] = None,
    min_enis: Annotated[
        int,
        typer.Option(parser=whole_number(1, MAX_LIMIT), metavar="N"),
    ] = 1,
    as_json: AsJson = False,
    _language: Language = None,
) -> None:
    """List the instance types and what they can attach."""
    catalog = catalog_with(limits)
    named = catalog.match(pattern)
    if not named and is_pattern(pattern):
        raise SourceError("no_type", source=pattern)
    if not named:
        raise catalog.unknown(pattern)
    found = [
        _row(item) for item in named if item.max_enis >= min_enis and status in {None, item.status}
    ]
    if as_json:
        say_json({
            "schema_version": JSON_VERSION,
            "limits_date": catalog.date,
            "limits_digest": catalog.digest,
            "types": found,
        })  # fmt: skip
        return
    if not found:
        options = {"--min-enis": min_enis if min_enis > 1 else None, "--status": status}
        asked = ", ".join(f"{name} {value}" for name, value in options.items() if value)
        say(words().text("cli.limits.nothing", count=f"{len(named):,}", asked=asked))
        return
    headers = [words()[f"cli.limits.{column}"] for column in _COLUMNS]
    rows = ([row[column] for column in _COLUMNS] for row in found)
    say_table(headers, rows, drops=tuple(map(_COLUMNS.index, _DROPS)))


def _row(limits: InstanceLimits) -> dict[str, object]:
    return {**asdict(limits), "max_pods": default_max_pods(limits, WarmPoolSettings())}
