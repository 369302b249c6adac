"""The layouts of files that circulate: the present one, and those before it, frozen as data.

The data of a layout is written once, by `tools/freeze_layout.py`, before another one follows it.
Only the figures come from code: a key means the same in every layout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import Any

from eks_subnet_xlsx.calculation import ARITHMETICS, Count, Model
from eks_subnet_xlsx.layouts.about import LAYOUT_VERSION
from eks_subnet_xlsx.layouts.frozen import frozen_data
from eks_subnet_xlsx.layouts.model import (
    Calculator,
    DerivedCell,
    DerivedColumn,
    InputCell,
    InputColumn,
    Layout,
    LookupSheet,
    TableRows,
)
from eks_subnet_xlsx.layouts.present import MODELS, PRESENT


@cache
def frozen_layout(version: int) -> Layout:
    """A layout as its data has it."""
    return thawed(frozen_data(version))


LAYOUTS: dict[int, Callable[[], Layout]] = {
    LAYOUT_VERSION: lambda: PRESENT,
    **{version: partial(frozen_layout, version) for version in range(1, LAYOUT_VERSION)},
}
"""What gives the layout of each version; data is read where a file has that layout."""


def newest_version() -> int:
    """A file of a later one was written by a later version of this package."""
    return max(LAYOUTS)


def known_layouts(stated: int | None = None) -> Iterator[Layout]:
    """All layouts of ours: the one that a file says it has, then the others from the newest."""
    for version in sorted(LAYOUTS, key=lambda version: (version != stated, -version)):
        yield LAYOUTS[version]()


def frozen(layout: Layout) -> dict[str, Any]:
    """A layout as data, for `thawed`: all but the figures, which come from code."""
    keys = {*_keys_of_words(layout)}
    return {
        "version": layout.version,
        "sheets": list(layout.sheets),
        "limits": _frozen_lookup(layout.limits),
        "sizes": layout.sizes and _frozen_lookup(layout.sizes),
        "codes": layout.codes and _frozen_lookup(layout.codes),
        "about_sheet": layout.about_sheet,
        "about": dict(layout.about),
        "status": {str(code): key for code, key in layout.status_keys.items()},
        "models": {
            model: [_frozen_calculator(calculator) for calculator in calculators]
            for model, calculators in layout.models.items()
        },
        "texts": {
            language: {key: layout.text(language, key) for key in sorted(keys)}
            for language in layout.languages
        },
    }


def thawed(data: Mapping[str, Any]) -> Layout:
    """A layout from its data."""
    texts: Mapping[str, Mapping[str, str]] = data["texts"]
    return Layout(
        version=data["version"],
        origin="eks-subnet-xlsx",
        models={
            model: tuple(_thawed_calculator(model, calculator) for calculator in calculators)
            for model, calculators in data["models"].items()
        },
        sheets=tuple(data["sheets"]),
        limits=_thawed_lookup(data["limits"]),
        sizes=data["sizes"] and _thawed_lookup(data["sizes"]),
        codes=data["codes"] and _thawed_lookup(data["codes"]),
        about_sheet=data["about_sheet"],
        about=data["about"],
        status_keys={int(code): key for code, key in data["status"].items()},
        text=lambda language, key: texts[language][key],
        languages=tuple(texts),
    )


def _keys_of_words(layout: Layout) -> Iterator[str]:
    """The keys of all that is known of a layout's words."""
    for calculators in layout.models.values():
        for calculator in calculators:
            yield from calculator.words.values()
    for sheet in layout.header_words.values():
        yield from sheet.values()
    yield from (sheet.header(key) for sheet in layout.lookups.values() for key in sheet.columns)
    yield from map(layout.about_label, layout.about)
    yield from layout.status_keys.values()


def _frozen_lookup(sheet: LookupSheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "group": sheet.group,
        "columns": list(sheet.columns),
        "rows": [sheet.rows.start, sheet.rows[-1]],
        "reach": sheet.reach,
    }


def _thawed_lookup(data: Mapping[str, Any]) -> LookupSheet:
    first, last = data["rows"]
    columns, rows = tuple(data["columns"]), range(first, last + 1)
    return LookupSheet(data["name"], data["group"], columns, rows, data["reach"])


def _frozen_calculator(calculator: Calculator) -> dict[str, Any]:
    table = calculator.table
    return {
        "name": calculator.name,
        "table": [table.header, table.first, table.last],
        "words": dict(calculator.words),
        "input_cells": [
            [cell.key, cell.place, _frozen_count(cell.count)] for cell in calculator.input_cells
        ],
        "derived_cells": [
            [cell.key, cell.place, cell.style, cell.formula] for cell in calculator.derived_cells
        ],
        "input_columns": [
            [column.key, column.letter, column.style, column.count and _frozen_count(column.count)]
            for column in calculator.input_columns
        ],
        "derived_columns": [
            [column.key, column.letter, column.style, column.formula]
            for column in calculator.derived_columns
        ],
    }


def _thawed_calculator(model: Model, data: Mapping[str, Any]) -> Calculator:
    name = data["name"]
    cells, columns = _figures(model, name)
    input_cells = tuple(
        InputCell(key, place, Count(*count)) for key, place, count in data["input_cells"]
    )
    input_columns = tuple(
        InputColumn(key, letter, style, 0, count and Count(*count))
        for key, letter, style, count in data["input_columns"]
    )
    arithmetic = replace(
        ARITHMETICS[model][name],
        settings={c.key: c.count for c in input_cells if c.count.default is not None},
        row_counts={c.key: c.count for c in input_columns if c.count},
    )
    return Calculator(
        arithmetic=arithmetic,
        table=TableRows(*data["table"]),
        words=data["words"],
        input_cells=input_cells,
        derived_cells=tuple(
            DerivedCell(key, place, formula, cells[key], style)
            for key, place, style, formula in data["derived_cells"]
        ),
        input_columns=input_columns,
        derived_columns=tuple(
            DerivedColumn(key, letter, formula, columns[key], style)
            for key, letter, style, formula in data["derived_columns"]
        ),
    )


def _figures(model: Model, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What each cell and each column of a calculator gives, by key."""
    present = next(calculator for calculator in MODELS[model] if calculator.name == name)
    return (
        {cell.key: cell.value for cell in present.derived_cells},
        {column.key: column.value for column in present.derived_columns},
    )


def _frozen_count(count: Count) -> list[Any]:
    return [count.minimum, count.maximum, count.default, count.missing, count.is_needed]
