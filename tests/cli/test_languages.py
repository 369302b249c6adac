"""Languages, consoles and paths of all kinds."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from support.cells import read_cells
from support.command import Done, run_command, run_process

from eks_subnet_xlsx.resources import sample_plans

pytestmark = pytest.mark.slow


AWS_SAMPLE = next(path for path in sample_plans() if path.stem == "aws-2022")


def run(*arguments: object, folder: Path, **environment: str) -> Done:
    """Runs the command where the environment says nothing of a language but what is given."""
    # How a console spells characters is decided where a process begins.
    own = any(name.startswith("PYTHON") for name in environment)
    start = run_process if own else run_command
    return start(*arguments, folder=folder, environment={"LC_ALL": "", **environment})


def language_of(path: Path) -> object:
    return read_cells(path)["About"]["B18"].value


def test_language_is_asked_for_or_the_plan_s_or_the_locale_s(tmp_path: Path) -> None:
    """The option wins over the plan, the plan over the locale; English is what is left."""
    korean = tmp_path / "plan.yaml"
    korean.write_text(AWS_SAMPLE.read_text("utf-8") + "language: ko\n", encoding="utf-8")
    cases = [
        (korean, {}, "ko", ("--language", "en"), "en"),
        (AWS_SAMPLE, {"LANG": "ko_KR.UTF-8"}, "ko", ("--language", "en"), "en"),
        (AWS_SAMPLE, {"LANG": "de_DE.UTF-8"}, "en", ("--language", "ko"), "ko"),
        (korean, {"LC_ALL": "C"}, "ko", ("--language", "en"), "en"),
    ]
    for plan, environment, plain, option, asked in cases:
        run("generate", plan, "-o", "a.xlsx", "--force", folder=tmp_path, **environment)
        assert language_of(tmp_path / "a.xlsx") == plain
        run("generate", plan, "-o", "a.xlsx", "--force", *option, folder=tmp_path, **environment)
        assert language_of(tmp_path / "a.xlsx") == asked


def test_messages_follow_the_language(tmp_path: Path) -> None:
    """What goes wrong is said in Korean where Korean is asked for; a wrong language is refused."""
    done = run("node", "m5.larg", "--pods", "1", "--language", "ko", folder=tmp_path)
    assert "혹시 m5.large" in done.stderr.decode()
    done = run("show", "plan.yaml", folder=tmp_path, LANG="ko_KR.UTF-8")
    assert done.stderr.decode() == "plan.yaml: 파일이 없습니다. 이름을 확인하세요.\n"
    done = run("limits", "--language", "fr", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"expected one of en, ko" in done.stderr


def test_sheets_and_formulas_are_the_same_in_both_languages(tmp_path: Path) -> None:
    """A file works whatever the reader's language: names and formulas do not change."""
    for language in ("en", "ko"):
        run(
            "generate",
            AWS_SAMPLE,
            "-o",
            f"{language}.xlsx",
            "--language",
            language,
            folder=tmp_path,
        )
    english, korean = (read_cells(tmp_path / f"{language}.xlsx") for language in ("en", "ko"))
    assert list(english) == list(korean)
    for name, cells in english.items():
        assert {place: cell.formula for place, cell in cells.items()} == {
            place: cell.formula for place, cell in korean[name].items()
        }
    assert korean["WarmENI"]["E10"].value == "충분"


@pytest.mark.parametrize("encoding", ["cp1252", "cp949", "ascii"])
def test_console_of_another_encoding_does_not_stop_us(tmp_path: Path, encoding: str) -> None:
    """A character that the console lacks is shown as another; nothing crashes."""
    environment = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "NO_COLOR": "1"}
    for arguments in (
        ("show", AWS_SAMPLE, "--language", "ko", "--explain"),
        ("node", "m5.large", "--pods", "3", "--language", "ko"),
        ("limits", "m5.8", "--language", "ko"),
    ):
        done = run(*arguments, folder=tmp_path, **environment)
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"m5." in done.stdout
        assert b"\x1b[" not in done.stdout
    done = run("node", "m5.larg", "--pods", "3", "--language", "ko", folder=tmp_path, **environment)
    assert done.returncode == 2
    assert b"m5.large" in done.stderr
    assert b"Traceback" not in done.stderr


def test_paths_may_have_spaces_and_korean(tmp_path: Path) -> None:
    """Folders and files of any name are read and written."""
    folder = tmp_path / "네트워크 팀 2026"
    folder.mkdir()
    plan = folder / "계획 1.yaml"
    plan.write_bytes(AWS_SAMPLE.read_bytes())
    done = run("generate", plan.name, "-o", "서브넷 표.xlsx", folder=folder)
    assert done.returncode == 0
    assert done.stdout.decode().startswith("Wrote 서브넷 표.xlsx.\n")
    assert language_of(folder / "서브넷 표.xlsx") == "en"


def test_model_of_2022_is_never_mistaken_for_ours(tmp_path: Path) -> None:
    """AWS's own figures, and the model in title, About and properties."""
    run("generate", AWS_SAMPLE, "-o", "a.xlsx", "--model", "aws-2022", folder=tmp_path)
    cells = read_cells(tmp_path / "a.xlsx")
    found = [cells[sheet][place].value for sheet in ("WarmENI", "WarmIP") for place in ("B5", "B8")]
    assert found == [510, 351, 510, 276]
    assert cells["WarmENI"]["A1"].value == "AWS's arithmetic of 2022: warm ENI mode"
    assert cells["About"]["B19"].value == "aws-2022"
    with ZipFile(tmp_path / "a.xlsx") as archive:
        assert b"aws-2022" in archive.read("docProps/custom.xml")
        assert b"AWS's arithmetic of 2022" in archive.read("docProps/core.xml")
    assert run("generate", AWS_SAMPLE, "-o", "-", "--model", "x", folder=tmp_path).returncode == 2


def test_formulas_are_protected_and_inputs_are_not(tmp_path: Path) -> None:
    """Without a password; filters, formats and widths stay allowed; --no-protect opens all."""
    run("generate", AWS_SAMPLE, "-o", "a.xlsx", folder=tmp_path)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    for sheet in book:
        protection = sheet.protection
        assert (protection.sheet, protection.password) == (True, None)
        allowed = (protection.formatCells, protection.formatColumns, protection.autoFilter)
        assert allowed == (False, False, False), "False: not kept from anybody"
    sheet = book["WarmENI"]
    open_cells = ("B4", "B13", "B14", "B15", "B18", "B19", "E13", "A23", "B72", "E40")
    assert [sheet[place].protection.locked for place in open_cells] == [False] * len(open_cells)
    assert [sheet[place].protection.locked for place in ("B5", "K23", "A22")] == [True] * 3
    content = run("generate", AWS_SAMPLE, "-o", "-", "--no-protect", folder=tmp_path).stdout
    assert not any(sheet.protection.sheet for sheet in openpyxl.load_workbook(BytesIO(content)))


def test_comparison_with_aws_gives_each_reason(tmp_path: Path) -> None:
    """Both figures of each group, and what sets them apart."""
    done = run("show", AWS_SAMPLE, "--compare-aws", folder=tmp_path)
    lines = [" ".join(line.split()) for line in done.stdout.decode().splitlines()]
    assert "In all 351 360 9" in lines
    assert "-28 the CNI takes single addresses in this mode, and AWS charges whole ENIs" in lines
    shown = json.loads(run("show", AWS_SAMPLE, "--compare-aws", "--json", folder=tmp_path).stdout)
    assert shown["aws_2022"]["WarmIP"]["node_ips"] == 276
    assert shown["aws_2022"]["WarmIP"]["rows"][0]["departures"] == {
        "host_network": -4,
        "single_ips": -28,
        "warm_target": 2,
    }


def test_workbook_opens_on_the_first_input(tmp_path: Path) -> None:
    """On the calculator, cursor on the subnet's size, column A frozen, one page wide."""
    run("generate", AWS_SAMPLE, "-o", "a.xlsx", folder=tmp_path)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.active is not None
    assert book.active.title == "WarmENI"
    for name in ("WarmENI", "WarmIP"):
        sheet = book[name]
        assert sheet.freeze_panes == "B1"
        assert {item.activeCell for item in sheet.sheet_view.selection} == {"B4"}
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.orientation) == (1, "landscape")
        assert sheet.print_title_rows == "$22:$22"
        assert sheet.print_area == f"'{name}'!$A$1:$V$72"
        assert len(sheet._charts) == 1  # type: ignore[attr-defined] # noqa: SLF001 (openpyxl has no other door, and its stubs lack it)
    drawing = ZipFile(tmp_path / "a.xlsx").read("xl/drawings/drawing1.xml").decode()
    assert 'descr="A stacked bar' in drawing
