"""The commands as a user meets them: what they print, what they leave, how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.cells import read_cells
from support.command import run_command as run

from eks_subnet_xlsx.resources import sample_plans

AWS_SAMPLE = next(path for path in sample_plans() if path.stem == "aws-2022")
COREDNS_SAMPLE = next(path for path in sample_plans() if path.stem == "eks-guide-coredns")


def test_init_then_generate_makes_a_workbook(tmp_path: Path) -> None:
    """From an empty folder, two commands give a plan and its workbook, and nothing else."""
    assert run("init", folder=tmp_path).returncode == 0
    done = run("generate", "plan.yaml", "-o", "subnets.xlsx", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith("Wrote subnets.xlsx.\nEnough: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.yaml", "subnets.xlsx"]
    cells = read_cells(tmp_path / "subnets.xlsx")
    assert cells["WarmENI"]["J1"].value == "my-cluster"


def test_generate_to_standard_output_is_the_same_file(tmp_path: Path) -> None:
    """A dash stands for standard output, and for standard input."""
    run("generate", AWS_SAMPLE, "-o", "a.xlsx", folder=tmp_path)
    piped = run("generate", "-", "-o", "-", folder=tmp_path, stdin=AWS_SAMPLE.read_bytes())
    assert piped.returncode == 0
    assert piped.stdout == (tmp_path / "a.xlsx").read_bytes()


def test_generate_never_replaces_a_file_unasked(tmp_path: Path) -> None:
    """A file that is there stays, unless --force says otherwise."""
    (tmp_path / "a.xlsx").write_bytes(b"precious")
    refused = run("generate", AWS_SAMPLE, "-o", "a.xlsx", folder=tmp_path)
    assert refused.returncode == 2
    assert refused.stderr.decode() == (
        "a.xlsx is there already. Choose another name, or give --force to replace it.\n"
    )
    assert (tmp_path / "a.xlsx").read_bytes() == b"precious"
    assert run("generate", AWS_SAMPLE, "-o", "a.xlsx", "--force", folder=tmp_path).returncode == 0


def test_wrong_plan_writes_nothing(tmp_path: Path) -> None:
    """All problems on standard error, exit code 2, no file."""
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "cluster: a\nsubnet: /23\nnode_groups:\n"
        "  - {instance_type: m5.larg, nodes: 1, pods: 1}\n"
        "  - {instance_type: c5.*, nodes: 1, pods: 1}\n",
        encoding="utf-8",
    )
    done = run("generate", "plan.yaml", "-o", "a.xlsx", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().splitlines() == [
        "plan.yaml, line 4, node_groups[0].instance_type: 'm5.larg' is not a known instance type. Did you mean m5.large, m5n.large, m5d.large? If it is new, give its limits with --limits FILE.",
        "plan.yaml, line 5, node_groups[1].instance_type: 'c5.*' is a pattern, and one type was expected, such as m5.large. `eks-subnet-xlsx limits 'c5.*'` lists what it matches.",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["plan.yaml"]


def test_legacy_type_is_warned_of(tmp_path: Path) -> None:
    """A type of older tables counts, with a note on standard error and in its row."""
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "cluster: a\nsubnet: /23\nnode_groups: [{instance_type: p3dn.metal, nodes: 1, pods: 1}]\n",
        encoding="utf-8",
    )
    legacy = json.loads(run("limits", "--status", "legacy", "--json", folder=tmp_path).stdout)
    name = legacy["types"][0]["instance_type"]
    plan.write_text(plan.read_text("utf-8").replace("p3dn.metal", name), encoding="utf-8")
    done = run("show", "plan.yaml", "--json", folder=tmp_path)
    assert done.returncode == 0
    assert f"{name} is a legacy type" in done.stderr.decode()
    rows = json.loads(done.stdout)["sheets"]["WarmENI"]["rows"]
    assert [row["status"] for row in rows] == ["legacy_type"]


def test_show_gives_aws_sample_its_real_figures(tmp_path: Path) -> None:
    """507 addresses; 360 taken by warm ENI, 250 by warm IP, 230 pods hosted on both."""
    shown = json.loads(run("show", AWS_SAMPLE, "--json", folder=tmp_path).stdout)
    assert (shown["schema_version"], shown["runs_on"]) == (1, "WarmENI")
    totals = {name: sheet["totals"] for name, sheet in shown["sheets"].items()}
    assert {name: total["node_ips"] for name, total in totals.items()} == {
        "WarmENI": 360,
        "WarmIP": 250,
    }
    assert {total["usable_ips"] for total in totals.values()} == {507}
    assert {total["all_pods_hosted"] for total in totals.values()} == {230}
    without = AWS_SAMPLE.read_text("utf-8").replace("daemonset_pods_per_node: 2", "")
    shown = json.loads(run("show", "-", "--json", folder=tmp_path, stdin=without.encode()).stdout)
    assert shown["sheets"]["WarmIP"]["totals"]["node_ips"] == 244


def test_show_gives_the_guide_s_example_its_figures(tmp_path: Path) -> None:
    """Three c5.large nodes, two with a pod of CoreDNS: 50 taken, 43 of them warm."""
    shown = json.loads(run("show", COREDNS_SAMPLE, "--json", folder=tmp_path).stdout)
    totals = shown["sheets"]["WarmENI"]["totals"]
    assert (totals["node_ips"], totals["all_warm_ips"]) == (50, 43)


def test_show_prints_both_calculators(tmp_path: Path) -> None:
    """The table names both sheets, their totals and a row for each group."""
    lines = run("show", AWS_SAMPLE, folder=tmp_path).stdout.decode().splitlines()
    assert any(line.split() == ["IPs", "taken", "by", "nodes", "and", "pods", "360", "250"]
               for line in lines)  # fmt: skip
    assert sum("m5.12xlarge" in line for line in lines) == 2
    explained = run("show", AWS_SAMPLE, "--explain", folder=tmp_path).stdout.decode()
    assert "102 pods / 29 per ENI, rounded up" in explained


def test_node_derives_its_answer(tmp_path: Path) -> None:
    """One node, each step in words with its numbers."""
    done = run("node", "m5.12xlarge", "--pods", 100, "--warm-eni-target", 1, folder=tmp_path)
    lines = [" ".join(line.split()) for line in done.stdout.decode().splitlines()]
    assert "ENIs that pods fill 4 100 pods / 29 per ENI, rounded up" in lines
    assert "ENIs wanted 5 4 filled + 1 warm" in lines
    assert "Addresses taken 150 5 primary + 145 for pods" in lines


@pytest.mark.parametrize(
    ("options", "subnet_ips"),
    [
        (("--pods", 0), 10),
        (("--pods", 5, "--warm-ip-target", 2), 8),
        (("--pods", 5, "--minimum-ip-target", 12), 14),
        (("--pods", 20, "--prefix-delegation"), 49),
        (("--pods", 20, "--prefix-delegation", "--warm-prefix-target", "unset"), 33),
        (("--pods", 5, "--custom-networking"), 21),
        (("--pods", 0, "--pod-eni"), 11),
        (("--pods", 2, "--peak-pods", 20), 30),
        (("--pods", 9, "--max-pods", 9), 10),
        (("--pods", 20, "--max-eni", 2), 20),
        (("--pods", 9, "--unmanaged-enis", 2), 10),
        (("--pods", 0, "--warm-eni-target", "unset"), 10),
    ],
)
def test_node_takes_every_setting(
    tmp_path: Path, options: tuple[object, ...], subnet_ips: int
) -> None:
    """Each variable of the CNI's has its option."""
    done = run("node", "m5.large", *options, "--json", folder=tmp_path)
    assert json.loads(done.stdout)["usage"]["subnet_ips"] == subnet_ips
    assert run("node", "m5.large", *options, folder=tmp_path).returncode == 0


def test_limits_file_adds_a_type(tmp_path: Path) -> None:
    """A type that came out yesterday works in every command, by --limits."""
    (tmp_path / "my.csv").write_text(
        "instance_type,max_enis,ipv4_per_eni\nzz9.large,4,20\n", encoding="utf-8"
    )
    plan = "cluster: a\nsubnet: /24\nnode_groups: [{instance_type: zz9.large, nodes: 2, pods: 2}]\n"
    (tmp_path / "plan.yaml").write_text(plan, encoding="utf-8")
    mine = ("--limits", "my.csv")
    listed = json.loads(run("limits", "zz9", "--json", *mine, folder=tmp_path).stdout)
    assert [item["status"] for item in listed["types"]] == ["user"]
    shown = json.loads(run("show", "plan.yaml", "--json", *mine, folder=tmp_path).stdout)
    assert shown["sheets"]["WarmENI"]["totals"]["node_ips"] == 80
    run("generate", "plan.yaml", "-o", "a.xlsx", *mine, folder=tmp_path)
    cells = read_cells(tmp_path / "a.xlsx")
    assert "zz9.large" in {cell.value for cell in cells["Limits"].values()}
    assert run("show", "plan.yaml", folder=tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("generate", "plan.yml", "-o", "a.xlsx"), "plan.yml: there is no such file. Did you mean plan.yaml?"),
        (("generate", "plan.yaml", "-o", "missing/a.xlsx"), "there is no folder missing."),
        (("generate", "plan.yaml", "-o", "."), ". is a folder, expected a file to write. Name a file in it."),
        (("generate", "plan.yaml", "-o", "a.xlsx", "--limits", "x.csv"), "x.csv cannot be read"),
        (("show", "."), ".: a folder, expected a plan file."),
        (("node", "m5.larg", "--pods", "1"), "Did you mean m5.large"),
        (("node", "m5.large", "--pods", "3", "--peak-pods", "2"), "peak_pods: found 2, expected a whole number from 3"),
        (("node", "m5.large", "--pods", "-1"), "found -1, expected a whole number from 0 to 1,000,000"),
        (("node", "m5.large", "--pods", "1", "--warm-eni-target", "x"), "found x, expected a whole number from 0"),
        (("limits", "zzz"), "'zzz' is not a known instance type"),
        (("init", "plan.yaml"), "plan.yaml is there already"),
    ],
)  # fmt: skip
def test_wrong_use_is_one_message_and_exit_code_2(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    """What cannot go on says so on standard error, never with a traceback."""
    run("init", folder=tmp_path)
    done = run(*arguments, folder=tmp_path)
    said = " ".join(done.stderr.decode().replace("│", " ").split())
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in said
    assert "Traceback" not in said
    assert [path.name for path in tmp_path.iterdir()] == ["plan.yaml"]


def test_schema_command_prints_the_schema(tmp_path: Path) -> None:
    """What plan-schema prints is JSON with every key of a plan."""
    printed = json.loads(run("plan-schema", folder=tmp_path).stdout)
    assert {"cluster", "subnet", "node_groups"} <= set(printed["properties"])


def test_help_of_every_command_says_what_it_does(tmp_path: Path) -> None:
    """Each command has help; the program says its version."""
    for command in ("init", "generate", "show", "node", "limits", "plan-schema"):
        assert b"Usage:" in run(command, "--help", folder=tmp_path).stdout
    assert run("--version", folder=tmp_path).stdout.startswith(b"eks-subnet-xlsx ")
