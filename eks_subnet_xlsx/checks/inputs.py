"""Is what was typed in what the calculators can count?"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from eks_subnet_xlsx.calculation import CellValue, Count, is_number
from eks_subnet_xlsx.checks.case import SheetCase, WorkbookCase
from eks_subnet_xlsx.checks.limits import unreached_types
from eks_subnet_xlsx.findings import Finding, Term, finding
from eks_subnet_xlsx.layouts.model import InputCell
from eks_subnet_xlsx.limits import InstanceLimits, odd_characters, plain_name, type_key
from eks_subnet_xlsx.ooxml.booleans import gives_boolean
from eks_subnet_xlsx.ooxml.grid import Cell
from eks_subnet_xlsx.ooxml.places import place_of, split_place
from eks_subnet_xlsx.ooxml.styles import shown_date
from eks_subnet_xlsx.workbook.reading.placement import folded
from eks_subnet_xlsx.workbook.reading.roles import known_words
from eks_subnet_xlsx.workbook.reading.rows import RowReading

_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_GROUPED = re.compile(r"[-+]?\d{1,3}([.,'\u2019])\d{3}(\1\d{3})*")
_PLAIN = re.compile(r"[-+]?\d+([.,]\d+)?")
_CONTROLS = {
    "\t": "CHARACTER TABULATION",
    "\n": "LINE FEED",
    "\r": "CARRIAGE RETURN",
    "\x85": "NEXT LINE",
}
"""Characters whose names Unicode keeps as aliases."""

_MOST_ODD = 3
"""Characters of a type that may be others than were meant; each doubles the ways to match it."""

_SHOWN = 60
_MOST_SUGGESTED = 100
"""Unknown types of a sheet that near names are looked for: each costs milliseconds."""


def check_inputs(case: WorkbookCase) -> Iterator[Finding]:
    """Findings about the cells that people fill in, from the top."""
    for sheet in case.sheets:
        for cell in sheet.reading.calculator.input_cells:
            found = sheet.reading.cells.get(cell.key)
            if found is None:
                continue
            yield from _moved(case, sheet, cell)
            yield from _merged(sheet, sheet.reading.place(cell.key))
            yield from _count(
                sheet,
                sheet.reading.place(cell.key),
                found,
                Term(f"label.{cell.key}"),
                cell.count,
            )
        suggested = 0
        for row in sheet.filled_rows:
            if all(_holds_nothing(cell) for cell in row.inputs.values()):
                continue
            for found_in_row in _row(case, sheet, row, suggests=suggested < _MOST_SUGGESTED):
                suggested += found_in_row.key == "unknown_type"
                yield found_in_row
        yield from _empty_texts(sheet)
        yield from _doubled(sheet)


def _row(
    case: WorkbookCase, sheet: SheetCase, row: RowReading, *, suggests: bool
) -> Iterator[Finding]:
    if "instance_type" not in row.inputs:
        return  # The column is gone, which is said of it once.
    place = sheet.reading.row_place(row, "instance_type")
    if not row.is_counted:
        # Whatever else is wrong with it: nothing counts it, and it may be a note.
        name = row.inputs["instance_type"].value
        yield finding("row_not_counted", sheet.name, place, found=_shown(name), row=row.number)
        return
    yield from _type(case, sheet, row, suggests=suggests)
    for key in row.inputs if sheet.reading.grid.merged else ():
        yield from _merged(sheet, sheet.reading.row_place(row, key))
    for column in sheet.reading.calculator.input_columns:
        if column.count and column.key in row.inputs:
            yield from _count(
                sheet,
                sheet.reading.row_place(row, column.key),
                row.inputs[column.key],
                Term(f"column.{column.key}.header"),
                column.count,
            )
    if row.is_hidden:
        yield finding("row_hidden", sheet.name, place, row=str(row.number))


def _moved(case: WorkbookCase, sheet: SheetCase, cell: InputCell) -> Iterator[Finding]:
    """An input that stands elsewhere than beside its label, where formulas read it."""
    reading = sheet.reading
    row, column = home = split_place(cell.place)
    at = reading.placement.torn.get(home)
    if at is None:
        return
    label = reading.grid.at(at[0], at[1] - 1).value
    words = known_words(case.reading.layout, reading.calculator)[place_of(row, column - 1)]
    if not isinstance(label, str) or folded(label) not in words:
        beside = place_of(reading.placement.rows[row], reading.placement.tops[column])
        what = Term(f"label.{cell.key}")
        cells = place_of(*at), beside
        yield finding("input_moved", sheet.name, cells, what=what, expected=beside)


def _merged(sheet: SheetCase, place: str) -> Iterator[Finding]:
    """An input that lies under merged cells: what they show is not what counts."""
    merged = sheet.reading.grid.merged_into(*split_place(place))
    if merged:
        held = sheet.reading.grid.at(*split_place(place)).value
        yield finding("input_merged", sheet.name, place, found=merged, held=_shown(held))


def _type(
    case: WorkbookCase, sheet: SheetCase, row: RowReading, *, suggests: bool
) -> Iterator[Finding]:
    cell = row.inputs["instance_type"]
    value, place = cell.value, sheet.reading.row_place(row, "instance_type")
    if value is None and cell.formula is None:
        yield finding("input_missing", sheet.name, place, what=Term("column.instance_type.header"))
    if value is None or value == "" or cell.is_error:
        return
    limits = _known_type(case, value)
    if limits is not None and split_place(place) in sheet.reading.grid.spelled:
        yield finding("type_spelled", sheet.name, place, found=limits.instance_type)
    elif limits is not None:
        if limits.status == "legacy":
            yield finding("legacy_type", sheet.name, place, found=limits.instance_type)
    elif type_key(str(value)) in unreached_types(case):
        return  # The formulas miss it, which is said of them.
    elif not (case.reading.limits and type_key(str(value)) in case.reading.limits.unusable):
        yield _unknown_type(case, sheet.name, place, value, suggests=suggests)


def _known_type(case: WorkbookCase, value: CellValue) -> InstanceLimits | None:
    """The limits of a type that was typed in, from the catalog, else from the file."""
    if not isinstance(value, str):
        return None
    in_file = case.reading.limits.find(value) if case.reading.limits else None
    return case.catalog.find(value) or in_file


def _unknown_type(
    case: WorkbookCase, sheet: str, place: str, value: CellValue, *, suggests: bool
) -> Finding:
    """A type that no formula finds: for what is in its name, or for the name itself."""
    name = str(value)
    odd = odd_characters(name)
    plain = _known_type(case, plain_name(name)) if odd else None
    near = case.catalog.suggest(plain_name(name)) if suggests and plain is None else ()
    meant_type = plain.instance_type if plain else _spelled_alike(name, near)
    if meant_type:
        characters = ", ".join(map(_character, odd))
        facts = {"found": _shown(value), "characters": characters, "expected": meant_type}
        return finding("type_characters", sheet, place, **facts)
    suggestions = ", ".join(near) or None
    return finding("unknown_type", sheet, place, found=_shown(value), suggestions=suggestions)


def _spelled_alike(name: str, near: tuple[str, ...]) -> str | None:
    """The type that differs in characters alone that no type has, such as Cyrillic letters."""
    key = type_key(name)
    odd = set(odd_characters(name))
    if not 0 < sum(character in odd for character in key) <= _MOST_ODD:
        return None
    pattern = "".join(".?" if character in odd else re.escape(character) for character in key)
    return next((item for item in near if re.fullmatch(pattern, item)), None)


def _character(character: str) -> str:
    """A character by its name and its code."""
    name = _CONTROLS.get(character) or unicodedata.name(character, "CONTROL")
    return f"{name} (U+{ord(character):04X})"


def _count(
    sheet: SheetCase,
    place: str,
    cell: Cell,
    what: Term,
    count: Count,
) -> Iterator[Finding]:
    value = cell.value
    minimum, maximum = count.minimum, count.maximum
    facts: dict[str, object] = {"what": what, "minimum": minimum, "maximum": maximum}
    if value is None:
        if count.is_needed and cell.formula is None:
            yield finding("input_missing", sheet.name, place, what=what)
    elif cell.is_error or value == "":
        return  # These have rules of their own.
    elif isinstance(value, bool) or (is_number(value) and gives_boolean(cell.formula or "")):
        held = bool(value)
        yield finding("input_is_boolean", sheet.name, place, found=held, number=int(held), **facts)
    elif is_number(value) and sheet.reading.is_date(*split_place(place)):
        date = shown_date(value) or "?"
        yield finding("input_is_date", sheet.name, place, found=date, number=value, **facts)
    elif is_number(value):
        fault = _fault_of_number(value, count)
        if fault:
            yield finding(fault, sheet.name, place, found=value, **facts)
    else:
        number = intended_number(str(value))
        key = "input_not_a_number" if number is None else "number_as_text"
        if number is not None:
            facts = {"expected": number, "what": what}
        yield finding(key, sheet.name, place, found=_shown(value), **facts)


def _fault_of_number(value: float, count: Count) -> str | None:
    """The rule that a number breaks as a count."""
    if value < 0:
        return "input_negative"
    if value != int(value):
        return "input_not_whole"
    return None if count.minimum <= value <= count.maximum else "input_out_of_bounds"


def _holds_nothing(cell: Cell) -> bool:
    """Whether a cell looks blank: it is, or holds an empty text."""
    return cell.value == "" or (cell.value is None and cell.formula is None)


def _empty_texts(sheet: SheetCase) -> Iterator[Finding]:
    """Cells that look blank and are not, where that makes a difference; a finding for a column."""
    reading = sheet.reading
    places: dict[str, list[str]] = defaultdict(list)
    for cell in reading.calculator.input_cells:
        found = reading.cells.get(cell.key)
        if cell.count.is_needed and found is not None and found.value == "":
            places[f"label.{cell.key}"].append(reading.place(cell.key))
    for row in reading.rows:
        for key, found in row.inputs.items():
            if found.value == "" and _counts_as_filled(row, key):
                places[f"column.{key}.header"].append(reading.row_place(row, key))
    for what, cells in places.items():
        yield finding(
            "input_empty_text", sheet.name, tuple(cells), what=Term(what), count=len(cells)
        )


def _counts_as_filled(row: RowReading, key: str) -> bool:
    """Whether a formula asks if a cell of the table is blank."""
    if key == "instance_type":
        return row.is_reached
    if key == "node_group":
        others = (cell for other, cell in row.inputs.items() if other != key)
        return row.is_counted and all(map(_holds_nothing, others))
    return row.is_counted


def intended_number(text: str) -> int | None:
    """The whole number that a text was meant to be; None where that is not plain."""
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", text)).strip("'\"").removeprefix("/")
    if _GROUPED.fullmatch(plain):
        plain = re.sub(r"[.,'\u2019]", "", plain)
    if not _PLAIN.fullmatch(plain) or not plain.isascii():
        return None
    number = float(plain.replace(",", "."))
    return int(number) if number.is_integer() else None


def _doubled(sheet: SheetCase) -> Iterator[Finding]:
    """Rows that look like one group pasted twice."""
    seen: dict[tuple[object, ...], list[RowReading]] = defaultdict(list)
    for row in sheet.filled_rows:
        values = row.values()
        if isinstance(values.instance_type, str) and values.instance_type and row.is_counted:
            name = values.node_group
            same = (
                type_key(values.instance_type),
                str(name).strip().casefold() if name is not None else None,
                values.pods_per_node,
                values.max_pods_set,
                # Nodes of one group may stand in two rows; without a name, equal rows are doubles.
                None if name is not None else values.nodes,
            )
            seen[same].append(row)
    for rows in seen.values():
        for row in rows[1:]:
            yield finding(
                "group_doubled",
                sheet.name,
                sheet.reading.row_place(row, "instance_type"),
                found=_shown(row.inputs["instance_type"].value),
                row=str(row.number),
                first=str(rows[0].number),
            )


def _shown(value: object) -> object:
    if isinstance(value, str):
        text = value if len(value) <= _SHOWN else value[: _SHOWN - 3] + "..."
        return repr(text)
    return value
