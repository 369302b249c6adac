"""A cell is changed where it must be; whatever else stands in it stays."""

from __future__ import annotations

import re

import pytest
from support.breakages import good_workbook
from support.breaking import in_sheet, part_of
from support.care import losses, places
from support.lint import lint

from eks_subnet_xlsx import recalculate_workbook, validate_workbook
from workloads.damage import parts_of

pytestmark = pytest.mark.slow


ENI = "WarmENI"
EXTENSIONS = (
    '<extLst><ext uri="{01234567-89AB-CDEF-0123-456789ABCDEF}" xmlns:x9="urn:colleague">'
    '<x9:note author="team">kept &amp; whole</x9:note></ext></extLst>'
)


def with_cell(place: str, attributes: str, inside: str) -> bytes:
    """The good workbook with a cell of its own spelling; its style stays."""

    def change(part: str) -> str:
        pattern = re.compile(rf'<c r="{place}"( s="\d+")[^>]*?(/>|>.*?</c>)', re.DOTALL)
        assert pattern.search(part), place
        part = pattern.sub(
            lambda match: f'<c {attributes} r="{place}"{match[1]}>{inside}</c>', part, count=1
        )
        return part.replace("<worksheet ", '<worksheet xmlns:u="urn:colleague" ', 1)

    return in_sheet(ENI, change)(good_workbook())


def own_formula(place: str) -> str:
    """The formula of a cell of the good workbook, as XML."""
    part = parts_of(good_workbook())[part_of(good_workbook(), ENI)].decode()
    match = re.search(rf'<c r="{place}"[^>]*>(<f>[^<]*</f>)', part)
    assert match, place
    return match[1]


SPELLINGS = {
    "stale, with extensions": (
        "K23", 'ph="1" u:flag="a > b"', own_formula("K23") + "<v>1</v>" + EXTENSIONS,
    ),
    "stale, with unknown elements": (
        "K23", "u:flag=' t=\"s\" '", own_formula("K23") + "<v>1</v><u:more/>" + EXTENSIONS,
    ),
    "stale text": ("J23", "t='str' vm='3'", own_formula("J23") + "<v>old</v>" + EXTENSIONS),
    "a formula that says how it is spelled": (
        "K23", 'cm="1"', own_formula("K23").replace("<f>", '<f t="array" ref="K23" ca="1">') +
        "<v>1</v>" + EXTENSIONS,
    ),
    "stale, no value": ("K23", 't="n"', own_formula("K23") + EXTENSIONS),
    "text where a formula gives a number": (
        "K23", 't="inlineStr"', own_formula("K23") + "<is><t>1</t></is>" + EXTENSIONS,
    ),
    "typed over": ("K23", 'ph="1" u:flag="1"', "<v>1</v>" + EXTENSIONS),
    "typed over with rich text": (
        "K23", 't="inlineStr" u:flag="1"',
        "<is><r><rPr><b/></rPr><t>about </t></r><r><t>9</t></r></is>" + EXTENSIONS,
    ),
    "an error value that says more of itself": (
        "K23", 't="e" vm="1" cm="1" ph="1"',
        '<f t="array" ref="K23">_xlfn.ANCHORARRAY(M23)</f><v>#SPILL!</v>' + EXTENSIONS,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SPELLINGS)
def test_what_else_a_cell_holds_stays(name: str) -> None:
    """Attributes, extensions and unknown elements of a cell that gets another result or formula."""
    data = with_cell(*SPELLINGS[name])
    assert data != good_workbook()
    done = recalculate_workbook(data)
    named = {ENI: {at for found in done.restored for at in places(found.cells)
                   if found.family == "formula"}}  # fmt: skip
    assert losses(data, done.content, named) == []
    assert validate_workbook(done.content).findings == ()
    assert set(lint(done.content)) <= set(lint(data))
