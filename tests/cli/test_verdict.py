"""The answer in a sentence, after the commands that compute it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.breaking import typed
from support.command import run_command as run

GOLDEN = Path(__file__).parents[1] / "golden" / "layout-1.en.vpc-cni.xlsx"

GROUPS = "node_groups: [{instance_type: m5.12xlarge, nodes: 6, pods_per_node: 100}]\n"
PLAN = (
    "cluster: {name}\nsubnet: {subnet}\n"
    "alternative: {{warm_ip_target: 5, minimum_ip_target: 20}}\n"
    + GROUPS.replace("{", "{{").replace("}", "}}")
)


def plan(folder: Path, subnet: str, *more: str, name: str = "prod") -> None:
    text = PLAN.format(name=name, subnet=subnet) + "".join(f"{line}\n" for line in more)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


CASES = [
    ("/23", "Not enough: 393 short. With WARM_IP_TARGET 5 and MINIMUM_IP_TARGET 20: 147 short. A /22 would do as it is set today."),
    ("/22", "Enough: 119 of 1,019 left. With WARM_IP_TARGET 5 and MINIMUM_IP_TARGET 20: 365 left. A /22 is the smallest subnet that would do."),
]  # fmt: skip


@pytest.mark.parametrize(("subnet", "sentence"), CASES)
@pytest.mark.parametrize("command", ["generate", "show"])
def test_verdict_comes_after_the_command(
    tmp_path: Path, command: str, subnet: str, sentence: str
) -> None:
    """For today's settings, for the alternative, and the smallest subnet that would do."""
    plan(tmp_path, subnet)
    arguments = ("-o", "a.xlsx") if command == "generate" else ()
    done = run(command, "prod.yaml", *arguments, folder=tmp_path)
    assert done.stdout.decode().splitlines()[-1] == sentence


def test_verdict_of_a_plan_that_no_subnet_holds(tmp_path: Path) -> None:
    """It says so, with the largest subnet that AWS allows."""
    plan(tmp_path, "/16")
    path = tmp_path / "prod.yaml"
    path.write_text(path.read_text("utf-8").replace("nodes: 6", "nodes: 600"), encoding="utf-8")
    last = run("show", path, folder=tmp_path).stdout.decode().splitlines()[-1]
    assert last.startswith("Not enough: 24,469 short.")
    assert "No subnet would do as it is set today: the largest that AWS allows is a /16." in last


def test_verdict_of_a_workbook_with_a_wrong_input_says_that_it_is_not_known(
    tmp_path: Path,
) -> None:
    """What counts nothing may be what is missing; no size is named then."""
    (tmp_path / "a.xlsx").write_bytes(typed("WarmENI", B24="x")(GOLDEN.read_bytes()))
    last = run("show", "a.xlsx", folder=tmp_path).stdout.decode().splitlines()[-1]
    assert last.startswith("Not known: an input that is wrong counts nothing")
    assert "would do" not in last


def test_verdict_of_a_fleet_counts_what_is_short(tmp_path: Path) -> None:
    """Short in all, of how many clusters, and the worst of them by name."""
    for name, subnet in (("good", "/20"), ("bad", "/23"), ("worse", "/24")):
        plan(tmp_path, subnet, name=name)
    lines = run("batch", ".", "-o", "w", folder=tmp_path).stdout.decode().splitlines()
    assert lines[1] == (
        "Not enough in 2 of 3 clusters as they are set today: 1,042 short in all. "
        "With their alternative settings: not enough in 2, 550 short in all. "
        "Worst: worse, 649 short; a /22 would do."
    )
    (tmp_path / "bad.yaml").unlink()
    (tmp_path / "worse.yaml").unlink()
    lines = run("batch", "good.yaml", "-o", "v", folder=tmp_path).stdout.decode().splitlines()
    assert lines[1] == (
        "Enough in all clusters (1) as they are set today. "
        "With their alternative settings: enough in all."
    )


def test_verdict_speaks_korean(tmp_path: Path) -> None:
    """In the reader's language."""
    plan(tmp_path, "/23", "language: ko")
    last = run("show", "prod.yaml", folder=tmp_path).stdout.decode().splitlines()[-1]
    assert last.startswith("부족합니다: 주소 393개가 모자랍니다. WARM_IP_TARGET 5, ")
