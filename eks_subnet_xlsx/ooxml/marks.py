"""Marks on a sheet: conditional formats that are known again by a tag in their formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from eks_subnet_xlsx.ooxml.markup import as_utf8, whole_number
from eks_subnet_xlsx.ooxml.patching import (
    Splice,
    find_elements,
    last_of,
    namespaced,
    prefixed_namespace,
    spliced,
    with_attribute,
)

_BEFORE_MARKS = frozenset(
    {
        "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios",
        "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
        "phoneticPr",
    }
)  # fmt: skip
"""The elements of a sheet that stand before its conditional formats, by the standard."""


class Mark(NamedTuple):
    """Cells that are to have a differential format, by its number in the file."""

    cells: Sequence[str]
    style: int

    def xml(self, tag: str, priority: int) -> str:
        """The conditional format; its formula, which names the tag, is always true."""
        return (
            f'<conditionalFormatting sqref="{" ".join(self.cells)}">'
            f'<cfRule type="expression" dxfId="{self.style}" priority="{priority}">'
            f'<formula>LEN("{tag}")&gt;0</formula></cfRule></conditionalFormatting>'
        )


def marked(content: bytes, part: str, marks: Sequence[Mark], tag: str) -> bytes:
    """A sheet with these marks, and without those that it had under the tag.

    Args:
        content: of the sheet's part.
        part: its name, for messages.
        marks: the first is seen where cells have several.
        tag: letters and blanks that no other formula has.
    """
    if not marks and tag.encode() not in content:
        return content
    content = _without_marks(as_utf8(content, part), part, tag.encode())
    if not marks:
        return content
    found = find_elements(content, part, lambda name, depth: depth == 1 or name == "cfRule")
    rules = [item for item in found if item.name == "cfRule"]
    priorities = [whole_number(rule.attributes.get("priority")) for rule in rules]
    # Marks come first, in order (LibreOffice) and in priority (Excel): others would hide them.
    shift = max(0, len(marks) + 1 - min(priorities, default=len(marks) + 1))
    splices = [
        with_attribute(content, rule.span, "priority", str(priority + shift))
        for rule, priority in zip(rules, priorities, strict=True)
        if shift
    ]
    at = last_of(found, _BEFORE_MARKS, part).end
    namespace = prefixed_namespace(content)
    xml = "".join(
        namespaced(mark.xml(tag, priority), namespace) for priority, mark in enumerate(marks, 1)
    )
    return spliced(content, [*splices, (at, at, xml.encode())])


def _without_marks(content: bytes, part: str, tag: bytes) -> bytes:
    if tag not in content:
        return content
    found = find_elements(
        content, part, lambda name, _: name in {"conditionalFormatting", "cfRule"}
    )
    splices: list[Splice] = []
    rules = [item.span for item in found if item.name == "cfRule"]
    for span in (item.span for item in found if item.name == "conditionalFormatting"):
        inside = [rule for rule in rules if span.start < rule.start < span.end]
        ours = [rule for rule in inside if tag in content[rule.start : rule.end]]
        gone = [span] if len(ours) == len(inside) else ours
        splices += [(item.start, item.end, b"") for item in gone if ours]
    return spliced(content, splices)
