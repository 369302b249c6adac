"""Where things stand: the sheets, cells, columns, formulas and words of each layout, as data.

One list of cells and one of columns a sheet, each formula beside its value; the writer writes and
the reader finds by key. No workbook is read or written here.
"""

from __future__ import annotations

from eks_subnet_xlsx.layouts.about import ABOUT_PLACES, ABOUT_SHEET, LAYOUT_VERSION
from eks_subnet_xlsx.layouts.aws_file import AWS_FILE_LAYOUT
from eks_subnet_xlsx.layouts.model import Calculator, Layout
from eks_subnet_xlsx.layouts.present import MODELS, PRESENT, WARM_ENI, WARM_IP
from eks_subnet_xlsx.layouts.versions import known_layouts

__all__ = [
    "ABOUT_PLACES",
    "ABOUT_SHEET",
    "AWS_FILE_LAYOUT",
    "LAYOUT_VERSION",
    "MODELS",
    "PRESENT",
    "WARM_ENI",
    "WARM_IP",
    "Calculator",
    "Layout",
    "known_layouts",
]
