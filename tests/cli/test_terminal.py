"""What is printed fits the terminal, whatever its width and whatever the language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.breaking import typed

pytest.importorskip("pty", reason="terminals of POSIX")

from support.terminal import columns, plain, run_in_terminal

from eks_subnet_xlsx.cli.tables import Table
from eks_subnet_xlsx.cli.wrapping import wrapped
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.limits.names import size_order
from eks_subnet_xlsx.words import text_width

ROOT = Path(__file__).parents[2]
PLANS = ROOT / "samples" / "plans"
WORKBOOK = ROOT / "samples" / "workbooks" / "aws-2022.en.xlsx"
WIDTHS = (60, 80, 120)
RULE = "\N{BOX DRAWINGS LIGHT HORIZONTAL}"

COMMANDS = [
    ("show", "long.yaml"),
    ("show", "long.yaml", "--explain"),
    ("show", "long.yaml", "--compare-aws"),
    ("show", "broken.xlsx"),
    ("validate", "broken.xlsx", "good.xlsx"),
    ("limits", "m7g"),
    ("limits", "x*"),
    ("batch", "long.yaml", "exhausted.yaml", "-o", "w", "--force"),
    ("diff", "long.yaml", "broken.xlsx"),
    ("diff", "exhausted.yaml", "long.yaml"),
    ("rules",),
    ("rules", "E301"),
    ("node", "m5.12xlarge", "--pods", "100"),
    ("init", "--fleet", "--force"),
    ("show", "nowhere.yaml"),
    ("--help",),
    ("node", "--help"),
    ("generate", "--help"),
    ("generate", "long.yaml"),
    ("validate", "long.yaml", "--format", "xml"),
    ("generate", "long.yaml", "-o", "a.xlsx", "--force"),
    ("validate", "nowhere.xlsx"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with plans and workbooks, good and bad."""
    path = tmp_path_factory.mktemp("terminal")
    data = WORKBOOK.read_bytes()
    (path / "good.xlsx").write_bytes(data)
    (path / "broken.xlsx").write_bytes(
        typed("WarmIP", B24=2)(typed("WarmENI", B8=100, C24="30 ")(data))
    )
    (path / "exhausted.yaml").write_bytes((PLANS / "exhausted.yaml").read_bytes())
    (path / "long.yaml").write_text(
        "cluster: 결제-서비스-운영-클러스터-서울-리전\nsubnet: {size: 22, other_ips: 40}\n"
        "alternative: {warm_ip_target: 5, minimum_ip_target: 20}\n"
        "node_groups:\n"
        "  - {name: 웹 프런트엔드와 그 밖의 작업, instance_type: m5.12xlarge, nodes: 4, pods_per_node: 400}\n"
        "  - {name: a-node-group-with-a-rather-long-name, instance_type: u-24tb1.112xlarge, nodes: 1, pods: 9}\n",
        encoding="utf-8",
    )
    return path


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_row_is_wider_than_the_terminal_and_no_word_is_broken(
    folder: Path, command: tuple[str, ...], language: str
) -> None:
    """At each width every word is one that a terminal without end shows too."""
    locale = {"LC_ALL": "ko_KR.UTF-8" if language == "ko" else "C.UTF-8"}
    told = {
        width: run_in_terminal(*command, folder=folder, width=width, environment=locale)
        for width in (*WIDTHS, 2_000)
    }
    whole = {word.rstrip(":") for said in told[2_000] for word in plain(said).split()}
    for width in WIDTHS:
        out, error = map(plain, told[width])
        has_bar = command[0] in {"batch", "validate"}
        text = out if has_bar else f"{out}\n{error}"
        for line in re.split(r"[\n\r]", text):
            assert columns(line) <= width, line
        broken = {
            word
            for word in text.split()
            if set(word) != {RULE} and word.rstrip(":") not in whole
        }  # fmt: skip
        assert broken == set(), width
    assert whole


@pytest.mark.parametrize("command", ["batch", "validate"])
def test_bar_never_passes_its_end(folder: Path, command: str) -> None:
    """What it counts are clusters or files, and no more of them than there are."""
    arguments = {
        "batch": ("batch", "long.yaml", "exhausted.yaml", "-o", "bar", "--force"),
        "validate": ("validate", "good.xlsx", "broken.xlsx"),
    }[command]
    _, bar = run_in_terminal(*arguments, folder=folder, width=80)
    counted = [(int(done), int(total)) for done, total in re.findall(r"(\d+)/(\d+)", plain(bar))]
    assert counted
    assert {total for _, total in counted} == {2}
    assert all(done <= total for done, total in counted)


def test_columns_are_left_out_before_the_table_becomes_a_list() -> None:
    """First those that may go, in their order; then a row is some lines, with every cell."""
    table = Table(["Name", "First", "Second"], [["a", "1" * 9, "2" * 9]], drops=(2, 1))
    assert table.lines(40)[0] == [" Name       First      Second"]
    assert table.lines(25)[0] == [" Name       First"]
    table = Table(["Name", "First", "Second"], [["a", "x" * 9, "y" * 9], ["b", "z", ""]])
    assert table.lines(24) == (
        [],
        ["a", "  First: xxxxxxxxx", "  Second: yyyyyyyyy", "", "b", "  First: z"],
    )


def test_wide_characters_count_twice() -> None:
    """A Korean character takes two columns, and a mark on another none."""
    assert [text_width(text) for text in ("abc", "서브넷", "e\N{COMBINING ACUTE ACCENT}")] == [
        3,
        6,
        1,
    ]
    assert wrapped("서브넷 서브넷", 12) == ["서브넷", "서브넷"]
    assert wrapped("서브넷 서브넷", 13) == ["서브넷 서브넷"]


def test_a_word_longer_than_a_line_is_broken_after_a_mark() -> None:
    """Nothing else can be done with it, and nothing of it is lost."""
    assert wrapped("see folder/name/workbook.xlsx", 16) == ["see folder/name/", "workbook.xlsx"]
    assert "".join(wrapped("x" * 50, 20)) == "x" * 50


def test_types_stand_in_order_of_size(catalog: LimitsCatalog) -> None:
    """From large up, numbers as numbers, bare metal last; every size of the catalog has a rank."""
    names = [limits.instance_type for limits in catalog.match("m5.*")]
    assert names == [
        "m5.large", "m5.xlarge", "m5.2xlarge", "m5.4xlarge", "m5.8xlarge", "m5.12xlarge",
        "m5.16xlarge", "m5.24xlarge", "m5.metal",
    ]  # fmt: skip
    metal = [limits.instance_type for limits in catalog.match("m7i.metal")]
    assert metal == ["m7i.metal-24xl", "m7i.metal-48xl"]
    assert sorted(["t3.2xlarge", "t3.nano", "t3.medium", "t3.micro"], key=size_order) == [
        "t3.nano", "t3.micro", "t3.medium", "t3.2xlarge",
    ]  # fmt: skip
    assert min("u-12tb1.metal", "u-3tb1.metal", key=size_order) == "u-3tb1.metal"
