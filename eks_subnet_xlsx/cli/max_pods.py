"""max-pods: the kubelet's max pods of an instance type, by who manages the node."""

from __future__ import annotations

from typing import Annotated, get_args

import typer

from eks_subnet_xlsx.cli.console import LimitsFile, catalog_with, say, say_error, whole_number
from eks_subnet_xlsx.cli.language import Language, words
from eks_subnet_xlsx.cli.usage import choice, refusal
from eks_subnet_xlsx.engine import Manager, MaxPods, WarmPoolSettings, max_pods_by
from eks_subnet_xlsx.limits import InstanceLimits
from eks_subnet_xlsx.limits.instance import MAX_LIMIT

_MANAGERS = get_args(Manager)
_KUBELET_MEMORY_MIB, _MEMORY_PER_POD_MIB = 255, 11
"""Memory that EKS's AMIs reserve for the kubelet. Source: awslabs/amazon-eks-ami, nodeadm."""

_PREFIXES_SINCE = (1, 9)
"""Version of the VPC CNI that has prefixes. Source: VPC CNI, docs/prefix-and-ip-target.md."""


def _version(text: str) -> tuple[int, ...]:
    numbers = text.removeprefix("v").partition("-")[0].split(".")
    if not 2 <= len(numbers) <= 3 or not all(n.isascii() and n.isdigit() for n in numbers):  # noqa: PLR2004 (major.minor.patch)
        raise refusal("cli.max_pods.bad_version", hint="--cni-version", found=text[:40])
    return tuple(map(int, numbers))


def max_pods(  # noqa: PLR0913, PLR0917 (the options of the script that it answers for)
    instance_type: Annotated[str | None, typer.Argument(metavar="TYPE")] = None,
    named_type: Annotated[str | None, typer.Option("--instance-type", metavar="TYPE")] = None,
    managed_by: Annotated[
        Manager, typer.Option(parser=choice(_MANAGERS), metavar="|".join(_MANAGERS))
    ] = "managed",
    cni_version: Annotated[
        str | None,
        typer.Option(metavar="VERSION"),
    ] = None,
    custom_networking: Annotated[bool, typer.Option("--cni-custom-networking-enabled")] = False,
    prefixes: Annotated[bool, typer.Option("--cni-prefix-delegation-enabled")] = False,
    max_eni: Annotated[
        int | None,
        typer.Option("--cni-max-eni", parser=whole_number(1, MAX_LIMIT), metavar="N"),
    ] = None,
    reserved_enis: Annotated[
        int,
        typer.Option(parser=whole_number(0, MAX_LIMIT), metavar="N"),
    ] = 0,
    show_max_allowed: Annotated[bool, typer.Option("--show-max-allowed")] = False,
    explain: Annotated[bool, typer.Option("--explain")] = False,
    limits: LimitsFile = None,
    _language: Language = None,
) -> None:
    """Print the kubelet's max pods of an instance type, as a bare number.

    It answers as max-pods-calculator.sh did, which left the EKS AMI's repository with Amazon
    Linux 2, and takes its options.
    """
    asked = [name for name in (instance_type, named_type) if name is not None]
    if len(asked) != 1:
        raise refusal("cli.max_pods.one_type", hint="TYPE")
    if reserved_enis and managed_by != "karpenter":
        raise refusal("cli.max_pods.reserved_by_karpenter")
    if cni_version is not None and _version(cni_version) < _PREFIXES_SINCE and prefixes:
        raise refusal("cli.max_pods.no_prefixes", hint="--cni-version", found=cni_version)
    found = catalog_with(limits).get(asked[0])
    settings = WarmPoolSettings(
        max_eni=max_eni, prefix_delegation=prefixes, custom_networking=custom_networking
    )
    answer = max_pods_by(found, managed_by, settings, reserved_enis=reserved_enis)
    if explain:
        for line in _explained(found, answer, managed_by):
            say_error(line)
    say(str(answer.formula if show_max_allowed else answer.figure))


def _explained(limits: InstanceLimits, answer: MaxPods, manager: Manager) -> list[str]:
    texts = words()
    facts = {
        "instance_type": limits.instance_type,
        "enis": answer.enis,
        "pods_per_eni": answer.pods_per_eni,
        "formula": answer.formula,
        "vcpus": limits.vcpus,
        "cap": answer.cap,
        "figure": answer.figure,
        "memory": _KUBELET_MEMORY_MIB + _MEMORY_PER_POD_MIB * answer.figure,
    }
    lines = [texts.text(f"cli.max_pods.by_{manager.replace('-', '_')}", **facts)]
    lines.append(texts.text("cli.max_pods.formula", **facts))
    if answer.cap is not None:
        key = "cap_guessed" if answer.is_guessed else "cap"
        lines.append(texts.text(f"cli.max_pods.{key}", **facts))
    lines.append(texts.text("cli.max_pods.memory", **facts))
    return lines
