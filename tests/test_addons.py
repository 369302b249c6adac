"""Add-ons by name: what their pods take on each node."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from support.command import run_command

from eks_subnet_xlsx.addons import (
    DoubledAddonError,
    PodsOnNodes,
    UnknownAddonError,
    find_addon,
    find_addons,
    load_addons,
    pods_on,
)


def test_every_name_is_of_one_add_on_and_every_row_has_its_source() -> None:
    """Over the whole table: no name twice, figures in order, a source for each daemonset."""
    names = Counter(name for addon in load_addons() for name in (addon.name, *addon.aliases))
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if name != name.casefold() or " " in name] == []
    for addon in load_addons():
        for item in addon.daemonsets:
            assert item.source, addon
            assert 1 <= item.pods_lowest <= item.pods_highest, addon
            assert item.is_verified or item.note, addon


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ((), PodsOnNodes(2, 0)),
        (("pod-identity", "efs-csi", "node-exporter"), PodsOnNodes(5, 0)),
        (("ebs-csi", "secrets-store-csi", "secrets-store-csi-driver-provider-aws", "fluent-bit"),
         PodsOnNodes(2, 4)),
        (("aws-node", "kube-proxy", "AWS-EBS-CSI-Driver"), PodsOnNodes(2, 1)),
        (("coredns", "metrics-server"), PodsOnNodes(2, 0)),
        (("amazon-cloudwatch-observability",), PodsOnNodes(4, 0)),
    ],
)  # fmt: skip
def test_named_add_ons_are_counted(names: tuple[str, ...], expected: PodsOnNodes) -> None:
    """On every node, by EKS's names and others; aws-node and kube-proxy always."""
    assert pods_on(find_addons(names), "all") == expected


def test_of_a_range_the_higher_counts_and_only_on_its_nodes() -> None:
    """GPU operators are of GPU nodes alone."""
    found = find_addons(["gpu-operator", "amazon-cloudwatch-observability", "neuron-device-plugin"])
    assert pods_on(found, "gpu") == PodsOnNodes(0, 9)
    assert pods_on(found, "neuron") == PodsOnNodes(0, 2)
    assert pods_on(found, "all") == PodsOnNodes(4, 0)


def test_what_nobody_knows_and_what_is_named_twice_is_refused() -> None:
    """With near misses, and with both names."""
    with pytest.raises(UnknownAddonError) as unknown:
        find_addon("ebs-csy")
    assert "ebs-csi" in unknown.value.suggestions
    with pytest.raises(DoubledAddonError) as doubled:
        find_addons(["ebs-csi", "falco", "aws-ebs-csi-driver"])
    assert doubled.value.facts == {
        "name": "aws-ebs-csi-driver", "other": "ebs-csi", "addon": "aws-ebs-csi-driver",
    }  # fmt: skip


def test_addons_lists_and_counts(tmp_path: Path) -> None:
    """All of them without a name; with names the pods on each node, in a table and in JSON."""
    everything = json.loads(run_command("addons", "--json", folder=tmp_path).stdout)
    assert [addon["name"] for addon in everything["addons"]] == [a.name for a in load_addons()]
    done = run_command("addons", "datadog", "gpu-operator", folder=tmp_path)
    said = done.stdout.decode()
    assert "On every node: 2 host-network pods, 1 daemonset pods with an address." in said
    assert "Further on GPU nodes: 0 host-network pods, 8 daemonset pods" in said
    counted = json.loads(run_command("addons", "datadog", "--json", folder=tmp_path).stdout)
    assert counted["pods_per_node"]["all"] == {"host_network": 2, "daemonset": 1}


@pytest.mark.parametrize(
    ("names", "said"),
    [(("datadgo",), "Did you mean datadog"), (("falco", "falco"), "the same add-on, falco"),
     (("xyzzy",), "lists all")],
)  # fmt: skip
def test_addons_refuses_in_one_line(tmp_path: Path, names: tuple[str, ...], said: str) -> None:
    """Exit code 2, and nothing listed."""
    done = run_command("addons", *names, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()
