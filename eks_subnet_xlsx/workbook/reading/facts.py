"""What a workbook says of itself: the cells of its About sheet, else its properties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from eks_subnet_xlsx.calculation import ENGINE, CellValue
from eks_subnet_xlsx.layouts import Layout
from eks_subnet_xlsx.ooxml.book import Book
from eks_subnet_xlsx.ooxml.grid import Grid
from eks_subnet_xlsx.ooxml.places import place_of, split_place
from eks_subnet_xlsx.words import LANGUAGES
from eks_subnet_xlsx.workbook.reading.placement import folded, interpolated

_MAX_FACT = 300
"""Characters of a fact that are read; the longest of ours is a digest."""


Place = tuple[int, int]
"""Row and column, from 1."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file says it is; None where it says nothing.

    Attributes:
        language: one of `words.LANGUAGES`.
        schema_version: of the layout of its sheets.
        model: whose arithmetic its formulas have.
        limits_date, limits_digest: of the limits that were written into it.
        program: that saved it last, as it calls itself.
        cluster, subnet_cidr, runs_on: what was typed in on the About sheet, as text.
        cluster_cell: the cluster as the calculators show it, which may be a number.
        places: row and column of the facts on the About sheet, by key.
    """

    language: str | None
    schema_version: int | None
    product_version: str | None
    model: str | None
    limits_date: str | None
    limits_digest: str | None
    program: str
    cluster: str | None
    subnet_cidr: str | None
    runs_on: str | None
    cluster_cell: CellValue
    places: Mapping[str, Place]


def read_facts(book: Book, about: Grid | None, layout: Layout) -> FileFacts:
    """The facts of a workbook; of a file that is not ours, the program alone."""
    places, stated = dict[str, Place](), dict[str, CellValue]()
    if about is not None and layout.about:
        places = _places(about, layout)
        stated = {key: about.at(*at).value for key, at in places.items()}
    properties = {} if layout.is_aws_file else book.properties

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
        model=fact("model"),
        limits_date=fact("limits_date"),
        limits_digest=fact("limits_digest"),
        program=book.program,
        cluster=fact("cluster"),
        subnet_cidr=fact("subnet_cidr"),
        runs_on=_scenario(fact("runs_on")),
        cluster_cell=stated.get("cluster"),
        places=places,
    )


def _places(about: Grid, layout: Layout) -> dict[str, Place]:
    """The cell of each fact: its own, or the one beside its label, wherever that stands now."""
    labels = {
        folded(text): key for key in layout.about for text in layout.texts(layout.about_label(key))
    }
    homes = {key: split_place(place) for key, place in layout.about.items()}
    found = {
        key: (row, column)
        for key, (row, column) in homes.items()
        if labels.get(_label(about, row, column - 1)) == key
    }
    for row, column in sorted(about.cells) if len(found) < len(homes) else ():
        named = labels.get(_label(about, row, column))
        if named:
            found.setdefault(named, (row, column + 1))
    # A label that says something else now still stands among the others.
    columns = Counter(column for _, column in (found or homes).values())
    usual = max(columns, key=columns.__getitem__)
    known = {homes[key][0]: at[0] for key, at in found.items() if at[1] == usual}
    rows = interpolated(known, max(row for row, _ in homes.values()))
    guessed = {key: (rows[row], usual) for key, (row, _) in homes.items() if row in rows}
    return {**guessed, **found}


def _label(about: Grid, row: int, column: int) -> str:
    return folded(str(about.at(row, column).value))


def _scenario(text: str | None) -> str | None:
    """The scenario that a text names: formulas compare without regard to case."""
    names = {name.lower(): name for name in ENGINE}
    return None if text is None else names.get(text.lower(), text)


def about_place(layout: Layout, places: Mapping[str, Place], key: str) -> str:
    """Where a fact stands on the About sheet."""
    return place_of(*places[key]) if key in places else layout.about[key]


def _whole(text: str | None) -> int | None:
    # LibreOffice gives a whole number in a property back as 1.0.
    if text is None:
        return None
    try:
        return int(float(text[:20]))
    except (ValueError, OverflowError):
        return None
