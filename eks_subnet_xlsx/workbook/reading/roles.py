"""Which sheet of a file is which of a layout: by its name where its words agree, else by its words.

Names are what people change first: two may have been swapped, a copy may have a new one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.ooxml.book import Book, SheetEntry
from eks_subnet_xlsx.ooxml.formula import references, shape
from eks_subnet_xlsx.ooxml.grid import Grid
from eks_subnet_xlsx.ooxml.places import column_number, split_place
from eks_subnet_xlsx.sheets import MODELS, Calculator, Model
from eks_subnet_xlsx.sheets.about import ABOUT_SHEET
from eks_subnet_xlsx.sheets.aws_file import (
    AWS_FILE_CALCULATORS,
    AWS_FILE_LIMITS_SHEET,
    aws_file_words,
)
from eks_subnet_xlsx.sheets.fleet import FLEET_PROPERTY
from eks_subnet_xlsx.sheets.lookups import LIMITS_SHEET, SIZES_SHEET, WORDS_SHEET
from eks_subnet_xlsx.sheets.model import FIRST_ROW, HEADER_ROW
from eks_subnet_xlsx.sheets.texts import header_keys, label_keys, sheet_text
from eks_subnet_xlsx.words import LANGUAGES, load_words
from eks_subnet_xlsx.workbook.reading.facts import read_facts
from eks_subnet_xlsx.workbook.reading.limits import LIMITS_HEADER, has_words, is_limits_sheet
from eks_subnet_xlsx.workbook.reading.placement import Placement, find_placement, folded

Origin = Literal["eks-subnet-xlsx", "aws-2022-file"]
"""Who made a workbook: this package, or AWS in 2022."""

_SURE = 0.95
"""Of the words of a layout: no other layout has as many of its own."""

_STATED = 0.25
"""What a file's own statement of its arithmetic counts for, beside the share of words."""

MOST_SEARCHED = 40
"""Sheets of a file that are looked through for a calculator that does not have its name."""

LOOKUP_HEADERS = {
    SIZES_SHEET: {"A1": "sizes.size", "B1": "sizes.usable_ips"},
    WORDS_SHEET: {"A1": "words.code", "B1": "words.words"},
}
"""The headers of sheets that formulas look up, by place."""

_HEADERS = {
    LIMITS_SHEET: LIMITS_HEADER,
    **LOOKUP_HEADERS,
    ABOUT_SHEET: {"A1": "about.title"},
}
"""The other sheets of ours, and the words that they are known by."""

LOOKUP_SHEETS = tuple(_HEADERS)
_AWS_FILE_LOOKUPS = (AWS_FILE_LIMITS_SHEET, "CidrData", "maxPods")
_OTHER_NAMES = frozenset(name.casefold() for name in (*LOOKUP_SHEETS, *_AWS_FILE_LOOKUPS))
_TARGETS = {"WarmENI": "warm_eni_target", "WarmIP": "warm_ip_target"}


@dataclass(frozen=True, slots=True)
class Roles:
    """The sheets of a layout in a file.

    Attributes:
        calculators: sheet and placement of each that was found, by its name in the layout.
        share: of the words of the layout that stand in them.
    """

    model: Model
    origin: Origin
    layout: tuple[Calculator, ...]
    calculators: Mapping[str, tuple[SheetEntry, Placement]]
    share: float

    @property
    def parts(self) -> set[str]:
        """The parts of the calculators' sheets."""
        return {entry.part for entry, _ in self.calculators.values()}


def find_calculators(book: Book) -> Roles:
    """The calculators' sheets: those of the layout that has the most of its words there.

    Raises:
        WorkbookError: there is none.
    """
    candidates = []
    for model, origin, layout in _layouts():
        roles = _with_layout(book, model, origin, layout)
        if roles.share > _SURE:
            return roles
        if roles.calculators:
            candidates.append(roles)
    if not candidates:
        raise WorkbookError("is_fleet" if FLEET_PROPERTY in book.properties else "no_calculator")
    stated = _stated_model(book)

    def weight(roles: Roles) -> float:
        is_stated = roles.model == stated and roles.origin == "eks-subnet-xlsx"
        return roles.share + _STATED * is_stated

    return max(candidates, key=weight)


def _layouts() -> list[tuple[Model, Origin, tuple[Calculator, ...]]]:
    return [
        *((model, "eks-subnet-xlsx", calculators) for model, calculators in MODELS.items()),
        ("aws-2022", "aws-2022-file", AWS_FILE_CALCULATORS),
    ]


def _stated_model(book: Book) -> str | None:
    """The arithmetic that a file says it has."""
    about = next((s for s in book.sheets if s.name.casefold() == ABOUT_SHEET.casefold()), None)
    if about is not None:
        grid = book.grid(about)
        at = read_facts(book, grid, is_foreign=False).places.get("model")
        value = grid.at(*at).value if at else None
        if value is not None:
            return str(value)
    return book.properties.get("model")


def _with_layout(book: Book, model: Model, origin: Origin, layout: tuple[Calculator, ...]) -> Roles:
    """The sheets that have the words of these calculators, each where it has the most of them."""
    found: dict[str, tuple[SheetEntry, Placement]] = {}
    for calculator in layout:
        taken = {entry.part for entry, _ in found.values()}
        best = _best(book, calculator, layout, taken)
        if best:
            found[calculator.name] = best
    words = sum(len(layout_words(calculator)) for calculator in layout)
    share = sum(placement.score for _, placement in found.values()) / words
    return Roles(model, origin, layout, found, share)


def _best(
    book: Book,
    calculator: Calculator,
    layout: tuple[Calculator, ...],
    taken: Collection[str],
) -> tuple[SheetEntry, Placement] | None:
    """The sheet of a calculator: of its name where that is plain, else that with most words."""
    words = layout_words(calculator)
    own = calculator.name.casefold()
    best: tuple[SheetEntry, Placement] | None = None
    for entry in sorted(book.sheets, key=lambda entry: _distance(entry, own))[:MOST_SEARCHED]:
        if entry.part in taken:
            continue
        placement = _placement(book.grid(entry), calculator)
        if placement is None or _is_rather_another(book.grid(entry), placement, calculator, layout):
            continue
        if best is None or placement.score > best[1].score:
            best = entry, placement
        if placement.score > _SURE * len(words):
            break
    return best


def _distance(entry: SheetEntry, own: str) -> int:
    """How far a sheet's name is from a calculator's: its own, any, that of a sheet of limits."""
    name = entry.name.casefold()
    return 0 if name == own else 2 if name in _OTHER_NAMES else 1


def _placement(grid: Grid, calculator: Calculator) -> Placement | None:
    last = max(column_number(column.letter) for column in calculator.columns)
    found = find_placement(grid, layout_words(calculator), last, layout_shapes(calculator))
    if found is None:
        return None
    torn = dict(_moved_inputs(grid, calculator, found))
    return replace(found, torn={**torn, **found.torn}) if torn else found


def is_calculator(book: Book, entry: SheetEntry, calculator: Calculator) -> bool:
    """Whether a sheet has the words of a calculator; what cannot be read has none."""
    try:
        placement = _placement(book.grid(entry), calculator)
    except WorkbookError:
        return False
    return placement is not None


def _moved_inputs(
    grid: Grid, calculator: Calculator, placement: Placement
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Inputs that were cut and pasted elsewhere without their labels: formulas read them there."""
    for cell in calculator.input_cells:
        home = split_place(cell.place)
        at = placement.at(cell.place)
        if at is None or not grid.at(*at).is_blank:
            continue
        readers = (d for d in calculator.derived_cells if f"{{{cell.key}}}" in d.formula)
        for reader in readers:
            place = placement.at(reader.place)
            found = grid.at(*place).formula if place else None
            written = calculator.cell_formula(reader)
            if found == written:
                break
            if found is None or shape(found) != shape(written):
                continue
            named = references(written), references(found)
            if len(named[0]) != len(named[1]):
                continue  # A cell that it read is gone.
            pairs = zip(*named, strict=True)
            read = {now for was, now in pairs if (was.first_row, was.first_column) == home}
            now = read.pop() if len(read) == 1 else None
            if now and now.sheet is None and now[1:3] == now[3:] != at:
                if not grid.at(*now[1:3]).is_blank:
                    yield home, (now.first_row, now.first_column)
                break


def _is_rather_another(
    grid: Grid, placement: Placement, calculator: Calculator, layout: tuple[Calculator, ...]
) -> bool:
    """Whether a sheet has the target, or else more of the words, of the layout's other one."""
    target = _target(grid, placement)
    if target and target != _TARGETS[calculator.name]:
        return True
    share = placement.score / len(layout_words(calculator))
    if share == 1:
        return False
    for other in layout:
        found = None if other is calculator else _placement(grid, other)
        if found is None or found.score / len(layout_words(other)) <= share:
            continue
        # The target of one is another setting of the other, further below.
        if not target or _target(grid, found) == _TARGETS[other.name]:
            return True
    return False


def _target(grid: Grid, placement: Placement) -> str | None:
    """The label of the target, where it is one of a calculator."""
    at = placement.at("A13")
    label = grid.at(*at).value if at else None
    named = folded(label) if isinstance(label, str) else None
    return named if named in _TARGETS.values() else None


@cache
def layout_words(calculator: Calculator) -> Mapping[str, frozenset[str]]:
    """The words that a calculator's sheet is known by, of every language, by place."""
    if calculator in AWS_FILE_CALCULATORS:
        return {place: frozenset({word}) for place, word in aws_file_words(calculator).items()}
    places = {
        "A1": f"title.{calculator.model}.{calculator.name}",
        **label_keys(calculator),
        **header_keys(calculator),
    }
    return {
        place: frozenset(folded(sheet_text(load_words(language), key)) for language in LANGUAGES)
        for place, key in places.items()
    }


@cache
def layout_shapes(calculator: Calculator) -> Mapping[tuple[int, int], str]:
    """What the formulas of a calculator look like; those of its table by the row of the headers."""
    shapes = {
        split_place(cell.place): shape(calculator.cell_formula(cell))
        for cell in calculator.derived_cells
        if cell.formula
    }
    row = calculator.row_formulas(FIRST_ROW)
    for column in calculator.derived_columns:
        if column.formula:
            shapes[HEADER_ROW, column_number(column.letter)] = shape(row[column.key])
    return shapes


def find_lookups(book: Book, roles: Roles) -> dict[str, SheetEntry]:
    """The other sheets of a layout by their names in it."""
    free = [entry for entry in book.sheets if entry.part not in roles.parts]
    by_name = {entry.name.casefold(): entry for entry in free}
    if roles.origin == "aws-2022-file":
        return {
            name: by_name[name.casefold()]
            for name in _AWS_FILE_LOOKUPS
            if name.casefold() in by_name
        }
    found: dict[str, SheetEntry] = {}
    for is_likely in (_has_name_and_header, _has_header, _has_name):
        for role in LOOKUP_SHEETS:
            left = [entry for entry in free if entry not in found.values()]
            entry = next((e for e in left if role not in found and is_likely(book, e, role)), None)
            if entry:
                found[role] = entry
    return found


def _has_name_and_header(book: Book, entry: SheetEntry, role: str) -> bool:
    return _has_name(book, entry, role) and _has_header(book, entry, role)


def _has_name(_: Book, entry: SheetEntry, role: str) -> bool:
    return entry.name.casefold() == role.casefold()


def _has_header(book: Book, entry: SheetEntry, role: str) -> bool:
    if role == LIMITS_SHEET:
        return is_limits_sheet(book, entry)
    return has_words(book.grid(entry), _HEADERS[role])
