"""Draws the blanks and writes their parts where the package ships them from (`make blank`)."""

from __future__ import annotations

import hashlib
import shutil
from io import BytesIO
from itertools import product
from zipfile import ZipFile

from eks_subnet_xlsx import build_workbook, read_plan
from eks_subnet_xlsx.layouts import MODELS
from eks_subnet_xlsx.resources import sample_plans
from eks_subnet_xlsx.words import LANGUAGES
from eks_subnet_xlsx.workbook.blank import BLANK_FOLDER, BLANKS
from eks_subnet_xlsx.workbook.drawing import drawn_parts
from eks_subnet_xlsx.workbook.reading.limits import SHIPPED_SHEETS
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
    SHIPPED_SHEETS.write_text("".join(f"{digest}\n" for digest in _limits_digests()),
                              encoding="ascii", newline="\n")  # fmt: skip


def _limits_digests() -> list[str]:
    """Of the sheet of limits in each language and arithmetic, protected and not."""
    plan = read_plan(sample_plans()[0])
    digests = set()
    for language, model, protect in product(LANGUAGES, MODELS, (True, False)):
        content = build_workbook(plan, language=language, model=model, protect=protect)
        with ZipFile(BytesIO(content)) as archive:
            digests.add(hashlib.sha256(archive.read(LIMITS_PART)).hexdigest())
    return sorted(digests)


if __name__ == "__main__":
    main()
