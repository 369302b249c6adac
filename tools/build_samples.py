"""Builds samples/workbooks/ and the README's pictures from samples/plans/ (`make samples`).

Pictures need LibreOffice, pdftoppm, a Korean font and one of Calibri's widths (on Debian:
libreoffice-calc, poppler-utils, fonts-nanum, fonts-crosextra-carlito); without the programs the
workbooks are built alone.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from eks_subnet_xlsx import Plan, build_workbook, read_plan
from eks_subnet_xlsx.resources import sample_plans
from eks_subnet_xlsx.words import LANGUAGES

ROOT = Path(__file__).parents[1]
WORKBOOKS = ROOT / "samples" / "workbooks"
PICTURES = ROOT / "docs" / "pictures"
FLEET = ROOT / "samples" / "fleet.csv"
LEAD = "aws-2022"

_NEEDED = ("soffice", "pdftoppm")
_SHEETS = {"WarmENI": 1, "WarmIP": 2}
_DOTS_PER_INCH = 150
_TOP, _HEIGHT = 60, 700
"""The part of the printed page that is shown: the calculator and its first rows, in dots."""


def build_workbooks() -> None:
    """Writes the workbook of every sample in English, of the lead sample in each language."""
    WORKBOOKS.mkdir(parents=True, exist_ok=True)
    for path in sample_plans():
        plan = read_plan(path)
        for language in LANGUAGES if path.stem == LEAD else LANGUAGES[:1]:
            content = build_workbook(plan, language=language)
            (WORKBOOKS / f"{path.stem}.{language}.xlsx").write_bytes(content)
        if path.stem == LEAD:
            content = build_workbook(plan, model="aws-2022")
            (WORKBOOKS / f"{path.stem}.{LANGUAGES[0]}.aws-2022.xlsx").write_bytes(content)


def build_pictures(plan: Plan) -> None:
    """Writes a PNG of each calculator in each language, and of a fleet, as printed."""
    programs = {name: shutil.which(name) for name in _NEEDED}
    if None in programs.values():
        print(f"no pictures: {', '.join(_NEEDED)} are needed")
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for language in LANGUAGES:
            book = folder / f"{language}.xlsx"
            book.write_bytes(build_workbook(plan, language=language))
            pages = {f"{sheet}.{language}": page for sheet, page in _SHEETS.items()}
            _print(book, pages, programs)
        command = [sys.executable, "-m", "eks_subnet_xlsx", "batch", str(FLEET), "-o", name]
        _run([*command, "--language", LANGUAGES[0], "--quiet"])
        _print(folder / "fleet-summary.xlsx", {f"Fleet.{LANGUAGES[0]}": 1}, programs)


def _print(book: Path, pages: Mapping[str, int], programs: Mapping[str, str | None]) -> None:
    """Writes pictures of the printed pages of a workbook, by their names."""
    profile = f"-env:UserInstallation={(book.parent / 'profile').as_uri()}"
    convert = [str(programs["soffice"]), profile, "--headless", "--convert-to", "pdf"]
    _run([*convert, "--outdir", str(book.parent), str(book)])
    for name, page in pages.items():
        _run([
            str(programs["pdftoppm"]), "-png", "-singlefile", "-r", str(_DOTS_PER_INCH),
            "-f", str(page), "-l", str(page), "-y", str(_TOP), "-H", str(_HEIGHT),
            str(book.with_suffix(".pdf")), str(PICTURES / name),
        ])  # fmt: skip


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)


def main() -> None:
    """Builds both."""
    build_workbooks()
    build_pictures(read_plan(next(path for path in sample_plans() if path.stem == LEAD)))
    print("samples/workbooks and docs/pictures are built")


if __name__ == "__main__":
    main()
