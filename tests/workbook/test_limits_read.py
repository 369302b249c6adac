"""The sheet of limits is compared by what was parsed; what is remembered is the file's to the byte."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from support.breakages import good_workbook
from support.breaking import Break, part_of, renamed, rewritten, typed

from eks_subnet_xlsx import read_workbook, validate_workbook
from workloads.damage import parts_of, zipped

STRINGS = "xl/sharedStrings.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def limit(data: bytes, name: str = "m5.large") -> tuple[int, int]:
    """ENIs and addresses of a type, as they are read."""
    reading = read_workbook(data)
    assert reading.limits
    limits = reading.limits.find(name)
    assert limits
    return limits.max_enis, limits.ipv4_per_eni


def in_limits(change: Callable[[str], str]) -> Break:
    """Changes the part of the sheet of limits."""
    return lambda data: rewritten(data, {part_of(data, "Limits"): change})


def more_addresses(part: str) -> str:
    """The limits of m5.large with 50 addresses for each ENI."""
    changed = re.sub(r'(<c r="C578"[^>]*><v>)10<', r"\g<1>50<", part)
    assert changed != part
    return changed


DISGUISES: dict[str, Callable[[str], str]] = {
    "plain": lambda part: part,
    "quotes": lambda part: part.replace('<row r="2">', "<row r='2'>"),
    "a comment that is the shipped rows": lambda part: part,
    "rows in a comment after": lambda part: part.replace(
        "</sheetData>", '</sheetData><!-- <row r="2"></sheetData> -->'
    ),
    "an end in a comment": lambda part: part.replace(
        "<sheetData>", "<!--</sheetData>--><sheetData>"
    ),
    "a prefix": lambda part: re.sub(r"<(/?)(?=[A-Za-z])", r"<\1x:", part).replace(
        f'xmlns="{_MAIN}"', f'xmlns:x="{_MAIN}"'
    ),
}


@pytest.mark.parametrize("name", DISGUISES)
def test_changed_limits_are_read_whatever_they_look_like(name: str) -> None:
    """50 addresses are read as 50, also where the bytes of the shipped rows stand in a comment."""
    good = good_workbook()
    shipped = parts_of(good)[part_of(good, "Limits")].decode()
    rows = shipped[shipped.index('<row r="2"') : shipped.index("</sheetData>")]

    def disguised(part: str) -> str:
        part = DISGUISES[name](more_addresses(part))
        hidden = f"<!--{rows}</sheetData>-->" if "shipped" in name else ""
        return part.replace("<row r=", "<row  r=", 1).replace(
            "</sheetData>", f"</sheetData>{hidden}"
        )

    changed = in_limits(disguised)(good)
    assert limit(changed) == (3, 50)
    assert "E502" in {found.rule for found in validate_workbook(changed).findings}
    assert limit(good) == (3, 10)


@pytest.mark.parametrize("spelled", ['t="s"', "t='s'", 't = "s"', 't="&#115;"', "t\n=\n'&#x73;'"])
def test_no_file_gets_the_limits_of_another(spelled: str) -> None:
    """The same sheet with other shared texts is another: each is read with its own."""

    def with_shared(first: str, second: str) -> bytes:
        data = good_workbook()
        part = part_of(data, "Limits")
        parts = parts_of(data)

        def replaced(path: str, old: str, new: str) -> None:
            text = parts[path].decode()
            assert old in text
            parts[path] = text.replace(old, new, 1).encode()

        sheet = parts[part].decode()
        for row, number in ((2, 0), (3, 1)):
            pattern = rf'<c r="A{row}" (s="\d+") t="inlineStr">.*?</c>'
            cell = rf'<c r="A{row}" \1 {spelled}><v>{number}</v></c>'
            assert re.search(pattern, sheet)
            sheet = re.sub(pattern, cell, sheet, count=1)
        parts[part] = sheet.encode()
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        override = f'<Override PartName="/{STRINGS}" ContentType="{kind}"/></Types>'
        replaced("[Content_Types].xml", "</Types>", override)
        related = (
            f'<Relationship Id="s9" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        )
        replaced("xl/_rels/workbook.xml.rels", "</Relationships>", f"{related}</Relationships>")
        texts = f"<si><t>{first}</t></si><si><t>{second}</t></si>"
        parts[STRINGS] = f'<sst xmlns="{_MAIN}">{texts}</sst>'.encode()
        return zipped(parts)

    one, other = limit(good_workbook(), "a1.2xlarge"), limit(good_workbook(), "a1.4xlarge")
    assert one != other
    plain, crossed = (
        with_shared("a1.2xlarge", "a1.4xlarge"),
        with_shared("a1.4xlarge", "a1.2xlarge"),
    )
    for _ in range(2):
        assert limit(plain, "a1.2xlarge") == one
        assert limit(crossed, "a1.2xlarge") == other


def test_a_sheet_of_limits_goes_by_its_words_where_names_mislead() -> None:
    """Limits renamed, and a sheet of a colleague's own called Limits: the formulas' sheet is read."""
    data = renamed("Limits", "EC2")(in_limits(more_addresses)(good_workbook()))
    data = renamed("SubnetSizes", "Limits")(data)
    reading = read_workbook(data)
    assert reading.limits
    assert reading.limits.name == "EC2"
    assert reading.roles["Limits"] == "SubnetSizes"
    assert limit(data) == (3, 50)


def test_limits_in_far_rows_cost_no_more_than_near_ones() -> None:
    """Rows that are not there are not gone through."""
    data = typed("Limits", A1048576="m5.nano")(good_workbook())
    reading = read_workbook(data)
    assert reading.limits
    assert reading.limits.last_row == 1_048_576
    assert limit(data) == (3, 10)
