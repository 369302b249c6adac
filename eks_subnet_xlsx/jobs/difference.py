"""What sets two plans apart, and what that does to the addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from eks_subnet_xlsx.calculation import ENGINE, Status, plan_results
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.plan import Plan, PlanRow

Kind = Literal["added", "removed", "changed"]

_GROUP_FIELDS = ("instance_type", "nodes", "pods_per_node", "max_pods")


@dataclass(frozen=True, slots=True)
class Change:
    """A value that differs.

    Attributes:
        sheet: the calculator that holds it; None where both do.
        key: of the cell or field; its words stand under ``label.``.
    """

    sheet: str | None
    key: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class GroupChange:
    """A node group that came, went or changed.

    Attributes:
        group: its name, else its type.
        changes: what differs, by field; all fields of a group that came or went.
    """

    kind: Kind
    group: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a calculator says before and after."""

    sheet: str
    node_ips: tuple[int, int]
    usable_ips: tuple[int | None, int | None]
    remaining_ips: tuple[int | None, int | None]
    verdict: tuple[Status, Status]


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """All that sets two plans apart."""

    changes: tuple[Change, ...]
    groups: tuple[GroupChange, ...]
    effects: tuple[Effect, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the plans ask for the same; the order of groups does not count."""
        return not (self.changes or self.groups)


def plan_difference(old: Plan, new: Plan, catalog: LimitsCatalog) -> PlanDifference:
    """What differs between two plans, with the figures of both calculators before and after."""
    return PlanDifference(
        changes=tuple(_changes(old, new)),
        groups=tuple(_group_changes(old, new)),
        effects=tuple(
            Effect(
                sheet=before.name,
                node_ips=(before.node_ips, after.node_ips),
                usable_ips=(before.usable_ips, after.usable_ips),
                remaining_ips=(before.remaining_ips, after.remaining_ips),
                verdict=(before.verdict, after.verdict),
            )
            for before, after in zip(
                plan_results(old, catalog.find), plan_results(new, catalog.find), strict=True
            )
        ),
    )


def _changes(old: Plan, new: Plan) -> Iterator[Change]:
    values = [
        {
            "cluster": plan.cluster,
            "subnet_cidr": None if plan.subnet.cidr is None else str(plan.subnet.cidr),
            "subnet_size": plan.subnet.size,
            "other_ips": plan.subnet.other_ips,
            "host_network_pods": plan.host_network_pods_per_node,
            "daemonset_pods": plan.daemonset_pods_per_node,
            "runs_on": plan.runs_on,
        }
        for plan in (old, new)
    ]
    for key, before in values[0].items():
        if before != values[1][key]:
            yield Change(None, key, before, values[1][key])
    for name, arithmetic in ENGINE.items():
        first, second = (plan.scenario(name).settings.model_dump() for plan in (old, new))
        for key in arithmetic.settings:
            if key in first and first[key] != second[key]:
                yield Change(name, key, first[key], second[key])


def _group_changes(old: Plan, new: Plan) -> Iterator[GroupChange]:
    before, after = _by_name(old), _by_name(new)
    for name in dict.fromkeys([*before, *after]):
        first, second = before.get(name, []), after.get(name, [])
        # Equal rows go together wherever they stand; the others in their order.
        for row in list(first):
            if row in second:
                first.remove(row)
                second.remove(row)
        for one, other in zip_longest(first, second):
            kind: Kind = "added" if one is None else "removed" if other is None else "changed"
            yield GroupChange(kind, name, tuple(_fields(one, other)))


def _fields(old: PlanRow | None, new: PlanRow | None) -> Iterator[Change]:
    for key in _GROUP_FIELDS:
        before = None if old is None else getattr(old, key)
        after = None if new is None else getattr(new, key)
        if before != after:
            yield Change(None, key, before, after)


def _by_name(plan: Plan) -> dict[str, list[PlanRow]]:
    """The rows of each name; a row without one goes by its type."""
    named: dict[str, list[PlanRow]] = {}
    for row in plan.rows():
        named.setdefault(row.name or row.instance_type, []).append(row)
    return named
