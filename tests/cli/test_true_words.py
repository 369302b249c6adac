"""What the commands say is one thing, and true."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from support.breaking import new_row
from typer.testing import CliRunner

from eks_subnet_xlsx.cli import app, main
from eks_subnet_xlsx.cli.language import start

GOLDEN = Path(__file__).parents[1] / "golden" / "layout-1.en.vpc-cni.xlsx"


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def said(*arguments: str, code: int = 0) -> tuple[str, str]:
    """What a command prints, on each stream."""
    start()
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == code, done.output
    return done.stdout, done.stderr


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("m5.large", "--status", "legacy"), "No type: 1 match by name, and none of them meets --status legacy."),
        (("--status", "user"), "No type: 1,459 match by name, and none of them meets --status user."),
        (("m5.large", "--min-enis", "9"), "No type: 1 match by name, and none of them meets --min-enis 9."),
        (("m5.l*", "--min-enis", "9", "--status", "listed"), "No type: 1 match by name, and none of them meets --min-enis 9, --status listed."),
    ],
)  # fmt: skip
def test_known_type_is_never_called_unknown(arguments: tuple[str, ...], line: str) -> None:
    """Where nothing has what was asked for, that is said; JSON has no type."""
    assert said("limits", *arguments) == (f"{line}\n", "")
    assert json.loads(said("limits", *arguments, "--json")[0])["types"] == []


@pytest.mark.parametrize("found", ["foo", "Legacy", "", "legacy "])
def test_status_is_one_of_four(found: str) -> None:
    """Another is a usage error that names them."""
    _, wrong = said("limits", "--status", found, code=2)
    text = " ".join(wrong.replace("│", " ").split())
    assert "expected one of current, listed, legacy, user." in text


def test_recalculate_of_a_sound_file_says_one_thing() -> None:
    """A copy is a copy, a file as it was is that."""
    shutil.copy(GOLDEN, "good.xlsx")
    copied = "Wrote a.xlsx, the same as good.xlsx: there is nothing to correct.\n"
    assert said("recalculate", "good.xlsx", "-o", "a.xlsx") == (copied, "")
    assert Path("a.xlsx").read_bytes() == Path("good.xlsx").read_bytes()
    same = "good.xlsx: there is nothing to correct; the file was not changed.\n"
    assert said("recalculate", "good.xlsx", "--in-place") == (same, "")
    assert sorted(path.name for path in Path().iterdir()) == ["a.xlsx", "good.xlsx"]


def test_verdict_and_worst_finding_never_contradict_each_other() -> None:
    """Where a bad verdict has no finding beside it, the table says why."""
    small = "cluster: a\nsubnet: /28\nnode_groups: [{instance_type: m5.large, nodes: 9, pods: 9}]\n"
    Path("small.yaml").write_text(small, encoding="utf-8")
    said("generate", "small.yaml", "-o", "a.xlsx")
    lines = [" ".join(line.split()) for line in said("validate", "a.xlsx", code=1)[0].splitlines()]
    assert lines[3].endswith("Exhausted E601 Subnet exhausted")
    assert lines[4].endswith("Exhausted none: the alternative, not as it is set")
    chosen = said("validate", "a.xlsx", "--select", "E3")[0].splitlines()
    assert chosen[3].rstrip().endswith("Exhausted   none of these rules")


def test_show_names_rows_that_no_total_counts() -> None:
    """A row below the table counts here and not in the file, and that is said; JSON stays JSON."""
    Path("a.xlsx").write_bytes(
        new_row("WarmENI", 1025, A="m5.large", B=3, C=1)(GOLDEN.read_bytes())
    )
    note = "Note: WarmENI: the totals of the file leave these rows out, and the figures here include them (1): 1025. `eks-subnet-xlsx validate` says what to do.\n"
    assert said("show", "a.xlsx")[1] == note
    assert said("show", str(GOLDEN))[1] == ""
    document, noted = said("show", "a.xlsx", "--json")
    assert noted == note
    assert json.loads(document)["sheets"]["WarmENI"]["totals"]["node_ips"] == 652


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "god.xlsx"), ("extract", "god.xlsx"), ("recalculate", "god.xlsx", "-o", "a.xlsx"),
        ("upgrade", "god.xlsx", "-o", "a.xlsx"), ("diff", "god.xlsx", "good.xlsx"), ("validate", "god.xlsx"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_workbook_that_is_not_there_suggests_its_neighbour(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the same words, whatever command asked for it, and without the system's own."""
    shutil.copy(GOLDEN, "good.xlsx")
    monkeypatch.setattr(sys, "argv", ["eks-subnet-xlsx", *arguments])
    with pytest.raises(SystemExit, match="2"):
        main()
    assert capsys.readouterr() == ("", "god.xlsx: there is no such file. Did you mean good.xlsx?\n")
