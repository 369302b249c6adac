"""Formulas of a file in the terms of the layout: what they mean, whatever moved since.

Marks stand for the rows that a reference names: ``@row`` is the formula's own row of the table,
``@all`` all that there is to reach, the others what a formula should not name.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache, partial

from eks_subnet_xlsx.checks.case import SheetCase, WorkbookCase, once_a_case
from eks_subnet_xlsx.checks.limits import lookup_rows, moved_lookups, types_of, unreached_types
from eks_subnet_xlsx.layouts.model import Layout, TableRows
from eks_subnet_xlsx.ooxml.formula import Reference, canonical, references, relocated
from eks_subnet_xlsx.ooxml.names import Names, read_names
from eks_subnet_xlsx.ooxml.places import column_letters, column_number, place_of

_FAULTS = (
    ("@part", "@all", "total_misses_rows"),
    ("@lacking", "@all", "lookup_misses_rows"),
    ("@unused", "@all", "lookup_misses_unused"),
    ("@other", "@row", "points_at_another_row"),
)
"""What a reference names, what it should name, and the rule that says so."""

_MISSES = ("@lacking", "@unused")

_DIGITS = 16
"""Of a digest that are kept: none of a few dozen formulas is taken for another."""


@once_a_case
def names_of(case: WorkbookCase) -> Names:
    """What the names and tables of a file stand for."""
    return read_names(case.reading.book)


def digest_of(spelled: str) -> str:
    """A formula's spelling in the terms of the layout, shortened beyond recognition."""
    return hashlib.sha256(spelled.encode()).hexdigest()[:_DIGITS]


@once_a_case
def _are_at_home(case: WorkbookCase) -> bool:
    """Whether sizes and codes stand where formulas look them up as they are written."""
    layout = case.reading.layout
    return all(
        row < sheet.first_row + len(rows)
        for sheet in (layout.sizes, layout.codes)
        if sheet
        for rows in (lookup_rows(case, sheet),)
        for row in rows
    )


def _first_looked_up(case: WorkbookCase) -> int:
    """The row from which on formulas look up types: lower where rows were put in above all."""
    limits, written = case.reading.limits, case.reading.layout.limits
    if limits is None or len(limits.looked_up) < len(written.rows):
        return written.first_row
    return max(written.first_row, limits.looked_up.start)


class Spelling:
    """Spells formulas of a sheet of a file in the terms of the layout.

    Attributes:
        is_home: whether all stands where it was written, so that formulas have the same text.
    """

    def __init__(self, case: WorkbookCase, sheet: SheetCase) -> None:
        reading, placement = sheet.reading, sheet.reading.placement
        self._case = case
        self._layout = layout = case.reading.layout
        self._table = table = reading.calculator.table
        self._placement = placement
        # The names of groups count for nothing: their column may stand anywhere.
        self._names_column = next(
            (column_number(column.letter) for column in reading.calculator.input_columns
             if column.key == "node_group"), 0
        )  # fmt: skip
        self._known: dict[Reference, str] = {}
        self._judged: dict[tuple[str, str], str | None] = {}
        self._own_name = reading.name
        self._header = placement.header_row
        self._rows = {row: home for home, row in placement.rows.items()}
        self._columns = {column: home for home, column in placement.columns.items()}
        self._tops = {column: home for home, column in placement.tops.items()}
        self._torn = {at: home for home, at in placement.torn.items()}
        counted = [row.number for row in sheet.counted_rows]
        self._first = min(counted, default=self._header + 1)
        self._last = max(counted, default=0)
        self._unreached = unreached_types(case)
        self._first_looked_up = _first_looked_up(case)
        self.is_home = (
            placement.is_home
            and all(name == home for name, home in case.reading.roles.items())
            and all(
                layout.about[key] == place_of(*at) for key, at in case.reading.facts.places.items()
            )
            and self._first >= table.first
            and self._last <= table.last
            and not self._unreached
            and self._first_looked_up == layout.limits.first_row
            and _are_at_home(case)
            and not case.reading.is_aws_file
        )

    def fault(self, formula: str, expected: str, row: int) -> str | None:
        """The rule that a formula breaks, by what it means; None where it is what was written.

        Args:
            formula: as it stands in the file.
            expected: as it was written; of AWS's file, the digest of its spelling.
            row: of the formula, in the file.
        """
        key = _fill_down(formula, row), _fill_down(expected, row - self._placement.lowered)
        if key not in self._judged:
            self._judged[key] = self._fault(formula, expected, row)
        return self._judged[key]

    def _fault(self, formula: str, expected: str, row: int) -> str | None:
        found = self.spelled(formula, row)
        is_aws = self._case.reading.is_aws_file
        wanted = expected if is_aws else self._written(expected, row - self._placement.lowered)
        for mark, right, rule_key in (("", "", None), *_FAULTS):
            spelled = found.replace(mark, right) if mark else found
            if (digest_of(spelled) if is_aws else spelled) == wanted:
                return rule_key
        return "formula_follows_columns" if self.moved_sheets(formula) else "formula_changed"

    def _written(self, formula: str, row: int) -> str:
        """The spelling of a formula of the layout."""
        return canonical(
            formula,
            partial(_spelled_in_layout, own_row=row, layout=self._layout, table=self._table),
        )

    def moved_sheets(self, formula: str) -> list[str]:
        """The sheets that a formula looks up and whose columns stand elsewhere."""
        moved = moved_lookups(self._case)
        names = [item.sheet for item in references(formula) if self._role(item) in moved]
        return [name for name in dict.fromkeys(names) if name]

    def spelled(self, formula: str, row: int) -> str:
        """A formula of a row of the file as it means in the layout."""
        if self._case.reading.is_aws_file:
            formula = names_of(self._case).plain(formula, self._own_name, row)
        return canonical(formula, partial(self._of_file, own_row=row))

    def in_file(self, formula: str) -> str:
        """A formula of the layout as it is to be typed into the file, where that can be said."""
        return (None if self.is_home else self.placed(formula)) or formula

    def placed(self, formula: str) -> str | None:
        """A formula of the layout by the cells of the file; None where one of them is gone."""
        return relocated(formula, self._place)

    def unreached(self, formula: str) -> list[str]:
        """The types that a formula does not look up, else the sheets whose rows it misses."""
        plain = names_of(self._case).plain(formula, self._own_name, 0)
        missed = [item for item in map(_upright, references(plain))
                  if self._role(item) and self._elsewhere(item).endswith(_MISSES)]  # fmt: skip
        types = [name for item in missed if self._is_limits(item) for name in self._missed(item)]
        return list(dict.fromkeys(types or [str(item.sheet) for item in missed]))

    def _of_file(self, written: Reference, own_row: int) -> str:
        reference = _upright(written)
        if self._role(reference) is not None:
            if reference not in self._known:
                self._known[reference] = self._elsewhere(reference)
            return self._known[reference]
        top, bottom = reference.first_row, reference.last_row
        if bottom <= self._header:
            first = self._above(top, reference.first_column)
            return f"{first}:{self._above(bottom, reference.last_column)}"
        columns = self._columns_between(reference.first_column, reference.last_column)
        if own_row <= self._header:
            return f"{columns}@{self._reach(top, bottom)}"
        if top != bottom:
            return f"{columns}@rows"
        return f"{columns}@{'row' if top == own_row else 'other'}"

    def _reach(self, top: int, bottom: int) -> str:
        """How much of the table a total reaches."""
        if top <= self._header:
            return "beyond"
        return "all" if top <= self._first and bottom >= self._last else "part"

    def _above(self, row: int, column: int) -> str:
        """A cell of the headers or above them."""
        if (row, column) in self._torn:
            return place_of(*self._torn[row, column])
        columns = self._columns if row == self._header else self._tops
        home = self._rows.get(row), columns.get(column)
        if home[0] is None or home[1] is None or home in self._placement.torn:
            return f"?{place_of(row, column)}"
        return place_of(home[0], home[1])

    def _columns_between(self, left: int, right: int) -> str:
        first, last = self._columns.get(left), self._columns.get(right)
        if first is None or last is None or self._columns_of(first, last) != (left, right):
            return f"?{left}:{right}"
        letters = column_letters(first)
        return letters if first == last else f"{letters}:{column_letters(last)}"

    def _columns_of(self, first: int, last: int) -> tuple[int, int] | None:
        """The columns of the file that are those of the layout, and none that is another one."""
        now = [self._placement.columns.get(column) for column in range(first, last + 1)]
        left, right = now[0], now[-1]
        if left is None or right is None:
            return None
        others = {column for column in self._columns if left <= column <= right}
        names = {self._placement.columns.get(self._names_column), None}
        return (left, right) if others - names == set(now) - names else None

    def _role(self, reference: Reference) -> str | None:
        """The sheet of the layout that a reference names; None where that is its own."""
        name = reference.sheet
        if name is None or name.casefold() == self._own_name.casefold():
            return None
        roles = self._case.reading.roles
        return roles.get(name) or next(
            (role for known, role in roles.items() if known.casefold() == name.casefold()),
            f"?{name}",
        )

    def _elsewhere(self, reference: Reference) -> str:
        reading, role = self._case.reading, self._role(reference) or ""
        columns = _columns_text(reference)
        if role == self._layout.about_sheet:
            homes = {at: key for key, at in reading.facts.places.items()}
            first = homes.get((reference.first_row, reference.first_column))
            is_cell = reference[1:3] == reference[3:]
            return f"{role}!{self._layout.about[first] if first and is_cell else '?'}"
        if self._is_limits(reference):
            missed = self._missed(reference)
            concerned = not set(types_of(self._case)).isdisjoint(missed)
            reach = "lacking" if concerned else "unused" if missed else "all"
            return f"{role}!{columns}@{reach}"
        rows = lookup_rows(self._case, self._layout.lookups.get(role))
        whole = all(reference.first_row <= row <= reference.last_row for row in rows)
        return f"{role}!{columns}@{'all' if whole else 'lacking'}"

    def _is_limits(self, reference: Reference) -> bool:
        return self._role(reference) == self._layout.limits.name

    def _missed(self, reference: Reference) -> list[str]:
        limits = self._case.reading.limits
        if limits is None:
            return []
        within = range(reference.first_row, reference.last_row + 1)
        rows = {name: limits.rows[name] for name in limits.types} | self._unreached
        if len(within) < len(self._layout.limits.rows):
            # Where it is as long as it was written, what stands below it has a rule of its own.
            known = self._case.catalog.find
            rows |= {name: row for name, row in limits.strays.items() if known(name)}
        return [name for name, row in rows.items() if row not in within]

    def _place(self, reference: Reference) -> Reference | None:
        """Where cells of the layout stand in the file; None where they are gone."""
        if reference.sheet is not None:
            return self._place_elsewhere(reference)
        _, top, left, bottom, right = reference
        if bottom <= self._table.header:
            first, last = (self._placement.home_at(*at) for at in ((top, left), (bottom, right)))
            return Reference(None, *first, *last) if first and last else None
        columns = self._columns_of(left, right)
        if columns is None:
            return None
        now = [row + self._placement.lowered for row in (top, bottom)]
        if (top, bottom) == (self._table.first, self._table.last):
            now[1] = max(now[1], self._last)
        return Reference(None, now[0], columns[0], now[1], columns[1])

    def _place_elsewhere(self, reference: Reference) -> Reference | None:
        role, reading = reference.sheet or "", self._case.reading
        name = reading.name_of(role)
        if name is None or role in moved_lookups(self._case):
            return None
        top, bottom = reference.first_row, reference.last_row
        if role == self._layout.about_sheet:
            home = place_of(top, reference.first_column)
            key = next(key for key, place in self._layout.about.items() if place == home)
            at = reading.facts.places.get(key)
            return Reference(name, *at, *at) if at else None
        if role == self._layout.limits.name and reading.limits:
            rows = [*reading.limits.rows.values(), *self._unreached.values()]
            if self._first_looked_up > top:
                bottom = max(bottom, reading.limits.looked_up.stop - 1)
            bottom = max([bottom, *rows])
            top = min([self._first_looked_up, *self._unreached.values()])
        else:
            bottom = max([bottom, *lookup_rows(self._case, self._layout.lookups.get(role))])
        return reference._replace(sheet=name, first_row=top, last_row=bottom) if top else None


def _fill_down(formula: str, row: int) -> str:
    """A formula as it is the same in every row that it was filled down into."""
    return _own_row(row).sub(r"\1@:\2@", formula)


@lru_cache(maxsize=4_096)
def _own_row(row: int) -> re.Pattern[str]:
    """Cells of a formula's own sheet and row, without dollars, and ranges of such."""
    return re.compile(rf"(?<![!:$\w])([A-Z]{{1,3}}){row}(?::([A-Z]{{1,3}}){row})?(?![\w.:(])")


def _upright(reference: Reference) -> Reference:
    """A range from its first cell to its last, whichever way it was written."""
    top, bottom = sorted((reference.first_row, reference.last_row))
    left, right = sorted((reference.first_column, reference.last_column))
    return Reference(reference.sheet, top, left, bottom, right)


def _spelled_in_layout(reference: Reference, own_row: int, layout: Layout, table: TableRows) -> str:
    """Spells references as they are written into a workbook."""
    columns = _columns_text(reference)
    if reference.sheet is not None and reference.sheet == layout.about_sheet:
        return f"{reference.sheet}!{place_of(reference.first_row, reference.first_column)}"
    if reference.sheet is not None:
        return f"{reference.sheet}!{columns}@all"
    if reference.last_row <= table.header:
        first = place_of(reference.first_row, reference.first_column)
        return f"{first}:{place_of(reference.last_row, reference.last_column)}"
    if reference.first_row == reference.last_row == own_row:
        return f"{columns}@row"
    if (reference.first_row, reference.last_row) == (table.first, table.last):
        return f"{columns}@all"
    return f"{columns}@?"


def _columns_text(reference: Reference) -> str:
    first, last = column_letters(reference.first_column), column_letters(reference.last_column)
    return first if first == last else f"{first}:{last}"
