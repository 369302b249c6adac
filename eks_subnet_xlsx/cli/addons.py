"""addons: the add-ons that are known, and what their pods take on each node."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from eks_subnet_xlsx.addons import Addon, Daemonset, find_addons, load_addons, pods_on
from eks_subnet_xlsx.cli.console import AsJson, say, say_json, say_table
from eks_subnet_xlsx.cli.language import Language, words
from eks_subnet_xlsx.output import JSON_VERSION


def addons(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]..."),
    ] = None,
    as_json: AsJson = False,
    _language: Language = None,
) -> None:
    """List the add-ons that are known, or what those of a cluster take on each of its nodes.

    With names it says how many pods of theirs run on each node, on the host network and with an
    address; vpc-cni and kube-proxy always count.
    """
    found = find_addons(names) if names else load_addons()
    if as_json:
        say_json(_document(found, has_totals=bool(names)))
        return
    texts = words()
    keys = ("addon", "daemonset", "host_network", "pods", "nodes", "source")
    rows = [_row(addon, item) for addon in found for item in addon.daemonsets]
    rows += [[addon.name, *[""] * 4, texts["cli.addons.none"]]
             for addon in found if not addon.daemonsets]  # fmt: skip
    say_table([texts[f"cli.addons.{key}"] for key in keys], rows)
    if names:
        for nodes in ("all", "gpu", "neuron"):
            pods = pods_on(found, nodes)
            if pods.host_network or pods.daemonset:
                say(texts.text(f"cli.addons.on_{nodes}", **asdict(pods)))


def _row(addon: Addon, item: Daemonset) -> list[object]:
    texts = words()
    pods = str(item.pods_highest)
    if item.pods_lowest != item.pods_highest:
        pods = f"{item.pods_lowest}-{item.pods_highest}"
    said = item.source if item.is_verified else f"{texts['cli.addons.unverified']} {item.source}"
    return [
        addon.name, item.name, item.host_network, pods,
        texts[f"cli.addons.nodes_{item.nodes}"], "; ".join(filter(None, (said, item.note))),
    ]  # fmt: skip


def _document(found: tuple[Addon, ...], *, has_totals: bool) -> dict[str, object]:
    document: dict[str, object] = {
        "schema_version": JSON_VERSION,
        "addons": [asdict(addon) for addon in found],
    }
    if has_totals:
        document["pods_per_node"] = {
            nodes: asdict(pods_on(found, nodes)) for nodes in ("all", "gpu", "neuron")
        }
    return document
