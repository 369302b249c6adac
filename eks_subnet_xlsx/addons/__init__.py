"""Add-ons by name: which pods of theirs run on each node, and whether those take an address.

The table stands beside it, each row with its source. Names are those of EKS's add-ons; what their
charts are called counts as well.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Literal

from eks_subnet_xlsx.errors import EksSubnetXlsxError

DATA_FILE = Path(__file__).parent / "data" / "addons.csv"

ALWAYS = ("vpc-cni", "kube-proxy")
"""What runs on every node of EKS, named or not."""

Nodes = Literal["all", "gpu", "neuron"]
"""The nodes that a daemonset's pods run on."""

_SUGGESTIONS = 3
_MOST_COMPARED = 60
"""Characters of a name that was typed in."""


@dataclass(frozen=True, slots=True)
class Daemonset:
    """Pods of an add-on, on each node that they run on.

    Attributes:
        host_network: whether they use the node's own address; else each takes one.
        pods_lowest, pods_highest: of them on a node.
        is_verified: whether that was read from what the add-on ships.
        source: repository, path, commit and date.
        note: what else there is to know.
    """

    name: str
    host_network: bool
    pods_lowest: int
    pods_highest: int
    nodes: Nodes
    is_verified: bool
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Addon:
    """An add-on.

    Attributes:
        name: EKS's, else its chart's.
        aliases: other names of it.
        daemonsets: none where nothing of it runs on each node.
    """

    name: str
    aliases: tuple[str, ...]
    daemonsets: tuple[Daemonset, ...]


@dataclass(frozen=True, slots=True)
class PodsOnNodes:
    """Pods of add-ons on each node that has them; of a range the highest.

    Attributes:
        host_network: pods that use the node's own address.
        daemonset: pods that take an address.
    """

    host_network: int = 0
    daemonset: int = 0

    def __add__(self, other: PodsOnNodes) -> PodsOnNodes:
        return PodsOnNodes(self.host_network + other.host_network, self.daemonset + other.daemonset)


class UnknownAddonError(EksSubnetXlsxError, LookupError):
    """No add-on has this name."""

    def __init__(self, *, name: str, suggestions: Sequence[str]) -> None:
        super().__init__(name=name, suggestions=", ".join(suggestions))
        self.suggestions = tuple(suggestions)

    @property
    def key(self) -> str:  # type: ignore[override] # depends on what was found
        """A near miss and a name far from any have a sentence each."""
        return "unknown_addon_near" if self.suggestions else "unknown_addon"


class DoubledAddonError(EksSubnetXlsxError, ValueError):
    """An add-on is named twice, under one name or two."""

    key = "doubled_addon"


@cache
def load_addons() -> tuple[Addon, ...]:
    """All add-ons that are known, in order of name."""
    with DATA_FILE.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = dict.fromkeys(row["addon"] for row in rows)
    found = []
    for name in names:
        own = [row for row in rows if row["addon"] == name]
        aliases = tuple(alias for row in own for alias in row["aliases"].split())
        daemonsets = tuple(_daemonset(row) for row in own if row["daemonset"])
        found.append(Addon(name, aliases, daemonsets))
    return tuple(sorted(found, key=lambda addon: addon.name))


def _daemonset(row: dict[str, str]) -> Daemonset:
    nodes: dict[str, Nodes] = {"all": "all", "gpu": "gpu", "neuron": "neuron"}
    return Daemonset(
        name=row["daemonset"],
        host_network=row["host_network"] == "yes",
        pods_lowest=int(row["pods_lowest"]),
        pods_highest=int(row["pods_highest"]),
        nodes=nodes[row["nodes"]],
        is_verified=row["verified"] == "yes",
        source=row["source"],
        note=row["note"],
    )


def find_addon(name: str) -> Addon:
    """The add-on of a name or an alias, in any case.

    Raises:
        UnknownAddonError: there is none; it carries near misses.
    """
    known = {spelled: addon for addon in load_addons() for spelled in (addon.name, *addon.aliases)}
    key = name.strip().casefold()
    if key not in known:
        near = get_close_matches(key[:_MOST_COMPARED], known, n=_SUGGESTIONS)
        raise UnknownAddonError(name=name, suggestions=near)
    return known[key]


def find_addons(names: Iterable[str]) -> tuple[Addon, ...]:
    """The add-ons of a cluster: those that are named, and what runs on every node of EKS.

    Raises:
        UnknownAddonError: a name is none.
        DoubledAddonError: two names are of one add-on.
    """
    named: dict[str, str] = {}
    for name in names:
        addon = find_addon(name).name
        if addon in named:
            raise DoubledAddonError(name=name, other=named[addon], addon=addon)
        named[addon] = name
    return tuple(find_addon(name) for name in dict.fromkeys([*ALWAYS, *named]))


def pods_on(addons: Iterable[Addon], nodes: Nodes) -> PodsOnNodes:
    """The pods of add-ons on each of these nodes: on `all`, else those that others have not."""
    return sum((_pods(item) for item in _daemonsets(addons) if item.nodes == nodes), PodsOnNodes())


def _daemonsets(addons: Iterable[Addon]) -> Iterator[Daemonset]:
    return (item for addon in addons for item in addon.daemonsets)


def _pods(item: Daemonset) -> PodsOnNodes:
    pods = item.pods_highest
    return PodsOnNodes(pods, 0) if item.host_network else PodsOnNodes(0, pods)
