"""Data bars in one plain colour, as Excel 2010 and LibreOffice have them beyond the standard."""

from __future__ import annotations

import re
from uuid import NAMESPACE_URL, uuid5

_BARS = re.compile(
    r'<conditionalFormatting sqref="([^"]+)">((?:(?!</conditionalFormatting>).)*?'
    r"<dataBar.*?</dataBar>)(</cfRule></conditionalFormatting>)"
)
_NAMESPACE = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_RULE_EXTENSION = "{B025F937-C7B1-47D3-B67F-A62EFF666E3E}"
_SHEET_EXTENSION = "{78C0D931-6437-407d-A8EE-F0AAD7539E65}"


def with_plain_bars(part: str) -> str:
    """A sheet whose data bars, from 0 to 1, have one colour to their end."""
    bars: list[str] = []

    def marked(match: re.Match[str]) -> str:
        # The same in each drawing: an id says which rule is meant, and nothing else.
        key = f"{{{str(uuid5(NAMESPACE_URL, match[1])).upper()}}}"
        bars.append(_bar(match[1], key))
        extension = (
            f'<extLst><ext xmlns:x14="{_NAMESPACE}" uri="{_RULE_EXTENSION}">'
            f"<x14:id>{key}</x14:id></ext></extLst>"
        )
        return f'<conditionalFormatting sqref="{match[1]}">{match[2]}{extension}{match[3]}'

    part = _BARS.sub(marked, part)
    listed = (
        f'<extLst><ext xmlns:x14="{_NAMESPACE}" uri="{_SHEET_EXTENSION}">'
        f"<x14:conditionalFormattings>{''.join(bars)}</x14:conditionalFormattings></ext></extLst>"
    )
    return part.replace("</worksheet>", f"{listed}</worksheet>") if bars else part


def _bar(cells: str, key: str) -> str:
    ends = "".join(f'<x14:cfvo type="num"><xm:f>{end}</xm:f></x14:cfvo>' for end in (0, 1))
    return (
        '<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        f'<x14:cfRule type="dataBar" id="{key}">'
        f'<x14:dataBar minLength="0" maxLength="100" gradient="0">{ends}'
        '<x14:negativeFillColor rgb="FFFF0000"/><x14:axisColor rgb="FF000000"/></x14:dataBar>'
        f"</x14:cfRule><xm:sqref>{cells}</xm:sqref></x14:conditionalFormatting>"
    )
