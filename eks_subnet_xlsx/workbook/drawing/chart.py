"""Draws the chart of a calculator: what is taken of the subnet, by whom, and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.chart import BarChart
from openpyxl.chart.data_source import NumDataSource, NumRef, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties

from eks_subnet_xlsx.layouts import Calculator

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# From dark to light in steps that a greyscale print keeps apart.
_FILLS = {
    "chart_primary": "1F2937",
    "chart_active": "1F4E9E",
    "chart_warm": "8FB4E3",
    "chart_others": "9CA3AF",
    "chart_taken": "1F4E9E",
    "free_ips": "F3F4F6",
}
_LIGHT = {"chart_warm", "chart_others", "free_ips"}
_OUTLINE = "4B5563"
_ANCHOR = "M3"
_WIDTH_CM = 22
_HEIGHT_CM = 8
_NOT_ZERO = "#,##0;-#,##0;;"


def draw_chart(sheet: Worksheet, calculator: Calculator) -> None:
    """Draws the stacked bar of a calculator beside its results."""
    chart = BarChart()
    chart.type = "bar"
    chart.grouping = "stacked"
    chart.overlap = 100
    chart.gapWidth = 40
    chart.width = _WIDTH_CM
    chart.height = _HEIGHT_CM
    chart.title = "{{chart.title}}"
    chart.legend.position = "b"
    chart.x_axis.delete = True
    chart.y_axis.delete = False
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.majorGridlines = None
    for cell in sorted(
        (cell for cell in calculator.derived_cells if cell.key in _FILLS),
        key=lambda cell: list(_FILLS).index(cell.key),
    ):
        chart.series.append(_series(calculator.name, cell.key, cell.place))
    sheet.add_chart(chart, _ANCHOR)


def _series(sheet: str, key: str, place: str) -> Series:
    row = place.removeprefix("AB")
    series = Series(val=NumDataSource(numRef=NumRef(f=f"'{sheet}'!$AB${row}")))
    series.tx = SeriesLabel(strRef=StrRef(f"'{sheet}'!$AA${row}"))
    outline = LineProperties(solidFill=_OUTLINE)
    series.spPr = GraphicalProperties(solidFill=_FILLS[key], ln=outline)
    series.dLbls = DataLabelList(showVal=True, numFmt=_NOT_ZERO)
    for part in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(series.dLbls, part, False)
    if key not in _LIGHT:
        series.dLbls.txPr = _white_text()
    return series


def _white_text() -> RichText:
    """Labels on dark fills."""
    look = ParagraphProperties(defRPr=CharacterProperties(solidFill="FFFFFF", b=True))
    return RichText(p=[Paragraph(pPr=look, endParaRPr=CharacterProperties())])
