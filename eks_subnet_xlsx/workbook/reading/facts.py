"""What a workbook says of itself: the cells of its About sheet, else its properties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eks_subnet_xlsx.sheets import CellValue
from eks_subnet_xlsx.sheets.about import ABOUT_PLACES
from eks_subnet_xlsx.words import LANGUAGES, load_words
from eks_subnet_xlsx.workbook.reading.book import Book
from eks_subnet_xlsx.workbook.reading.grid import Grid
from eks_subnet_xlsx.workbook.reading.places import place_of, split_place

_MAX_FACT = 300
"""Characters of a fact that are read; the longest of ours is a digest."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file says it is; None where it says nothing.

    Attributes:
        language: one of `words.LANGUAGES`.
        schema_version: of the layout of its sheets.
        limits_date, limits_digest: of the limits that were written into it.
        program: that saved it last, as it calls itself.
        cluster, subnet_cidr, runs_on: what was typed in on the About sheet.
        rows: the rows of the About sheet that hold the facts, by key.
    """

    language: str | None
    schema_version: int | None
    product_version: str | None
    limits_date: str | None
    limits_digest: str | None
    program: str
    cluster: str | None
    subnet_cidr: str | None
    runs_on: str | None
    rows: Mapping[str, int]


def read_facts(book: Book, about: Grid | None, is_foreign: bool) -> FileFacts:
    """The facts of a workbook; of a file that is not ours, the program alone."""
    rows = {} if about is None or is_foreign else _rows(about)
    stated: dict[str, CellValue] = {}
    if about is not None and not is_foreign:
        stated = {key: about.at(row, 2).value for key, row in rows.items()}
    properties = {} if is_foreign else book.properties

    def fact(key: str) -> str | None:
        value = stated.get(key)
        if value is None:
            value = properties.get(key)
        return None if value is None or value == "" else str(value)[:_MAX_FACT]

    language = fact("language")
    return FileFacts(
        language=language if language in LANGUAGES else None,
        schema_version=_whole(fact("schema_version")),
        product_version=fact("product_version"),
        limits_date=fact("limits_date"),
        limits_digest=fact("limits_digest"),
        program=book.program,
        cluster=fact("cluster"),
        subnet_cidr=fact("subnet_cidr"),
        runs_on=fact("runs_on"),
        rows=rows,
    )


def _rows(about: Grid) -> dict[str, int]:
    """The row of each fact: its own, or where its label stands now."""
    labels = {
        load_words(language)[f"about.fact.{key}"]: key
        for language in LANGUAGES
        for key in ABOUT_PLACES
    }
    rows = {}
    for key, place in ABOUT_PLACES.items():
        row, column = split_place(place.replace("$", ""))
        if labels.get(str(about.at(row, column - 1).value)) == key:
            rows[key] = row
    if len(rows) < len(ABOUT_PLACES):
        for (row, column), cell in about.cells.items():
            found = labels.get(str(cell.value)) if column == 1 else None
            if found:
                rows.setdefault(found, row)
    return rows


def about_place(rows: Mapping[str, int], key: str) -> str:
    """Where a fact stands on the About sheet."""
    home = split_place(ABOUT_PLACES[key].replace("$", ""))
    return place_of(rows.get(key, home[0]), home[1])


def _whole(text: str | None) -> int | None:
    # LibreOffice gives a whole number in a property back as 1.0.
    if text is None:
        return None
    try:
        return int(float(text[:20]))
    except (ValueError, OverflowError):
        return None
