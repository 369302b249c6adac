"""Whatever a cluster is called, its workbook has a name that every system takes."""

from __future__ import annotations

import string
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from eks_subnet_xlsx.fleet.names import FLEET_NAME, same_file, workbook_name

_REFUSED = set('<>:"/\\|?*') | {chr(code) for code in range(32)}
_DEVICES = {"con", "prn", "aux", "nul"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"
}
"""Source: Microsoft, "Naming Files, Paths, and Namespaces"."""

awkward = st.sampled_from(
    (*_DEVICES, "..", "~$", ".", " ", "fleet", "fleet-summary", ".xlsx", "/", "\\", ":", "\u202e")
)
names = st.lists(
    st.one_of(awkward, st.text(st.characters(), max_size=400)), min_size=1, max_size=4
).map("".join)


@given(cluster=names)
def test_any_cluster_gets_a_name_that_windows_macos_and_linux_take(cluster: str) -> None:
    """No refused character, no device, nothing hidden, not too long, no end that is cut off."""
    name = workbook_name(cluster)
    stem = name.removesuffix(".xlsx")
    assert name != stem
    assert not _REFUSED & set(name)
    assert all(character.isprintable() for character in name)
    assert stem.split(".")[0].rstrip().casefold() not in _DEVICES
    assert stem.casefold() != FLEET_NAME
    assert not stem.startswith((".", "~", " "))
    assert not stem.endswith((".", " "))
    assert len(name.encode()) <= 240
    assert unicodedata.is_normalized("NFC", name)


@given(cluster=names)
def test_a_name_is_its_own(cluster: str) -> None:
    """A cluster that is called as a workbook already is gets that name, if it was not cut."""
    stem = workbook_name(cluster).removesuffix(".xlsx")
    assert len(stem.encode()) > 200 or workbook_name(stem) == f"{stem}.xlsx"


plain = st.text(string.ascii_lowercase + string.digits + "가나다é-", min_size=6, max_size=300)


@given(pair=st.tuples(plain, plain, plain))
def test_plain_names_stay_apart(pair: tuple[str, str, str]) -> None:
    """However long they are, and wherever they differ."""
    beginning, *ends = pair
    first, second = (f"x{beginning}{end}" for end in ends)
    apart = same_file(first) != same_file(second)
    assert apart == (same_file(workbook_name(first)) != same_file(workbook_name(second)))
