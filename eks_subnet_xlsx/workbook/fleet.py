"""Writes a fleet's workbook: a row for each cluster into the blank, as they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from eks_subnet_xlsx.calculation import CellValue, Status
from eks_subnet_xlsx.layouts.fleet import (
    CHART_ROWS,
    CLUSTERS_PLACE,
    FIRST_FLEET_ROW,
    FLEET_COLUMNS,
    LAST_FLEET_ROW,
    SHARES_OF_ALL,
    STATUS_PLACES,
    STATUSES,
    TOTALS_ROW,
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
    """

    sums: Mapping[str, int]
    statuses: Mapping[Status, int]
    clusters: int
    wrong: int


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
    above = fill_cells(before, dict(_totals(totals, last_row)))
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
    # The chart and its text for those who cannot see it are named alike in all blanks.
    return sheet_text(words, key.replace("chart.", "fleet.chart."))


def _ending(part: str, last_row: int) -> str:
    """A part whose filter, colours and chart end with the last cluster."""
    last_of_chart = FIRST_FLEET_ROW + CHART_ROWS - 1
    part = part.replace(f"${last_of_chart}<", f"${min(last_row, last_of_chart)}<")
    return part.replace(str(LAST_FLEET_ROW), str(last_row))


def _totals(totals: FleetTotals, last_row: int) -> Iterator[tuple[str, partial[str]]]:
    def result(place: str, formula: str, value: float) -> tuple[str, partial[str]]:
        return place, partial(formula_cell, place, formula=formula, value=value)

    def cells(letter: str) -> str:
        return f"{letter}{FIRST_FLEET_ROW}:{letter}{last_row}"

    yield result(CLUSTERS_PLACE, f"COUNTA({cells('B')})", totals.clusters)
    for status in STATUSES:
        place = STATUS_PLACES[status]
        formula = f"COUNTIF({cells('M')},{place.replace('B', 'A')})"
        yield result(place, formula, totals.statuses.get(status, 0))
    yield WRONG_PLACE, partial(value_cell, WRONG_PLACE, value=totals.wrong)
    row = TOTALS_ROW
    for column in FLEET_COLUMNS:
        if column.is_total:
            place = f"{column.letter}{row}"
            yield result(place, f"SUM({cells(column.letter)})", totals.sums[column.key])
    letters = {column.key: column.letter for column in FLEET_COLUMNS}
    for letter, taken in SHARES_OF_ALL.items():
        used = totals.sums["other_ips"] + totals.sums[taken]
        usable = totals.sums["usable_ips"]
        formula = f"IF(C{row}=0,0,(E{row}+{letters[taken]}{row})/C{row})"
        yield result(f"{letter}{row}", formula, used / usable if usable else 0)


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
