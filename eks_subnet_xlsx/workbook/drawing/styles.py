"""How cells look: one palette, one style a use.

Blue marks what may be typed in, and nothing else is blue. No colour carries a meaning alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

FONT = "{{workbook.font}}"

INK = "1F2937"
MUTED = "6B7280"
DARK = "374151"
INPUT_INK = "1F4E9E"
INPUT_FILL = "DDEBF7"
WORKING_FILL = "F3F4F6"
WHITE = "FFFFFF"

COUNT_FORMAT = "#,##0"
CHANGE_FORMAT = "+#,##0;-#,##0;0"
PERCENT_FORMAT = "0.0%"
GENERAL_FORMAT = "General"
TEXT_FORMAT = "@"

BAND_RED, BAND_AMBER, BAND_GREEN = ("A61B1B", WHITE), ("F5C242", "3A2800"), ("DDF1E2", "0F4D2A")
"""Ground and ink of an answer: the worse, the darker, so that greyscale keeps the order."""

RED = PatternFill(bgColor="F8D7DA")
AMBER = PatternFill(bgColor="FFE8B3")
GREEN = PatternFill(bgColor="D9EAD3")

_LINE = Side(style="thin", color="D1D5DB")
_WHITE_LINES = Border(left=Side(style="thin", color=WHITE), right=Side(style="thin", color=WHITE))
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_UNDER = Border(bottom=Side(style="medium", color=DARK))


@dataclass(frozen=True, slots=True)
class Look:
    """All that a style sets on a cell."""

    ink: str = INK
    size: float = 11
    bold: bool = False
    fill: str | None = None
    border: Border | None = None
    number_format: str = GENERAL_FORMAT
    horizontal: str | None = None
    vertical: str = "center"
    wrap: bool = False
    indent: int = 0
    locked: bool = True

    def apply(self, cell: Cell | MergedCell) -> None:
        """Gives a cell this look."""
        cell.font = Font(name=FONT, size=self.size, bold=self.bold, color=self.ink)
        if self.fill:
            cell.fill = PatternFill("solid", fgColor=self.fill)
        if self.border:
            cell.border = self.border
        cell.number_format = self.number_format
        cell.alignment = Alignment(
            horizontal=self.horizontal,
            vertical=self.vertical,
            wrap_text=self.wrap,
            indent=self.indent,
        )
        cell.protection = Protection(locked=self.locked)


_INPUT = Look(ink=INPUT_INK, fill=INPUT_FILL, border=_BOX, locked=False)
_DERIVED = Look(border=_BOX)
_WORKING = Look(ink=MUTED, size=10, border=_BOX, fill=WORKING_FILL)

_RULED = Look(size=10, border=Border(bottom=Side(style="thin", color="E2E8F0")))
_HEADER = Look(ink=WHITE, bold=True, size=10, fill="3B4656", border=_WHITE_LINES, wrap=True)

LOOKS = {
    "input_text": replace(_INPUT, horizontal="left", indent=1),
    "input_count": replace(_INPUT, number_format=COUNT_FORMAT, horizontal="right"),
    "count": replace(_DERIVED, number_format=COUNT_FORMAT, horizontal="right"),
    "change": replace(_DERIVED, number_format=CHANGE_FORMAT, horizontal="right", ink=MUTED),
    "muted": replace(_DERIVED, number_format=COUNT_FORMAT, horizontal="right", ink=MUTED),
    "percent": replace(_DERIVED, number_format=PERCENT_FORMAT, horizontal="right"),
    "text": Look(ink=MUTED),
    "heading": Look(bold=True, size=14),
    "status": replace(_DERIVED, horizontal="left", indent=1),
    "verdict": replace(_DERIVED, bold=True, horizontal="center"),
    "notice": Look(bold=True, ink="B42318"),
    "working": replace(_WORKING, horizontal="right"),
    "title": Look(bold=True, size=16),
    "paragraph": Look(ink=MUTED, wrap=True, vertical="top"),
    "section": Look(bold=True, size=12, border=_UNDER),
    "inner_section": Look(bold=True, size=12, border=_UNDER, horizontal="left", indent=1),
    "label": Look(),
    "inner_label": Look(horizontal="left", indent=1),
    "line": Look(wrap=True, vertical="top", horizontal="left"),
    "header": Look(ink=WHITE, bold=True, fill=DARK, border=_BOX, wrap=True, horizontal="center"),
    "input_header": Look(
        ink=WHITE, bold=True, fill=INPUT_INK, border=_BOX, wrap=True, horizontal="center"
    ),
    "working_header": Look(
        ink=MUTED, size=10, bold=True, fill="E5E7EB", border=_BOX, wrap=True, horizontal="center"
    ),
    "link": replace(_DERIVED, horizontal="left", indent=1, ink="0563C1"),
    "headline": Look(bold=True, size=22, indent=1, horizontal="left"),
    "subline": Look(horizontal="left", indent=1, vertical="top"),
    "fleet_header": replace(_HEADER, horizontal="left", indent=1),
    "fleet_count_header": replace(_HEADER, horizontal="right", number_format="@_)"),
    "fleet_text": replace(_RULED, horizontal="left", indent=1),
    "fleet_link": replace(_RULED, horizontal="left", indent=1, ink="0563C1"),
    "rank": replace(_RULED, horizontal="right", ink=MUTED, number_format="0_)"),
    "fleet_count": replace(_RULED, horizontal="right", number_format="#,##0_)"),
    "fleet_left": replace(
        _RULED, bold=True, horizontal="right", number_format="{{fleet.format.left}}"
    ),
    "fleet_share": replace(_RULED, horizontal="right", number_format="0%_)"),
    "bar": replace(_RULED, number_format=";;;"),
    "over": replace(_RULED, bold=True, horizontal="right", number_format="+0%_);;"),
    "fleet_said": Look(bold=True, horizontal="left"),
    "plain": Look(),
    "plain_count": Look(number_format=COUNT_FORMAT),
}


def dress(sheet: Worksheet, place: str, style: str) -> None:
    """Gives the cell at a place its look."""
    LOOKS[style].apply(sheet[place])


def put(sheet: Worksheet, place: str, value: str | int, style: str) -> None:
    """Writes a value at a place, with its look."""
    sheet[place] = value
    dress(sheet, place, style)


def fill_rule(sheet: Worksheet, places: str, formula: str, colours: tuple[str, str] | str) -> None:
    """Colours cells where a formula holds: ground and ink, or the ground alone."""
    ground, ink = (colours, None) if isinstance(colours, str) else colours
    look = DifferentialStyle(
        font=Font(color=ink) if ink else None, fill=PatternFill(bgColor=ground)
    )
    rule = Rule(type="expression", dxf=look, stopIfTrue=ink is not None, formula=[formula])
    sheet.conditional_formatting.add(places, rule)


def protect(sheet: Worksheet) -> None:
    """Keeps formulas from being typed over by accident: no password, and much stays allowed."""
    protection = sheet.protection
    protection.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "autoFilter", "sort"):
        setattr(protection, allowed, False)  # what is False is not kept from anybody
