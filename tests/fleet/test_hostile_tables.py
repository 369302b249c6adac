"""Any bytes are a fleet's table, or clear errors: soon, in little memory, never a traceback."""

from __future__ import annotations

import random
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from support.scale import count

from eks_subnet_xlsx import LimitsCatalog, Plan, PlanError
from eks_subnet_xlsx.fleet.sources import fleet_plans
from eks_subnet_xlsx.fleet.template import fleet_template
from eks_subnet_xlsx.words import LANGUAGES, load_words
from workloads.hostile_tables import HEADER, HOSTILE_TABLES, workbook
from workloads.measuring import measured


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
@pytest.mark.parametrize("name", HOSTILE_TABLES)
def test_hostile_table_is_refused_soon(name: str, tmp_path: Path) -> None:
    """In less than 2 seconds and 200 MB, on no more lines than a screen has."""
    hostile = HOSTILE_TABLES[name]
    path = tmp_path / f"fleet{hostile.suffix}"
    path.write_bytes(hostile.make())
    took = measured("batch", path.name, "-o", "out", "--quiet", folder=tmp_path)
    path.unlink()
    assert (took.code, took.stdout) == (1, "")
    lines = took.stderr.splitlines()
    assert 1 <= len(lines) <= 21
    assert all(line.startswith(path.name) and len(line) < 700 for line in lines), lines
    assert took.seconds < 2
    assert took.megabytes < 200


def lines_of(path: str, catalog: LimitsCatalog) -> list[str]:
    """What is wrong with a table, in both languages; each line can be printed."""
    entries = list(fleet_plans([path], catalog))
    errors = [entry.plan for entry in entries if not isinstance(entry.plan, Plan)]
    for error in errors:
        assert isinstance(error, PlanError)
        for language in LANGUAGES:
            assert all(line.isprintable() for line in error.text(load_words(language)).split("\n"))
    return [line for error in errors for line in str(error).splitlines()]


NOON = datetime(2025, 1, 5, 12, tzinfo=UTC).replace(tzinfo=None)
ROW = "a,/24,m5.large,1,1"
TEXT = HEADER.decode() + ROW
ENCODING = "f.csv: neither UTF-8 nor Korean CP949 text. Save it again in UTF-8."
WRONG = {
    "UTF-16 without its last byte": (TEXT.encode("utf-16")[:-1], [ENCODING]),
    "UTF-16 with half a character": (TEXT.encode("utf-16") + b"\x00\xd8", [ENCODING]),
    "bytes of no encoding": (TEXT.encode() + b"\n\xff", [ENCODING]),
    "a row of a novel": (f"{TEXT}\n{'x' * 100_001}".encode(), ["f.csv, line 3: a row of more than 100,000 characters or 1,000 cells, too long for a table. Check the quotes and the separators."]),
    "a quote that never ends": (f'{TEXT}\n"'.encode() + b"x\n" * 60_000, ["f.csv, line 50002: a row of more than 100,000 characters or 1,000 cells, too long for a table. Check the quotes and the separators."]),
    "many rows": (HEADER + b"\n" * 1_048_577, ["f.csv: more than 1,048,576 rows or 25,000,000 cells, too many for a table. Divide it."]),
    "a zero byte": (f"{TEXT}\nb\0,/24,m5.large,1,1".encode(), ["f.csv, line 3, cluster: a character that cannot be printed (a line break, a tab), expected a name on one line."]),
    "a cluster of many rows": (HEADER + f"{ROW}\n".encode() * 1_001, ["f.csv, line 2, node_groups: more than 1,000 node groups, and the table has room for 1,000. Divide the plan."]),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_no_table_can_mean_is_named(name: str, catalog: LimitsCatalog) -> None:
    """Where, what was found, what to do; no exception of Python's own."""
    content, expected = WRONG[name]
    Path("f.csv").write_bytes(content)
    found = lines_of("f.csv", catalog)
    assert [line[: len(start)] for line, start in zip(found, expected, strict=False)] == expected


def test_a_source_of_nothing_but_wrong_plans_is_read_no_further(catalog: LimitsCatalog) -> None:
    """The first hundred are told; a right one among them, and all are."""
    rows = [f"c{number},/99,m5.large,1,1" for number in range(300)]
    more = (
        "f.csv: its first 100 plans are all wrong, and the rest was not read. Correct these first."
    )
    Path("f.csv").write_bytes(HEADER + "\n".join(rows).encode())
    found = lines_of("f.csv", catalog)
    assert (len(found), found[100:]) == (101, [more])
    Path("f.csv").write_bytes(HEADER + "\n".join([*rows[:99], ROW, *rows[99:]]).encode())
    assert len(lines_of("f.csv", catalog)) == 300


@pytest.mark.parametrize("suffix", [".yaml", ".jsonl"])
def test_documents_and_lines_of_nothing_are_read_no_further(
    suffix: str, catalog: LimitsCatalog
) -> None:
    """Two hundred thousand of them are as soon refused as a hundred."""
    piece = "--- a\n" if suffix == ".yaml" else "1\n"
    Path(f"f{suffix}").write_text(piece * 200_000, encoding="utf-8")
    assert len(lines_of(f"f{suffix}", catalog)) == 101


def test_one_plan_that_means_harm_leaves_the_others(catalog: LimitsCatalog) -> None:
    """A document or a line of many megabytes is an error of its own, with its line."""
    good = '{"cluster": "%s", "subnet": "/24", "node_groups": [{"instance_type": "m5.large", "nodes": 1, "pods": 1}]}\n'
    Path("f.jsonl").write_text(good % "a" + "x" * 12_000_000 + "\n" + good % "b", encoding="utf-8")
    entries = list(fleet_plans(["f.jsonl"], catalog))
    assert [isinstance(entry.plan, Plan) for entry in entries] == [True, False, True]
    assert (
        str(entries[1].plan) == "f.jsonl, line 2: more than 5,000,000 bytes, too large for a plan."
    )
    assert entries[2].source == "f.jsonl:3"
    Path("f.yaml").write_text(good % "a" + "---\n" + "#\n" * 6_000_000, encoding="utf-8")
    entries = list(fleet_plans(["f.yaml"], catalog))
    assert [isinstance(entry.plan, Plan) for entry in entries] == [True, False]
    assert str(entries[1].plan).endswith(": more than 5,000,000 bytes, too large for a plan.")


def test_documents_after_bytes_that_are_no_text_are_an_error(catalog: LimitsCatalog) -> None:
    """What stood before them is read; the line is named."""
    good = "cluster: a\nsubnet: /24\nnode_groups: [{instance_type: m5.large, nodes: 1, pods: 1}]\n"
    filler = "# comment\n" * 20_000
    Path("f.yaml").write_bytes((good + "---\n" + filler).encode() + b"\xff\n")
    first, last = fleet_plans(["f.yaml"], catalog)
    assert isinstance(first.plan, Plan)
    assert str(last.plan) == "f.yaml, line 20005: not UTF-8 text. Save it again in UTF-8."


SHEETS = {
    "twice the same row": ['<row r="2"><c r="A2"><v>1</v></c></row>', '<row r="2"><c r="A2"><v>2</v></c></row>'],
    "twice the same cell": ['<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>'],
    "row 0": ['<row r="0"><c><v>1</v></c></row>'],
    "cell of no place": ['<row r="2"><c r="??"><v>1</v></c></row>'],
    "text of no number": ['<row r="2"><c t="s"><v>-1</v></c></row>'],
    "text of a number of many digits": [f'<row r="2"><c t="s"><v>{"9" * 5_000}</v></c></row>'],
    "no XML": ["<row>"],
}  # fmt: skip


@pytest.mark.parametrize("name", SHEETS)
def test_damaged_sheet_is_refused(name: str, catalog: LimitsCatalog) -> None:
    """What no program writes is no table."""
    Path("f.xlsx").write_bytes(workbook(SHEETS[name]))
    assert lines_of("f.xlsx", catalog) == [
        "f.xlsx: cannot be read as a workbook. Save it again as .xlsx, or as CSV in UTF-8."
    ]


@pytest.mark.parametrize(
    "value", [date(2025, 1, 5), NOON, timedelta(hours=5), True, "=1+1", float("inf")], ids=str
)
def test_cell_that_is_no_number_is_none_of_nodes(value: object, catalog: LimitsCatalog) -> None:
    """A date, a truth, a formula without a result or no number is never counted."""
    book = Workbook()
    book.worksheets[0].append(HEADER.decode().strip().split(","))
    book.worksheets[0].append(["a", "/24", "m5.large", value, 1])
    book.save("f.xlsx")
    (line,) = lines_of("f.xlsx", catalog)
    assert line.startswith("f.xlsx, line 2, nodes: ")


@settings(
    max_examples=count(300, 8_000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(st.lists(st.one_of(st.text(max_size=6), st.integers().map(str)), max_size=7)),
    encoding=st.sampled_from(["utf-8", "utf-16", "cp949"]),
    delimiter=st.sampled_from(",;\t"),
)
def test_random_tables_are_plans_or_errors(
    rows: list[list[str]], encoding: str, delimiter: str, catalog: LimitsCatalog
) -> None:
    """Anything below a good header."""
    text = HEADER.decode() + "\n".join(",".join(row) for row in rows)
    Path("f.csv").write_bytes(text.replace(",", delimiter).encode(encoding, errors="replace"))
    lines_of("f.csv", catalog)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_damaged_tables_are_plans_or_errors(suffix: str, catalog: LimitsCatalog) -> None:
    """Five hundred of each kind, with bytes changed, put in and taken out."""
    source = random.Random(suffix)
    good = fleet_template(suffix, load_words("en"))
    for _ in range(500):
        content = bytearray(good)
        for _ in range(source.randint(1, 8)):
            start = source.randrange(len(content))
            content[start : start + source.choice((0, 1, 1, 4))] = source.randbytes(
                source.choice((0, 1, 2))
            )
        Path(f"f{suffix}").write_bytes(content)
        lines_of(f"f{suffix}", catalog)
