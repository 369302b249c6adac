"""Writes a plan's workbook: formulas and their results into the blank, parts into an archive.

Parts that no plan changes are compressed once for a language and a catalog; the same plan gives the
same parts. No file is opened here: bytes come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property, lru_cache, partial
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from eks_subnet_xlsx.calculation import (
    CellValue,
    Model,
    RowInputs,
    RowResult,
    SheetInputs,
    SheetResult,
    Status,
    calculate,
    plan_results,
)
from eks_subnet_xlsx.layouts import ABOUT_PLACES, LAYOUT_VERSION, MODELS, Calculator
from eks_subnet_xlsx.layouts.about import CNI_VERSION
from eks_subnet_xlsx.layouts.lookups import LIMITS, limits_cells
from eks_subnet_xlsx.layouts.model import DerivedColumn
from eks_subnet_xlsx.layouts.present import calculator_of
from eks_subnet_xlsx.layouts.table import FIRST_ROW, HEADER_ROW, LAST_ROW, READY_ROWS, SPARE_ROWS
from eks_subnet_xlsx.layouts.texts import sheet_text, status_text
from eks_subnet_xlsx.limits import LimitsCatalog, load_catalog
from eks_subnet_xlsx.ooxml.xml import (
    FormulaPieces,
    formula_cell,
    formula_pieces,
    formula_result,
    value_cell,
)
from eks_subnet_xlsx.version import __version__
from eks_subnet_xlsx.words import Words, load_words
from eks_subnet_xlsx.workbook.blank import blank_parts, fill_cells, fill_texts, split_row

if TYPE_CHECKING:
    from eks_subnet_xlsx.plan import Plan

_BOOK_PART = "xl/workbook.xml"
_CALCULATOR_PARTS = {
    calculator.name: f"xl/worksheets/sheet{number}.xml"
    for number, calculator in enumerate(MODELS["vpc-cni"], 1)
}
LIMITS_PART = "xl/worksheets/sheet3.xml"
_ABOUT_PART = "xl/worksheets/sheet6.xml"
_CHANGING_PARTS = {_BOOK_PART, _ABOUT_PART, *_CALCULATOR_PARTS.values()}

_PROTECTION = re.compile(r"<sheetProtection [^>]*/>")

_LEVEL = 5
"""Of deflate: half the work of the usual 6, for files that are a twentieth larger."""

# Archives carry no time of their own: the same plan gives the same bytes on the same machine.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def build_workbook(
    plan: Plan,
    catalog: LimitsCatalog | None = None,
    *,
    language: str = "en",
    model: Model = "vpc-cni",
    protect: bool = True,
) -> bytes:
    """A plan's workbook, as the bytes of an .xlsx file.

    Args:
        plan: what the cluster has; its instance types may be unknown, the sheets then say so.
        catalog: the limits that are written into the workbook and looked up by its formulas; left
            out, those that ship with the package.
        language: that the workbook is written in, one of `words.LANGUAGES`.
        model: whose arithmetic it has; ``aws-2022`` is AWS's own of 2022, for comparison alone.
        protect: whether formulas are kept, without a password, from being typed over.
    """
    catalog = load_catalog() if catalog is None else catalog
    edition = _edition(catalog, load_words(language), model, protect=protect)
    stream = BytesIO(edition.static_archive)
    stream.seek(0, 2)
    with ZipFile(stream, "a", ZIP_DEFLATED) as archive:
        last_row = FIRST_ROW + ready_rows(len(plan.rows())) - 1
        book = _with_last_limits_row(edition.worded(_BOOK_PART), edition)
        add_part(archive, _BOOK_PART, _with_last_row(book, last_row))
        for result in plan_results(plan, edition.catalog.find, model):
            part = _calculator_part(result, edition, last_row)
            add_part(archive, _CALCULATOR_PARTS[result.name], part)
        add_part(archive, _ABOUT_PART, _about_part(plan, edition))
    return stream.getvalue()


class Edition:
    """What workbooks have in common that differ in their plans alone.

    Attributes:
        catalog, words, model, protect: see `build_workbook`.
        worded: gives a part of the blank with its texts and facts in place, by its name.
        blank_row: gives a row of the table that nobody has filled in.
        row_pieces: gives what of a row's cells no plan changes.
    """

    def __init__(
        self, catalog: LimitsCatalog, words: Words, model: Model, *, protect: bool
    ) -> None:
        self.catalog = catalog
        self.words = words
        self.model = model
        self.protect = protect
        # All that is remembered goes with the edition, and the edition with its catalog.
        self.worded = cache(partial(_worded, self))
        self.row_pieces = lru_cache(maxsize=8 * READY_ROWS)(partial(_row_pieces, self))
        # Most rows of most tables are blank: they are the same in all workbooks of an edition.
        self.blank_row = lru_cache(maxsize=4 * READY_ROWS)(partial(_table_row, self))

    @cached_property
    def static_archive(self) -> bytes:
        """An archive of the parts that no plan changes."""
        stream = BytesIO()
        with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
            for name in blank_parts(self.model):
                if name == LIMITS_PART:
                    add_part(archive, name, _limits_part(self))
                elif name not in _CHANGING_PARTS:
                    add_part(archive, name, self.worded(name))
        return stream.getvalue()

    @property
    def last_limits_row(self) -> int:
        """The row of the last type; the first where there is none."""
        return LIMITS.first_row + max(1, len(self.catalog)) - 1

    @cached_property
    def facts(self) -> Mapping[str, str]:
        """What a workbook says of itself, but for the plan's own facts."""
        catalog = self.catalog
        return {
            "title": self.words[f"about.document_title.{self.model}"],
            "product_version": __version__,
            "schema_version": str(LAYOUT_VERSION),
            "language": self.words.language,
            "model": self.model,
            "cni_version": CNI_VERSION,
            "limits_date": catalog.date,
            "limits_digest": catalog.digest,
            "limits_sources": catalog.sources,
            "limits_types": str(len(catalog)),
            "types_range": f"{LIMITS.name}!$A${LIMITS.first_row}:$A${self.last_limits_row}",
        }


def _edition(catalog: LimitsCatalog, words: Words, model: Model, *, protect: bool) -> Edition:
    """The edition that a catalog was used for before, else a new one that it keeps."""
    key = words.language, model, protect
    if key not in catalog.editions:
        catalog.editions[key] = Edition(catalog, words, model, protect=protect)
    found: Edition = catalog.editions[key]
    return found


def ready_rows(groups: int) -> int:
    """Rows of the table that carry formulas."""
    return min(max(READY_ROWS, groups + SPARE_ROWS), LAST_ROW - FIRST_ROW + 1)


def add_part(archive: ZipFile, name: str, text: str) -> None:
    """Adds a part to an archive."""
    archive.writestr(part_info(name), text.encode(), compresslevel=_LEVEL)


def part_info(name: str) -> ZipInfo:
    """The entry of a part in an archive, the same whenever it is made."""
    info = ZipInfo(name, _EPOCH)
    info.compress_type = ZIP_DEFLATED
    return info


def _worded(edition: Edition, name: str) -> str:
    facts = {f"fact.{key}": value for key, value in edition.facts.items()}

    def text_of(key: str) -> str:
        return facts[key] if key in facts else sheet_text(edition.words, key)

    part = blank_parts(edition.model)[name]
    return fill_texts(part if edition.protect else _PROTECTION.sub("", part), text_of)


def _with_last_row(part: str, last_row: int) -> str:
    """A part whose print area and filter end with the table."""
    filtered = f'<autoFilter ref="A{HEADER_ROW}:V'
    return part.replace(f"${LAST_ROW}<", f"${last_row}<").replace(
        f"{filtered}{LAST_ROW}", f"{filtered}{last_row}"
    )


def _with_last_limits_row(part: str, edition: Edition) -> str:
    """A part whose filter of the limits ends with the last type."""
    last_row = str(edition.last_limits_row)
    for column in ("K", "$K$"):
        part = part.replace(f"{column}{LIMITS.rows[-1]}", f"{column}{last_row}")
    return part


def _limits_part(edition: Edition) -> str:
    part = _with_last_limits_row(edition.worded(LIMITS_PART), edition)
    before, styles, after = split_row(part, LIMITS.first_row)
    columns, cells_of = list(styles.items()), partial(limits_cells, columns=LIMITS.columns)
    rows = [
        _row(number, (
            value_cell(f"{letter}{number}", style, value)
            for (letter, style), value in zip(columns, cells_of(limits), strict=True)
            if value is not None
        ))
        for number, limits in enumerate(edition.catalog, LIMITS.first_row)
    ]  # fmt: skip
    return f"{before}{''.join(rows)}{after}"


def _row(number: int, cells: Iterator[str]) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _about_part(plan: Plan, edition: Edition) -> str:
    facts: dict[str, CellValue] = {
        **edition.facts,
        "schema_version": LAYOUT_VERSION,
        "limits_types": len(edition.catalog),
        "cluster": plan.cluster,
        "subnet_cidr": str(plan.subnet.cidr) if plan.subnet.cidr else None,
        "runs_on": plan.runs_on,
    }
    cells = {}
    for key, place in ABOUT_PLACES.items():
        cells[place] = partial(value_cell, place, value=facts[key])
    return fill_cells(edition.worded(_ABOUT_PART), cells)


def _calculator_part(result: SheetResult, edition: Edition, last_row: int) -> str:
    """The sheet of a calculator: its cells filled in, its table with as many rows as are ready."""
    name = _CALCULATOR_PARTS[result.name]
    before, _, after = split_row(edition.worded(name), FIRST_ROW)
    # What users wrote comes last: nothing is replaced in it.
    above = fill_cells(_with_last_row(before, last_row), _cells(result, edition.words))
    return f"{above}{''.join(_table(result, edition, last_row))}{_with_last_row(after, last_row)}"


def _cells(result: SheetResult, words: Words) -> Mapping[str, partial[str]]:
    """What writes each cell above the table, from the number of its style."""
    calculator = calculator_of(result)
    cells = {
        cell.place: partial(value_cell, cell.place, value=result.inputs.cells.get(cell.key))
        for cell in calculator.input_cells
    }
    formulas = _cell_formulas(calculator)
    for derived in calculator.derived_cells:
        value = _shown(derived.value(result), words)
        formula = formulas[derived.key]
        cells[derived.place] = partial(formula_cell, derived.place, formula=formula, value=value)
    return cells


@cache
def _cell_formulas(calculator: Calculator) -> Mapping[str, str]:
    return {cell.key: calculator.cell_formula(cell) for cell in calculator.derived_cells}


def _table(result: SheetResult, edition: Edition, last_row: int) -> Iterator[str]:
    calculator = calculator_of(result)
    for number, row in enumerate(result.rows, FIRST_ROW):
        values = _row_values(calculator, row, edition.words)
        yield _table_row(edition, calculator, number, values)
    nothing = SheetInputs(result.inputs.cells, [RowInputs()])
    (blank,) = calculate(result.arithmetic, nothing, result.about, lambda _: None).rows
    values = _row_values(calculator, blank, edition.words)
    for number in range(FIRST_ROW + len(result.rows), last_row + 1):
        yield edition.blank_row(calculator, number, values)


def _row_values(
    calculator: Calculator, row: RowResult, words: Words
) -> tuple[tuple[CellValue, ...], tuple[str | int | float, ...]]:
    """What was typed into a row, and what its formulas give, from left to right."""
    typed = tuple(getattr(row.inputs, column.key) for column in calculator.input_columns)
    return typed, tuple(_shown(column.value(row), words) for column in _in_order(calculator))


def _table_row(
    edition: Edition,
    calculator: Calculator,
    number: int,
    values: tuple[tuple[CellValue, ...], tuple[str | int | float, ...]],
) -> str:
    typed, results = values
    inputs, formulas = edition.row_pieces(calculator, number)
    cells = [value_cell(*piece, value) for piece, value in zip(inputs, typed, strict=True)]
    cells += [formula_result(piece, value) for piece, value in zip(formulas, results, strict=True)]
    return _row(number, iter(cells))


def _row_pieces(
    edition: Edition, calculator: Calculator, number: int
) -> tuple[list[tuple[str, str]], list[FormulaPieces]]:
    """What of a row's cells no plan changes: place and style of inputs, the text of formulas."""
    _, styles, _ = split_row(edition.worded(_CALCULATOR_PARTS[calculator.name]), FIRST_ROW)
    formulas = calculator.row_formulas(number)
    inputs = [(f"{c.letter}{number}", styles[c.letter]) for c in calculator.input_columns]
    return inputs, [
        formula_pieces(f"{c.letter}{number}", styles[c.letter], formulas[c.key])
        for c in _in_order(calculator)
    ]


@cache
def _in_order(calculator: Calculator) -> tuple[DerivedColumn, ...]:
    """The columns with formulas, from left to right."""
    return tuple(sorted(calculator.derived_columns, key=lambda c: (len(c.letter), c.letter)))


def _shown(value: CellValue, words: Words) -> str | int | float:
    """A formula's result as it is stored: codes as their words."""
    if isinstance(value, Status):
        return status_text(words, value)
    return "" if value is None else value
