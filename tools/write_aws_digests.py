"""Writes the digests of the formulas that AWS published: python tools/write_aws_digests.py FILE.

The formulas themselves are AWS's and are not kept here. A digest is of a formula's meaning, so that
one file serves copies that other programs saved.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from eks_subnet_xlsx.checks.case import build_case
from eks_subnet_xlsx.checks.spelling import Spelling, digest_of
from eks_subnet_xlsx.layouts.aws_file import FORMULA_DIGESTS
from eks_subnet_xlsx.limits import load_catalog
from eks_subnet_xlsx.workbook.reading.reader import read_workbook


def main() -> None:
    """Reads the published file and writes a line for each cell and column of its calculators."""
    case = build_case(read_workbook(Path(sys.argv[1])), load_catalog())
    with FORMULA_DIGESTS.open("w", encoding="ascii", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(("sheet", "key", "digest"))
        for sheet in case.sheets:
            spelling, row = Spelling(case, sheet), sheet.counted_rows[0]
            formulas = {
                cell.key: (sheet.reading.cells[cell.key], sheet.reading.placement.at(cell.place))
                for cell in sheet.reading.calculator.derived_cells
            }
            formulas |= {key: (cell, (row.number, 0)) for key, cell in row.derived.items()}
            for key, (cell, at) in formulas.items():
                spelled = spelling.spelled(cell.formula or "", at[0] if at else 0)
                lines.writerow((sheet.name, key, digest_of(spelled)))


if __name__ == "__main__":
    main()
