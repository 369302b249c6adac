"""The engine against the real pool code of VPC CNI v1.23.1, and what no observed row shows."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from eks_subnet_xlsx import (
    InstanceLimits,
    InvalidValueError,
    NodeUsage,
    WarmPoolSettings,
    default_max_pods,
    node_usage,
)

DATA = Path(__file__).parent / "data"
FULL_TABLE = Path(__file__).parents[2] / "shared" / "vectors" / "ipamd.csv"
M5_LARGE = InstanceLimits("m5.large", 3, 10, vcpus=2)
C5_LARGE = InstanceLimits("c5.large", 3, 10, vcpus=2)
M5_12XLARGE = InstanceLimits("m5.12xlarge", 8, 30, vcpus=48)

Row = dict[str, str]


def read_rows(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def optional(text: str) -> int | None:
    return int(text) if text else None


def usage_of(row: Row) -> NodeUsage:
    """The engine's answer for one observed node."""
    settings = WarmPoolSettings(
        warm_eni_target=optional(row["warm_eni"]),
        warm_ip_target=optional(row["warm_ip"]),
        minimum_ip_target=optional(row["min_ip"]),
        warm_prefix_target=optional(row["warm_prefix"]),
        max_eni=optional(row["max_eni"]),
        prefix_delegation=row["prefix_delegation"] == "1",
        custom_networking=row["custom_networking"] == "1",
        pod_eni=row["pod_eni"] == "1",
        unmanaged_enis=int(row["unmanaged"]),
    )
    pods = int(row["pods"])
    return node_usage(
        InstanceLimits("any", int(row["M"]), int(row["n"])),
        settings,
        pods=pods,
        max_pods=int(row["max_pods"]),
        peak_pods=max(pods, int(row["peak_pods"])) if row["path"] == "down" else None,
    )


def disagreement(row: Row) -> str:
    """Why the engine and an observed node disagree; empty where they agree."""
    usage = usage_of(row)
    if row["error"] or not usage.ready:
        return "" if row["error"] and not usage.ready else "one is ready, the other is not"
    held = int(row["enis"]) + int(row["secondary_ips"]) + 16 * int(row["prefixes"])
    if row["oscillates"] == "1":
        low, high = int(row["min_subnet_ips"]), int(row["max_subnet_ips"])
        if row["path"] != "down" and (usage.lowest_subnet_ips, usage.subnet_ips) != (low, high):
            return "another cycle"
        return within(usage, low) or within(usage, high)
    if row["path"] == "down":
        if usage.rule == "ip_target" and row["prefix_delegation"] == "0":
            single = usage.secondary_ips == int(row["secondary_ips"])
            return within(usage, held) if single else "another number of secondary addresses"
        return within(usage, held)
    if usage.lowest_subnet_ips < usage.subnet_ips:
        if row["path"] == "up" and usage.rule == "ip_target" and usage.lowest_subnet_ips != held:
            return "pods that come one by one take the lowest"
        return within(usage, held)
    return exact(row, usage)


def within(usage: NodeUsage, held: int) -> str:
    inside = usage.lowest_subnet_ips <= held <= usage.subnet_ips
    return "" if inside else f"{held} is outside"


def exact(row: Row, usage: NodeUsage) -> str:
    found = {
        "enis": usage.attached_enis,
        "secondary_ips": usage.secondary_ips,
        "prefixes": usage.prefixes,
        "assigned": usage.active_ips,
        "available": usage.warm_ips,
        "unplaced": usage.unplaced_pods,
    }
    return "".join(f"{name} {value} not {row[name]} " for name, value in found.items()
                   if value != int(row[name]))  # fmt: skip


def disagreements(rows: list[Row]) -> list[tuple[Row, str]]:
    return [(row, reason) for row in rows if (reason := disagreement(row))]


def test_engine_agrees_with_the_condensed_table() -> None:
    """Every observed node that the project carries gets the real code's answer."""
    assert disagreements(read_rows(DATA / "ipamd.csv")) == []


def test_condensed_table_covers_every_mode_and_every_pair_of_limits() -> None:
    """All 46 pairs of limits and all 16 modes occur, so that agreement means something."""
    rows = read_rows(DATA / "ipamd.csv")
    assert len({(row["M"], row["n"]) for row in rows}) == 46
    assert set(Counter(row["mode"] for row in rows)) == {
        "custom", "edge", "eni", "eni+max_eni", "ip", "ip+min", "low-max-pods", "max_eni",
        "min-only", "pd-ip", "pd-ip+min", "pd-min-only", "pd-prefix", "pd-prefix0", "pod_eni",
        "unmanaged",
    }  # fmt: skip


@pytest.mark.skipif(not FULL_TABLE.exists(), reason="the full table of vectors is not here")
def test_engine_agrees_with_the_full_table() -> None:
    """All 10,673 observed nodes get the real code's answer, or lie inside the stated range."""
    rows = read_rows(FULL_TABLE)
    assert len(rows) == 10_673
    assert disagreements(rows) == []


@pytest.mark.parametrize("row", read_rows(DATA / "published_examples.csv"), ids=str)
def test_engine_agrees_with_published_examples(row: Row) -> None:
    """The VPC CNI's own example tables hold, but for the rows that its code contradicts."""
    limits = {"t3.small": (3, 4), "p3dn.24xlarge": (15, 50)}[row["instance_type"]]
    usage = node_usage(
        InstanceLimits(row["instance_type"], *limits),
        WarmPoolSettings(
            warm_eni_target=optional(row["warm_eni"]),
            warm_ip_target=optional(row["warm_ip"]),
            minimum_ip_target=optional(row["min_ip"]),
            warm_prefix_target=optional(row["warm_prefix"]),
            prefix_delegation=row["prefix_delegation"] == "1",
        ),
        pods=int(row["pods"]),
        max_pods=110,
    )
    assert usage.attached_enis == int(row["enis"])
    assert usage.secondary_ips == int(row["secondary_ips"] or 0)
    assert usage.prefixes == int(row["prefixes"] or 0)
    assert usage.warm_ips == int(row["unused_ips"])


def test_usage_of_an_idle_node_is_its_primary_eni() -> None:
    """Without pods the primary ENI's own free addresses are the warm ENI."""
    usage = node_usage(C5_LARGE, WarmPoolSettings(), pods=0)
    assert (usage.attached_enis, usage.active_enis, usage.warm_enis) == (1, 0, 1)
    assert (usage.primary_ips, usage.secondary_ips, usage.subnet_ips) == (1, 9, 10)


def test_usage_of_aws_own_sample_is_the_real_figure() -> None:
    """m5.12xlarge with 102 pods holds 150 addresses by ENI target 1, 107 by IP target 1."""
    by_eni = node_usage(M5_12XLARGE, WarmPoolSettings(), pods=102)
    by_ip = node_usage(M5_12XLARGE, WarmPoolSettings(warm_ip_target=1), pods=102)
    assert (by_eni.attached_enis, by_eni.subnet_ips, by_eni.rule) == (5, 150, "eni_target")
    assert (by_ip.attached_enis, by_ip.subnet_ips, by_ip.rule) == (4, 107, "ip_target")


def test_usage_of_a_cycle_is_its_highest() -> None:
    """With ENI target 0 and full ENIs the node swings between 10 and 20 addresses."""
    usage = node_usage(M5_LARGE, WarmPoolSettings(warm_eni_target=0), pods=9)
    assert usage.cycles
    assert (usage.lowest_subnet_ips, usage.highest_subnet_ips, usage.subnet_ips) == (10, 20, 20)


def test_usage_falls_back_where_the_type_has_no_prefixes() -> None:
    """On Xen prefix delegation is silently off: the ENI target governs, max pods with it."""
    xen = InstanceLimits("m4.large", 2, 10, supports_prefixes=False)
    asked = node_usage(xen, WarmPoolSettings(prefix_delegation=True), pods=5)
    assert asked == node_usage(xen, WarmPoolSettings(), pods=5)
    assert (asked.rule, asked.prefixes, asked.max_pods) == ("eni_target", 0, 20)


def test_usage_keeps_no_place_where_the_type_has_no_trunk() -> None:
    """Security groups for pods change nothing on a type without a trunk ENI."""
    without = InstanceLimits("t3.medium", 3, 6, supports_trunk=False)
    settings = WarmPoolSettings(pod_eni=True)
    assert node_usage(without, settings, pods=9) == node_usage(without, WarmPoolSettings(), pods=9)
    assert node_usage(M5_LARGE, settings, pods=0).attached_enis == 2


def test_usage_with_custom_networking_splits_the_subnets() -> None:
    """One primary address is the node subnet's, all else the pod subnet's."""
    usage = node_usage(M5_LARGE, WarmPoolSettings(custom_networking=True), pods=5)
    assert (usage.subnet_ips, usage.node_subnet_ips, usage.pod_subnet_ips) == (21, 1, 20)
    assert usage.max_pods == 20


def test_usage_without_a_pod_eni_is_never_ready() -> None:
    """Custom networking with MAX_ENI 1 leaves nothing for pods: all of them wait."""
    settings = WarmPoolSettings(custom_networking=True, max_eni=1)
    usage = node_usage(M5_LARGE, settings, pods=4)
    assert not usage.ready
    assert (usage.subnet_ips, usage.unplaced_pods) == (0, 4)


def test_usage_with_minimum_alone_leaves_pods_waiting() -> None:
    """MINIMUM_IP_TARGET without WARM_IP_TARGET fixes the pool, whatever the pods."""
    settings = WarmPoolSettings(minimum_ip_target=5)
    usage = node_usage(M5_LARGE, settings, pods=8)
    assert (usage.secondary_ips, usage.unplaced_pods) == (5, 3)
    assert usage.bound_by == "minimum_ip_target"


@pytest.mark.parametrize(
    ("settings", "pods", "max_pods", "expected"),
    [
        (WarmPoolSettings(), 9, None, "none"),
        (WarmPoolSettings(), 27, None, "max_enis"),
        (WarmPoolSettings(max_eni=2), 15, None, "max_eni"),
        (WarmPoolSettings(max_eni=7), 27, None, "max_enis"),
        (WarmPoolSettings(unmanaged_enis=1), 15, None, "unmanaged_enis"),
        (WarmPoolSettings(), 9, 9, "max_pods"),
        (WarmPoolSettings(warm_ip_target=5), 25, None, "max_enis"),
        (WarmPoolSettings(warm_ip_target=1), 11, 11, "max_pods"),
        (WarmPoolSettings(prefix_delegation=True), 108, None, "max_pods"),
    ],
)
def test_usage_names_the_limit_that_bound_it(
    settings: WarmPoolSettings, pods: int, max_pods: int | None, expected: str
) -> None:
    """The one limit that kept the pool from its targets is named."""
    assert node_usage(M5_LARGE, settings, pods=pods, max_pods=max_pods).bound_by == expected


@pytest.mark.parametrize(
    ("limits", "settings", "expected"),
    [
        (M5_LARGE, WarmPoolSettings(), 29),
        (M5_LARGE, WarmPoolSettings(custom_networking=True), 20),
        (M5_LARGE, WarmPoolSettings(prefix_delegation=True), 110),
        (M5_12XLARGE, WarmPoolSettings(prefix_delegation=True), 250),
        (InstanceLimits("t3.nano", 2, 2), WarmPoolSettings(prefix_delegation=True), 34),
        (InstanceLimits("any", 1, 4), WarmPoolSettings(custom_networking=True), 2),
    ],
)
def test_default_max_pods_is_what_eks_sets(
    limits: InstanceLimits, settings: WarmPoolSettings, expected: int
) -> None:
    """The formula by mode, with EKS's cap where prefixes take effect."""
    assert default_max_pods(limits, settings) == expected


def test_settings_left_out_are_what_aws_installs() -> None:
    """The manifest's 1 warm ENI and 1 warm prefix; None is the CNI's own 1 and 0."""
    assert (WarmPoolSettings().warm_eni_target, WarmPoolSettings().warm_prefix_target) == (1, 1)
    unset = WarmPoolSettings(
        warm_eni_target=None, warm_prefix_target=None, prefix_delegation=True
    )  # fmt: skip
    zero = WarmPoolSettings(warm_eni_target=1, warm_prefix_target=0, prefix_delegation=True)
    assert node_usage(M5_LARGE, unset, pods=20) == node_usage(M5_LARGE, zero, pods=20)


def test_peak_keeps_what_pods_may_pin() -> None:
    """Two pods left of 20 may sit on two secondary ENIs: three ENIs stay."""
    usage = node_usage(M5_LARGE, WarmPoolSettings(), pods=2, peak_pods=20)
    assert (usage.lowest_subnet_ips, usage.subnet_ips) == (20, 30)
    assert node_usage(M5_LARGE, WarmPoolSettings(), pods=2, peak_pods=2) == node_usage(
        M5_LARGE, WarmPoolSettings(), pods=2
    )


def every_node() -> Iterator[NodeUsage]:
    grid = [
        WarmPoolSettings(warm_eni_target=2),
        WarmPoolSettings(warm_ip_target=3, minimum_ip_target=7),
        WarmPoolSettings(prefix_delegation=True, warm_prefix_target=2),
        WarmPoolSettings(custom_networking=True, pod_eni=True, unmanaged_enis=1),
    ]
    for settings in grid:
        for pods in (0, 1, 9, 10, 27, 300):
            for max_pods in (1, 12, None):
                yield node_usage(M5_LARGE, settings, pods=pods, max_pods=max_pods)


def test_figures_of_a_node_add_up() -> None:
    """Addresses are primary, active and warm ones; pods are active or unplaced."""
    for usage in every_node():
        assert usage.subnet_ips == usage.primary_ips + usage.active_ips + usage.warm_ips
        assert usage.subnet_ips == usage.node_subnet_ips + usage.pod_subnet_ips
        assert usage.lowest_subnet_ips <= usage.subnet_ips == usage.highest_subnet_ips
        assert usage.warm_enis >= 0
        assert usage.warm_ips >= 0


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"pods": -1}, "pods: found -1, expected a whole number from 0 to 1000000."),
        ({"pods": True}, "pods: found True, expected a whole number from 0 to 1000000."),
        ({"pods": 1.5}, "pods: found 1.5, expected a whole number from 0 to 1000000."),
        (
            {"pods": 1, "max_pods": 0},
            "max_pods: found 0, expected a whole number from 1 to 1000000.",
        ),
        (
            {"pods": 9, "peak_pods": 8},
            "peak_pods: found 8, expected a whole number from 9 to 1000000.",
        ),
    ],
)
def test_counts_out_of_bounds_are_refused(counts: dict[str, int], message: str) -> None:
    """A count that makes no sense is named, with what was expected."""
    with pytest.raises(InvalidValueError) as caught:
        node_usage(M5_LARGE, WarmPoolSettings(), **counts)
    assert str(caught.value) == message


@pytest.mark.parametrize("value", [-1, 10_001, "1", 1.0, True])
def test_settings_out_of_bounds_are_refused(value: object) -> None:
    """A target is a whole number from 0 to 10,000 or None."""
    with pytest.raises(ValidationError):
        WarmPoolSettings(warm_eni_target=value)  # type: ignore[arg-type]
