"""What sets two workbooks or plans apart: twenty pairs, with all that is printed."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eks_subnet_xlsx import build_workbook, parse_plan
from eks_subnet_xlsx.cli import app

EXPECTED = Path(__file__).parent / "data" / "differences.txt"
"""For each pair a line with its name, then what `diff --markdown` prints."""

BASE: dict[str, Any] = {
    "cluster": "shop",
    "subnet": {"cidr": "10.1.0.0/22", "other_ips": 12},
    "daemonset_pods_per_node": 2,
    "warm_pool": {"warm_eni_target": 1},
    "node_groups": [
        {"name": "web", "instance_type": "m5.large", "nodes": 3, "pods_per_node": 10},
        {"name": "api", "instance_type": "c5.xlarge", "nodes": 2, "pods_per_node": 20},
        {"instance_type": "t3.medium", "nodes": 1, "pods_per_node": 5},
    ],
}
Mapping = dict[str, Any]


def put(*path: str | int, value: object) -> Callable[[Mapping], None]:
    """Sets a value of a plan."""

    def change(mapping: Mapping) -> None:
        place: Any = mapping
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


def drop(number: int) -> Callable[[Mapping], None]:
    """Takes a group out."""
    return lambda mapping: mapping["node_groups"].pop(number)


def add(**group: object) -> Callable[[Mapping], None]:
    """Puts a group in."""
    return lambda mapping: mapping["node_groups"].append(group)


PAIRS: dict[str, tuple[Callable[[Mapping], object], ...]] = {
    "nothing": (),
    "groups in another order": (lambda mapping: mapping["node_groups"].reverse(),),
    "cluster": (put("cluster", value="shop-2"),),
    "subnet": (put("subnet", "cidr", value="10.1.0.0/23"),),
    "subnet by its size": (put("subnet", value="/22"),),
    "others": (put("subnet", "other_ips", value=40),),
    "host-network pods": (put("host_network_pods_per_node", value=5),),
    "daemonset pods": (put("daemonset_pods_per_node", value=0),),
    "warm ENI target": (put("warm_pool", "warm_eni_target", value=2),),
    "variable not set": (put("warm_pool", "warm_eni_target", value="unset"),),
    "IP target": (put("warm_pool", value={"warm_ip_target": 5, "minimum_ip_target": 20}),),
    "another possibility": (put("alternative", value={"warm_ip_target": 8}),),
    "MAX_ENI and unmanaged": (
        put("warm_pool", value={"warm_eni_target": 1, "max_eni": 2, "unmanaged_enis": 1}),
    ),
    "more nodes": (put("node_groups", 0, "nodes", value=30),),
    "another type": (put("node_groups", 1, "instance_type", value="c5.4xlarge"),),
    "pods and max pods": (
        put("node_groups", 0, "pods_per_node", value=25),
        put("node_groups", 0, "max_pods", value=20),
    ),
    "group added": (add(name="jobs", instance_type="m5.xlarge", nodes=4, pods_per_node=30),),
    "group removed": (drop(1),),
    "group without a name added": (add(instance_type="t3.medium", nodes=2, pods_per_node=9),),
    "group renamed": (put("node_groups", 0, "name", value="front"),),
    "all at once": (
        put("subnet", "cidr", value="10.1.0.0/24"),
        put("warm_pool", "warm_eni_target", value=3),
        put("node_groups", 0, "nodes", value=9),
        drop(1),
        add(name="jobs", instance_type="m5.xlarge", nodes=4, pods_per_node=30),
    ),
}


def written(folder: Path, name: str, mapping: Mapping, *, as_workbook: bool) -> Path:
    """A plan in a file, or its workbook."""
    path = folder / f"{name}.{'xlsx' if as_workbook else 'json'}"
    text = json.dumps(mapping)
    if as_workbook:
        path.write_bytes(build_workbook(parse_plan(text, suffix=".json"), language="ko"))
    else:
        path.write_text(text)
    return path


def expected() -> dict[str, str]:
    """What is printed for each pair."""
    sections = EXPECTED.read_text(encoding="utf-8").split("\n= ")[1:]
    return {name: text.strip() for name, _, text in (part.partition("\n") for part in sections)}


def printed(
    folder: Path, name: str, *options: str, workbooks: tuple[bool, bool]
) -> tuple[int, str]:
    """Exit code and output for a pair, as plans or as workbooks."""
    mapping = copy.deepcopy(BASE)
    for change in PAIRS[name]:
        change(mapping)
    old = written(folder, "old", BASE, as_workbook=workbooks[0])
    new = written(folder, "new", mapping, as_workbook=workbooks[1])
    done = CliRunner().invoke(app, ["diff", str(old), str(new), "--language", "en", *options])
    return done.exit_code, done.output.strip()


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize(
    "workbooks",
    [
        (False, False),
        pytest.param((False, True), marks=pytest.mark.slow),
        pytest.param((True, False), marks=pytest.mark.slow),
        pytest.param((True, True), marks=pytest.mark.slow),
    ],
    ids=["plans", "plan and workbook", "workbook and plan", "workbooks"],
)
def test_pair_is_printed_in_full(tmp_path: Path, name: str, workbooks: tuple[bool, bool]) -> None:
    """Plans or workbooks, whichever: the same lines, and exit code 1 where they differ."""
    code, output = printed(tmp_path, name, "--markdown", workbooks=workbooks)
    assert output == expected()[name]
    assert code == (0 if name in {"nothing", "groups in another order"} else 1)


def test_there_are_twenty_pairs() -> None:
    """Each with its section, none too many."""
    assert list(expected()) == list(PAIRS)
    assert len(PAIRS) >= 20


def test_json_has_the_same(tmp_path: Path) -> None:
    """Changes, groups and effects for a pipeline."""
    code, output = printed(tmp_path, "group removed", "--json", workbooks=(False, True))
    document = json.loads(output)
    assert (code, document["same"], document["changes"]) == (1, False, [])
    assert [(group["kind"], group["group"]) for group in document["groups"]] == [("removed", "api")]
    assert document["effects"]["WarmENI"]["node_ips"] == {"old": 198, "new": 108}


def test_table_and_bad_input(tmp_path: Path) -> None:
    """A table for people; what cannot be read is said, with exit code 2."""
    code, output = printed(tmp_path, "more nodes", workbooks=(True, True))
    assert code == 1
    assert "~ web" in output
    (tmp_path / "text.xlsx").write_text("text")
    done = CliRunner().invoke(
        app, ["diff", str(tmp_path / "text.xlsx"), str(tmp_path / "old.xlsx")]
    )
    assert done.exit_code == 2
    assert "text.xlsx: This is no .xlsx file" in done.output
