"""Right figures by the engine, for the inputs that LibreOffice's own cells show.

Nothing here asks our reader: the cells come from LibreOffice (`support.office`), and where they
stand from `laws.tracks`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from support.office import Office

from eks_subnet_xlsx.calculation import (
    AboutInputs,
    CellValue,
    Model,
    RowInputs,
    SheetInputs,
    SheetResult,
    Status,
    calculate,
)
from eks_subnet_xlsx.findings import Finding
from eks_subnet_xlsx.layouts import ABOUT_PLACES, ABOUT_SHEET, MODELS, PRESENT, Calculator
from eks_subnet_xlsx.layouts.lookups import LIMITS
from eks_subnet_xlsx.layouts.model import DerivedCell, DerivedColumn
from eks_subnet_xlsx.limits import InstanceLimits, LimitsCatalog
from eks_subnet_xlsx.words import LANGUAGES, load_words
from laws.tracks import LOOKUPS, Tracks, labelled, number, place_of

_READ = {"WarmENI", "WarmIP", LIMITS.name, ABOUT_SHEET}
_DIGITS = 1e-9
_SHOWN_DIGITS = 0.006
"""By which a share may differ where a file calculates with what it shows."""
_FORMULAS_OF_A_ROW = 3
"""Results in a row from which on it is one of the table's."""


@dataclass(frozen=True)
class SheetCells:
    """The cells of a sheet as LibreOffice has them; places from 0."""

    values: Sequence[Sequence[Any]]
    filled: frozenset[tuple[int, int]]
    formulas: frozenset[tuple[int, int]]
    errors: frozenset[tuple[int, int]]

    def at(self, row: int, column: int) -> CellValue:
        """A value as a formula sees it: None only where nothing stands there."""
        if (row, column) not in self.filled:
            return None
        if (row, column) in self.errors:
            return "error shown"
        if row < len(self.values) and column < len(self.values[row]):
            value = self.values[row][column]
            if isinstance(value, float) and value.is_integer():
                return int(value)
            return "" if value is None else value
        return None


def sheet_cells(answer: Mapping[str, Any]) -> SheetCells:
    """The cells of a sheet from what LibreOffice says of it."""
    height = len(answer["values"])
    return SheetCells(
        answer["values"],
        _spread(answer["filled"], height),
        _spread(answer["formulas"], height),
        _spread(answer["errors"], height),
    )


def _spread(ranges: Sequence[Sequence[int]], height: int) -> frozenset[tuple[int, int]]:
    return frozenset(
        (row, column)
        for top, left, bottom, right in ranges
        for row in range(top, min(bottom, height) + 1)
        for column in range(left, right + 1)
    )


@dataclass(frozen=True)
class Wrong:
    """A result cell that does not show the right figure.

    Attributes:
        key: of the cell or column.
        place: where it stands by now: sheet, row and column from 0; None where it is gone.
        causes: places (sheet, row, column) at which a fault may stand that makes it wrong.
        cause_sheets: sheets that it looks up.
        whole_columns: sheets and columns of which a whole is made.
    """

    calculator: str
    key: str
    place: tuple[str, int, int] | None
    found: CellValue
    expected: CellValue
    causes: frozenset[tuple[str, int, int]] = frozenset()
    cause_sheets: frozenset[str] = frozenset()
    whole_columns: frozenset[tuple[str, int]] = frozenset()
    header: int = 0
    sheet: str | None = None

    def __str__(self) -> str:
        where = f"{self.place[0]}!{place_of(*self.place[1:])}" if self.place else "gone"
        return f"{self.calculator} {self.key} at {where}: {self.found!r} shown, {self.expected!r} right"


@dataclass(frozen=True)
class Shown:
    """A result cell, with what LibreOffice shows in it."""

    calculator: str
    key: str
    place: tuple[str, int, int]
    value: CellValue
    row: int | None = None


@dataclass
class Judged:
    """What is wrong in a workbook as LibreOffice shows it.

    Attributes:
        wrong: result cells that are not right, the first causes alone.
        shown: every result cell that there is.
    """

    wrong: list[Wrong] = field(default_factory=list)
    all_wrong: list[Wrong] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    truth: Truth | None = None
    as_shown: bool = False


def look(office: Office, path: Any, tracks: Tracks) -> tuple[dict[str, SheetCells], bool]:  # noqa: ANN401
    """The sheets of a file, recalculated, and whether it calculates with what it shows."""
    names = {name for role, name in tracks["sheets"].items() if name and role in _READ}
    names |= {at[0] for cells in tracks["cells"].values() for at in cells.values() if at}
    answer = office.ask(path, read=sorted(names))
    return (
        {name: sheet_cells(cells) for name, cells in answer["cells"].items()},
        answer["as_shown"],
    )


class Truth:
    """Judges a workbook as LibreOffice shows it."""

    def __init__(
        self,
        cells: Mapping[str, SheetCells],
        tracks: Tracks,
        model: Model,
        catalog: LimitsCatalog,
        *,
        as_shown: bool = False,
    ) -> None:
        self._cells, self._tracks, self._model = cells, tracks, model
        self._catalog, self._as_shown = catalog, as_shown
        self._own_limits = self._limits_of_file()

    def judged(self) -> Judged:
        """All result cells, and those that are wrong."""
        judged = Judged()
        for calculator in MODELS[self._model]:
            self._judge(calculator, judged)
        return judged

    def inputs_of(self, calculator: Calculator) -> tuple[SheetInputs, list[int]]:
        """What stands in the inputs, by LibreOffice; and the rows of the table."""
        role = calculator.name
        cells = {
            cell.key: self._value(labelled(self._tracks, role, cell.place))
            for cell in calculator.input_cells
        }
        rows, below = self._rows(calculator)
        return SheetInputs(cells, [self._row(calculator, row) for row in rows], below), rows

    def _judge(self, calculator: Calculator, judged: Judged) -> None:
        role = calculator.name
        if self._tracks["sheets"][role] is None:
            judged.wrong.append(
                Wrong(role, "sheet", None, None, "a sheet", cause_sheets=frozenset())
            )
            judged.all_wrong.append(judged.wrong[-1])
            return
        inputs, rows = self.inputs_of(calculator)
        right = calculate(calculator.arithmetic, inputs, self._about(), self._find)
        found = list(self._compared(calculator, right, rows, judged))
        judged.all_wrong += [item for item, _ in found]
        bad = {(item.key, row) for item, row in found}
        for item, row in found:
            if not self._follows(calculator, item.key, row, bad):
                judged.wrong.append(item)

    def _compared(
        self, calculator: Calculator, right: SheetResult, rows: list[int], judged: Judged
    ) -> Iterator[tuple[Wrong, int | None]]:
        role = calculator.name
        for cell in calculator.derived_cells:
            at = labelled(self._tracks, role, cell.place)
            yield from self._one(calculator, cell, at, cell.value(right), None, judged)
        sheet = self._tracks["sheets"][role]
        for column in calculator.derived_columns:
            now = self._tracks["columns"][role][column.letter]
            for row, result in zip(rows, right.rows, strict=True):
                at = None if now is None else [sheet, row, now]
                yield from self._one(calculator, column, at, column.value(result), row, judged)

    def _one(  # noqa: PLR0913, PLR0917
        self,
        calculator: Calculator,
        item: DerivedCell | DerivedColumn,
        at: list[Any] | None,
        expected: CellValue,
        row: int | None,
        judged: Judged,
    ) -> Iterator[tuple[Wrong, int | None]]:
        found = self._value(at)
        place = tuple(at) if at else None
        if place:
            judged.shown.append(Shown(calculator.name, item.key, place, found, row))
        if place is None or not self._agrees(found, expected, item.style == "percent"):
            yield self._wrong(calculator, item, place, found, expected, row), row

    def _agrees(self, found: CellValue, expected: CellValue, is_share: bool) -> bool:
        if isinstance(expected, Status):
            return found in PRESENT.status_texts(expected)
        if expected is None or expected == "":
            return found is None or found == "" or (expected is None and found == 0)
        if isinstance(expected, int | float) and isinstance(found, int | float):
            off = _SHOWN_DIGITS if self._as_shown and is_share else _DIGITS
            return math.isclose(found, expected, rel_tol=_DIGITS, abs_tol=off)
        return found == expected

    def _wrong(  # noqa: PLR0913, PLR0917
        self, calculator: Calculator, item: DerivedCell | DerivedColumn, place: Any,  # noqa: ANN401
        found: CellValue, expected: CellValue, row: int | None,
    ) -> Wrong:  # fmt: skip
        role = calculator.name
        sheet = self._tracks["sheets"][role]
        header = self._header(role)
        causes = {place} if place else set()
        whole = set()
        used_cells, used_columns, used_wholes, roles = _used(calculator, item.key)
        columns = self._tracks["columns"][role]
        for home in used_cells:
            at = labelled(self._tracks, role, home)
            if at:
                causes.add(tuple(at))
        for letter in (*used_columns, *([item.letter] if isinstance(item, DerivedColumn) else ())):
            now = columns[letter]
            if now is not None:
                causes.add((sheet, header, now))
                if row is not None:
                    causes.add((sheet, row, now))
        for letter in used_wholes:
            if columns[letter] is not None:
                whole.add((sheet, columns[letter]))
        if used_wholes:
            # A row that has inputs and nothing that counts it.
            whole |= {
                (sheet, columns[column.letter])
                for column in calculator.columns
                if columns[column.letter] is not None
            }
        sheets = {name for r in roles if (name := self._tracks["sheets"][r])}
        return Wrong(
            role, item.key, place, found, expected,
            frozenset(causes), frozenset(sheets), frozenset(whole), header, sheet,
        )  # fmt: skip

    def _follows(
        self, calculator: Calculator, key: str, row: int | None, bad: set[tuple[str, int | None]]
    ) -> bool:
        """Whether a wrong result is made from another wrong one."""
        _, _, _, _, cell_keys, column_keys, whole_keys = _used_keys(calculator, key)
        if any((used, None) in bad for used in cell_keys):
            return True
        if row is not None and any((used, row) in bad for used in column_keys):
            return True
        rows = {at for _, at in bad if at is not None}
        return any((used, at) in bad for used in whole_keys for at in rows)

    def roots(self, different: Sequence[tuple[Shown, CellValue]]) -> list[Wrong]:
        """Of result cells that should be another value, those that no other one makes so."""
        calculators = {calculator.name: calculator for calculator in MODELS[self._model]}
        bad: dict[str, set[tuple[str, int | None]]] = {}
        for shown, _ in different:
            bad.setdefault(shown.calculator, set()).add((shown.key, shown.row))
        found = []
        for shown, value in different:
            calculator = calculators[shown.calculator]
            if not self._follows(calculator, shown.key, shown.row, bad[shown.calculator]):
                items: tuple[DerivedCell | DerivedColumn, ...] = (
                    *calculator.derived_cells,
                    *calculator.derived_columns,
                )
                item = next(item for item in items if item.key == shown.key)
                found.append(
                    self._wrong(calculator, item, shown.place, shown.value, value, shown.row)
                )
        return found

    def _header(self, role: str) -> int:
        rows = self._tracks["rows"][role]
        if rows["header"] is not None:
            return int(rows["header"])
        return int(rows["first"] or 1) - 1

    def _rows(self, calculator: Calculator) -> tuple[list[int], int]:
        """The rows of the table, and how many types stand in rows that have no results."""
        role = calculator.name
        sheet = self._cells.get(self._tracks["sheets"][role] or "")
        columns = self._tracks["columns"][role]
        if sheet is None:
            return [], 0
        derived = [columns[c.letter] for c in calculator.derived_columns]
        types = columns["A"]
        rows, below = [], 0
        for row in range(self._header(role) + 1, len(sheet.values)):
            own = sum(c is not None and (row, c) in sheet.filled for c in derived)
            if own >= _FORMULAS_OF_A_ROW:
                rows.append(row)
            elif types is not None and (row, types) in sheet.filled:
                below += 1
        return rows, below

    def _row(self, calculator: Calculator, row: int) -> RowInputs:
        role = calculator.name
        sheet = self._tracks["sheets"][role]
        values: dict[str, CellValue] = {}
        for column in calculator.input_columns:
            now = self._tracks["columns"][role][column.letter]
            value = None if now is None else self._value([sheet, row, now])
            values[column.key] = _trimmed(value) if column.key == "instance_type" else value
        return RowInputs(**values)

    def _about(self) -> AboutInputs:
        cluster, runs_on = (self._value(self._fact(key)) for key in ("cluster", "runs_on"))
        return AboutInputs("" if cluster is None else cluster, _named(runs_on))

    def _fact(self, key: str) -> list[Any] | None:
        """Where a fact stands: beside its label, if its rows were sorted."""
        at: list[Any] | None = self._tracks["cells"][ABOUT_SHEET][ABOUT_PLACES[key]]
        sheet = self._cells.get(at[0]) if at else None
        labels = {load_words(language)[f"about.fact.{key}"] for language in LANGUAGES}
        if not at or not sheet or at[2] == 0:
            return at
        found = [row for row, values in enumerate(sheet.values) if values[at[2] - 1] in labels]
        return [at[0], found[0], at[2]] if len(found) == 1 else at

    def _value(self, at: list[Any] | None) -> CellValue:
        if at is None or at[0] not in self._cells:
            return None
        return self._cells[at[0]].at(at[1], at[2])

    def _find(self, name: str) -> InstanceLimits | None:
        return self._catalog.find(name) or self._own_limits.get(name.lower())

    def _limits_of_file(self) -> dict[str, InstanceLimits]:
        """Types that stand on the sheet of limits alone."""
        sheet = self._cells.get(self._tracks["sheets"][LIMITS.name] or "")
        columns = [self._tracks["columns"][LIMITS.name][letter] for letter in "ABCD"]
        if sheet is None or None in columns:
            return {}
        some = next(iter(self._catalog))
        found: dict[str, InstanceLimits] = {}
        for row in range(1, len(sheet.values)):
            name, enis, ips, status = (sheet.at(row, column) for column in columns)
            if (
                isinstance(name, str) and not self._catalog.find(name)
                and isinstance(enis, int) and isinstance(ips, int) and enis >= 1 and ips > 1
            ):  # fmt: skip
                found.setdefault(name.lower(), _limits(some, name, enis, ips, str(status or "")))
        return found


def _limits(some: InstanceLimits, name: str, enis: int, ips: int, status: str) -> InstanceLimits:
    from dataclasses import replace  # noqa: PLC0415

    return replace(
        some, instance_type=name, max_enis=enis, ipv4_per_eni=ips,
        status="legacy" if status.lower() == "legacy" else "current",
    )  # fmt: skip


def _named(runs_on: CellValue) -> str:
    """The calculator that About names, as ``=`` compares it: in any case."""
    text = str(runs_on or "")
    return {"warmeni": "WarmENI", "warmip": "WarmIP"}.get(text.lower(), text)


def _trimmed(value: CellValue) -> CellValue:
    """A type as TRIM leaves it: no spaces around, single ones inside, all else as it is."""
    if isinstance(value, str):
        return re.sub(" +", " ", value.strip(" "))
    return value


_PLACEHOLDER = re.compile(r"\{(\w+)(:all)?\}")


@cache
def _used_keys(calculator: Calculator, key: str) -> tuple[Any, ...]:
    item = next(item for item in (*calculator.cells, *calculator.columns) if item.key == key)
    assert isinstance(item, DerivedCell | DerivedColumn)
    cells = {cell.key: cell for cell in calculator.cells}
    columns = {column.key: column for column in calculator.columns}
    cell_keys, column_keys, whole_keys = set(), set(), set()
    for used, whole in _PLACEHOLDER.findall(item.formula):
        if whole:
            whole_keys.add(used)
        elif used in cells:
            cell_keys.add(used)
        else:
            column_keys.add(used)
    if key == "settings_wrong":
        cell_keys |= {name for name in cells if name.endswith("_in_effect")}
    if key == "input_code":
        column_keys |= {column.key for column in calculator.input_columns}
    if key == "known_type":
        # A type that nothing finds is named where it was typed in.
        column_keys.add("instance_type")
    roles = {role for role in LOOKUPS if f"{role}!" in item.formula}
    return (
        {cells[k].place for k in cell_keys}, {columns[k].letter for k in column_keys},
        {columns[k].letter for k in whole_keys}, roles, cell_keys, column_keys, whole_keys,
    )  # fmt: skip


def _used(calculator: Calculator, key: str) -> tuple[Any, ...]:
    return _used_keys(calculator, key)[:4]


_NO_CAUSE = frozenset({"E401", "E402", "E403"})
_NO_CAUSE_FAMILIES = frozenset({"capacity", "aws_2022"})


def is_cause(found: Finding, *, may_change: bool = False) -> bool:
    """Whether a finding says why figures are wrong, or why they are others at another time."""
    if found.key == "input_recent_function":
        return True  # It says which program shows an error.
    if found.key == "input_volatile":
        return may_change  # Its value at one calculation is none of the next.
    return (
        found.severity == "error"
        and found.rule not in _NO_CAUSE
        and found.family not in _NO_CAUSE_FAMILIES
    )


def names(found: Finding, wrong: Wrong, *, may_change: bool = False) -> bool:
    """Whether a finding names what makes a result wrong, at its cell."""
    if not is_cause(found, may_change=may_change):
        return False
    if found.family == "file" or found.sheet in wrong.cause_sheets:
        return True
    if wrong.place is None:
        # A result that is gone has no cell to be named by; its sheet has.
        return wrong.sheet in {None, found.sheet}
    if not found.cells:
        return found.sheet == wrong.place[0]
    boxes = [_box(cell) for cell in found.cells]
    is_row = found.key == "row_not_counted" and found.sheet == wrong.place[0]
    if is_row and any(top <= wrong.place[1] <= bottom for top, _, bottom, _ in boxes):
        return True  # What stands in its other cells are no results.
    for sheet, row, column in wrong.causes:
        if found.sheet == sheet and any(
            top <= row <= bottom and left <= column <= right for top, left, bottom, right in boxes
        ):
            return True
    for sheet, column in wrong.whole_columns:
        if found.sheet == sheet and any(
            left <= column <= right and bottom > wrong.header for _, left, bottom, right in boxes
        ):
            return True
    return False


def _box(cell: str) -> tuple[int, int, int, int]:
    match = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?", cell)
    if not match:
        return (0, 0, -1, -1)
    top, left = int(match[2]) - 1, number(match[1])
    if match[3] is None:
        return top, left, top, left
    return top, left, int(match[4]) - 1, number(match[3])


def box(cell: str) -> tuple[int, int, int, int]:
    """Rows and columns of a place or a range, from 0: top, left, bottom, right."""
    return _box(cell)
