"""validate as its users run it, and show of a workbook."""

from __future__ import annotations

import json
import os
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from support.breaking import hidden_row, typed
from support.command import Done, run_command

from eks_subnet_xlsx.rules import RULES

GOLDEN = Path(__file__).parents[1] / "golden"
GOOD = (GOLDEN / "layout-1.en.vpc-cni.xlsx").read_bytes()


def run(*arguments: str, cwd: Path, stdin: bytes = b"") -> Done:
    """The command in a folder of its own."""
    return run_command(*arguments, folder=cwd, stdin=stdin)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a good workbook, one with an error, one with a warning alone."""
    (tmp_path / "team a").mkdir()
    (tmp_path / "good.xlsx").write_bytes(GOOD)
    # What is said of the golden plan itself is left out below.
    (tmp_path / "team a" / "wrong.xlsx").write_bytes(typed("WarmENI", B8=7)(GOOD))
    (tmp_path / "team a" / "hidden.xlsx").write_bytes(hidden_row("WarmENI", 24)(GOOD))
    (tmp_path / "team a" / "~$wrong.xlsx").write_bytes(b"open")
    (tmp_path / "team a" / ".~lock.wrong.xlsx#").write_bytes(b"open")
    (tmp_path / "notes.txt").write_text("nothing")
    return tmp_path


CAPACITY = ("--ignore", "E6,W6,W2")


def test_folder_is_searched_and_locks_are_passed_over(folder: Path) -> None:
    """Every workbook of a folder, each with its findings; the exit code is 1 for an error."""
    done = run("validate", ".", "--format", "json", cwd=folder)
    document = json.loads(done.stdout)
    files = {Path(item["file"]).name: item for item in document["files"]}
    assert sorted(files) == ["good.xlsx", "hidden.xlsx", "wrong.xlsx"]
    wrong = [(f["rule"], f["sheet"], f["cell"]) for f in files["wrong.xlsx"]["findings"]]
    assert ("E301", "WarmENI", "B8") in wrong
    assert done.returncode == 1
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("good.xlsx",), 0),
        (("team a/hidden.xlsx",), 0),
        (("team a/hidden.xlsx", "--fail-on", "warning", "--select", "W210"), 1),
        (("team a/hidden.xlsx", "--fail-on", "warning", "--ignore", "W,E6"), 0),
        (("team a/wrong.xlsx",), 1),
        (("team a/wrong.xlsx", "--ignore", "e3,E4,E6"), 0),
        (("team a/*.xlsx",), 1),
        (("-",), 0),
        (("notes.txt",), 1),
        (("missing.xlsx",), 2),
        (("nothing*.xlsx",), 2),
        (("good.xlsx", "--select", "E9"), 2),
        (("good.xlsx", "--format", "yaml"), 2),
        (("good.xlsx", "--fail-on", "never"), 2),
        ((), 2),
    ],
)
def test_exit_codes(folder: Path, arguments: tuple[str, ...], code: int) -> None:
    """0 clean or warnings alone, 1 an error was found, 2 could not run; never a traceback."""
    ignored = () if "--ignore" in arguments or "--select" in arguments else CAPACITY
    done = run("validate", *arguments, *ignored, cwd=folder, stdin=GOOD)
    assert done.returncode == code, done.stdout + done.stderr
    assert b"Traceback" not in done.stderr
    assert (code == 2) == bool(done.stderr)


def test_near_miss_is_suggested(folder: Path) -> None:
    """A slip in a name."""
    done = run("validate", "god.xlsx", cwd=folder)
    assert (
        done.stderr.decode().strip() == "god.xlsx: there is no such file. Did you mean good.xlsx?"
    )


def test_table_says_where_and_what(folder: Path) -> None:
    """A verdict line for each sheet, then each finding with place, found, expected, remedy."""
    done = run("validate", "team a/wrong.xlsx", *CAPACITY, cwd=folder)
    text = done.stdout.decode()
    assert "E301 Formula typed over" in text
    assert (
        "E301 team a/wrong.xlsx, WarmENI!B8: Found 7, expected =SUM(K23:K1022) (cells: 1). "
        "Restore the formula" in text
    )
    assert text.rstrip().endswith("Files: 1, errors: 1, warnings: 0.")


def test_korean_findings(folder: Path) -> None:
    """The same in Korean."""
    done = run("validate", "team a/wrong.xlsx", *CAPACITY, "--language", "ko", cwd=folder)
    assert "현재 내용: 7. 올바른 내용: =SUM(K23:K1022)" in done.stdout.decode()


def test_sarif_names_rules_and_places(folder: Path) -> None:
    """SARIF 2.1.0: each result points at a rule of the list."""
    done = run("validate", "team a", *CAPACITY, "--format", "sarif", cwd=folder)
    document = json.loads(done.stdout)
    run_ = document["runs"][0]
    rules = run_["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    for result in run_["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        location = result["locations"][0]
        assert location["physicalLocation"]["artifactLocation"]["uri"].startswith("team%20a/")
    assert "WarmENI!B8" in done.stdout.decode()


def test_junit_has_a_suite_for_each_file(folder: Path) -> None:
    """Failures are errors; a clean file has a case that passes."""
    done = run("validate", ".", *CAPACITY, "--format", "junit", cwd=folder)
    suites = ET.fromstring(done.stdout)
    counts = {suite.attrib["name"]: suite.attrib["failures"] for suite in suites}
    assert counts == {
        "good.xlsx": "0",
        str(Path("team a/hidden.xlsx")): "0",
        str(Path("team a/wrong.xlsx")): "1",
    }


def test_markdown_is_two_tables(folder: Path) -> None:
    """For a pull request: verdicts, findings, a total."""
    done = run("validate", "team a/wrong.xlsx", *CAPACITY, "--format", "markdown", cwd=folder)
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "| File | Sheet | In the file | Right | Available | Verdict |"
    assert any(line.startswith("| **E301** | `team a/wrong.xlsx` | WarmENI!B8 |") for line in lines)
    assert lines[-1] == "Files: 1, errors: 1, warnings: 0."


@pytest.mark.skipif(os.name != "posix", reason="such names are posix's")
def test_name_with_a_newline_stays_on_a_line(folder: Path) -> None:
    """A hostile name breaks no report."""
    (folder / "a\nb.xlsx").write_bytes(b"no workbook")
    for kind in ("table", "json", "markdown", "sarif", "junit"):
        done = run("validate", "a\nb.xlsx", "--format", kind, cwd=folder)
        assert done.returncode == 1
        assert b"a\nb.xlsx" not in done.stdout


def test_show_answers_for_a_workbook(folder: Path) -> None:
    """The right figures, whatever was typed over them."""
    shown = [
        json.loads(run("show", name, "--json", cwd=folder).stdout)
        for name in ("good.xlsx", "team a/wrong.xlsx")
    ]
    assert shown[0] == shown[1]
    plan = json.loads(run("show", str(GOLDEN / "plan.yaml"), "--json", cwd=folder).stdout)
    assert shown[0]["sheets"]["WarmENI"]["totals"] == plan["sheets"]["WarmENI"]["totals"]
    done = run("show", "notes.xlsx", cwd=folder)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
