"""Rows of a CSV file as limits: strict, with the place of whatever is wrong."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

from eks_subnet_xlsx.errors import LimitsFileError
from eks_subnet_xlsx.limits.instance import MAX_LIMIT, InstanceLimits

COLUMNS = (
    "instance_type",
    "max_enis",
    "ipv4_per_eni",
    "hypervisor",
    "bare_metal",
    "vcpus",
    "network_cards",
    "trunking",
    "branch_enis",
    "status",
    "sources",
)
"""The columns of the catalog's data; a user's own file needs the first three."""

MANDATORY = COLUMNS[:3]

_CHOICES = {
    "hypervisor": ("nitro", "xen", "none", "unknown"),
    "bare_metal": ("true", "false"),
    "trunking": ("true", "false"),
}
_COUNTS = {
    "max_enis": (1, MAX_LIMIT),
    "ipv4_per_eni": (2, MAX_LIMIT),
    "vcpus": (1, 100_000),
    "network_cards": (1, MAX_LIMIT),
    "branch_enis": (0, 100_000),
}
_MAX_BYTES = 5_000_000
_MAX_NAME = 60

Row = Mapping[str, str]


def limits_of(row: Row, status: str) -> InstanceLimits:
    """The limits that a row states; a row of the catalog's own, or one that has been judged."""
    hypervisor = row.get("hypervisor") or "unknown"
    bare_metal = row.get("bare_metal") == "true"
    return InstanceLimits(
        instance_type=row["instance_type"].strip().lower(),
        max_enis=int(row["max_enis"]),
        ipv4_per_eni=int(row["ipv4_per_eni"]),
        # Neither "none" nor "unknown" ever means Xen, but only these two are known to do prefixes.
        supports_prefixes=hypervisor == "nitro" or bare_metal,
        supports_trunk=row.get("trunking") == "true",
        vcpus=_optional(row, "vcpus"),
        hypervisor=hypervisor,
        bare_metal=bare_metal,
        network_cards=_optional(row, "network_cards"),
        branch_enis=_optional(row, "branch_enis"),
        status=status,
    )


def read_limits_file(path: Path, *, max_types: int) -> list[InstanceLimits]:
    """The types of a user's own CSV file, with commas or semicolons, in UTF-8.

    Raises:
        LimitsFileError: the first thing that is wrong, with line and column.
    """
    text = _text(path)
    first_line = text.split("\n", 1)[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        lines = [(reader.line_num, fields) for fields in reader if any(f.strip() for f in fields)]
    except csv.Error as error:
        raise LimitsFileError("syntax", path, reader.line_num, detail=str(error)) from error
    if not lines:
        raise LimitsFileError("empty", path, 1, columns=", ".join(MANDATORY))
    header = _header(path, lines[0])
    rows = [_row(path, line, header, fields) for line, fields in lines[1:]]
    if len(rows) > max_types:
        raise LimitsFileError("too_many", path, lines[-1][0], found=len(rows), maximum=max_types)
    _refuse_doubles(path, rows)
    return [limits_of(row, "user") for _, row in rows]


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise LimitsFileError("too_large", path, None, maximum=_MAX_BYTES)
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise LimitsFileError("not_utf8", path, None) from error
    except OSError as error:
        raise LimitsFileError("unreadable", path, None, detail=error.strerror or "") from error


def _header(path: Path, line: tuple[int, list[str]]) -> list[str]:
    number, fields = line
    names = [field.strip().lower() for field in fields]
    for name in names:
        if name not in COLUMNS:
            near = get_close_matches(name, COLUMNS, n=1)
            key = "unknown_column_near" if near else "unknown_column"
            raise LimitsFileError(
                key, path, number, found=name, near="".join(near), columns=", ".join(COLUMNS)
            )
        if names.count(name) > 1:
            raise LimitsFileError("doubled_column", path, number, found=name)
    for name in MANDATORY:
        if name not in names:
            raise LimitsFileError(
                "missing_column", path, number, found=name, columns=", ".join(MANDATORY)
            )
    return names


def _row(path: Path, line: int, header: list[str], fields: list[str]) -> tuple[int, Row]:
    if len(fields) > len(header):
        raise LimitsFileError(
            "too_many_fields", path, line, found=len(fields), expected=len(header)
        )
    row = dict(zip(header, (field.strip() for field in fields), strict=False))
    name = row.get("instance_type", "").lower()
    family, dot, size = name.partition(".")
    if not (family and dot and size and name.isascii() and len(name) <= _MAX_NAME) or any(
        character in name for character in " *?~[]=,;"
    ):
        raise LimitsFileError("bad_name", path, line, found=name[:_MAX_NAME])
    for column, choices in _CHOICES.items():
        found = row.get(column, "")
        row[column] = found.lower()
        if found and found.lower() not in choices:
            raise LimitsFileError(
                "bad_choice", path, line, column=column, found=found, choices=", ".join(choices)
            )
    for column, (minimum, maximum) in _COUNTS.items():
        found = row.get(column, "")
        if not found and column not in MANDATORY:
            continue
        if not (found.isascii() and found.isdigit() and minimum <= int(found[:9]) <= maximum):
            raise LimitsFileError(
                "bad_count", path, line, column=column, found=found[:_MAX_NAME],
                minimum=minimum, maximum=maximum,
            )  # fmt: skip
    return line, row


def _refuse_doubles(path: Path, rows: list[tuple[int, Row]]) -> None:
    seen: dict[str, int] = {}
    for line, row in rows:
        name = row["instance_type"].lower()
        if name in seen:
            raise LimitsFileError("doubled_type", path, line, found=name, first=seen[name])
        seen[name] = line


def _optional(row: Row, column: str) -> int | None:
    return int(row[column]) if row.get(column) else None
