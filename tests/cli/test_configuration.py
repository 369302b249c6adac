"""Settings of a repository: found upward, within their bounds, and less than an option."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.breakages import BY_NAME, broken
from typer.testing import CliRunner

from eks_subnet_xlsx.cli import app
from eks_subnet_xlsx.cli.configuration import Configuration, configuration
from eks_subnet_xlsx.errors import ConfigurationError

OWN, SHARED = ".eks-subnet-xlsx.toml", "pyproject.toml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that commands run in, with a workbook in which a formula was typed over."""
    inside = tmp_path / "team" / "cluster"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    (inside / "a.xlsx").write_bytes(broken(BY_NAME["row typed over"]))
    return inside


def found(*options: str) -> tuple[int, set[str]]:
    """The exit code of `validate`, and the rules that it found broken."""
    done = CliRunner().invoke(app, ["validate", "a.xlsx", "--format", "json", *options])
    findings = json.loads(done.stdout)["files"][0]["findings"]
    return done.exit_code, {item["rule"] for item in findings}


def test_nothing_is_set_where_there_is_no_file(folder: Path) -> None:
    """The defaults."""
    assert configuration(folder) == Configuration()


@pytest.mark.parametrize(("name", "head"), [(OWN, ""), (SHARED, "[tool.eks-subnet-xlsx]\n")])
def test_the_nearest_file_upward_counts(folder: Path, name: str, head: str) -> None:
    """Alone; those of the folders above it count no more."""
    (folder.parents[1] / OWN).write_text('select = ["E1"]\nlanguage = "ko"\n', encoding="utf-8")
    assert configuration(folder).language == "ko"
    (folder.parent / name).write_text(f'{head}ignore = ["E3", "w6"]\n', encoding="utf-8")
    nearest = configuration(folder)
    assert (nearest.select, nearest.language) == (None, None)
    assert nearest.ignore is not None
    assert {"E301", "W602"} <= set(nearest.ignore)


def test_own_file_counts_before_the_shared_one(folder: Path) -> None:
    """In the same folder."""
    (folder / SHARED).write_text('[tool.eks-subnet-xlsx]\nfail-on = "error"\n', encoding="utf-8")
    (folder / OWN).write_text('fail-on = "warning"\n', encoding="utf-8")
    assert configuration(folder).fail_on == "warning"


@pytest.mark.parametrize(
    "text", ["[project]\nname = 'a'\n", "[tool.ruff]\n", "this is no TOML", "[tool]\nruff = 1\n"]
)
def test_pyproject_without_a_table_of_ours_is_passed_over(folder: Path, text: str) -> None:
    """Whatever else is wrong with it."""
    (folder / SHARED).write_text(text, encoding="utf-8")
    (folder.parent / OWN).write_text('language = "ko"\n', encoding="utf-8")
    assert configuration(folder).language == "ko"


def test_options_count_more(folder: Path) -> None:
    """Each in the place of its own key."""
    code, rules = found()
    assert (code, "E301" in rules) == (1, True)
    (folder / OWN).write_text('ignore = "E3,E4"\n', encoding="utf-8")
    code, fewer = found()
    assert (code, fewer) == (0, rules - {rule for rule in rules if rule[:2] in {"E3", "E4"}})
    assert found("--ignore", "W1") == (1, rules)
    (folder / OWN).write_text('select = ["E301"]\n', encoding="utf-8")
    assert found() == (1, {"E301"})
    assert found("--select", "E7") == (0, set())


def test_severity_of_failing_is_set(folder: Path) -> None:
    """And an option counts more."""
    (folder / "a.xlsx").write_bytes(broken(BY_NAME["row hidden"]))
    assert found() == (0, {"W210"})
    (folder / OWN).write_text('fail-on = "warning"\n', encoding="utf-8")
    assert found()[0] == 1
    assert found("--fail-on", "error")[0] == 0


def test_language_is_option_plan_configuration_locale(folder: Path) -> None:
    """In this order."""
    (folder / OWN).write_text('language = "ko"\n', encoding="utf-8")
    run = CliRunner().invoke
    assert "심각도" in run(app, ["rules"]).stdout
    assert "Severity" in run(app, ["rules", "--language", "en"]).stdout
    plan = "cluster: a\nsubnet: /24\nnode_groups: [{instance_type: m5.large, nodes: 1, pods: 1}]\n"
    (folder / "a.yaml").write_text(plan, encoding="utf-8")
    assert "판정" in run(app, ["show", "a.yaml"]).stdout
    (folder / "a.yaml").write_text(f"language: en\n{plan}", encoding="utf-8")
    assert "Verdict" in run(app, ["show", "a.yaml"]).stdout


WRONG = {
    "langage = 'ko'": "found the key langage, expected one of select, ignore, fail-on, language. Did you mean language?",
    "fail_on = 'error'": "found the key fail_on, expected one of select, ignore, fail-on, language. Did you mean fail-on?",
    "colour = 1": "found the key colour, expected one of select, ignore, fail-on, language. Remove it.",
    "language = 'fr'": "language: found fr, expected one of en, ko.",
    "fail-on = 1": "fail-on: found 1, expected one of error, warning.",
    "select = ['E3', 'X9']": "select: found X9, expected ids of rules or their beginnings, such as E301 or W6. `eks-subnet-xlsx rules` lists them.",
    "ignore = [1]": "ignore: found 1, expected ids of rules or their beginnings, such as E301 or W6. `eks-subnet-xlsx rules` lists them.",
    "ignore = ''": "ignore: found , expected ids of rules or their beginnings, such as E301 or W6. `eks-subnet-xlsx rules` lists them.",
    "select = ": "not valid TOML (Invalid value (at end of document)). Correct it, or remove it.",
    f"a = {'[' * 3_000}": "not valid TOML (maximum recursion depth exceeded",
    "#" * 1_000_001: "more than 1,000,000 bytes, too large for settings. Keep select, ignore, fail-on and language in it.",
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG, ids=lambda text: text[:20])
def test_what_is_wrong_is_named(folder: Path, text: str) -> None:
    """The file, what was found, what was expected."""
    (folder / OWN).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        configuration(folder)
    said = str(caught.value)
    assert said.startswith(str(folder / OWN))
    assert said[len(str(folder / OWN)) :].lstrip(":, ").startswith(WRONG[text])


def test_settings_are_a_table(folder: Path) -> None:
    """In the file that is shared, too."""
    (folder / SHARED).write_text("[tool]\neks-subnet-xlsx = 1\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"tool\.eks-subnet-xlsx is not a table"):
        configuration(folder)
    (folder / SHARED).write_text("[tool.eks-subnet-xlsx\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="not valid TOML"):
        configuration(folder)


def test_a_wrong_file_stops_a_command_and_not_its_help(folder: Path) -> None:
    """One message; nothing was judged."""
    (folder / OWN).write_text("langage = 'ko'", encoding="utf-8")
    done = CliRunner().invoke(app, ["validate", "a.xlsx"])
    assert isinstance(done.exception, ConfigurationError)
    assert CliRunner().invoke(app, ["validate", "--help"]).exit_code == 0
    assert CliRunner().invoke(app, ["--version"]).exit_code == 0
