"""What a stranger put into a file never reaches a terminal or a report as it is."""

from __future__ import annotations

import json
import os
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from eks_subnet_xlsx.cli import main
from eks_subnet_xlsx.cli.console import json_text
from eks_subnet_xlsx.cli.reports import markdown_table
from eks_subnet_xlsx.words import load_words, printable

GOLDEN = Path(__file__).parents[1] / "golden" / "layout-1.en.vpc-cni.xlsx"
HARM = "\x1b[31m\x9b2J\u202e\u2066\u2028\u200b\x7f\u00ad\U000e0001[red]"
SHOWN = r"\x1b[31m\x9b2J\u202e\u2066\u2028\u200b\x7f\xad\U000e0001[red]"
IN_XML = HARM.replace("\x1b", "")


def renamed(name: str) -> bytes:
    """The golden workbook with a calculator of another name and a group of that name."""
    stream = BytesIO()
    with ZipFile(GOLDEN) as source, ZipFile(stream, "w") as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "xl/workbook.xml":
                content = content.replace(b'name="WarmENI"', f'name="{name}"'.encode())
            if item.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(b"m5.large", f"m5{name}".encode(), 1)
            target.writestr(item, content)
    return stream.getvalue()


def said(*arguments: str) -> str:
    """What a command prints, on both streams."""
    stream = TextIOWrapper(BytesIO(), encoding="utf-8", newline="\n")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("stdout", "stderr"):
            patch.setattr(sys, name, stream)
        patch.setattr(sys, "argv", ["eks-subnet-xlsx", *arguments])
        with pytest.raises(SystemExit):
            main()
    stream.flush()
    return stream.buffer.getvalue().decode()


def is_safe(text: str) -> bool:
    """Whether all lines of a text can be printed as they are."""
    return all(line.isprintable() for line in text.split("\n"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a workbook and a plan whose names and texts mean harm."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    Path(f"a{HARM}.xlsx").write_bytes(renamed(f"S{IN_XML}"))
    Path(f"p{HARM}.yaml").write_text(f'cluster: "x{HARM[6:]}"\nsubnet: "{HARM[7:]}"\n', "utf-8")
    return tmp_path


@pytest.mark.skipif(os.name != "posix", reason="such names are posix's")
@pytest.mark.parametrize("form", ["table", "json", "markdown", "sarif", "junit"])
def test_reports_hold_no_control_character(folder: Path, form: str) -> None:
    """A file's name, a sheet's and a cell's are spelled out, or escaped where data stay exact."""
    text = said("validate", str(folder), "--format", form)
    assert is_safe(text)
    name = str(folder / f"a{HARM}.xlsx")
    if form == "json":
        (file,) = json.loads(text)["files"]
        assert file["file"] == name
        assert f"S{IN_XML}" in {sheet["sheet"] for sheet in file["sheets"]}
    elif form == "sarif":
        assert json.loads(text)["runs"][0]["results"]
    elif form == "junit":
        assert ET.fromstring(text)[0].attrib["name"] == printable(name)
    else:
        assert SHOWN in "".join(text.split()).replace("│", "")


@pytest.mark.skipif(os.name != "posix", reason="such names are posix's")
@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "a{}.xlsx"), ("show", "a{}.xlsx", "--json"), ("show", "p{}.yaml"), ("show", "{}"),
        ("extract", "a{}.xlsx"), ("recalculate", "a{}.xlsx", "-o", "b{}.xlsx"), ("recalculate", "{}", "-o", "b{}.xlsx"),
        ("upgrade", "a{}.xlsx", "-o", "b{}.xlsx"), ("diff", "a{}.xlsx", "p{}.yaml"), ("generate", "p{}.yaml", "-o", "b{}.xlsx"),
        ("batch", "p{}.yaml", "-o", "out{}"), ("batch", "{}", "-o", "out"), ("init", "i{}.yaml"), ("init", "i{}"),
        ("limits", "{}"), ("limits", "--limits", "{}"), ("node", "{}", "--pods", "1"), ("node", "m5.large", "--pods", "{}"),
        ("limits", "--language", "{}"), ("limits", "--status", "{}"), ("validate", "a{}.xlsx", "--select", "{}"), ("{}",),
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_message_holds_a_control_character(
    folder: Path, arguments: tuple[str, ...], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever command reads the text, and whatever it says of it."""
    monkeypatch.setenv("LANG", "ko_KR.UTF-8" if language == "ko" else "C")
    monkeypatch.delenv("LC_ALL")
    text = said(*(argument.replace("{}", HARM) for argument in arguments))
    assert folder.exists()
    assert is_safe(text), ascii(text)
    assert text


def test_words_are_printable_whatever_they_name() -> None:
    """What is filled in is spelled out; what words themselves hold stays."""
    words = load_words("en")
    assert words.text("errors.source.not_found", source=f"a\n{HARM}") == (
        rf"a\n{SHOWN}: there is no such file. Check the name.".replace(r"\n", r"\x0a")
    )
    assert words.text("errors.unknown_type", instance_type="m5\x9b").startswith(r"'m5\x9b' is no")


def test_json_keeps_data_exact() -> None:
    """Escaped as JSON has it, and the same when it is read."""
    document = {"name": f"a\n가{HARM}", "number": 1}
    assert is_safe(json_text(document))
    assert json.loads(json_text(document)) == document
    assert json_text("가") == '"가"'


def test_markdown_is_text_and_nothing_more() -> None:
    """What Markdown would take for marks, links, code, HTML or a cell's end is escaped."""
    cell = "a|b `c` <b> [x](http://y) *z* _q_ warm_ip_target \\ ~~s~~ &lt; \x9b"
    (*_, row) = markdown_table(["h"], [[cell]])
    assert row == (
        r"| a\|b \`c\` \<b\> \[x\](http://y) \*z\* \_q\_ warm_ip_target \\ \~\~s\~\~ \&lt; \\x9b |"
    )


@pytest.mark.skipif(os.name != "posix", reason="such names are posix's")
def test_file_name_in_markdown_is_code(folder: Path) -> None:
    """However many backticks, bars and brackets it has."""
    Path("x``|`y.xlsx").write_bytes(GOLDEN.read_bytes())
    text = said("validate", "x``|`y.xlsx", "--format", "markdown")
    assert folder.exists()
    assert text.splitlines()[2].startswith(
        r"| ``` x``\|`y ".replace("y ", "y.xlsx ``` | WarmENI |")
    )


def test_markup_of_another_program_is_text(folder: Path) -> None:
    """Square brackets are no colours."""
    assert folder.exists()
    assert "[red]b[/red]: there is no such file." in said("show", "[red]b[/red]")
