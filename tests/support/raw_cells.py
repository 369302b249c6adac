"""Cells of a workbook as other programs spell them in its XML; independent of the package."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from support.breaking import Break, in_part, in_sheet

ENI = "WarmENI"


def raw_cell(sheet: str, place: str, attributes: str, content: str) -> Break:
    """A cell with other XML in it; its style stays."""

    def change(part: str) -> str:
        pattern = re.compile(rf'<c r="{place}"( s="\d+")?[^>]*?(/>|>.*?</c>)', re.DOTALL)
        assert pattern.search(part), f"{place} is not there"
        return pattern.sub(
            lambda match: f'<c r="{place}"{match[1] or ""} {attributes}>{content}</c>',
            part,
            count=1,
        )

    return in_sheet(sheet, change)


def text_cell(sheet: str, place: str, text: str) -> Break:
    """A cell with a text, its white space kept."""
    spelled = escape(text, {"\r": "&#13;"})
    content = f'<is><t xml:space="preserve">{spelled}</t></is>'
    return raw_cell(sheet, place, 't="inlineStr"', content)


def formula_text(sheet: str, place: str, formula: str, text: str = "") -> Break:
    """A cell with a formula that gives a text."""
    return raw_cell(sheet, place, 't="str"', f"<f>{escape(formula)}</f><v>{escape(text)}</v>")


def boolean(sheet: str, place: str, value: int) -> Break:
    """A cell with TRUE or FALSE in it."""
    return raw_cell(sheet, place, 't="b"', f"<v>{value}</v>")


def date_format(sheet: str, place: str, code: str, value: float) -> tuple[Break, ...]:
    """A number that its cell shows in a format of its own."""

    def styled(part: str) -> str:
        formats = re.search(r"<numFmts[^>]*>", part)
        assert formats, "no number formats"
        number = 400 + part.count("<numFmt ")
        text = escape(code, {'"': "&quot;"})
        own = f'<numFmt numFmtId="{number}" formatCode="{text}"/>'
        part = part.replace(formats[0], formats[0] + own, 1)
        count = part[part.index("<cellXfs") : part.index("</cellXfs>")].count("<xf ")
        styles.append(count)
        xf = f'<xf numFmtId="{number}" applyNumberFormat="1"/>'
        return part.replace("</cellXfs>", f"{xf}</cellXfs>", 1)

    def cell(part: str) -> str:
        pattern = re.compile(rf'<c r="{place}"( s="\d+")?[^>]*?(/>|>.*?</c>)', re.DOTALL)
        assert pattern.search(part), f"{place} is not there"
        new = f'<c r="{place}" s="{styles[-1]}"><v>{value}</v></c>'
        return pattern.sub(new, part, count=1)

    styles: list[int] = []
    return in_part("xl/styles.xml", styled), in_sheet(sheet, cell)
