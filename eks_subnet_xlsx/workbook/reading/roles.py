"""Which sheet of a file is which of a layout: by its name where its words agree, else by its words.

Names are what people change first: two may have been swapped, a copy may have a new one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from eks_subnet_xlsx.calculation import Model
from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.layouts import AWS_FILE_LAYOUT, Calculator, Layout, known_layouts
from eks_subnet_xlsx.layouts.about import FLEET_PROPERTY
from eks_subnet_xlsx.ooxml.book import Book, SheetEntry
from eks_subnet_xlsx.ooxml.formula import references, shape
from eks_subnet_xlsx.ooxml.grid import Grid
from eks_subnet_xlsx.ooxml.places import column_number, split_place
from eks_subnet_xlsx.workbook.reading.facts import FileFacts, read_facts
from eks_subnet_xlsx.workbook.reading.limits import has_words, is_limits_sheet
from eks_subnet_xlsx.workbook.reading.placement import Placement, find_placement, folded

_SURE = 0.95
"""Of the words of a layout: no other layout has as many of its own."""

_STATED = 0.25
"""What a file's own statement of its arithmetic counts for, beside the share of words."""

MOST_SEARCHED = 40
"""Sheets of a file that are looked through for a calculator that does not have its name."""

_TARGET = "A13"
"""Where the label of its target stands on every calculator, as on AWS's: what tells them apart."""


@dataclass(frozen=True, slots=True)
class Roles:
    """The sheets of a layout in a file.

    Attributes:
        model: whose arithmetic they have.
        calculators: sheet and placement of each that was found, by its name in the layout.
        share: of the words of the layout that stand in them.
    """

    layout: Layout
    model: Model
    calculators: Mapping[str, tuple[SheetEntry, Placement]]
    share: float

    @property
    def wanted(self) -> tuple[Calculator, ...]:
        """The calculators that the layout has."""
        return self.layout.models[self.model]

    @property
    def is_home(self) -> bool:
        """Whether all of them stand where the layout has them."""
        return all(placement.is_home for _, placement in self.calculators.values())

    @property
    def parts(self) -> set[str]:
        """The parts of the calculators' sheets."""
        return {entry.part for entry, _ in self.calculators.values()}


def find_calculators(book: Book) -> Roles:
    """The calculators' sheets: those of the layout that has the most of its words there.

    The layout that a file says it has is looked for first; its word alone does not decide.

    Raises:
        WorkbookError: there is none.
    """
    stated = _stated(book)
    candidates = []
    for layout in (*known_layouts(stated.schema_version), AWS_FILE_LAYOUT):
        for model in layout.models:
            roles = _with_layout(book, layout, model)
            if roles.share > _SURE and (_is_stated(roles, stated) or roles.is_home):
                return roles
            if roles.calculators:
                candidates.append(roles)
    if not candidates:
        raise WorkbookError("is_fleet" if FLEET_PROPERTY in book.properties else "no_calculator")
    return max(candidates, key=lambda roles: roles.share + _STATED * _is_stated(roles, stated))


def _is_stated(roles: Roles, stated: FileFacts) -> bool:
    """Whether a file says that it has this arithmetic, and no other layout."""
    version = stated.schema_version
    return (
        not roles.layout.is_aws_file
        and roles.model == stated.model
        and (version is None or version == roles.layout.version)
    )


def _stated(book: Book) -> FileFacts:
    """What a file says of its layout and its arithmetic, wherever a layout says it."""
    by_name = {entry.name.casefold(): entry for entry in book.sheets}
    for layout in known_layouts():
        about = by_name.get((layout.about_sheet or "").casefold())
        if about is not None:
            return read_facts(book, book.grid(about), layout)
    return read_facts(book, None, next(known_layouts()))


def _with_layout(book: Book, layout: Layout, model: Model) -> Roles:
    """The sheets that have the words of these calculators, each where it has the most of them."""
    found: dict[str, tuple[SheetEntry, Placement]] = {}
    wanted = layout.models[model]
    for calculator in wanted:
        taken = {entry.part for entry, _ in found.values()}
        best = _best(book, calculator, layout, taken)
        if best:
            found[calculator.name] = best
    words = sum(len(calculator.words) for calculator in wanted)
    share = sum(placement.score for _, placement in found.values()) / words
    return Roles(layout, model, found, share)


def _best(
    book: Book,
    calculator: Calculator,
    layout: Layout,
    taken: Collection[str],
) -> tuple[SheetEntry, Placement] | None:
    """The sheet of a calculator: of its name where that is plain, else that with most words."""
    own, words = calculator.name.casefold(), len(calculator.words)
    others = {name.casefold() for name in (*layout.sheets, *AWS_FILE_LAYOUT.sheets)}

    def distance(entry: SheetEntry) -> int:
        """How far a name is from the calculator's: its own, any, that of another sheet."""
        name = entry.name.casefold()
        return 0 if name == own else 2 if name in others else 1

    best: tuple[SheetEntry, Placement] | None = None
    for entry in sorted(book.sheets, key=distance)[:MOST_SEARCHED]:
        if entry.part in taken:
            continue
        grid = book.grid(entry)
        placement = _placement(grid, layout, calculator)
        if placement is None or _is_rather_another(grid, placement, calculator, layout):
            continue
        if best is None or placement.score > best[1].score:
            best = entry, placement
        if placement.score > _SURE * words:
            break
    return best


def _placement(grid: Grid, layout: Layout, calculator: Calculator) -> Placement | None:
    last = max(column_number(column.letter) for column in calculator.columns)
    words, shapes = known_words(layout, calculator), layout_shapes(calculator)
    found = find_placement(grid, words, last, shapes, calculator.table.header)
    if found is None:
        return None
    torn = dict(_moved_inputs(grid, calculator, found))
    return replace(found, torn={**torn, **found.torn}) if torn else found


def is_calculator(book: Book, entry: SheetEntry, layout: Layout, calculator: Calculator) -> bool:
    """Whether a sheet has the words of a calculator; what cannot be read has none."""
    try:
        placement = _placement(book.grid(entry), layout, calculator)
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
    grid: Grid, placement: Placement, calculator: Calculator, layout: Layout
) -> bool:
    """Whether a sheet has the target, or else more of the words, of another of the layout's."""
    others = [other for other in layout.models[calculator.model] if other is not calculator]
    own = known_words(layout, calculator)[_TARGET]
    label = _label(grid, placement)
    has_target = label in own
    if not has_target and any(label in known_words(layout, other)[_TARGET] for other in others):
        return True
    share = placement.score / len(calculator.words)
    if share == 1:
        return False
    for other in others:
        found = _placement(grid, layout, other)
        if found is None or found.score / len(other.words) <= share:
            continue
        # The target of one is another setting of the other, further below.
        if not has_target or _label(grid, found) in known_words(layout, other)[_TARGET]:
            return True
    return False


def _label(grid: Grid, placement: Placement) -> str:
    """The label of the target."""
    at = placement.at(_TARGET)
    label = grid.at(*at).value if at else None
    return folded(label) if isinstance(label, str) else ""


@cache
def known_words(layout: Layout, calculator: Calculator) -> Mapping[str, frozenset[str]]:
    """The words that a calculator's sheet is known by, of every language, by place."""
    return {
        place: frozenset(map(folded, layout.texts(key))) for place, key in calculator.words.items()
    }


@cache
def layout_shapes(calculator: Calculator) -> Mapping[tuple[int, int], str]:
    """What the formulas of a calculator look like; those of its table by the row of the headers."""
    shapes = {
        split_place(cell.place): shape(calculator.cell_formula(cell))
        for cell in calculator.derived_cells
        if cell.formula
    }
    table = calculator.table
    row = calculator.row_formulas(table.first)
    for column in calculator.derived_columns:
        if column.formula:
            shapes[table.header, column_number(column.letter)] = shape(row[column.key])
    return shapes


def find_lookups(book: Book, roles: Roles) -> dict[str, SheetEntry]:
    """The other sheets of a layout by their names in it."""
    layout = roles.layout
    free = [entry for entry in book.sheets if entry.part not in roles.parts]
    by_name = {entry.name.casefold(): entry for entry in free}
    if layout.is_aws_file:
        return {
            name: by_name[name.casefold()] for name in layout.sheets if name.casefold() in by_name
        }
    found: dict[str, SheetEntry] = {}
    for is_likely in (_has_name_and_header, _has_header, _has_name):
        for role in layout.sheets:
            left = [entry for entry in free if entry not in found.values()]
            entry = next(
                (e for e in left if role not in found and is_likely(book, e, layout, role)), None
            )
            if entry:
                found[role] = entry
    return found


def _has_name_and_header(book: Book, entry: SheetEntry, layout: Layout, role: str) -> bool:
    return _has_name(book, entry, layout, role) and _has_header(book, entry, layout, role)


def _has_name(_: Book, entry: SheetEntry, __: Layout, role: str) -> bool:
    return entry.name.casefold() == role.casefold()


def _has_header(book: Book, entry: SheetEntry, layout: Layout, role: str) -> bool:
    if role == layout.limits.name:
        return is_limits_sheet(book, entry, layout)
    return has_words(book.grid(entry), layout, role)
