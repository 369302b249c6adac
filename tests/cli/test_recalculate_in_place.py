"""recalculate --in-place: the file itself is replaced, and kept beside itself, whatever leads to it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.breakages import good_workbook
from support.breaking import typed
from typer.testing import CliRunner

from eks_subnet_xlsx import output, validate_workbook
from eks_subnet_xlsx.cli import app
from eks_subnet_xlsx.errors import OutputError

HARMED = typed("WarmENI", B8=5)(good_workbook())

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A harmed workbook in a folder of its own, readable by its owner alone."""
    monkeypatch.setenv("LC_ALL", "C")
    path = tmp_path / "team" / "real.xlsx"
    path.parent.mkdir()
    path.write_bytes(HARMED)
    path.chmod(0o600)
    return path


def in_place(path: Path) -> str:
    """What the command says; it must have done its work."""
    done = CliRunner().invoke(app, ["recalculate", str(path), "--in-place"])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_link_stays_one_and_its_file_is_replaced(file: Path, tmp_path: Path) -> None:
    """The old file stays beside the new one, and not beside the link."""
    link = tmp_path / "link.xlsx"
    link.symlink_to(Path("team") / "real.xlsx")
    said = in_place(link)
    assert link.readlink() == Path("team") / "real.xlsx"
    assert validate_workbook(file).findings == ()
    assert (file.parent / "real.xlsx.bak").read_bytes() == HARMED
    assert sorted(item.name for item in tmp_path.iterdir()) == ["link.xlsx", "team"]
    assert said.splitlines()[:2] == [
        f"The file as it was: {file.parent.resolve() / 'real.xlsx.bak'}.",
        f"Wrote {file.resolve()}.",
    ]


def test_another_name_of_the_file_keeps_the_old_one(file: Path, tmp_path: Path) -> None:
    """A hard link, as backups have them, is never written through."""
    other = tmp_path / "backup.xlsx"
    other.hardlink_to(file)
    in_place(file)
    assert (other.read_bytes(), validate_workbook(file).findings) == (HARMED, ())


def test_both_have_the_rights_of_the_file(file: Path) -> None:
    """What only its owner may read stays so, in the old file too."""
    in_place(file)
    names = {item.name: item.stat().st_mode & 0o777 for item in file.parent.iterdir()}
    assert names == {"real.xlsx": 0o600, "real.xlsx.bak": 0o600}


def test_a_name_that_is_taken_gets_a_number(file: Path) -> None:
    """By a file, a folder, or a link that leads nowhere."""
    (file.parent / "real.xlsx.bak").write_bytes(b"older")
    (file.parent / "real.xlsx.bak1").mkdir()
    (file.parent / "real.xlsx.bak2").symlink_to("nowhere")
    in_place(file)
    assert (file.parent / "real.xlsx.bak").read_bytes() == b"older"
    assert (file.parent / "real.xlsx.bak3").read_bytes() == HARMED
    assert not (file.parent / "nowhere").exists()


def test_a_read_only_file_stays(file: Path) -> None:
    """It is not to be written; no second name is left."""
    file.chmod(0o444)
    done = CliRunner().invoke(app, ["recalculate", str(file), "--in-place"])
    assert "is read-only" in f"{done.output} {done.exception}"
    assert [item.read_bytes() for item in file.parent.iterdir()] == [HARMED]


def test_a_file_system_without_links_gets_a_copy(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same contents and rights."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    in_place(file)
    backup = file.parent / "real.xlsx.bak"
    assert (backup.read_bytes(), backup.stat().st_mode & 0o777) == (HARMED, 0o600)


def test_what_cannot_be_written_leaves_no_second_name(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is there as it was, alone."""

    def refuse(path: Path, *_: object, **__: object) -> None:
        raise OutputError("no_space", path)

    monkeypatch.setattr(output, "write_file", refuse)
    with pytest.raises(OutputError, match="the disk is full"):
        output.replace_keeping(file, b"new")
    assert [item.read_bytes() for item in file.parent.iterdir()] == [HARMED]


def test_a_sound_file_is_copied_and_said_to_be_sound(tmp_path: Path) -> None:
    """One sentence says both that it was written and that nothing was to be done."""
    source, copy = tmp_path / "good.xlsx", tmp_path / "copy.xlsx"
    source.write_bytes(good_workbook())
    done = CliRunner().invoke(app, ["recalculate", str(source), "-o", str(copy)])
    assert (done.exit_code, done.output.replace("\n", "")) == (
        0,
        f"Wrote {copy}, the same as {source}: there is nothing to correct.",
    )  # fmt: skip
    assert copy.read_bytes() == good_workbook()
