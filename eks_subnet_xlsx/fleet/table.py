"""A fleet as a table, CSV or .xlsx: a row for each node group, and what stands in its columns.

Rows of a cluster need not stand together. A table is read row by row and sorted on disk, so that
its size is not the program's.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path

from eks_subnet_xlsx.errors import PlacedProblem, PlanError, Problem, WorkbookError
from eks_subnet_xlsx.fleet.csv_rows import Row, csv_rows
from eks_subnet_xlsx.fleet.entries import Entry
from eks_subnet_xlsx.fleet.sheet_rows import sheet_rows
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.plan import MAX_ROWS
from eks_subnet_xlsx.plan.parsed import Parsed, Place
from eks_subnet_xlsx.plan.problems import shown
from eks_subnet_xlsx.plan.reading import MOST_PROBLEMS, capped, plan_of, refusal

CSV_SUFFIXES = (".csv", ".tsv")
TABLE_SUFFIXES = (*CSV_SUFFIXES, ".xlsx")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a fleet table.

    Attributes:
        name: in its header; its words stand under ``fleet.column.<name>``.
        place: in a plan that its cells go to.
        is_text: whether its cells are taken as they are; else a whole number is read as one.
        is_mandatory: whether a table must have it.
    """

    name: str
    place: tuple[str, ...]
    is_text: bool = False
    is_mandatory: bool = False

    @property
    def is_of_group(self) -> bool:
        """Whether each row has its own; else all rows of a cluster say the same, or nothing."""
        return self.place[0] == _GROUPS


_GROUPS = "node_groups"
_TARGETS = ("warm_eni_target", "warm_ip_target", "minimum_ip_target", "max_eni")

COLUMNS = (
    Column("cluster", ("cluster",), is_text=True, is_mandatory=True),
    Column("subnet", ("subnet",), is_mandatory=True),
    Column("node_group", (_GROUPS, "name"), is_text=True),
    Column("instance_type", (_GROUPS, "instance_type"), is_text=True, is_mandatory=True),
    Column("nodes", (_GROUPS, "nodes"), is_mandatory=True),
    Column("pods_per_node", (_GROUPS, "pods_per_node")),
    Column("pods", (_GROUPS, "pods")),
    Column("max_pods", (_GROUPS, "max_pods")),
    Column("other_ips", ("subnet", "other_ips")),
    Column("host_network_pods_per_node", ("host_network_pods_per_node",)),
    Column("daemonset_pods_per_node", ("daemonset_pods_per_node",)),
    *(Column(key, ("warm_pool", key)) for key in _TARGETS),
    Column("unmanaged_enis", ("warm_pool", "unmanaged_enis")),
    *(Column(f"alternative_{key}", ("alternative", key)) for key in _TARGETS),
    Column("alternative_unmanaged_enis", ("alternative", "unmanaged_enis")),
    Column("language", ("language",), is_text=True),
)
"""The columns, in the order of the template; a table may have them in any order."""

_BY_NAME = {column.name: column for column in COLUMNS}
_PODS = ("pods_per_node", "pods")

_WHOLE = re.compile(r"([+-]?\d{1,15})(?:[.,]0{1,2})?")
"""A whole number, with the noughts after it that some spreadsheets write."""

_MOST_COMPARED = 60
_OTHER_FILES = {"empty", "other_format", "encrypted", "macros", "unreadable"}
"""What a file is said to be that is no table; all else is damage, or too much."""


def table_entries(source: str, catalog: LimitsCatalog) -> Iterator[Entry]:
    """The plan of each cluster of a table, in the order in which the clusters come first.

    Raises:
        PlanError: the table as a whole cannot be read.
        OSError: the file cannot be read.
    """
    path = Path(source)
    is_csv = path.suffix.lower() in CSV_SUFFIXES
    rows = csv_rows(path) if is_csv else _sheet_rows(path)
    with closing(sqlite3.connect("")) as store:  # a file of its own, gone when it is closed
        store.execute("CREATE TABLE cells (cluster TEXT, line INTEGER, held TEXT)")
        with closing(rows):
            header, counts = _header(source, rows), Counter[str]()
            for line, cells in rows:
                named = _named(header, cells)
                cluster = str(named.get("cluster") or "").strip()
                counts[cluster] += 1
                if cluster and counts[cluster] > MAX_ROWS + 1:
                    continue  # One more than a plan may have says that there are too many.
                beyond = [cell for cell in cells[len(header) :] if cell is not None]
                if beyond:
                    named[""] = beyond[0]
                row = (cluster, line, json.dumps(named, default=str))
                store.execute("INSERT INTO cells VALUES (?, ?, ?)", row)
        found = False
        for _, group in groupby(store.execute(_IN_ORDER), key=lambda row: (row[0], row[3])):
            found = True
            lines = {line: json.loads(held) for _, line, held, _ in group}
            yield _entry(source, lines, catalog)
        if not found:
            raise refusal(source, Problem("table_empty", {}))


# Rows without a cluster are wrong one by one.
_IN_ORDER = """
    SELECT cluster, line, held, CASE cluster WHEN '' THEN line ELSE 0 END AS own FROM cells
    ORDER BY MIN(line) OVER (PARTITION BY cluster, CASE cluster WHEN '' THEN line ELSE 0 END), line
"""


def _sheet_rows(path: Path) -> Generator[Row]:
    """The rows of a workbook's first sheet that hold anything."""
    try:
        yield from sheet_rows(path)
    except WorkbookError as error:
        if error.problem in _OTHER_FILES:
            problem = Problem(f"errors.{error.key}", error.facts)
        elif "maximum" in error.facts:
            problem = Problem("table_too_large", {})
        else:
            problem = Problem("table_damaged", {})
        raise refusal(str(path), problem) from error


def _header(source: str, rows: Iterator[Row]) -> tuple[str, ...]:
    """The names of the columns, blank for those without.

    Raises:
        PlanError: a column is unknown, doubled or missing.
    """
    line, cells = next(rows, (1, ()))
    if not cells:
        raise refusal(source, Problem("table_empty", {}))
    names = [re.sub(r"[\s-]+", "_", str(cell or "").strip().lower()) for cell in cells]
    wrong = [name for name in names if name and name not in _BY_NAME]
    firsts = {name: number for number, name in reversed(list(enumerate(names)))}
    doubled = [name for number, name in enumerate(names) if name and firsts[name] != number]
    problems = [_unknown_column(name) for name in wrong[:MOST_PROBLEMS]]
    problems += [Problem("table_doubled_column", {"found": shown(name)}) for name in doubled]
    problems += _missing_columns(firsts)
    if problems:
        total = len(problems) + max(0, len(wrong) - MOST_PROBLEMS)
        placed = [PlacedProblem("", line, item) for item in problems]
        raise PlanError(source, tuple(capped(placed, total)))
    return tuple(names)


def _unknown_column(name: str) -> Problem:
    near = get_close_matches(name[:_MOST_COMPARED], _BY_NAME, n=1)
    key = "table_unknown_column_near" if near else "table_unknown_column"
    facts = {"found": shown(name), "near": "".join(near), "known": ", ".join(_BY_NAME)}
    return Problem(key, facts)


def _missing_columns(names: Mapping[str, int]) -> list[Problem]:
    needed = ", ".join(column.name for column in COLUMNS if column.is_mandatory)
    problems = [
        Problem("table_missing_column", {"found": column.name, "columns": needed})
        for column in COLUMNS
        if column.is_mandatory and column.name not in names
    ]
    if not set(_PODS) & set(names):
        found = " / ".join(_PODS)
        facts = {"found": found, "columns": f"{needed}, {found}"}
        problems.append(Problem("table_missing_column", facts))
    return problems


def _named(header: Sequence[str], cells: Sequence[object]) -> dict[str, object]:
    return {
        name: value
        for name, value in zip(header, cells, strict=False)
        if name and value is not None
    }


def _entry(source: str, rows: Mapping[int, Mapping[str, object]], catalog: LimitsCatalog) -> Entry:
    """The plan of the rows of a cluster, by their numbers."""
    first = next(iter(rows))
    parsed = Parsed(data={_GROUPS: [{} for _ in rows]}, lines={(): first})
    for number, (line, cells) in enumerate(rows.items()):
        parsed.lines[_GROUPS, number] = line
        for name, value in cells.items():
            if name:
                _put(parsed, _BY_NAME[name], number, line, value)
            else:
                parsed.problems[_GROUPS, number, name] = Problem(
                    "table_too_many_cells", {"found": shown(value)}
                )
                parsed.lines[_GROUPS, number, name] = line
    try:
        return Entry(f"{source}:{first}", plan_of(parsed, source, catalog), source, first)
    except PlanError as error:
        problems = tuple(
            PlacedProblem(_column_name(item.place), item.line, item.problem)
            for item in error.problems
        )
        return Entry(f"{source}:{first}", PlanError(source, problems))


def _put(parsed: Parsed, column: Column, number: int, line: int, found: object) -> None:
    """Puts a cell where a plan has it."""
    value = _value(column, found)
    place: Place = column.place
    if column.is_of_group:
        place = (_GROUPS, number, *column.place[1:])
        parsed.data[_GROUPS][number][place[-1]] = value
        parsed.lines[place] = line
        return
    if place == ("subnet",):
        is_size = isinstance(value, int) or str(value).startswith("/")
        place = ("subnet", "size" if is_size else "cidr")
    into = parsed.data if len(place) == 1 else parsed.data.setdefault(place[0], {})
    known = next((other for other in _same_cell(place) if other in parsed.lines), None)
    if known is None:
        into[place[-1]] = value
        parsed.lines[place] = line
    elif known != place or into[known[-1]] != value:
        facts = {
            "found": shown(found), "other": shown(into[known[-1]]), "line": parsed.lines[known],
        }  # fmt: skip
        wrong = (_GROUPS, number, column.name)
        parsed.problems[wrong] = Problem("table_two_values", facts)
        parsed.lines[wrong] = line


def _same_cell(place: Place) -> tuple[Place, ...]:
    """The places in a plan that cells of the same column go to."""
    return _SUBNET_PLACES if place in _SUBNET_PLACES else (place,)


def _value(column: Column, found: object) -> object:
    """What a cell says, as a plan in YAML would."""
    text = str(found).strip()
    if column.is_text:
        return text
    if isinstance(found, float) and found.is_integer():
        return int(found)
    if isinstance(found, str) and (
        whole := _WHOLE.fullmatch(text.replace("\N{NO-BREAK SPACE}", ""))
    ):
        return int(whole[1])
    return found if isinstance(found, int | float) and not isinstance(found, bool) else text


_SUBNET_PLACES: tuple[Place, ...] = (("subnet", "size"), ("subnet", "cidr"))

_COLUMNS_OF_PLACES = {".".join(column.place[-2:]): column.name for column in COLUMNS}


def _column_name(place: str) -> str:
    """The column that a place in a plan comes from."""
    text = re.sub(r"\[\d+\]", "", place)
    if text in {"subnet.cidr", "subnet.size"}:
        return "subnet"
    return _COLUMNS_OF_PLACES.get(text, text.removeprefix(f"{_GROUPS}.").removesuffix("."))
