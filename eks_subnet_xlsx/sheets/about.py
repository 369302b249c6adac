"""The About sheet: what a workbook is, what the calculators cannot hold, and how to read them.

Places are a contract with every file that circulates.
"""

from __future__ import annotations

from eks_subnet_xlsx.sheets.columns import INPUT_COLUMNS, WARM_IP_COLUMNS
from eks_subnet_xlsx.sheets.model import DerivedColumn, InputColumn

ABOUT_SHEET = "About"

SCHEMA_VERSION = 1
"""Of the sheets' layout; a file says which it has."""

MODEL = "vpc-cni"
"""Whose arithmetic the calculators hold."""

CNI_VERSION = "1.23.1"
"""The release of the VPC CNI that the engine agrees with."""

ABOUT_PLACES = {
    "cluster": "$B$13",
    "subnet_cidr": "$B$14",
    "runs_on": "$B$15",
    "product_version": "$B$16",
    "schema_version": "$B$17",
    "language": "$B$18",
    "model": "$B$19",
    "limits_date": "$B$20",
    "limits_digest": "$B$21",
    "limits_types": "$B$22",
    "cni_version": "$B$23",
}
"""The places of the facts, by key; B24 to B31 are kept for later versions."""

FACT_PROPERTIES = (
    "product_version",
    "schema_version",
    "language",
    "model",
    "limits_date",
    "limits_digest",
)
"""The facts that custom document properties repeat."""

_HOW_TO = 5
_MODELLED = 6
_NOT_MODELLED = 6
_DEPARTURES = 9
_FIRST_COLUMN_LINE = 35

_COLUMNS: list[InputColumn | DerivedColumn] = [*INPUT_COLUMNS, *WARM_IP_COLUMNS]
_COLUMNS.sort(key=lambda column: (len(column.letter), column.letter))
_MODELLED_SECTION = _FIRST_COLUMN_LINE + len(_COLUMNS) + 1
_NOT_MODELLED_SECTION = _MODELLED_SECTION + _MODELLED + 2
_DEPARTURES_SECTION = _NOT_MODELLED_SECTION + _NOT_MODELLED + 2

ABOUT_SECTIONS = {
    3: "how_to",
    12: "workbook",
    34: "columns",
    _MODELLED_SECTION: "modelled",
    _NOT_MODELLED_SECTION: "not_modelled",
    _DEPARTURES_SECTION: "departures",
}
"""Rows of the section headings."""


def about_lines() -> dict[int, tuple[str, str]]:
    """The sheet's sentences by row: label and text, as placeholders."""
    lines: dict[int, tuple[str, str]] = {}
    for row, column in enumerate(_COLUMNS, _FIRST_COLUMN_LINE):
        header, about = (f"{{{{column.{column.key}.{part}}}}}" for part in ("header", "about"))
        lines[row] = (f"{column.letter}: {header}", about)
    for section, key, count in (
        (3, "how_to", _HOW_TO),
        (_MODELLED_SECTION, "modelled", _MODELLED),
        (_NOT_MODELLED_SECTION, "not_modelled", _NOT_MODELLED),
        (_DEPARTURES_SECTION, "departures", _DEPARTURES),
    ):
        for number in range(1, count + 1):
            label, text = (f"{{{{about.{key}.{part}{number}}}}}" for part in ("label", "text"))
            lines[section + number] = (label, text)
    return lines
