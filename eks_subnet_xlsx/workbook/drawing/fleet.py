"""Draws the blank of a fleet's workbook: totals, a chart, a table of the clusters."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.formatting.rule import DataBarRule
from openpyxl.packaging.custom import StringProperty

from eks_subnet_xlsx.layouts.about import FLEET_PROPERTY
from eks_subnet_xlsx.layouts.fleet import (
    CHART_ROWS,
    CLUSTERS_PLACE,
    FIRST_FLEET_ROW,
    FLEET_COLUMNS,
    FLEET_HEADER_ROW,
    FLEET_SHEET,
    LAST_FLEET_ROW,
    SHARES_OF_ALL,
    STATUS_PLACES,
    STATUSES,
    TOTALS_ROW,
    WRONG_PLACE,
)
from eks_subnet_xlsx.workbook.drawing.calculators import add_rule, narrow_margins, set_up_printing
from eks_subnet_xlsx.workbook.drawing.styles import AMBER, GREEN, RED, dress, protect, put

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_FILLS = {"H": "8FB4E3", "K": "8FB4E3", "N": "F59E0B"}
_CHART_FILL = "1F4E9E"
_CHART_ANCHOR = "D3"
_CHART_WIDTH_CM, _CHART_HEIGHT_CM = 26, 7.4


def draw_fleet_blank() -> bytes:
    """The blank as openpyxl writes it, with placeholders for texts and facts."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = FLEET_SHEET
    _draw_totals(sheet)
    _draw_table(sheet)
    _colour(sheet)
    _draw_chart(sheet)
    _set_up_page(sheet)
    book.custom_doc_props.append(  # type: ignore[attr-defined] # the stubs lack it
        StringProperty(name=FLEET_PROPERTY, value="{{fact.product_version}}")
    )
    book.properties.title = "{{fleet.title}}"
    book.properties.creator = "eks-subnet-xlsx"
    book.calculation.fullCalcOnLoad = True
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _draw_totals(sheet: Worksheet) -> None:
    put(sheet, "A1", "{{fleet.title}}", "title")
    put(sheet, "A2", "{{fleet.paragraph}}", "text")
    put(sheet, "A4", "{{fleet.section}}", "section")
    dress(sheet, "B4", "section")
    labels = {CLUSTERS_PLACE: "fleet.label.clusters", WRONG_PLACE: "fleet.label.wrong"}
    labels |= {STATUS_PLACES[status]: status.words_key for status in STATUSES}
    for place, key in labels.items():
        put(sheet, place.replace("B", "A"), f"{{{{{key}}}}}", "label")
        dress(sheet, place, "count")
    put(sheet, f"A{TOTALS_ROW}", "{{fleet.label.all}}", "label")
    for column in FLEET_COLUMNS:
        if column.is_total:
            dress(sheet, f"{column.letter}{TOTALS_ROW}", "count")
    for letter in SHARES_OF_ALL:
        dress(sheet, f"{letter}{TOTALS_ROW}", "percent")


def _draw_table(sheet: Worksheet) -> None:
    for column in FLEET_COLUMNS:
        header = f"{column.letter}{FLEET_HEADER_ROW}"
        put(sheet, header, f"{{{{fleet.header.{column.key}}}}}", "header")
        dress(sheet, f"{column.letter}{FIRST_FLEET_ROW}", column.style)
        sheet.column_dimensions[column.letter].width = column.width
    sheet.row_dimensions[FLEET_HEADER_ROW].height = 48
    last = FLEET_COLUMNS[-1].letter
    sheet.auto_filter.ref = f"A{FLEET_HEADER_ROW}:{last}{LAST_FLEET_ROW}"
    sheet.freeze_panes = f"B{FIRST_FLEET_ROW}"


def _colour(sheet: Worksheet) -> None:
    def rows(letter: str) -> str:
        return f"{letter}{FIRST_FLEET_ROW}:{letter}{LAST_FLEET_ROW}"

    row = FIRST_FLEET_ROW
    fills = (RED, RED, AMBER, GREEN)
    for status, fill in zip(STATUSES, fills, strict=True):
        place = STATUS_PLACES[status]
        label = place.replace("B", "$A$")
        add_rule(sheet, rows("M"), f"$M{row}={label}", fill)
        if fill is not GREEN:
            add_rule(sheet, place, f"{place}>0", fill)
    add_rule(sheet, WRONG_PLACE, f"{WRONG_PLACE}>0", RED)
    for letter in ("G", "J"):
        add_rule(sheet, rows(letter), f"{letter}{row}<0", RED)
    for letter, fill_colour in _FILLS.items():
        bar = DataBarRule(  # type: ignore[no-untyped-call] # the stubs lack its types
            start_type="num", start_value=0, end_type="num", end_value=1, color=fill_colour
        )
        sheet.conditional_formatting.add(rows(letter), bar)


def _draw_chart(sheet: Worksheet) -> None:
    """The clusters nearest to exhaustion, each with the part of its subnet that is taken."""
    chart = BarChart()
    chart.title = "{{chart.title}}"
    chart.legend = None
    chart.gapWidth = 40
    chart.width, chart.height = _CHART_WIDTH_CM, _CHART_HEIGHT_CM
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = "0%"
    chart.y_axis.scaling.min = 0
    clusters, shares = (
        Reference(
            sheet,
            min_col=column,
            min_row=FIRST_FLEET_ROW,
            max_row=FIRST_FLEET_ROW + CHART_ROWS - 1,
        )
        for column in (1, len(FLEET_COLUMNS))
    )
    series = Series(shares)
    series.graphicalProperties = GraphicalProperties(solidFill=_CHART_FILL)
    chart.series.append(series)
    chart.set_categories(clusters)
    sheet.add_chart(chart, _CHART_ANCHOR)


def _set_up_page(sheet: Worksheet) -> None:
    sheet.sheet_view.zoomScale = 85
    sheet.sheet_view.showGridLines = False
    set_up_printing(sheet)
    sheet.page_margins = narrow_margins()
    sheet.print_title_rows = f"{FLEET_HEADER_ROW}:{FLEET_HEADER_ROW}"
    protect(sheet)
