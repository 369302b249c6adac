"""The sentences of the sheets, with the figures of the rules that they name."""

from __future__ import annotations

from functools import cache

from eks_subnet_xlsx.demand import RESERVED_IPS
from eks_subnet_xlsx.engine import MAX_TARGET
from eks_subnet_xlsx.plan import (
    MAX_NODES,
    MAX_OTHER_IPS,
    MAX_PODS_PER_NODE,
    MAX_SUBNET_SIZE,
    MIN_SUBNET_SIZE,
)
from eks_subnet_xlsx.sheets.model import HEADER_ROW, Calculator
from eks_subnet_xlsx.sheets.status import Status
from eks_subnet_xlsx.words import LANGUAGES, Words, load_words

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


def status_text(words: Words, status: Status) -> str:
    """The words of a code, as they stand on the sheet of words."""
    return sheet_text(words, status.words_key)


@cache
def status_texts(status: Status) -> frozenset[str]:
    """The words of a code in every language: a sheet of words may be that of another."""
    return frozenset(status_text(load_words(language), status) for language in LANGUAGES)


_LABEL_COLUMNS = {"B": "A", "E": "D", "K": "J", "AB": "AA"}
"""Where the label of a cell above the table stands, by the cell's column."""


def label_keys(calculator: Calculator) -> dict[str, str]:
    """The places of the labels above the table, and the keys of their words."""
    labels = {}
    for cell in calculator.cells:
        letter = cell.place.rstrip("0123456789")
        if letter in _LABEL_COLUMNS:
            labels[f"{_LABEL_COLUMNS[letter]}{cell.place[len(letter) :]}"] = label_key(cell.key)
    return labels


def label_key(key: str) -> str:
    """The key of a label's words; a setting as it takes effect is named like the setting."""
    return f"label.{key.removesuffix('_in_effect')}"


def header_keys(calculator: Calculator) -> dict[str, str]:
    """The places of the table's headers, and the keys of their words."""
    return {
        f"{column.letter}{HEADER_ROW}": f"column.{column.key}.header"
        for column in calculator.columns
    }
