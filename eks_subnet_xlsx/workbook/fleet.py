"""Writes a fleet's workbook: a row for each cluster into the blank, as they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from string import Formatter
from zipfile import ZIP_DEFLATED, ZipFile

from eks_subnet_xlsx.calculation import CellValue, Status
from eks_subnet_xlsx.layouts.fleet import (
    COUNTS,
    FIRST_FLEET_ROW,
    FLEET_COLUMNS,
    FREE_FORMULA,
    HEADLINE_PLACE,
    LAST_FLEET_ROW,
    SHORT_FORMULA,
    STATUS_FORMULAS,
    STATUS_PLACES,
    STATUSES,
    WRONG_PLACE,
    FleetRow,
)
from eks_subnet_xlsx.layouts.texts import sheet_text, status_text
from eks_subnet_xlsx.ooxml.xml import formula_cell, value_cell
from eks_subnet_xlsx.version import __version__
from eks_subnet_xlsx.words import Words
from eks_subnet_xlsx.workbook.blank import blank_parts, fill_cells, fill_texts, split_row
from eks_subnet_xlsx.workbook.render import add_part, part_info

_SHEET_PART = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True, slots=True)
class FleetTotals:
    """What a fleet takes in all.

    Attributes:
        sums: of the columns that have one, by key.
        statuses: clusters of each.
        clusters: rows.
        wrong: plans that are wrong, and so in no row.
        short_ips: addresses that the exhausted subnets lack, as the clusters are set today.
        free_ips: addresses that the others have left.
    """

    sums: Mapping[str, int]
    statuses: Mapping[Status, int]
    clusters: int
    wrong: int
    short_ips: int
    free_ips: int


def build_fleet_workbook(rows: Iterable[FleetRow], totals: FleetTotals, words: Words) -> bytes:
    """A fleet's workbook, as the bytes of an .xlsx file.

    Args:
        rows: in the order of the sheet; read once.
        totals: of the same rows.
        words: of the workbook's language.
    """
    last_row = FIRST_FLEET_ROW + max(1, totals.clusters) - 1
    parts = {
        name: fill_texts(_ending(part, last_row), partial(_text, words))
        for name, part in blank_parts("fleet").items()
    }
    before, styles, after = split_row(parts.pop(_SHEET_PART), FIRST_FLEET_ROW)
    above = fill_cells(before, dict(_above(totals, last_row, words)))
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            add_part(archive, name, part)
        with archive.open(part_info(_SHEET_PART), "w") as sheet:
            sheet.write(above.encode())
            for number, row in enumerate(rows, FIRST_FLEET_ROW):
                sheet.write(_row(number, row, styles, words).encode())
            sheet.write(after.encode())
    return stream.getvalue()


def _text(words: Words, key: str) -> str:
    if key == "fact.product_version":
        return __version__
    return sheet_text(words, key)


def _ending(part: str, last_row: int) -> str:
    """A part whose filter, colours and printed cells end with the last cluster."""
    return part.replace(str(LAST_FLEET_ROW), str(last_row))


def _above(totals: FleetTotals, last_row: int, words: Words) -> Iterator[tuple[str, partial[str]]]:
    """What writes the cells above the table."""

    def result(place: str, formula: str, value: str | int) -> tuple[str, partial[str]]:
        return place, partial(formula_cell, place, formula=formula, value=value)

    cells = {letter: f"{letter}{FIRST_FLEET_ROW}:{letter}{last_row}" for letter in "EGM"}
    for status in STATUSES:
        formula = STATUS_FORMULAS[status].format_map(cells)
        yield result(STATUS_PLACES[status], formula, totals.statuses.get(status, 0))
    yield WRONG_PLACE, partial(value_cell, WRONG_PLACE, value=totals.wrong)
    found = {status.name.lower(): totals.statuses.get(status, 0) for status in STATUSES}
    found["wrong"] = totals.wrong
    for place, (key, counted) in COUNTS.items():
        said = f"  {words[f'fleet.count.{key}']}"
        formula = f"FIXED({counted},0)&{_quoted(said)}"
        yield result(place, formula, f"{found[key]:,}{said}")
    counts = {
        "clusters": (f"COUNT({cells['E']})", totals.clusters),
        "short_ips": (SHORT_FORMULA.format_map(cells), totals.short_ips),
        "free_ips": (FREE_FORMULA.format_map(cells), totals.free_ips),
        **{status.name.lower(): (STATUS_PLACES[status], totals.statuses.get(status, 0))
           for status in STATUSES},
    }  # fmt: skip
    counts["pods"] = counts[Status.PODS_WITHOUT_ADDRESS.name.lower()]
    counts["just"] = counts[Status.SHORT.name.lower()]
    spelled = {key: _sentence(words[f"fleet.headline.{key}"], counts) for key in _HEADLINES}
    cases = [f"IF({counts[key][0]}>0,{spelled[key][0]}," for key in ("exhausted", "pods", "just")]
    formula = f"{''.join(cases)}{spelled['enough'][0]}{')' * len(cases)}"
    case = next((key for key in _HEADLINES[:-1] if counts[key][1]), "enough")
    yield result(HEADLINE_PLACE, formula, spelled[case][1])


_HEADLINES = ("exhausted", "pods", "just", "enough")
"""What the headline says, from the worst case on."""


def _sentence(text: str, counts: Mapping[str, tuple[str, int]]) -> tuple[str, str]:
    """A sentence with figures as a formula that joins it, and as it reads.

    FIXED follows the reader's separators, which a format in a text does not.
    """
    pieces = [
        _quoted(plain) if plain else "" for plain, *_ in (item for item in Formatter().parse(text))
    ]
    keys = [key for _, key, *_ in Formatter().parse(text)]
    joined = [
        piece
        for plain, key in zip(pieces, keys, strict=True)
        for piece in (plain, f"FIXED({counts[key][0]},0)" if key else "")
        if piece
    ]
    figures = {key: f"{counts[key][1]:,}" for key in keys if key}
    return "&".join(joined), text.format_map(figures)


def _row(number: int, row: FleetRow, styles: Mapping[str, str], words: Words) -> str:
    facts = {
        "row": number,
        "file": _quoted(row.file),
        "cluster": _quoted(row.cluster),
        **{status.name.lower(): _quoted(status_text(words, status)) for status in STATUSES},
    }
    cells = []
    for column in FLEET_COLUMNS:
        place, value = f"{column.letter}{number}", column.value(row)
        if column.key == "rank":
            value = number - FIRST_FLEET_ROW + 1
        shown: CellValue = status_text(words, value) if isinstance(value, Status) else value
        style = styles[column.letter]
        if column.formula and isinstance(shown, str | int | float):
            cells.append(formula_cell(place, style, column.formula.format_map(facts), shown))
        else:
            cells.append(value_cell(place, style, shown))
    return f'<row r="{number}">{"".join(cells)}</row>'


def _quoted(text: str) -> str:
    """Text as a formula spells it."""
    return '"{}"'.format(text.replace('"', '""'))
