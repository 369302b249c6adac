"""Draws the blanks and writes their parts where the package ships them from (`make blank`)."""

from __future__ import annotations

import shutil
from io import BytesIO
from zipfile import ZipFile

from eks_subnet_xlsx import build_workbook, read_plan
from eks_subnet_xlsx.resources import sample_plans
from eks_subnet_xlsx.workbook.blank import BLANK_FOLDER, BLANKS
from eks_subnet_xlsx.workbook.layout import drawn_parts
from eks_subnet_xlsx.workbook.reading.limits import SHIPPED_ROWS, rows_digest
from eks_subnet_xlsx.workbook.render import LIMITS_PART


def main() -> None:
    """Replaces the shipped parts by those drawn now."""
    shutil.rmtree(BLANK_FOLDER, ignore_errors=True)
    for model in BLANKS:
        parts = drawn_parts(model)
        for name, text in parts.items():
            path = BLANK_FOLDER / model / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{len(parts)} parts in {BLANK_FOLDER.name}/{model}/")
    content = build_workbook(read_plan(sample_plans()[0]))
    with ZipFile(BytesIO(content)) as archive:
        digest = rows_digest(archive.read(LIMITS_PART))
    SHIPPED_ROWS.write_text(f"{digest}\n", encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()
