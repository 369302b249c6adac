"""The kubelet's max pods by who sets it, over all types, against the rules as they are written."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

import pytest
from support.command import run_command

from eks_subnet_xlsx import LimitsCatalog
from eks_subnet_xlsx.engine import (
    Manager,
    WarmPoolSettings,
    default_max_pods,
    max_pods_by,
    node_usage,
)
from eks_subnet_xlsx.limits.catalog import DATA_FOLDER

MANAGERS: tuple[Manager, ...] = ("managed", "self-managed", "karpenter")


def by_the_rules(row: dict[str, str], manager: str, prefixes: bool, custom: bool) -> int:
    """What the pages of EKS, nodeadm and Karpenter say of a row of the data, word for word."""
    enis, ips = int(row["max_enis"]), int(row["ipv4_per_eni"])
    if manager in {"self-managed", "karpenter"}:
        return enis * (ips - 1) + 2
    if custom:
        enis -= 1
    has_prefixes = prefixes and (row["hypervisor"] == "nitro" or row["bare_metal"] == "true")
    pods = enis * (ips - 1) * (16 if has_prefixes else 1) + 2
    most = 250 if row["vcpus"] and int(row["vcpus"]) >= 30 else 110
    return min(pods, most)


@pytest.mark.parametrize("manager", MANAGERS)
def test_every_type_has_the_figure_that_its_manager_sets(
    catalog: LimitsCatalog, manager: Manager
) -> None:
    """Plain, with custom networking, with prefixes and with both, over the whole data set."""
    with (DATA_FOLDER / "generated.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["instance_type"]: row for row in csv.DictReader(file)}
    with (DATA_FOLDER / "manual.csv").open(newline="", encoding="utf-8") as file:
        corrected = {row["instance_type"] for row in csv.DictReader(file)}
    assert len(rows) > 1_000
    for name, row in rows.items():
        for prefixes, custom in product((False, True), repeat=2):
            settings = WarmPoolSettings(prefix_delegation=prefixes, custom_networking=custom)
            found = max_pods_by(catalog.get(name), manager, settings)
            if name not in corrected:
                assert found.figure == by_the_rules(row, manager, prefixes, custom), (name, found)
            assert found.figure <= found.formula
            assert found.is_guessed == (manager == "managed" and not row["vcpus"])


def test_self_managed_nodes_have_what_the_formula_says(catalog: LimitsCatalog) -> None:
    """Without prefixes and custom networking that is the figure that the engine takes by itself."""
    for limits in catalog:
        found = max_pods_by(limits, "self-managed", WarmPoolSettings())
        assert found.figure == default_max_pods(limits, WarmPoolSettings())


@pytest.mark.parametrize(
    ("instance_type", "manager", "figure", "subnet_ips"),
    [
        ("m5.4xlarge", "managed", 110, 120),
        ("m5.4xlarge", "self-managed", 234, 150),
        ("m5.24xlarge", "managed", 250, None),
        ("m5.24xlarge", "self-managed", 737, None),
        ("m5.24xlarge", "karpenter", 737, None),
    ],
)
def test_the_cap_bounds_the_pool(
    catalog: LimitsCatalog,
    instance_type: str,
    manager: Manager,
    figure: int,
    subnet_ips: int | None,
) -> None:
    """With 100 pods an m5.4xlarge holds 120 addresses in a managed node group and 150 elsewhere."""
    limits = catalog.get(instance_type)
    found = max_pods_by(limits, manager, WarmPoolSettings()).figure
    assert found == figure
    if subnet_ips:
        assert (
            node_usage(limits, WarmPoolSettings(), pods=100, max_pods=found).subnet_ips
            == subnet_ips
        )


def test_an_eni_less_counts_where_its_manager_leaves_it_out(catalog: LimitsCatalog) -> None:
    """Custom networking, Karpenter's reserved ENIs, MAX_ENI; never fewer than none."""
    limits = catalog.get("m5.large")
    custom = WarmPoolSettings(custom_networking=True, prefix_delegation=True)
    assert max_pods_by(limits, "managed", custom).formula == 290
    assert max_pods_by(limits, "managed", WarmPoolSettings(custom_networking=True)).figure == 20
    assert max_pods_by(limits, "karpenter", WarmPoolSettings(), reserved_enis=1).figure == 20
    assert max_pods_by(limits, "karpenter", WarmPoolSettings(), reserved_enis=9).figure == 2
    assert max_pods_by(limits, "self-managed", WarmPoolSettings(max_eni=2)).figure == 20


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        (("m5.large",), "29"),
        (("--instance-type", "M5.LARGE", "--cni-version", "1.23.1-eksbuild.1"), "29"),
        (("m5.4xlarge",), "110"),
        (("m5.4xlarge", "--show-max-allowed"), "234"),
        (("m5.4xlarge", "--managed-by", "self-managed"), "234"),
        (("m5.large", "--cni-prefix-delegation-enabled", "--cni-version", "1.9.0"), "110"),
        (("m5.large", "--cni-custom-networking-enabled"), "20"),
        (("m5.large", "--cni-max-eni", "2"), "20"),
        (("m5.large", "--managed-by", "karpenter", "--reserved-enis", "1"), "20"),
    ],
)
def test_max_pods_prints_a_bare_number(
    tmp_path: Path, options: tuple[str, ...], answer: str
) -> None:
    """As the script did whose options it takes; what explains it goes to standard error."""
    done = run_command("max-pods", *options, folder=tmp_path)
    assert (done.returncode, done.stdout.decode()) == (0, f"{answer}\n")
    explained = run_command("max-pods", *options, "--explain", folder=tmp_path)
    assert explained.stdout == done.stdout
    assert "MiB" in explained.stderr.decode()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "expected one instance type"),
        (("m5.large", "--instance-type", "m5.large"), "expected one instance type"),
        (("m5.larg",), "Did you mean m5.large"),
        (("m5.large", "--cni-version", "latest"), "found 'latest'"),
        (("m5.large", "--cni-version", "1.8.0", "--cni-prefix-delegation-enabled"), "1.9.0"),
        (("m5.large", "--reserved-enis", "1"), "Karpenter's"),
        (("m5.large", "--cni-max-eni", "0"), "from 1 to 1,000"),
        (("m5.large", "--managed-by", "auto"), "self-managed"),
    ],
)
def test_max_pods_refuses_what_makes_no_sense(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    """One message that says what was expected, exit code 2, and no number."""
    done = run_command("max-pods", *options, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in " ".join(done.stderr.decode().replace("│", " ").split())
