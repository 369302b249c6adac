"""The smallest subnet that would do, against a search over all sizes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eks_subnet_xlsx.demand import SubnetUsage, smallest_size, usable_ips

SIZES = range(16, 29)


def enough(size: int, taken: int) -> bool:
    """Whether all taken fit, and one part in ten is left."""
    has = (1 << 32 - size) - 5
    return taken <= has and (has - taken) * 10 >= has


@given(st.integers(0, 70_000))
def test_smallest_size_is_what_a_search_finds(taken: int) -> None:
    """The smallest of all sizes that AWS allows in which there is enough; none where none is."""
    fitting = [size for size in SIZES if enough(size, taken)]
    assert smallest_size(taken) == (max(fitting) if fitting else None)


def test_smallest_size_changes_where_a_subnet_is_just_full_enough() -> None:
    """At the last address that a size has room for, and at the next."""
    for size in SIZES:
        most = max(taken for taken in range(usable_ips(size) + 1) if enough(size, taken))
        assert smallest_size(most) == size
        assert smallest_size(most + 1) == (size - 1 if size > min(SIZES) else None)


def test_others_count_towards_the_size() -> None:
    """What others hold is taken too, and what is missing is counted from it."""
    usage = SubnetUsage(usable_ips=251, other_ips=100, node_ips=200)
    assert (usage.short_ips, usage.sufficient_size) == (49, 23)
    assert SubnetUsage(usable_ips=251, other_ips=0, node_ips=200).short_ips == 0
    assert SubnetUsage(usable_ips=None, other_ips=0, node_ips=200).short_ips == 0
