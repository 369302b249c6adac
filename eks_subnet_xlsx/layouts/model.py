"""What a layout is made of: sheets, cells above a table, columns in it, formula beside value.

A formula is a template: ``{nodes}`` is the column's cell in the same row, ``{nodes:all}`` all of
the column, ``{usable_ips}`` a cell above the table. The value beside it is what the formula gives,
from the engine. Places are a contract: in a layout a key keeps its cell for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from eks_subnet_xlsx.calculation import (
    Arithmetic,
    CellValue,
    Count,
    Model,
    RowResult,
    SheetResult,
    Status,
)
from eks_subnet_xlsx.words import LANGUAGES

Origin = Literal["eks-subnet-xlsx", "aws-2022-file"]
"""Who made a workbook: this package, or AWS in 2022."""

NARROW, WIDE = 13, 20
"""Widths of columns for the figures of one node, and for those of all nodes of all rows."""

Style = Literal[
    "input_text", "input_count", "count", "change", "muted", "percent", "text", "heading",
    "status", "verdict",
    "notice", "working", "link",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableRows:
    """The rows of a calculator's table: its headers, and those that totals and validation reach."""

    header: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class InputCell:
    """A cell above the table that a user fills in."""

    key: str
    place: str
    count: Count


@dataclass(frozen=True, slots=True)
class DerivedCell:
    """A cell above the table with a formula, and the value that the formula gives."""

    key: str
    place: str
    formula: str
    value: Callable[[SheetResult], CellValue]
    style: Style = "count"


@dataclass(frozen=True, slots=True)
class InputColumn:
    """A column that a user fills in; one of counts has their bounds."""

    key: str
    letter: str
    style: Style
    width: float
    count: Count | None = None


@dataclass(frozen=True, slots=True)
class DerivedColumn:
    """A column with a formula, and the value that the formula gives."""

    key: str
    letter: str
    formula: str
    value: Callable[[RowResult], CellValue]
    style: Style = "count"
    width: float = NARROW


@dataclass(frozen=True, eq=False)
class Calculator:
    """One calculator sheet: where everything stands that its arithmetic takes and gives.

    Attributes:
        words: the keys of the texts that it is known by, by place: title, labels, headers.
    """

    arithmetic: Arithmetic
    table: TableRows
    words: Mapping[str, str]
    input_cells: tuple[InputCell, ...]
    derived_cells: tuple[DerivedCell, ...]
    input_columns: tuple[InputColumn, ...]
    derived_columns: tuple[DerivedColumn, ...]

    @property
    def name(self) -> str:
        """Of the sheet."""
        return self.arithmetic.name

    @property
    def model(self) -> Model:
        """Whose arithmetic it has."""
        return self.arithmetic.model

    @property
    def cells(self) -> tuple[InputCell | DerivedCell, ...]:
        """All cells above the table."""
        return (*self.input_cells, *self.derived_cells)

    @property
    def columns(self) -> tuple[InputColumn | DerivedColumn, ...]:
        """All columns, from left to right."""
        return (*self.input_columns, *self.derived_columns)

    @cached_property
    def letters(self) -> Mapping[str, str]:
        """The letter of each column, by its key."""
        return {column.key: column.letter for column in self.columns}

    def cell_formula(self, cell: DerivedCell) -> str:
        """The formula of a cell above the table, without its leading equals sign."""
        return cell.formula.format_map(self._places_above)

    def row_formulas(self, row: int) -> dict[str, str]:
        """The formulas of a row of the table, by column key, without leading equals signs."""
        places = self._places(row=row)
        return {column.key: column.formula.format_map(places) for column in self.derived_columns}

    @cached_property
    def _places_above(self) -> dict[str, object]:
        return self._places(row=None)

    def _places(self, row: int | None) -> dict[str, object]:
        # Relative above the table, absolute from its rows: a row filled down keeps its settings.
        places: dict[str, object] = {
            cell.key: cell.place if row is None else absolute(cell.place) for cell in self.cells
        }
        for column in self.columns:
            places[column.key] = _ColumnPlace(column.letter, row, self.table)
        return places


class _ColumnPlace:
    """A column in a formula: its cell in a row, or with ``:all`` the whole of it."""

    def __init__(self, letter: str, row: int | None, table: TableRows) -> None:
        self._letter = letter
        self._row = row
        self._table = table

    def __format__(self, spec: str) -> str:
        if spec == "all":
            return f"{self._letter}{self._table.first}:{self._letter}{self._table.last}"
        if self._row is None:
            raise KeyError(self._letter)
        return f"{self._letter}{self._row}"


def absolute(place: str) -> str:
    """A place that stays itself wherever its formula is copied to."""
    letters = place.rstrip("0123456789")
    return f"${letters}${place[len(letters) :]}"


@dataclass(frozen=True, slots=True)
class LookupSheet:
    """A sheet that formulas look up.

    Attributes:
        name: of the sheet.
        group: of the keys of its headers' words.
        columns: their keys, from column A on.
        rows: that formulas look up, as they are written.
        reach: how many of the columns formulas look up, as they are written.
    """

    name: str
    group: str
    columns: tuple[str, ...]
    rows: range
    reach: int

    @property
    def first_row(self) -> int:
        """The first row below its headers."""
        return self.rows.start

    @property
    def range(self) -> str:
        """What formulas look up, as they spell it."""
        return self.range_of(self.reach)

    def range_of(self, columns: int) -> str:
        """Its first columns in the rows that formulas look up."""
        last = chr(ord("A") + columns - 1)
        return f"{self.name}!$A${self.rows.start}:${last}${self.rows[-1]}"

    def column(self, key: str) -> int:
        """The number of a column, from 1, by its key."""
        return self.columns.index(key) + 1

    def header(self, key: str) -> str:
        """The key of the words above a column."""
        return f"{self.group}.{key}"

    @property
    def headers(self) -> Mapping[str, str]:
        """The keys of the words that it is known by, by place: of its first two columns."""
        row = self.first_row - 1
        first, second = self.columns[:2]
        return {f"A{row}": self.header(first), f"B{row}": self.header(second)}


@dataclass(frozen=True, eq=False)
class Layout:
    """Where everything stands in the workbooks of one version, and what is written there.

    A version that circulates is frozen: its files are read, judged and repaired by it for ever.

    Attributes:
        version: that its files say they have; 0 for AWS's own file.
        models: the calculators of each arithmetic, in the order of the sheets.
        sheets: the names of its other sheets.
        limits: the sheet of limits.
        sizes, codes: the sheets of subnet sizes, and of words by code; None where it has none.
        about_sheet: the sheet on which a file says what it is; None where it has none.
        about: the places of the facts on that sheet, by key, without dollars.
        status_keys: the codes that the sheet of words has, in the order of its rows, and the
            keys of their words.
        text: what is written for a language and a key: titles, labels, headers, words of codes.
    """

    version: int
    origin: Origin
    models: Mapping[Model, tuple[Calculator, ...]]
    sheets: tuple[str, ...]
    limits: LookupSheet
    sizes: LookupSheet | None
    codes: LookupSheet | None
    about_sheet: str | None
    about: Mapping[str, str]
    status_keys: Mapping[int, str]
    text: Callable[[str, str], str]
    languages: tuple[str, ...] = LANGUAGES

    @property
    def is_aws_file(self) -> bool:
        """Whether it is that of AWS's own workbook, whose formulas are not repeated here."""
        return self.origin == "aws-2022-file"

    @cached_property
    def lookups(self) -> Mapping[str, LookupSheet]:
        """The sheets that formulas look up, by name."""
        return {sheet.name: sheet for sheet in (self.limits, self.sizes, self.codes) if sheet}

    @cached_property
    def header_words(self) -> Mapping[str, Mapping[str, str]]:
        """The keys of the words that its other sheets are known by, by place."""
        known = {sheet.name: sheet.headers for sheet in self.lookups.values()}
        return known | ({self.about_sheet: {"A1": "about.title"}} if self.about_sheet else {})

    @staticmethod
    def about_label(fact: str) -> str:
        """The key of the words beside a fact."""
        return f"about.fact.{fact}"

    def status_texts(self, status: Status) -> frozenset[str]:
        """The words of a code in any language: a sheet of words may be that of another."""
        return self.texts(self.status_keys[status])

    def texts(self, key: str) -> frozenset[str]:
        """What is written for a key in any language."""
        if key not in self._texts:
            self._texts[key] = frozenset(self.text(language, key) for language in self.languages)
        return self._texts[key]

    @cached_property
    def _texts(self) -> dict[str, frozenset[str]]:
        return {}
