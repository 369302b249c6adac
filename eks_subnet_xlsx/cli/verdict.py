"""The answer in a sentence or two: enough or not, by how much, and which subnet would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from eks_subnet_xlsx.calculation import SheetResult, Status
from eks_subnet_xlsx.plan.bounds import MIN_SUBNET_SIZE
from eks_subnet_xlsx.words import Words

if TYPE_CHECKING:
    from eks_subnet_xlsx.fleet.summary import Shortage, Summary

_WARM_ENI = ("warm_eni_target", "max_eni")
_WARM_IP = ("warm_ip_target", "minimum_ip_target", "max_eni")
_SETTINGS = {"WarmENI": _WARM_ENI, "WarmIP": _WARM_IP}


def verdict(results: Sequence[SheetResult], runs_on: str | None, words: Words) -> str:
    """What is to be said of a cluster's subnet as the cluster is set, and by the alternative.

    Args:
        results: of both calculators.
        runs_on: the one that shows the cluster as it is set; None where nothing says so.
        words: of the reader's language.
    """
    today = next((result for result in results if result.name == runs_on), None)
    others = [result for result in results if result is not today]
    parts = [_today(today, words)] if today else []
    if today and today.cluster.pods_unplaced:
        pods = f"{today.cluster.pods_unplaced:,}"
        parts.append(words.text("cli.verdict.unplaced", pods=pods))
    parts += [_with(result, _settings(result, results, words), words) for result in others]
    parts += _sizes(today, others, words)
    return " ".join(parts)


def _today(result: SheetResult, words: Words) -> str:
    status = result.verdict
    if status is Status.NO_SIZE:
        return words["cli.verdict.no_size"]
    return words.text(f"cli.verdict.{status.name.lower()}", **_figures(result))


def _with(result: SheetResult, settings: str, words: Words) -> str:
    kind = "left" if result.verdict in {Status.ENOUGH, Status.SHORT} else "unknown"
    if result.verdict is Status.EXHAUSTED:
        kind = "short"
    return words.text(f"cli.verdict.with_{kind}", settings=settings, **_figures(result))


def _figures(result: SheetResult) -> dict[str, str]:
    subnet = result.cluster.subnet
    figures = {
        "left": subnet.remaining_ips, "usable": subnet.usable_ips, "short": subnet.short_ips,
    }  # fmt: skip
    return {key: f"{value or 0:,}" for key, value in figures.items()}


def _settings(result: SheetResult, results: Sequence[SheetResult], words: Words) -> str:
    """The variables that make a result what it is, with their values."""
    found = []
    for key in _SETTINGS[result.name]:
        values = {item.inputs.cells.get(key) for item in results}
        value = result.inputs.cells.get(key)
        if value is None and key == "warm_eni_target":
            found.append(words["cli.verdict.no_warm_eni_target"])
        elif value is not None and not (key == "max_eni" and len(values) == 1):
            found.append(f"{key.upper()} {value}")
    return words["cli.verdict.and"].join(found) or result.name


def _sizes(today: SheetResult | None, others: Sequence[SheetResult], words: Words) -> Iterator[str]:
    """Which subnet is the smallest that would do."""
    if any(result.is_incomplete for result in (today, *others) if result):
        return
    sizes = {result.name: result.cluster.subnet.sufficient_size for result in others}
    if today is None:
        for name, size in sizes.items():
            if size:
                yield words.text("cli.verdict.size_of", sheet=name, size=size)
        return
    size = today.cluster.subnet.sufficient_size
    if size is None:
        yield words.text("cli.verdict.no_subnet", size=MIN_SUBNET_SIZE)
    elif today.verdict is Status.ENOUGH:
        yield words.text("cli.verdict.size", size=size)
    else:
        yield words.text("cli.verdict.size_today", size=size)
    for other in others:
        found = sizes[other.name]
        if other.verdict is Status.EXHAUSTED and found not in {None, size}:
            yield words.text("cli.verdict.size_alternative", size=found)


def fleet_verdict(summary: Summary, words: Words) -> str:
    """What is to be said of all clusters, as they are set and by their alternatives."""
    clusters = f"{summary.totals.clusters:,}"
    today, other = summary.shortage(today=True), summary.shortage(today=False)
    key = "short" if today.clusters else "enough"
    parts = [words.text(f"cli.verdict.fleet_{key}", all=clusters, **_lacking(today))]
    key = "short" if other.clusters else "enough"
    parts.append(words.text(f"cli.verdict.fleet_with_{key}", all=clusters, **_lacking(other)))
    if today.worst:
        usage = today.worst.today
        facts = {"cluster": today.worst.cluster, "short": f"{usage.short_ips:,}"}
        size = usage.sufficient_size
        key = "fleet_worst" if size else "fleet_worst_no_subnet"
        parts.append(words.text(f"cli.verdict.{key}", size=size or MIN_SUBNET_SIZE, **facts))
    return " ".join(parts)


def _lacking(shortage: Shortage) -> dict[str, str]:
    return {"clusters": f"{shortage.clusters:,}", "short": f"{shortage.ips:,}"}
