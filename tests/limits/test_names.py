"""Names of types as formulas see them."""

from __future__ import annotations

import pytest

from eks_subnet_xlsx.limits import LimitsCatalog, odd_characters, plain_name, trimmed, type_key

_NO_SPACES = "\t\n\r\v\f\x1c\x85\xa0\u1680\u2003\u2007\u2009\u2028\u202f\u205f\u3000\u200b\ufeff"


def test_trim_knows_one_space() -> None:
    """Around a text and inside, U+0020 is taken away, and no other white space."""
    assert trimmed("  m5.   large ") == "m5. large"
    text = f"{_NO_SPACES}m5.large{_NO_SPACES}"
    assert trimmed(text) == text


@pytest.mark.parametrize("space", _NO_SPACES)
def test_catalog_finds_no_type_with_other_white_space(catalog: LimitsCatalog, space: str) -> None:
    """What no formula finds, the catalog does not find either."""
    assert catalog.find(f"m5.large{space}") is None
    assert catalog.find(f"{space}m5.large") is None


def test_case_is_folded_in_ascii_alone() -> None:
    """A long s, a dotless i and a Kelvin sign stay what they are."""
    assert type_key(" T3.Small ") == "t3.small"
    for text in ("t3.\u017fmall", "\u01313.large", "\u212a1.large", "m\u00df.large"):
        assert type_key(text) == text


def test_plain_name_is_what_was_meant() -> None:
    """White space, what cannot be seen, full width and case are taken away."""
    assert plain_name("\ufeffM5.\u200b la rge\xa0") == "m5.large"
    assert plain_name("\uff4d\uff15.large") == "m5.large"


def test_odd_characters_are_those_of_no_type() -> None:
    """Once each, in order; spaces that TRIM takes away are none."""
    assert odd_characters("  m5.large ") == []
    assert odd_characters("\xa0m5. large\xa0\t") == ["\xa0", " ", "\t"]
