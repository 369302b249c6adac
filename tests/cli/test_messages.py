"""Bad input has one clear message: where, what was found, what was expected, what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.command import run_command as run

from eks_subnet_xlsx.resources import sample_plans

GOLDEN = Path(__file__).parents[1] / "golden" / "layout-1.en.vpc-cni.xlsx"
PLAN = next(path for path in sample_plans() if path.stem == "aws-2022")
GROUPS = "node_groups:\n  - {name: a, instance_type: m5.large, nodes: 3, pods: 3}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a plan, a workbook and a folder."""
    shutil.copy(PLAN, tmp_path / "ok.yaml")
    shutil.copy(GOLDEN, tmp_path / "good.xlsx")
    (tmp_path / "sub").mkdir()
    return tmp_path


CASES = [
    (("batch", "nope", "-o", "w"), "nope: there is no such file. Check the name."),
    (("batch", "okk.yaml", "-o", "w"), "okk.yaml: there is no such file. Did you mean ok.yaml?"),
    (("batch", "su", "-o", "w"), "su: there is no such file. Did you mean sub?"),
    (("batch", "sub", "-o", "w"), "sub: found no plan in it, expected one (.yaml, .yml, .json, .toml, .jsonl). Check the name."),
    (("generate", "ok.yaml", "-o", "x.xls"), "x.xls: found the suffix .xls, expected .xlsx for what is written there. Name it x.xlsx."),
    (("generate", "ok.yaml", "-o", "o.csv"), "o.csv: found the suffix .csv, expected .xlsx for what is written there. Name it o.xlsx."),
    (("generate", "ok.yaml", "-o", "x"), "x: found no suffix, expected .xlsx for what is written there. Name it x.xlsx."),
    (("upgrade", "good.xlsx", "-o", "x.txt"), "x.txt: found the suffix .txt, expected .xlsx for what is written there. Name it x.xlsx."),
    (("recalculate", "good.xlsx", "-o", "x.ods"), "x.ods: found the suffix .ods, expected .xlsx for what is written there. Name it x.xlsx."),
    (("validate", "good.xlsx", "--annotate", "x.pdf"), "x.pdf: found the suffix .pdf, expected .xlsx for what is written there. Name it x.xlsx."),
    (("extract", "good.xlsx", "-o", "x.json"), "x.json: found the suffix .json, expected .yaml, .yml for what is written there. Name it x.yaml."),
    (("generate", "good.xlsx", "-o", "x.xlsx"), "good.xlsx: found a workbook, expected a plan. `eks-subnet-xlsx extract good.xlsx -o good.yaml` takes the plan out of it, and `eks-subnet-xlsx upgrade` writes it anew."),
    (("upgrade", "missing.xlsx", "-o", "good.xlsx"), "missing.xlsx: there is no such file. Check the name."),
    (("extract", "missing.xlsx", "-o", "ok.yaml"), "missing.xlsx: there is no such file. Check the name."),
    (("recalculate", "goood.xlsx", "-o", "good.xlsx"), "goood.xlsx: there is no such file. Did you mean good.xlsx?"),
    (("generate", "missing.yaml", "-o", "good.xlsx"), "missing.yaml: there is no such file. Check the name."),
    (("diff", "ok.yaml", "nope.xlsx"), "nope.xlsx: there is no such file. Check the name."),
    (("diff", "ok.yaml", "goood.xlsx"), "goood.xlsx: there is no such file. Did you mean good.xlsx?"),
    (("diff", "okk.yaml", "good.xlsx"), "okk.yaml: there is no such file. Did you mean ok.yaml?"),
    (("recalculate", "sub", "-o", "x.xlsx"), "sub: found a folder, expected a workbook (.xlsx). Name one of its files, one run for each."),
    (("upgrade", "sub", "-o", "x.xlsx"), "sub: found a folder, expected a workbook (.xlsx). Name one of its files, one run for each."),
    (("recalculate", "ok.yaml", "--in-place"), "ok.yaml: found a plan, expected a workbook (.xlsx). `eks-subnet-xlsx generate ok.yaml -o ok.xlsx` writes one."),
    (("extract", "ok.yaml"), "ok.yaml: found a plan, expected a workbook (.xlsx). `eks-subnet-xlsx generate ok.yaml -o ok.xlsx` writes one."),
    (("limits", "zzz*"), "zzz*: no instance type matches. `eks-subnet-xlsx limits` lists all."),
    (("init", "plan.json"), "plan.json: found the suffix .json, expected .yaml, .yml: the plan is written as YAML, with a comment on every key. `generate` reads JSON and TOML too."),
    (("init", "--fleet", "fleet.yaml"), "fleet.yaml: found the suffix .yaml, expected one of .csv, .tsv, .xlsx for a table."),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "line"), CASES, ids=lambda case: " ".join(case)[:40])
def test_file_that_does_not_fit_is_one_message(
    folder: Path, arguments: tuple[str, ...], line: str
) -> None:
    """Exit code 2, nothing written, no folder made; the same place is named in Korean."""
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    done = run(*arguments, folder=folder)
    assert (done.returncode, done.stdout, done.stderr.decode()) == (2, b"", f"{line}\n")
    korean = run(*arguments, folder=folder, environment={"LC_ALL": "ko_KR.UTF-8"})
    assert korean.returncode == 2
    assert korean.stderr.decode().startswith(line.split(":", maxsplit=1)[0])
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("cluster: no\n", ["line 1, cluster: YAML reads no as true or false, and text was expected. Put quotes around it."]),
        ("cluster: 0123\n", ["line 1, cluster: YAML reads 0123 as an octal number, and text was expected. Put quotes around it."]),
        ("cluster: 1:30\n", ["line 1, cluster: YAML reads 1:30 in base 60, and text was expected. Put quotes around it."]),
        ("cluster: a\nwarm_pool: {warm_ip_target: 2020-01-01}\n", ["line 2, warm_pool.warm_ip_target: found 2020-01-01, expected a whole number from 0 to 10,000."]),
    ],
)  # fmt: skip
def test_what_yaml_misreads_has_the_remedy_of_its_place(
    tmp_path: Path, text: str, lines: list[str]
) -> None:
    """Quotes for text, another value for a number."""
    (tmp_path / "p.yaml").write_text(f"{text}subnet: /23\n{GROUPS}", encoding="utf-8")
    said = run("show", "p.yaml", folder=tmp_path).stderr.decode().splitlines()
    assert said == [f"p.yaml, {line}" for line in lines]


@pytest.mark.parametrize("value", ["1:30", '"1:30"', "yes", "2020-01-01"])
def test_number_that_yaml_misreads_asks_for_a_number(tmp_path: Path, value: str) -> None:
    """With quotes or without, so that nobody is sent from one error to the next."""
    text = f"cluster: a\nsubnet: /23\n{GROUPS}".replace("nodes: 3", f"nodes: {value}")
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    found = value.strip('"')
    assert run("show", "p.yaml", folder=tmp_path).stderr.decode() == (
        f"p.yaml, line 4, node_groups[0].nodes: found {found}, expected a whole number from 0 to 100,000.\n"
    )


def test_misspelt_key_is_one_problem(tmp_path: Path) -> None:
    """The key that it stands for is not called missing as well; one of another group is."""
    groups = GROUPS.replace("nodes: 3", "node: 3") + "  - {instance_type: m5.large, pods: 3}\n"
    (tmp_path / "p.yaml").write_text(f"cluster: a\nsubnet: /23\n{groups}", encoding="utf-8")
    assert run("show", "p.yaml", folder=tmp_path).stderr.decode().splitlines() == [
        "p.yaml, line 4, node_groups[0].node: there is no key node here. Did you mean nodes?",
        "p.yaml, line 5, node_groups[1].nodes: nodes is missing. `eks-subnet-xlsx init` writes a plan with every key explained.",
    ]


def test_clusters_of_one_file_are_one_message(tmp_path: Path) -> None:
    """Each with its place, named as in every other message."""
    text = f"cluster: a\nsubnet: /23\n{GROUPS}"
    (tmp_path / "p.yaml").write_text(f"{text}---\n{text}", encoding="utf-8")
    (tmp_path / "q.jsonl").write_text(
        '\n{"cluster": "A", "subnet": "/23", "node_groups": [{"instance_type": "m5.large", "nodes": 1, "pods": 1}]}\n',
        encoding="utf-8",
    )
    done = run("batch", "p.yaml", "q.jsonl", "-o", "w", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.decode() == (
        "These clusters would share the file a.xlsx: a (p.yaml, line 1), a (p.yaml, line 6), "
        "A (q.jsonl, line 2). Rename all but one; none of them was written.\n"
    )
    assert done.stdout.decode().startswith("w: 0 written, 0 unchanged, 0 not replaced, 3 wrong.")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.yaml", "q.jsonl"]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ((), "8 ENIs - 0 unmanaged"),
        (("--unmanaged-enis", "2"), "8 ENIs - 2 unmanaged"),
        (("--unmanaged-enis", "8"), "8 ENIs - 8 unmanaged, but at least the primary ENI"),
        (("--custom-networking",), "8 ENIs - 0 unmanaged - 0 for the trunk - 1 in the node subnet"),
        (("--pod-eni",), "8 ENIs - 0 unmanaged - 1 for the trunk - 0 in the node subnet"),
    ],
)
def test_enis_for_pods_are_derived(tmp_path: Path, options: tuple[str, ...], reason: str) -> None:
    """By the figures that they come from."""
    name = "m5.12xlarge"
    done = run("node", name, "--pods", "1", *options, folder=tmp_path)
    (line,) = [line for line in done.stdout.decode().splitlines() if "ENIs for pods" in line]
    assert line.endswith(reason)
