"""A file appears whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from eks_subnet_xlsx.errors import OutputError
from eks_subnet_xlsx.output import write_file


def test_write_leaves_the_file_and_nothing_else(tmp_path: Path) -> None:
    """What was asked for is there, readable as any new file, and no stray beside it."""
    path = tmp_path / "a b 한.xlsx"
    write_file(path, b"content")
    assert path.read_bytes() == b"content"
    assert list(tmp_path.iterdir()) == [path]
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    assert path.stat().st_mode == plain.stat().st_mode


def test_write_refuses_a_file_that_is_there(tmp_path: Path) -> None:
    """Only --force replaces a file, and then it keeps its rights."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    path.chmod(0o640)
    with pytest.raises(OutputError, match="is there already") as caught:
        write_file(path, b"new")
    assert (caught.value.problem, path.read_bytes()) == ("exists", b"old")
    write_file(path, b"new", force=True)
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("lock", [".~lock.a.xlsx#", "~$a.xlsx"])
def test_write_refuses_a_file_that_is_open(tmp_path: Path, lock: str) -> None:
    """What LibreOffice or Excel has open is left alone, --force or not."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    (tmp_path / lock).write_bytes(b"")
    with pytest.raises(OutputError, match="open in another program"):
        write_file(path, b"new", force=True)
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize(("name", "problem"), [("missing/a.xlsx", "no_folder"), (".", "is_folder")])
def test_write_refuses_a_place_that_is_none(tmp_path: Path, name: str, problem: str) -> None:
    """A folder that is not there is not made, a folder that is there not replaced."""
    with pytest.raises(OutputError) as caught:
        write_file(tmp_path / name, b"new", force=True)
    assert caught.value.problem == problem
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (errno.ENOSPC, "no_space"),
        (errno.EACCES, "no_right"),
        (errno.ENAMETOOLONG, "name_too_long"),
        (errno.EIO, "other"),
    ],
)
def test_write_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, problem: str
) -> None:
    """A full disk or a lost right leaves the old file and no part of the new one."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OutputError) as caught:
        write_file(path, b"new", force=True)
    assert caught.value.problem == problem
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
