"""Draws the blank and writes its parts where the package ships them from (`make blank`)."""

from __future__ import annotations

import re
import shutil
from io import BytesIO
from zipfile import ZipFile

from eks_subnet_xlsx.workbook.blank import BLANK_FOLDER
from eks_subnet_xlsx.workbook.layout import draw_blank

_TIMES = re.compile(r"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def drawn_parts() -> dict[str, str]:
    """The parts of the blank as it is drawn now, without the times that change with each run."""
    with ZipFile(BytesIO(draw_blank())) as archive:
        return {
            name: _TIMES.sub("", archive.read(name).decode()).rstrip("\n") + "\n"
            for name in archive.namelist()
        }


def main() -> None:
    """Replaces the shipped parts by those drawn now."""
    shutil.rmtree(BLANK_FOLDER, ignore_errors=True)
    for name, text in drawn_parts().items():
        path = BLANK_FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(drawn_parts())} parts in {BLANK_FOLDER.name}/")


if __name__ == "__main__":
    main()
