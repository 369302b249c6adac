"""A command line that no command takes, and the help that says what they take."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import typer
from support.command import run_command as run

from eks_subnet_xlsx.cli import _COMMANDS, app
from eks_subnet_xlsx.resources import sample_plans
from eks_subnet_xlsx.words import LANGUAGES, load_words

GOLDEN = Path(__file__).parents[1] / "golden" / "layout-1.en.vpc-cni.xlsx"
PLAN = next(path for path in sample_plans() if path.stem == "aws-2022")
KOREAN = {"LC_ALL": "ko_KR.UTF-8"}
FOREIGN = (
    "Value error",
    "Input should",
    "Invalid value",
    "No such",
    "Missing",
    "Usage:",
    "Try '",
    "│",
    "╭",
)

CASES = [
    (("generate", "a.yaml", "-o", "x.xlsx", "--model", "aws"), "--model: found aws, expected one of vpc-cni, aws-2022. Did you mean aws-2022?"),
    (("validate", "x", "--format", "xml"), "--format: found xml, expected one of table, json, markdown, sarif, junit."),
    (("validate", "x", "--format", "jsn"), "--format: found jsn, expected one of table, json, markdown, sarif, junit. Did you mean json?"),
    (("validate", "x", "--fail-on", "x"), "--fail-on: found x, expected one of error, warning."),
    (("validate", "x", "--jobs", "0"), "--jobs: found 0, expected a whole number from 1 to 256."),
    (("batch", "x", "-o", "w", "--jobs", "many"), "--jobs: found many, expected a whole number from 1 to 256."),
    (("generate", "a.yaml"), "--output is missing. `eks-subnet-xlsx generate --help` shows what is needed, with examples."),
    (("generate",), "PLAN is missing. `eks-subnet-xlsx generate --help` shows what is needed, with examples."),
    (("validate",), "FILE is missing. `eks-subnet-xlsx validate --help` shows what is needed, with examples."),
    (("generate", "a.yaml", "--forse"), "There is no option --forse here. Did you mean --force?"),
    (("generate", "a.yaml", "--zzz"), "There is no option --zzz here. `eks-subnet-xlsx generate --help` lists all."),
    (("genrate", "a.yaml"), "There is no command genrate. Did you mean generate?"),
    (("show", "a.yaml", "b.yaml"), "Found b.yaml, and expected nothing more there. Remove it; `eks-subnet-xlsx show --help` shows examples."),
    (("limits", "--limits"), "--limits has no value, and one was expected. `eks-subnet-xlsx limits --help` shows examples."),
    (("limits", "--json=3"), "--json takes no value. Leave the value out."),
    (("limits", "--language", "fr"), "--language: found fr, expected one of en, ko."),
    (("node", "m5.large", "--pods", "x"), "--pods: found x, expected a whole number from 0 to 1,000,000."),
    (("batch", "a.yaml"), "Give either --output FOLDER or --check FOLDER."),
    (("recalculate", "a.xlsx"), "Give either --output FILE or --in-place."),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "line"), CASES, ids=lambda case: " ".join(case)[:40])
def test_wrong_command_line_is_one_line(
    tmp_path: Path, arguments: tuple[str, ...], line: str
) -> None:
    """What was found, what was expected; exit code 2, and nothing written."""
    done = run(*arguments, folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.decode()) == (2, b"", f"{line}\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [case[0] for case in CASES], ids=" ".join)
def test_wrong_command_line_is_named_in_korean(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """In the reader's language, by locale or by option; no word of the libraries' comes through."""
    by_locale = run(*arguments, folder=tmp_path, environment=KOREAN)
    line = by_locale.stderr.decode()
    assert by_locale.returncode == 2
    assert len(line.splitlines()) == 1
    assert re.search("[가-힣]", line)
    assert not any(word in line for word in FOREIGN)
    if "--language" not in arguments and arguments[-1] != "--limits":
        asked = run(*arguments, "--language=ko", folder=tmp_path)
        assert asked.stderr == by_locale.stderr


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", _COMMANDS)
def test_help_has_two_examples_and_the_exit_codes(
    tmp_path: Path, command: str, language: str
) -> None:
    """And each argument and option, with nothing of what typer adds to them."""
    environment = KOREAN if language == "ko" else {}
    text = run(command, "--help", folder=tmp_path, environment=environment).stdout.decode()
    words = load_words(language)
    lines = text.splitlines()
    start = lines.index(words["cli.help.examples"])
    examples = [line.strip() for line in lines[start + 1 : start + 3]]
    assert all(line.startswith(f"eks-subnet-xlsx {command}") for line in examples)
    assert words[f"cli.help.{command}.codes"] in " ".join(lines)
    for mark in ("{", "<", "[required]", "│"):
        assert mark not in text
    group = typer.main.get_command(app)
    for param in group.commands[command].params:  # type: ignore[attr-defined] # typer's class depends on its version
        assert max((*param.opts, param.metavar or ""), key=len) in text or param.metavar in text


@pytest.mark.parametrize("command", _COMMANDS)
def test_examples_of_the_help_run(tmp_path: Path, command: str) -> None:
    """In a folder that has the files that they name, in both languages the same."""
    examples = load_words("en")[f"cli.help.{command}.examples"]
    assert load_words("ko")[f"cli.help.{command}.examples"] == examples
    for name in ("subnets.xlsx", "old.xlsx", "workbooks/a.xlsx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(GOLDEN, tmp_path / name)
    for name in ("plan.yaml", "clusters/a.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(PLAN, tmp_path / name)
    shutil.copy(Path(__file__).parents[2] / "samples" / "fleet.csv", tmp_path / "fleet.csv")
    for example in examples.splitlines():
        if command in {"init", "generate"}:
            written = "plan.yaml" if command == "init" else "subnets.xlsx"
            (tmp_path / written).unlink(missing_ok=True)
        words = example.split(" > ")[0].replace("'", "").split()[1:]
        done = run(*words, folder=tmp_path)
        assert done.returncode in {0, 1}, done.stderr.decode()


def test_program_without_a_command_shows_its_help(tmp_path: Path) -> None:
    """Every command with what it does; the exit code says that nothing was done."""
    done = run(folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    asked = run("--help", folder=tmp_path)
    assert (asked.returncode, asked.stdout) == (0, done.stderr)
    assert all(f"\n  {name} " in asked.stdout.decode() for name in _COMMANDS)
