"""All clusters of a fleet side by side, as a workbook, JSON and CSV; those in trouble first."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from typing import TextIO

from eks_subnet_xlsx.calculation import CellValue, Status
from eks_subnet_xlsx.fleet.names import FLEET_NAME
from eks_subnet_xlsx.layouts.fleet import FleetRow
from eks_subnet_xlsx.output import JSON_VERSION
from eks_subnet_xlsx.words import Words
from eks_subnet_xlsx.workbook.fleet import FleetTotals, build_fleet_workbook

WORKBOOK_NAME = f"{FLEET_NAME}.xlsx"
FLEET_FILES = (f"{FLEET_NAME}.json", f"{FLEET_NAME}.csv", WORKBOOK_NAME)
"""The names of the files that show the fleet."""

_Value = Callable[[FleetRow], CellValue]


def _of_mode(name: str, key: str) -> dict[str, _Value]:
    """What is taken and left with the settings of a calculator."""
    return {
        f"{key}_ips": lambda row: row.usages[name].node_ips,
        f"{key}_left": lambda row: row.usages[name].remaining_ips,
        f"{key}_share": lambda row: row.usages[name].share_used,
    }


_FIELDS: dict[str, _Value] = {
    "cluster": lambda row: row.cluster,
    "subnet": lambda row: row.subnet,
    "usable_ips": lambda row: row.today.usable_ips,
    "runs_on": lambda row: row.runs_on,
    "other_ips": lambda row: row.today.other_ips,
    **_of_mode("WarmENI", "warm_eni"),
    **_of_mode("WarmIP", "warm_ip"),
    "unplaced_pods": lambda row: row.unplaced_pods,
    "status": lambda row: row.status,
    "share_today": lambda row: row.share_today,
}
"""What a cluster's record has in JSON and CSV; the keys are a contract."""

_SUMMED = (
    "usable_ips", "other_ips", "warm_eni_ips", "warm_eni_left", "warm_ip_ips", "warm_ip_left",
    "unplaced_pods",
)  # fmt: skip

_FORMULA_STARTS = frozenset("=+-@\N{MINUS SIGN}")
"""Spreadsheet programs take text that begins so for a formula, full-width spellings too."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """How many clusters of a fleet lack addresses.

    Attributes:
        clusters: that do.
        ips: that they lack in all.
        worst: the one that lacks the most; None where none does.
    """

    clusters: int
    ips: int
    worst: FleetRow | None


class Summary:
    """What the clusters of a fleet take; a row is half a kilobyte.

    Attributes:
        wrong: plans that are wrong, and so in no row.
    """

    def __init__(self) -> None:
        self._rows: list[FleetRow] = []
        self.wrong = 0

    def add(self, row: FleetRow) -> None:
        """Takes a cluster in."""
        self._rows.append(row)

    @property
    def totals(self) -> FleetTotals:
        """What all clusters take together."""
        sums = {key: sum(int(_FIELDS[key](row) or 0) for row in self._rows) for key in _SUMMED}
        statuses = Counter(row.status for row in self._rows)
        return FleetTotals(
            sums=sums,
            statuses=dict(statuses),
            clusters=len(self._rows),
            wrong=self.wrong,
            short_ips=self.shortage(today=True).ips,
            free_ips=sum(max(0, row.today.remaining_ips or 0) for row in self._rows),
        )

    def shortage(self, *, today: bool) -> Shortage:
        """What the clusters lack as they are set today, or by their alternatives."""
        short = [
            (usage.short_ips, row)
            for row in self._rows
            for name, usage in row.usages.items()
            if usage.short_ips and (name == row.runs_on) is today
        ]
        worst = max(short, key=lambda item: item[0], default=(0, None))[1]
        return Shortage(len(short), sum(ips for ips, _ in short), worst)

    def rows(self) -> list[FleetRow]:
        """The clusters, those nearest to exhaustion first."""
        return sorted(self._rows, key=lambda row: (-row.share_today, row.cluster))

    def documents(self, words: Words) -> Iterator[tuple[str, bytes]]:
        """The names and the contents of the files that show the fleet."""
        contents = (
            _file(self._write_json, "utf-8"),
            _file(self._write_csv, "utf-8-sig"),
            build_fleet_workbook(self.rows(), self.totals, words),
        )
        yield from zip(FLEET_FILES, contents, strict=True)

    def _write_json(self, stream: TextIO) -> None:
        totals = self.totals
        head = {
            "schema_version": JSON_VERSION,
            "clusters": totals.clusters,
            "wrong": totals.wrong,
            "statuses": {_code(status): count for status, count in sorted(totals.statuses.items())},
            "totals": totals.sums,
        }
        stream.write(json.dumps(head, indent=2, ensure_ascii=False).removesuffix("\n}"))
        stream.write(',\n  "rows": [')
        for number, row in enumerate(self.rows()):
            stream.write(",\n    " if number else "\n    ")
            stream.write(json.dumps(_record(row), ensure_ascii=False))
        stream.write("\n  ]\n}\n")

    def _write_csv(self, stream: TextIO) -> None:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(["file", *_FIELDS])
        for row in self.rows():
            writer.writerow(_defused(value) for value in _record(row).values())


def _file(write: Callable[[TextIO], None], encoding: str) -> bytes:
    content = BytesIO()
    with TextIOWrapper(content, encoding, newline="") as stream:
        write(stream)
        stream.flush()
        return content.getvalue()


def _record(row: FleetRow) -> dict[str, object]:
    """A cluster's figures by key; its status as a code that no language changes."""
    record: dict[str, object] = {"file": row.file}
    for key, value_of in _FIELDS.items():
        value = value_of(row)
        if isinstance(value, Status):
            record[key] = _code(value)
        else:
            record[key] = round(value, 6) if isinstance(value, float) else value
    return record


def _code(status: Status) -> str:
    return status.name.lower()


def _defused(value: object) -> object:
    """A value that no spreadsheet program takes for a formula."""
    if not isinstance(value, str):
        return value
    first = unicodedata.normalize("NFKC", value.lstrip())[:1]
    return f"'{value}" if first in _FORMULA_STARTS or value != value.lstrip() else value
