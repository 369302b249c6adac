"""The About sheet: what a workbook is, what the calculators cannot hold, and how to read them.

Places are a contract with every file that circulates.
"""

from __future__ import annotations

from eks_subnet_xlsx.calculation import Model
from eks_subnet_xlsx.layouts.aws_columns import AWS_WARM_IP_COLUMNS
from eks_subnet_xlsx.layouts.cni_columns import WARM_IP_COLUMNS
from eks_subnet_xlsx.layouts.columns import INPUT_COLUMNS
from eks_subnet_xlsx.layouts.model import DerivedColumn, InputColumn

ABOUT_SHEET = "About"

LAYOUT_VERSION = 1
"""Of the sheets' layout; a file says which it has."""

CNI_VERSION = "1.23.1"
"""The release of the VPC CNI that the engine agrees with."""

ABOUT_PLACES = {
    "cluster": "B13",
    "subnet_cidr": "B14",
    "runs_on": "B15",
    "product_version": "B16",
    "schema_version": "B17",
    "language": "B18",
    "model": "B19",
    "limits_date": "B20",
    "limits_digest": "B21",
    "limits_types": "B22",
    "cni_version": "B23",
    "limits_sources": "B24",
}
"""The places of the facts, by key; B25 to B31 are kept for later versions."""

FACT_PROPERTIES = (
    "product_version",
    "schema_version",
    "language",
    "model",
    "limits_date",
    "limits_digest",
)
"""The facts that custom document properties repeat."""

FLEET_PROPERTY = "fleet"
"""The custom document property of a fleet's workbook: the version that wrote it."""

_FIRST_COLUMN_LINE = 35
_HOW_TO_SECTION = 3
_COLUMNS_SECTION = 34

_LINES = {"how_to": 5, "modelled": 6, "not_modelled": 6, "departures": 9}
"""Sentences of each section."""

_LOWER_SECTIONS: dict[Model, tuple[str, ...]] = {
    "vpc-cni": ("modelled", "not_modelled", "departures"),
    "aws-2022": ("departures",),
}

_OTHER_IN_2022 = frozenset({"subnet_ips", "pods_hosted", "max_pods_set", "max_pods"})
"""Columns that AWS's arithmetic fills in another way."""


def _columns(model: Model) -> list[InputColumn | DerivedColumn]:
    own = WARM_IP_COLUMNS if model == "vpc-cni" else AWS_WARM_IP_COLUMNS
    columns: list[InputColumn | DerivedColumn] = [*INPUT_COLUMNS, *own]
    return sorted(columns, key=lambda column: (len(column.letter), column.letter))


def about_sections(model: Model) -> dict[int, str]:
    """The section headings by row."""
    sections = {_HOW_TO_SECTION: "how_to", 12: "workbook", _COLUMNS_SECTION: "columns"}
    row = _FIRST_COLUMN_LINE + len(_columns(model)) + 1
    for section in _LOWER_SECTIONS[model]:
        sections[row] = section
        row += _LINES[section] + 2
    return sections


def about_lines(model: Model) -> dict[int, tuple[str, str]]:
    """The sheet's sentences by row: label and text, as placeholders."""
    lines: dict[int, tuple[str, str]] = {}
    for row, column in enumerate(_columns(model), _FIRST_COLUMN_LINE):
        about = "about_2022" if model == "aws-2022" and column.key in _OTHER_IN_2022 else "about"
        header, text = (f"{{{{column.{column.key}.{part}}}}}" for part in ("header", about))
        lines[row] = (f"{column.letter}: {header}", text)
    for row, section in about_sections(model).items():
        for number in range(1, _LINES.get(section, 0) + 1):
            label, text = (f"{{{{about.{section}.{part}{number}}}}}" for part in ("label", "text"))
            lines[row + number] = (label, text)
    return lines
