"""How cells look: one palette, one style a use.

Blue marks what may be typed in, and nothing else is blue. No colour carries a meaning alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

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

RED = PatternFill(bgColor="F8D7DA")
AMBER = PatternFill(bgColor="FFE8B3")
GREEN = PatternFill(bgColor="D9EAD3")

_LINE = Side(style="thin", color="D1D5DB")
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


def protect(sheet: Worksheet) -> None:
    """Keeps formulas from being typed over by accident: no password, and much stays allowed."""
    protection = sheet.protection
    protection.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "autoFilter", "sort"):
        setattr(protection, allowed, False)  # what is False is not kept from anybody
