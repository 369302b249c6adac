"""The sentences of the sheets, with the figures of the rules that they name."""

from __future__ import annotations

from eks_subnet_xlsx.calculation import Arithmetic, Status
from eks_subnet_xlsx.demand import RESERVED_IPS
from eks_subnet_xlsx.engine import MAX_TARGET
from eks_subnet_xlsx.layouts.model import DerivedCell, DerivedColumn, InputCell, InputColumn
from eks_subnet_xlsx.layouts.table import HEADER_ROW
from eks_subnet_xlsx.plan import (
    MAX_NODES,
    MAX_OTHER_IPS,
    MAX_PODS_PER_NODE,
    MAX_SUBNET_SIZE,
    MIN_SUBNET_SIZE,
)
from eks_subnet_xlsx.words import Words, load_words

_BOUNDS = {
    "max_nodes": f"{MAX_NODES:,}",
    "max_pods_per_node": f"{MAX_PODS_PER_NODE:,}",
    "max_target": f"{MAX_TARGET:,}",
    "max_other_ips": f"{MAX_OTHER_IPS:,}",
    "min_size": str(MIN_SUBNET_SIZE),
    "max_size": str(MAX_SUBNET_SIZE),
    "reserved_ips": str(RESERVED_IPS),
}


def sheet_text(words: Words, key: str) -> str:
    """A text of the workbook by its key."""
    return words.text(key, **_BOUNDS)


def layout_text(language: str, key: str) -> str:
    """The same in a language by its name."""
    return sheet_text(load_words(language), key)


def status_text(words: Words, status: Status) -> str:
    """The words of a code, as they stand on the sheet of words."""
    return sheet_text(words, status.words_key)


_LABEL_COLUMNS = {"B": "A", "E": "D", "K": "J", "AB": "AA"}
"""Where the label of a cell above the table stands, by the cell's column."""

Cells = tuple[InputCell | DerivedCell, ...]
Columns = tuple[InputColumn | DerivedColumn, ...]


def label_keys(cells: Cells) -> dict[str, str]:
    """The places of the labels above the table, and the keys of their words."""
    labels = {}
    for cell in cells:
        letter = cell.place.rstrip("0123456789")
        if letter in _LABEL_COLUMNS:
            labels[f"{_LABEL_COLUMNS[letter]}{cell.place[len(letter) :]}"] = label_key(cell.key)
    return labels


def label_key(key: str) -> str:
    """The key of a label's words; a setting as it takes effect is named like the setting."""
    return f"label.{key.removesuffix('_in_effect')}"


def header_keys(columns: Columns) -> dict[str, str]:
    """The places of the table's headers, and the keys of their words."""
    return {f"{column.letter}{HEADER_ROW}": f"column.{column.key}.header" for column in columns}


def calculator_words(arithmetic: Arithmetic, cells: Cells, columns: Columns) -> dict[str, str]:
    """The keys of all the words that a calculator is known by, by place."""
    title = f"title.{arithmetic.model}.{arithmetic.name}"
    return {"A1": title, **label_keys(cells), **header_keys(columns)}
