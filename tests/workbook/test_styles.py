"""Which number formats are dates, and which numbers dates count as."""

from __future__ import annotations

import pytest

from eks_subnet_xlsx.ooxml.styles import (
    date_number,
    date_styles,
    is_date_format,
    shown_date,
)


@pytest.mark.parametrize(
    "code",
    [
        "yyyy-mm-dd", "m/d/yy", "d. mmmm yyyy", "h:mm:ss AM/PM", "[h]:mm", "[MM]", "[ss].00",
        "[$-409]dddd", 'yyyy"년" m"월" d"일"', "[Red]dd", "0;dd", "YYYY\\-MM",
    ],
)  # fmt: skip
def test_date_format_is_known(code: str) -> None:
    """Years, months, days, hours or seconds that a format shows make it one of a date."""
    assert is_date_format(code)


@pytest.mark.parametrize(
    "code",
    [
        "General", "0", "#,##0", "0.00E+00", "@", '0 "days"', "0\\d", "[Red]0", "0_d", "*d0",
        "[$USD] #,##0", "[>=100]0;0.0", '0 "h', "[$₩-412]#,##0", "",
    ],
)  # fmt: skip
def test_format_of_numbers_is_none_of_dates(code: str) -> None:
    """Letters in quotes, in brackets, and after a backslash are no part of a date."""
    assert not is_date_format(code)


def test_styles_with_dates_are_found_by_number() -> None:
    """Formats that are known by number, and a file's own, by their place among the cell styles."""
    styles = b"""<styleSheet><numFmts><numFmt numFmtId="200" formatCode="dd.mm."/>
    <numFmt numFmtId="15" formatCode="0"/></numFmts>
    <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
    <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf/><xf numFmtId="200"/><xf numFmtId="15"/>
    <xf numFmtId="47"/><xf numFmtId="x"/></cellXfs><cellStyles><xf numFmtId="14"/></cellStyles>
    </styleSheet>"""
    assert date_styles(styles, "xl/styles.xml") == {"1", "3", "5"}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2025-01-05", 45_662), ("2025-01-05T12:00:00", 45_662.5), ("1900-03-01", 61),
        ("2025-01-05T00:00:00Z", 45_662), ("today", "today"), ("", ""), ("2025-13-01", "2025-13-01"),
    ],
)  # fmt: skip
def test_date_counts_as_a_number(text: str, number: float | str) -> None:
    """Days since the end of 1899; what is no date stays what it is."""
    assert date_number(text) == number


@pytest.mark.parametrize(
    ("number", "date"),
    [
        (45_662, "2025-01-05"), (45_662.5, "2025-01-05 12:00:00"), (3, "1900-01-03"),
        (61, "1900-03-01"), (0.5, "12:00:00"), (2_958_465, "9999-12-31"), (2_958_466, None),
        (-1, None),
    ],
)  # fmt: skip
def test_number_is_shown_as_a_date(number: float, date: str | None) -> None:
    """As Excel shows it, whose 1900 is a leap year."""
    assert shown_date(number) == date
