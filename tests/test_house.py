"""The house keeps its own rules."""

from __future__ import annotations

import ast
import os
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from support.breaking import typed
from support.command import run_command

import eks_subnet_xlsx
from eks_subnet_xlsx.words import LANGUAGES, load_words

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "eks_subnet_xlsx"
MODULES = sorted(PACKAGE.rglob("*.py"))
MAX_MODULE_LINES = 350
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

# Figures of the rules that the workbook's texts name; see layouts/texts.py.
KEY_PREFIXES = (
    "annotation.",
    "errors.",
    "fleet.",
    "plan.",
    "step.",
    "status.",
    "cli.",
    "column.",
    "label.",
    "prompt.",
    "about.document_title.",
    "departure.",
    "diff.",
    "extract.",
    "finding.",
)


def files() -> list[Path]:
    """The files that git tracks, or would."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_says_what_it_is_for(module: Path) -> None:
    """Every module opens with a docstring and is of a size that can be read at once."""
    text = module.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= MAX_MODULE_LINES


def test_public_names_are_sorted() -> None:
    """The public names stand in one sorted list."""
    names = eks_subnet_xlsx.__all__
    assert names == sorted(names)
    assert all(hasattr(eks_subnet_xlsx, name) for name in names)


def test_files_name_no_place_of_a_machine() -> None:
    """No file names a folder that only one machine has."""
    pattern = re.compile(r"(?<![\w.])/(work|root|home|opt)/[a-z]")
    found = [
        path.name
        for path in files()
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".sh", ".json", ""}
        and pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_text_files_end_with_a_newline() -> None:
    """Text is UTF-8 and its last line ends."""
    suffixes = {".py", ".md", ".toml", ".yaml", ".sh", ".json", ".csv"}
    for path in files():
        if path.suffix in suffixes:
            assert path.read_bytes().decode("utf-8").endswith("\n"), path.name


def test_no_python_file_stands_in_the_mapped_folders() -> None:
    """A module in templates/ or samples/ could shadow one of the package's."""
    assert not [*(ROOT / "templates").rglob("*.py"), *(ROOT / "samples").rglob("*.py")]


def marked(name: str) -> str:
    """What stands between two marks, on the one page that has them."""
    pages = [path.read_text(encoding="utf-8") for path in DOCUMENTS]
    (page,) = (page for page in pages if f"<!-- {name} -->" in page)
    return page.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->")[0]


@pytest.mark.slow
def test_readme_s_first_session_runs_as_pasted(tmp_path: Path) -> None:
    """Every line of it, one after the other, in an empty folder."""
    lines = [line for line in marked("quick").splitlines() if line.startswith("$ ")]
    assert len(lines) > 15
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PYTHONUTF8": "1", "PATH": path, "LC_ALL": "C"}
    for line in lines:
        done = subprocess.run(
            ["/bin/sh", "-c", line.removeprefix("$ ")],
            cwd=tmp_path, capture_output=True, env=environment, check=False,
        )  # fmt: skip
        # What sets two alike files apart is nothing; all else is done.
        assert done.returncode == 0, (line, done.stderr.decode())


def test_readme_is_read_in_one_sitting() -> None:
    """It has less than 150 lines, and leads to every page; every link leads somewhere."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) < 150
    for page in (ROOT / "docs").glob("*.md"):
        assert f"](docs/{page.name})" in readme, page.name
    for document in DOCUMENTS:
        links = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
        gone = [link for link in links if not (document.parent / link).exists()]
        assert gone == [], document.name


def test_readme_names_every_command() -> None:
    """Each command stands in the README's session."""
    readme = marked("quick")
    names = [path.stem.replace("_", "-") for path in (PACKAGE / "cli").glob("[a-z]*.py")]
    commands = sorted(
        set(names)
        - {
            "compare",
            "configuration",
            "console",
            "helping",
            "language",
            "progress",
            "reports",
            "sources",
            "tables",
            "usage",
            "verdict",
            "wrapping",
        }
    )
    assert commands == [
        "addons",
        "batch",
        "diff",
        "extract",
        "generate",
        "init",
        "limits",
        "max-pods",
        "node",
        "plan-schema",
        "recalculate",
        "rules",
        "show",
        "upgrade",
        "validate",
    ]
    assert [name for name in commands if f"eks-subnet-xlsx {name}" not in readme] == []


def test_readme_shows_what_the_demo_prints() -> None:
    """The table in the pages is that of the lead sample."""
    shown = marked("demo")
    done = run_command("show", "samples/plans/aws-2022.yaml", folder=ROOT)
    printed = "\n".join(line.rstrip() for line in done.stdout.decode().splitlines())
    assert shown.strip().removeprefix("```text").removesuffix("```").strip() == printed.strip()


def test_readme_shows_what_validate_prints(tmp_path: Path) -> None:
    """A good workbook broken in two ways, and what is said of it."""
    shown = marked("validate")
    data = (ROOT / "samples/workbooks/aws-2022.en.xlsx").read_bytes()
    (tmp_path / "subnets.xlsx").write_bytes(typed("WarmENI", B8=100, C24="30 ")(data))
    done = run_command("validate", "subnets.xlsx", folder=tmp_path)
    assert done.returncode == 1
    printed = "\n".join(line.rstrip() for line in done.stdout.decode().splitlines())
    assert shown.strip().removeprefix("```text").removesuffix("```").strip() == printed.strip()


@pytest.mark.slow
def test_readme_s_session_runs_as_shown(tmp_path: Path) -> None:
    """From a broken file to the pull request; what git does is git's."""
    shown = marked("session").strip()
    steps = shown.removeprefix("```console").removesuffix("```").split("\n$ ")[1:]
    data = (ROOT / "samples/workbooks/aws-2022.en.xlsx").read_bytes()
    (tmp_path / "before.xlsx").write_bytes(data)
    broken = typed("WarmIP", B24=2)(typed("WarmENI", B8=100, B24=2)(data))
    (tmp_path / "subnets.xlsx").write_bytes(broken)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PYTHONUTF8": "1", "PATH": path, "LC_ALL": "C"}

    def run(command: str) -> list[str]:
        done = subprocess.run(
            ["/bin/sh", "-c", f"({command}) 2>&1"],
            cwd=tmp_path, capture_output=True, env=environment, check=False,
        )  # fmt: skip
        return [line.rstrip() for line in done.stdout.decode().splitlines() if line.strip()]

    run("eks-subnet-xlsx extract before.xlsx -o plan.yaml")
    for step in steps:
        command, *printed = step.strip().splitlines()
        if command.startswith("eks-subnet-xlsx"):
            assert run(command) == printed, command
    assert "nodes: 2" in (tmp_path / "plan.yaml").read_text(encoding="utf-8")
    assert "| Verdict |" in (tmp_path / "changes.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", ["rules", "examples", "columns", "keys"])
def test_pages_have_the_tables_that_are_written_for_them(table: str) -> None:
    """Rules, examples, columns of a fleet's table, keys of a plan, as tools/write_tables.py has them."""
    done = subprocess.run(
        [sys.executable, "-c", f"import write_tables as t; print(t.TABLES[{table!r}][1]())"],
        cwd=ROOT / "tools", capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert done.stdout.strip() == marked(table).strip()


def test_pre_commit_hook_runs_the_command() -> None:
    """The hook for other repositories names a command that is there, and passes over locks."""
    hook = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]
    assert hook["entry"] == "eks-subnet-xlsx validate"
    assert re.search(hook["files"], "team/subnets.xlsx")
    assert re.search(hook["exclude"], "team/~$subnets.xlsx")


def test_readme_s_example_of_the_library_runs() -> None:
    """The Python in the pages prints what it says."""
    code = (ROOT / "docs" / "library.md").read_text(encoding="utf-8").split("```python")[1]
    code = code.split("```")[0]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == code.strip().rsplit("# ", 1)[1]


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a Markdown text: no headings, lists, tables, pictures, links or code."""
    text = re.sub(r"^```.*?^```|<!--.*?-->", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^(#.*|\|.*|!?\[[^]]*\]\([^)]*\)|\[[^]]*\]:.*)$", "", text, flags=re.MULTILINE)
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text)]
    return [block for block in blocks if block and not re.match(r"([-*+]|\d+\.)\s", block)]


def test_a_paragraph_that_breaks_off_is_seen() -> None:
    """It ends without a mark that ends a sentence, and stands among what is no paragraph."""
    whole = "One ends.\n\n# Title\n\n- item\n\n| a |\n\n```sh\nx\n```\n\nTwo, as `f` has it:\n"
    assert paragraphs(whole) == ["One ends.", "Two, as `f` has it:"]
    assert unfinished(whole) == []
    assert unfinished(f"{whole}\nIt becomes the very files that\n\n## Map\n") == [
        "It becomes the very files that"
    ]


def unfinished(text: str) -> list[str]:
    """The paragraphs of a Markdown text that end without the end of a sentence."""
    return [part for part in paragraphs(text) if part.rstrip('*_`)"')[-1:] not in set(".:!?")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_paragraph_breaks_off(document: Path) -> None:
    """Each ends with a sentence."""
    assert unfinished(document.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_keys_and_placeholders(language: str) -> None:
    """A text that one language has, all have, with the same facts."""
    english, other = load_words("en"), load_words(language)
    assert set(other.keys()) == set(english.keys())
    for key in english.keys():  # noqa: SIM118 (not a mapping)
        assert _placeholders(other[key]) == _placeholders(english[key]), key


def test_every_text_is_used() -> None:
    """No sentence stands in templates/ that no code and no sheet asks for."""
    sources = "".join(path.read_text(encoding="utf-8") for path in MODULES)
    parts = "".join(
        path.read_text(encoding="utf-8") for path in (PACKAGE / "workbook/blank").rglob("*.xml")
    )
    unused = [
        key
        for key in load_words("en").keys()  # noqa: SIM118 (not a mapping)
        if f"{{{{{key}}}}}" not in parts
        and f'"{key}"' not in sources
        and not _last_part_is_named(key, sources)
    ]
    assert unused == []


def _last_part_is_named(key: str, sources: str) -> bool:
    """Whether code names the entry of a table whose prefix it puts before it."""
    parts = key.split(".")
    return any(
        f'"{part}"' in sources or f"{part.upper()} = " in sources or f"_{part}" in sources
        for part in parts[1:]
    ) and key.startswith(KEY_PREFIXES)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_importing_the_package_is_cheap() -> None:
    """Neither openpyxl nor typer is paid for by a program that uses the engine."""
    code = (
        "import sys, eks_subnet_xlsx; "
        "print([m for m in ('openpyxl', 'typer', 'rich', 'yaml') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
