"""node: answers for one node, and derives the answer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from eks_subnet_xlsx.cli.console import (
    AsJson,
    LimitsFile,
    catalog_with,
    say_json,
    say_table,
    whole_number,
)
from eks_subnet_xlsx.cli.language import Language, words
from eks_subnet_xlsx.engine import MAX_PODS, MAX_TARGET, NodeUsage, WarmPoolSettings, node_usage
from eks_subnet_xlsx.engine.explanation import Node, explain_node
from eks_subnet_xlsx.limits import InstanceLimits
from eks_subnet_xlsx.output import JSON_VERSION

_DERIVED_FIGURES = (
    "primary_ips",
    "warm_ips",
    "subnet_ips",
    "highest_subnet_ips",
    "node_subnet_ips",
)


def _target() -> object:
    return typer.Option(parser=whole_number(0, MAX_TARGET, unset=True), metavar="N|unset")


def _count(minimum: int = 0, maximum: int = MAX_PODS) -> object:
    return typer.Option(parser=whole_number(minimum, maximum), metavar="N")


def node(  # noqa: PLR0913, PLR0917 (an option for each variable of the CNI's)
    instance_type: Annotated[str, typer.Argument(metavar="TYPE")],
    pods: Annotated[int, _count()],
    max_pods: Annotated[
        int | None,
        _count(minimum=1),
    ] = None,
    peak_pods: Annotated[
        int | None,
        _count(),
    ] = None,
    warm_eni_target: Annotated[int | None, _target()] = 1,
    warm_ip_target: Annotated[int | None, _target()] = None,
    minimum_ip_target: Annotated[int | None, _target()] = None,
    warm_prefix_target: Annotated[int | None, _target()] = 1,
    max_eni: Annotated[int | None, _target()] = None,
    unmanaged_enis: Annotated[int, _count(maximum=MAX_TARGET)] = 0,
    prefix_delegation: Annotated[bool, typer.Option("--prefix-delegation")] = False,
    custom_networking: Annotated[bool, typer.Option("--custom-networking")] = False,
    pod_eni: Annotated[bool, typer.Option("--pod-eni")] = False,
    limits: LimitsFile = None,
    as_json: AsJson = False,
    _language: Language = None,
) -> None:
    """Answer for one node: the addresses that it takes, and how that comes about.

    A target left out has the value that AWS installs (1 warm ENI, 1 warm prefix, the rest not
    set); `unset` says that the variable is not set at all.
    """
    found = catalog_with(limits).get(instance_type)
    settings = WarmPoolSettings(
        warm_eni_target=warm_eni_target,
        warm_ip_target=warm_ip_target,
        minimum_ip_target=minimum_ip_target,
        warm_prefix_target=warm_prefix_target,
        max_eni=max_eni,
        unmanaged_enis=unmanaged_enis,
        prefix_delegation=prefix_delegation,
        custom_networking=custom_networking,
        pod_eni=pod_eni,
    )
    usage = node_usage(found, settings, pods=pods, max_pods=max_pods, peak_pods=peak_pods)
    asked = Node(found, settings, pods, usage, max_pods is not None, peak_pods)
    if as_json:
        say_json(_document(found, settings, asked))
    else:
        say_steps(asked)


def say_steps(node: Node, title: str | None = None) -> None:
    """Prints how a node's figures come about as a table."""
    texts = words()
    rows = [
        (
            texts[f"step.{step.key}.label"],
            step.result,
            texts.text(f"step.{step.key}.text", **step.facts),
        )
        for step in explain_node(node)
    ]
    headers = [texts[f"cli.node.{key}"] for key in ("step", "result", "because")]
    say_table(headers, rows, title=title)


def usage_figures(usage: NodeUsage) -> dict[str, object]:
    """All figures of a node's usage by name."""
    stated = {name: value for name, value in usage._asdict().items() if name != "steps"}
    return {**stated, **{name: getattr(usage, name) for name in _DERIVED_FIGURES}}


def _document(limits: InstanceLimits, settings: WarmPoolSettings, node: Node) -> dict[str, object]:
    return {
        "schema_version": JSON_VERSION,
        "limits": asdict(limits),
        "settings": settings.model_dump(),
        "pods": node.pods,
        "peak_pods": node.peak_pods,
        "usage": usage_figures(node.usage),
    }
