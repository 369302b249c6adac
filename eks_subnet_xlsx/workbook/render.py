"""Writes a plan's workbook: formulas and their results into the blank, parts into an archive.

Parts that no plan changes are compressed once for a language and a catalog; the same plan gives the
same parts. No file is opened here: bytes come out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, partial
from importlib.metadata import version
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from eks_subnet_xlsx.limits import LimitsCatalog, load_catalog
from eks_subnet_xlsx.plan import Plan
from eks_subnet_xlsx.sheets import (
    CALCULATORS,
    RowInputs,
    SheetInputs,
    SheetResult,
    Status,
    calculate,
    plan_results,
)
from eks_subnet_xlsx.sheets.about import ABOUT_PLACES, CNI_VERSION, MODEL, SCHEMA_VERSION
from eks_subnet_xlsx.sheets.lookups import FIRST_LOOKUP_ROW, LIMITS_SHEET, limits_row
from eks_subnet_xlsx.sheets.model import (
    FIRST_ROW,
    LAST_ROW,
    READY_ROWS,
    SPARE_ROWS,
    CellValue,
    DerivedColumn,
)
from eks_subnet_xlsx.sheets.texts import sheet_text, status_text
from eks_subnet_xlsx.words import Words, load_words
from eks_subnet_xlsx.workbook.blank import blank_parts, fill_cells, fill_texts, split_row
from eks_subnet_xlsx.workbook.xml import formula_cell, value_cell

_BOOK_PART = "xl/workbook.xml"
_CALCULATOR_PARTS = {
    calculator.name: f"xl/worksheets/sheet{number}.xml"
    for number, calculator in enumerate(CALCULATORS, 1)
}
_LIMITS_PART = "xl/worksheets/sheet3.xml"
_ABOUT_PART = "xl/worksheets/sheet6.xml"
_CHANGING_PARTS = {_BOOK_PART, _ABOUT_PART, *_CALCULATOR_PARTS.values()}

# Archives carry no time of their own: the same plan gives the same bytes on the same machine.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def build_workbook(
    plan: Plan, catalog: LimitsCatalog | None = None, *, language: str = "en"
) -> bytes:
    """A plan's workbook, as the bytes of an .xlsx file.

    Args:
        plan: what the cluster has; its instance types may be unknown, the sheets then say so.
        catalog: the limits that are written into the workbook and looked up by its formulas; left
            out, those that ship with the package.
        language: that the workbook is written in, one of `words.LANGUAGES`.
    """
    words = load_words(language)
    catalog = catalog or load_catalog()
    stream = BytesIO(_static_archive(catalog, words))
    stream.seek(0, 2)
    with ZipFile(stream, "a", ZIP_DEFLATED) as archive:
        last_row = FIRST_ROW + ready_rows(len(plan.rows())) - 1
        _add(archive, _BOOK_PART, _book_part(catalog, words, last_row))
        for result in plan_results(plan, catalog.find):
            name = _CALCULATOR_PARTS[result.calculator.name]
            _add(archive, name, _calculator_part(name, result, catalog, words))
        _add(archive, _ABOUT_PART, _about_part(plan, catalog, words))
    return stream.getvalue()


def ready_rows(groups: int) -> int:
    """Rows of the table that carry formulas."""
    return min(max(READY_ROWS, groups + SPARE_ROWS), LAST_ROW - FIRST_ROW + 1)


def workbook_facts(catalog: LimitsCatalog, words: Words) -> dict[str, str]:
    """What a workbook says of itself, but for the plan's own facts."""
    last_limits_row = FIRST_LOOKUP_ROW + len(catalog) - 1
    return {
        "title": words["about.document_title"],
        "product_version": version("eks-subnet-xlsx"),
        "schema_version": str(SCHEMA_VERSION),
        "language": words.language,
        "model": MODEL,
        "cni_version": CNI_VERSION,
        "limits_date": catalog.date,
        "limits_digest": catalog.digest,
        "limits_types": str(len(catalog)),
        "types_range": f"{LIMITS_SHEET}!$A${FIRST_LOOKUP_ROW}:$A${last_limits_row}",
    }


@cache
def _static_archive(catalog: LimitsCatalog, words: Words) -> bytes:
    """An archive of the parts that no plan changes."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name in blank_parts():
            if name == _LIMITS_PART:
                _add(archive, name, _limits_part(catalog, words))
            elif name not in _CHANGING_PARTS:
                _add(archive, name, _worded(name, catalog, words))
    return stream.getvalue()


def _add(archive: ZipFile, name: str, text: str) -> None:
    info = ZipInfo(name, _EPOCH)
    info.compress_type = ZIP_DEFLATED
    archive.writestr(info, text.encode())


@cache
def _worded(name: str, catalog: LimitsCatalog, words: Words) -> str:
    """A part of the blank with its texts and facts in place."""
    facts = {f"fact.{key}": value for key, value in workbook_facts(catalog, words).items()}

    def text_of(key: str) -> str:
        return facts[key] if key in facts else sheet_text(words, key)

    return fill_texts(blank_parts()[name], text_of)


def _book_part(catalog: LimitsCatalog, words: Words, last_row: int) -> str:
    """The workbook's own part: what is printed ends with the table."""
    return _worded(_BOOK_PART, catalog, words).replace(f"${LAST_ROW}<", f"${last_row}<")


def _limits_part(catalog: LimitsCatalog, words: Words) -> str:
    before, styles, after = split_row(_worded(_LIMITS_PART, catalog, words), FIRST_LOOKUP_ROW)
    columns = list(styles.items())
    rows = [
        _row(number, (
            value_cell(f"{letter}{number}", style, value)
            for (letter, style), value in zip(columns, limits_row(limits), strict=True)
            if value is not None
        ))
        for number, limits in enumerate(catalog, FIRST_LOOKUP_ROW)
    ]  # fmt: skip
    return f"{before}{''.join(rows)}{after}"


def _row(number: int, cells: Iterator[str]) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _about_part(plan: Plan, catalog: LimitsCatalog, words: Words) -> str:
    facts: dict[str, CellValue] = {
        **workbook_facts(catalog, words),
        "schema_version": SCHEMA_VERSION,
        "limits_types": len(catalog),
        "cluster": plan.cluster,
        "subnet_cidr": str(plan.subnet.cidr) if plan.subnet.cidr else None,
        "runs_on": plan.runs_on,
    }
    cells = {}
    for key, absolute in ABOUT_PLACES.items():
        place = absolute.replace("$", "")
        cells[place] = partial(value_cell, place, value=facts[key])
    return fill_cells(_worded(_ABOUT_PART, catalog, words), cells)


def _calculator_part(name: str, result: SheetResult, catalog: LimitsCatalog, words: Words) -> str:
    """The sheet of a calculator: its cells filled in, its table with as many rows as are ready."""
    before, styles, after = split_row(_worded(name, catalog, words), FIRST_ROW)
    table = _table(result, styles, words)
    return f"{fill_cells(before, _cells(result, words))}{table}{after}"


def _cells(result: SheetResult, words: Words) -> Mapping[str, partial[str]]:
    """What writes each cell above the table, from the number of its style."""
    cells = {
        cell.place: partial(value_cell, cell.place, value=result.inputs.cells.get(cell.key))
        for cell in result.calculator.input_cells
    }
    for derived in result.calculator.derived_cells:
        formula = result.calculator.cell_formula(derived)
        value = _shown(derived.value(result), words)
        cells[derived.place] = partial(formula_cell, derived.place, formula=formula, value=value)
    return cells


def _table(result: SheetResult, styles: Mapping[str, str], words: Words) -> str:
    count = ready_rows(len(result.rows))
    blank = calculate(
        result.calculator,
        SheetInputs(result.inputs.cells, [RowInputs()]),
        result.about,
        lambda _: None,
    )
    rows = [*result.rows, *blank.rows * (count - len(result.rows))]
    text = []
    for number, row in enumerate(rows, FIRST_ROW):
        formulas = result.calculator.row_formulas(number)
        cells = [
            value_cell(f"{c.letter}{number}", styles[c.letter], getattr(row.inputs, c.key))
            for c in result.calculator.input_columns
        ]
        cells += [
            formula_cell(
                f"{c.letter}{number}",
                styles[c.letter],
                formulas[c.key],
                _shown(c.value(row), words),
            )
            for c in sorted(result.calculator.derived_columns, key=_column_order)
        ]
        text.append(_row(number, iter(cells)))
    return "".join(text)


def _column_order(column: DerivedColumn) -> tuple[int, str]:
    return len(column.letter), column.letter


def _shown(value: CellValue, words: Words) -> str | int | float:
    """A formula's result as it is stored: codes as their words."""
    if isinstance(value, Status):
        return status_text(words, value)
    return "" if value is None else value
