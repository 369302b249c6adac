"""No command writes over what it reads; links are followed; what is no file is refused."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from support.command import run_command

from eks_subnet_xlsx import OutputError
from eks_subnet_xlsx.output import write_file
from eks_subnet_xlsx.resources import sample_plans

GOLDEN = Path(__file__).parent / "golden" / "layout-1.en.vpc-cni.xlsx"
PLAN = next(path for path in sample_plans() if path.stem == "aws-2022")
LIMITS = "instance_type,max_enis,ipv4_per_eni\nnew.large,4,15\n"

posix = pytest.mark.skipif(os.name != "posix", reason="as POSIX does it")

COMMANDS = {
    "generate": ("generate", "plan.yaml", "-o", "plan.yaml"),
    "generate, limits": ("generate", "plan.yaml", "--limits", "limits.csv", "-o", "limits.csv"),
    "generate, link": ("generate", "plan.yaml", "-o", "link.yaml"),
    "generate, hard link": ("generate", "plan.yaml", "-o", "hard.yaml"),
    "extract": ("extract", "book.xlsx", "-o", "book.xlsx"),
    "extract, limits": ("extract", "book.xlsx", "--limits", "limits.csv", "-o", "limits.csv"),
    "upgrade": ("upgrade", "book.xlsx", "-o", "./book.xlsx"),
    "recalculate": ("recalculate", "book.xlsx", "-o", "book.xlsx"),
    "validate": ("validate", "book.xlsx", "--annotate", "book.xlsx"),
}


@posix
@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_writes_over_what_it_reads(tmp_path: Path, name: str) -> None:
    """By whatever name, --force or not: exit code 2, and every file is as it was."""
    shutil.copy(PLAN, tmp_path / "plan.yaml")
    shutil.copy(GOLDEN, tmp_path / "book.xlsx")
    (tmp_path / "limits.csv").write_text(LIMITS, encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to("plan.yaml")
    (tmp_path / "hard.yaml").hardlink_to(tmp_path / "plan.yaml")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for force in ((), ("--force",)):
        done = run_command(*COMMANDS[name], *force, folder=tmp_path)
        assert done.returncode == 2
        assert "is the input file" in done.stderr.decode()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert (tmp_path / "link.yaml").is_symlink()


@posix
def test_a_link_is_followed(tmp_path: Path) -> None:
    """The file that it leads to is written, and the link stays; one that leads nowhere makes it."""
    target, link = tmp_path / "target", tmp_path / "link"
    link.symlink_to("target")
    write_file(link, b"first")
    assert (link.is_symlink(), target.read_bytes()) == (True, b"first")
    with pytest.raises(OutputError) as caught:
        write_file(link, b"second")
    assert caught.value.problem == "exists"
    write_file(link, b"second", force=True)
    assert (link.is_symlink(), target.read_bytes()) == (True, b"second")
    astray = tmp_path / "astray"
    astray.symlink_to("missing/file")
    with pytest.raises(OutputError) as caught:
        write_file(astray, b"x", force=True)
    assert caught.value.problem == "no_folder"
    circle = tmp_path / "circle"
    circle.symlink_to("circle")
    with pytest.raises(OutputError):
        write_file(circle, b"x", force=True)
    assert circle.is_symlink()


@posix
def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A pipe and a device stay what they are, whatever the options."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, Path(os.devnull)):
        with pytest.raises(OutputError) as caught:
            write_file(path, b"x", force=True)
        assert caught.value.problem == "is_special"
    assert pipe.is_fifo()
