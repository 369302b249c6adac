"""recalculate, and validate --annotate: files written, messages, exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.breakages import BY_NAME, broken, good_workbook
from support.breaking import typed
from support.colleague import signed
from typer.testing import CliRunner

from eks_subnet_xlsx import validate_workbook
from eks_subnet_xlsx.cli import app
from eks_subnet_xlsx.cli.language import start
from eks_subnet_xlsx.jobs.annotation import is_annotated

HARMED = typed("WarmENI", B8=5)(good_workbook())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a harmed workbook, a good one and one that is none."""
    (tmp_path / "bad.xlsx").write_bytes(HARMED)
    (tmp_path / "good.xlsx").write_bytes(good_workbook())
    (tmp_path / "none.xlsx").write_text("none", encoding="utf-8")
    (tmp_path / "signed.xlsx").write_bytes(signed(HARMED))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C")
    start()
    return tmp_path


def run(*arguments: str) -> tuple[int, list[str]]:
    """Exit code and lines that are not blank."""
    done = CliRunner().invoke(app, list(arguments))
    assert done.exception is None or isinstance(done.exception, SystemExit) or done.exit_code
    text = done.output or str(done.exception)
    return done.exit_code, [line for line in text.splitlines() if line.strip()]


def test_what_was_restored_is_named(folder: Path) -> None:
    """The new file is right, the old one as it was."""
    assert run("recalculate", "bad.xlsx", "-o", "new.xlsx") == (0, [
        "Wrote new.xlsx.",
        "Restored:",
        "- E301 WarmENI!B8: Found 5, expected =SUM(K23:K1022) (cells: 1).",
        "Results corrected: 1.",
    ])  # fmt: skip
    assert (folder / "bad.xlsx").read_bytes() == HARMED
    assert validate_workbook(folder / "new.xlsx").findings == ()


def test_in_place_leaves_a_backup(folder: Path) -> None:
    """A second one where the first is still there; none where nothing was to be done."""
    for number in ("", "1"):
        (folder / "bad.xlsx").write_bytes(HARMED)
        code, lines = run("recalculate", "bad.xlsx", "--in-place")
        assert (code, lines[:2]) == (
            0, [f"The file as it was: bad.xlsx.bak{number}.", "Wrote bad.xlsx."],
        )  # fmt: skip
        assert (folder / f"bad.xlsx.bak{number}").read_bytes() == HARMED
    assert run("recalculate", "bad.xlsx", "--in-place") == (
        0, ["bad.xlsx: there is nothing to correct; the file was not changed."],
    )  # fmt: skip
    assert not (folder / "bad.xlsx.bak2").exists()


def test_what_cannot_be_repaired_is_named_with_what_to_do(folder: Path) -> None:
    """Exit code 1; all else is right."""
    (folder / "bad.xlsx").write_bytes(broken(BY_NAME["row in a far place"]))
    code, lines = run("recalculate", "bad.xlsx", "-o", "new.xlsx")
    assert code == 1
    assert lines[-2] == "Not corrected; its author has to decide:"
    assert lines[-1].startswith("- E209 WarmENI!A2000: Row 2,000")
    assert lines[-1].endswith("fill the formulas down into it, as `recalculate` does.")


def test_messages_in_korean(folder: Path) -> None:
    """In the language that is asked for, and in the workbook's own."""
    assert run("recalculate", "bad.xlsx", "-o", "a.xlsx", "--language", "ko")[1][1] == "복구한 것:"
    (folder / "bad.xlsx").write_bytes(typed("WarmENI", B8=5)(good_workbook("ko")))
    assert run("recalculate", "bad.xlsx", "-o", "b.xlsx")[1][1] == "복구한 것:"


WRONG = {
    "no output": (("recalculate", "bad.xlsx"), "either --output FILE or --in-place"),
    "two outputs": (
        ("recalculate", "bad.xlsx", "-o", "new.xlsx", "--in-place"),
        "either --output FILE or --in-place",
    ),
    "output is input": (("recalculate", "bad.xlsx", "-o", "bad.xlsx"), "is the input file"),
    "no file": (("recalculate", "no.xlsx", "-o", "new.xlsx"), "no.xlsx: there is no such file"),
    "no workbook": (("recalculate", "none.xlsx", "-o", "new.xlsx"), "none.xlsx: This is no .xlsx"),
    "output is there": (("recalculate", "bad.xlsx", "-o", "good.xlsx"), "is there already"),
    "no folder": (("recalculate", "bad.xlsx", "-o", "no/new.xlsx"), "there is no folder"),
    "signed": (("recalculate", "signed.xlsx", "-o", "new.xlsx"), "Give --drop-signature"),
    "annotate is input": (
        ("validate", "bad.xlsx", "--annotate", "bad.xlsx"), "is the input file",
    ),
    "annotate is there": (
        ("validate", "bad.xlsx", "--annotate", "good.xlsx"), "is there already",
    ),
    "annotate two": (
        ("validate", "bad.xlsx", "good.xlsx", "--annotate", "new.xlsx"), "found 2 workbooks",
    ),
    "annotate signed": (
        ("validate", "signed.xlsx", "--annotate", "new.xlsx"), "signed.xlsx: The workbook is signed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use_writes_nothing(folder: Path, name: str) -> None:
    """A message, exit code 2, every file as it was."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    arguments, message = WRONG[name]
    done = CliRunner().invoke(app, list(arguments))
    said = " ".join(f"{done.output} {done.exception}".replace("│", " ").split())
    assert message in said
    assert done.exit_code == 2 or done.exception is not None
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_open_files(folder: Path) -> None:
    """One that is read may be open, and the message says what that means; one to write may not."""
    (folder / "~$bad.xlsx").write_bytes(b"")
    code, lines = run("recalculate", "bad.xlsx", "-o", "new.xlsx")
    assert code == 0
    assert "bad.xlsx is open in another program: changes that are not saved there" in lines[0]
    assert "is open in another program" in run("recalculate", "bad.xlsx", "--in-place")[1][0]
    assert (folder / "bad.xlsx").read_bytes() == HARMED


def test_signature_goes_when_told(folder: Path) -> None:
    """The copy has none."""
    options = ("signed.xlsx", "-o", "new.xlsx", "--drop-signature")
    assert run("recalculate", *options)[0] == 0
    assert validate_workbook(folder / "new.xlsx").findings == ()


def test_annotate_writes_a_copy(folder: Path) -> None:
    """Marked where something was found, and with a list where nothing was; rules are chosen."""
    code, lines = run("validate", "bad.xlsx", "--annotate", "new.xlsx", "--select", "E3")
    assert (code, lines[-1]) == (1, "Wrote new.xlsx, with each finding marked.")
    assert is_annotated((folder / "new.xlsx").read_bytes())
    assert (folder / "bad.xlsx").read_bytes() == HARMED
    assert run("validate", "good.xlsx", "--annotate", "new.xlsx", "--force")[0] == 0
    assert is_annotated((folder / "new.xlsx").read_bytes())
    code, lines = run("validate", "none.xlsx", "--annotate", "no.xlsx")
    assert (code, lines[-1]) == (1, "no.xlsx was not written: the workbook could not be read.")
    assert not (folder / "no.xlsx").exists()
