"""The blank as the parts that ship: what openpyxl writes, put right where it must be."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

from eks_subnet_xlsx.workbook.blank import Blank
from eks_subnet_xlsx.workbook.drawing.bars import with_plain_bars
from eks_subnet_xlsx.workbook.drawing.book import draw_blank
from eks_subnet_xlsx.workbook.drawing.fleet import draw_fleet_blank

# Of a run and not of the blank: it would change with each drawing.
_TIMES = re.compile(r"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")

# Rows are added when a workbook is generated, so that what is drawn has not its size.
_DIMENSION = re.compile(r"<dimension [^>]*/>")

_FONT = re.compile(r"<font>(.*?)</font>")
_FONT_PART = re.compile(r"<(\w+)[^>]*/>")
_FONT_ORDER = ("b", "i", "strike", "u", "vertAlign", "sz", "color", "name", "family", "scheme")

# Without this the labels follow the cells' format, which shows a nought where there is nothing.
_LABEL_FORMAT = re.compile(r'(<numFmt formatCode="[^"]*") />(?=.*?</dLbls>)')

_CHART_NAME = re.compile(r'(<(?:xdr:)?cNvPr id="\d+" name=")Chart \d+(")')
_CHART_TEXTS = r'\g<1>{{chart.title}}\2 descr="{{chart.alternative}}"'


def drawn_parts(blank: Blank) -> dict[str, str]:
    """The parts of a blank as they are drawn now, by name."""
    book = draw_fleet_blank() if blank == "fleet" else draw_blank(blank)
    book.properties.creator = "eks-subnet-xlsx"
    book.calculation.fullCalcOnLoad = True
    drawn = BytesIO()
    book.save(drawn)
    with ZipFile(drawn) as archive:
        parts = {
            name: _put_right(archive.read(name).decode()) + "\n" for name in archive.namelist()
        }
    if blank == "fleet":
        parts = {name: with_plain_bars(part) for name, part in parts.items()}
    return parts


def _put_right(part: str) -> str:
    part = _TIMES.sub("", part)
    part = _DIMENSION.sub("", part)
    part = _FONT.sub(_ordered_font, part)
    part = _LABEL_FORMAT.sub(r'\1 sourceLinked="0" />', part)
    # openpyxl has no way to give a chart a name and a text for those who cannot see it.
    part = _CHART_NAME.sub(_CHART_TEXTS, part)
    return part.rstrip("\n")


def _ordered_font(match: re.Match[str]) -> str:
    """A font with its properties in the order that the schema asks for."""
    parts = [(part[1], part[0]) for part in _FONT_PART.finditer(match[1])]
    parts.sort(key=lambda part: _FONT_ORDER.index(part[0]))
    return f"<font>{''.join(text for _, text in parts)}</font>"
