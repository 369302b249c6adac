"""The catalog: looking up, suggesting, a user's own rows, and the whole of its data."""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from pathlib import Path

import pytest

from eks_subnet_xlsx import InstanceLimits, InvalidValueError
from eks_subnet_xlsx.errors import LimitsFileError, UnknownInstanceTypeError
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.limits.catalog import DATA_FOLDER
from eks_subnet_xlsx.limits.rows import COLUMNS

FACTS = Path(__file__).parents[3] / "shared" / "facts" / "instance_limits.csv"
TOOLS = Path(__file__).parents[2] / "tools"


def generated_rows() -> list[dict[str, str]]:
    with (DATA_FOLDER / "generated.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_find_takes_any_case_and_spaces(catalog: LimitsCatalog) -> None:
    """M5.Large is m5.large, with what it can attach."""
    found = catalog.find("  M5.Large ")
    assert found == catalog.get("m5.large")
    assert found is not None
    assert (found.max_enis, found.ipv4_per_eni, found.secondary_ips_per_eni) == (3, 10, 9)
    assert (found.supports_prefixes, found.supports_trunk, found.vcpus) == (True, True, 2)


@pytest.mark.parametrize("pattern", ["m5.*", "?5.large", "m5~.large", "*", "m5.[l]arge"])
def test_find_refuses_wildcards(catalog: LimitsCatalog, pattern: str) -> None:
    """A wildcard is an unknown type, and is called a pattern."""
    assert catalog.find(pattern) is None
    with pytest.raises(UnknownInstanceTypeError, match="is a pattern") as caught:
        catalog.get(pattern)
    assert caught.value.is_pattern


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("m5.larg", "m5.large"),
        ("m5large", "m5.large"),
        ("m5.2xlrage", "m5.2xlarge"),
        ("t3-micro", "t3.micro"),
        ("C5.LARGEE", "c5.large"),
        ("m5.12xlage", "m5.12xlarge"),
    ],
)
def test_suggestions_begin_with_what_was_meant(
    catalog: LimitsCatalog, typed: str, near: str
) -> None:
    """A slip of a letter finds its type first, and the message says so."""
    assert catalog.suggest(typed)[0] == near
    with pytest.raises(UnknownInstanceTypeError, match=f"Did you mean {near}"):
        catalog.get(typed)


def test_suggestions_are_none_where_nothing_is_near(catalog: LimitsCatalog) -> None:
    """A name far from any gets none, and is told how to go on."""
    assert catalog.suggest("my-server") == ()
    with pytest.raises(UnknownInstanceTypeError, match="--limits FILE"):
        catalog.get("my-server")


def test_match_lists_by_part_and_by_pattern(catalog: LimitsCatalog) -> None:
    """A part finds all names with it; a pattern those that it covers."""
    assert [limits.instance_type for limits in catalog.match("m5.8")] == ["m5.8xlarge"]
    sizes = {limits.instance_type.split(".")[1] for limits in catalog.match("T3.*")}
    assert sizes == {"nano", "micro", "small", "medium", "large", "xlarge", "2xlarge"}


def test_catalog_has_every_type_of_the_table(catalog: LimitsCatalog) -> None:
    """All rows are found in upper case and say what the table says."""
    rows = generated_rows()
    assert (len(rows), len(catalog)) == (1_459, 1_459)
    for row in rows:
        limits = catalog.get(row["instance_type"].upper())
        assert (limits.max_enis, limits.ipv4_per_eni) == (
            int(row["max_enis"]),
            int(row["ipv4_per_eni"]),
        )
        prefixes = row["hypervisor"] == "nitro" or row["bare_metal"] == "true"
        assert limits.supports_prefixes is prefixes
        assert limits.supports_trunk is (row["trunking"] == "true")
        assert limits.status == row["status"]


def test_data_are_well_formed_and_in_order() -> None:
    """Names are lower case, unique and sorted; every field is one that reading knows."""
    rows = generated_rows()
    names = [row["instance_type"] for row in rows]
    assert names == sorted(set(names))
    assert all(name == name.lower().strip() for name in names)
    assert tuple(rows[0]) == COLUMNS
    assert {row["hypervisor"] for row in rows} == {"nitro", "xen", "none", "unknown"}
    assert {row["status"] for row in rows} == {"current", "listed", "legacy"}
    assert len({(row["max_enis"], row["ipv4_per_eni"]) for row in rows}) == 46


def test_provenance_is_that_of_the_data(catalog: LimitsCatalog) -> None:
    """Rows and checksum agree, and every source that a row names is described."""
    provenance = json.loads((DATA_FOLDER / "provenance.json").read_text(encoding="utf-8"))
    content = (DATA_FOLDER / "generated.csv").read_bytes()
    assert provenance["generated"] == {
        "rows": 1_459,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    described = {source["name"] for source in provenance["sources"]}
    assert {name for row in generated_rows() for name in row["sources"].split("+")} == described
    assert catalog.date == provenance["merged"] == "2026-11-23"


@pytest.mark.skipif(not FACTS.exists(), reason="the merged table of facts is not here")
def test_data_are_the_facts() -> None:
    """The generated rows are the merged table's, each of them."""
    with FACTS.open(newline="", encoding="utf-8") as file:
        facts = {row["instance_type"]: row for row in csv.DictReader(file)}
    assert {row["instance_type"]: row for row in generated_rows()} == facts


def test_refresh_over_the_same_table_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tool writes the same files again, and says what another table would change."""
    monkeypatch.syspath_prepend(TOOLS)
    import refresh_limits  # noqa: PLC0415 (a tool, on the path for this test alone)

    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("generated.csv", "provenance.json"):
        (folder / name).write_bytes((DATA_FOLDER / name).read_bytes())
    monkeypatch.setattr(refresh_limits, "DATA_FOLDER", folder)
    assert refresh_limits.refresh(DATA_FOLDER / "generated.csv", "2026-11-23") == []
    for name in ("generated.csv", "provenance.json"):
        assert (folder / name).read_bytes() == (DATA_FOLDER / name).read_bytes()
    table = tmp_path / "table.csv"
    text = (DATA_FOLDER / "generated.csv").read_text(encoding="utf-8")
    table.write_text(text.replace("m5.large,3,10", "m5.large,4,10"), encoding="utf-8")
    assert refresh_limits.refresh(table, "2026-12-01") == ["~ m5.large 3 x 10 -> 4 x 10"]
    assert "refresh_limits" in sys.modules


def test_user_rows_win(catalog: LimitsCatalog, tmp_path: Path) -> None:
    """A row of the user's own adds a type or replaces one, and changes the digest."""
    path = tmp_path / "my.csv"
    path.write_text(
        "\ufeffinstance_type;max_enis;ipv4_per_eni;hypervisor\n"
        "M9.Large;4;20;nitro\nm5.large;5;12;\n",
        encoding="utf-8",
    )
    mine = catalog.with_file(path)
    assert len(mine) == len(catalog) + 1
    new = mine.get("m9.large")
    assert (new.max_enis, new.ipv4_per_eni, new.status) == (4, 20, "user")
    assert (new.supports_prefixes, new.supports_trunk) == (True, False)
    assert mine.get("m5.large").max_enis == 5
    assert catalog.get("m5.large").max_enis == 3
    assert mine.digest != catalog.digest
    assert [limits.instance_type for limits in mine] == sorted(
        limits.instance_type for limits in mine
    )


HEADER = "instance_type,max_enis,ipv4_per_eni\n"


@pytest.mark.parametrize(
    ("content", "problem", "line"),
    [
        ("", "empty", 1),
        ("instance_type,max_enis\n", "missing_column", 1),
        ("instance_type,max_eni,ipv4_per_eni\n", "unknown_column_near", 1),
        ("instance_type,colour,ipv4_per_eni\n", "unknown_column", 1),
        ("instance_type,max_enis,max_enis\n", "doubled_column", 1),
        (HEADER + "m9.large,4\n", "bad_count", 2),
        (HEADER + "m9.large,4,1\n", "bad_count", 2),
        (HEADER + "m9.large,-4,10\n", "bad_count", 2),
        (HEADER + "m9.large,4.5,10\n", "bad_count", 2),
        (HEADER + "m9.large,\u0664,10\n", "bad_count", 2),
        (HEADER + "m9.large,4,10,1\n", "too_many_fields", 2),
        (HEADER + "m9.*,4,10\n", "bad_name", 2),
        (HEADER + "=m9.large,4,10\n", "bad_name", 2),
        (HEADER + "m9,4,10\n", "bad_name", 2),
        (HEADER + "m9.large,4,10\nM9.LARGE,4,10\n", "doubled_type", 3),
        ("instance_type,max_enis,ipv4_per_eni,hypervisor\na.b,4,10,kvm\n", "bad_choice", 2),
    ],
)
def test_user_file_names_what_is_wrong(
    catalog: LimitsCatalog, tmp_path: Path, content: str, problem: str, line: int
) -> None:
    """Each slip is named with its line, and the sentence names the file."""
    path = tmp_path / "my.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LimitsFileError) as caught:
        catalog.with_file(path)
    assert (caught.value.problem, caught.value.line) == (problem, line)
    assert "my.csv" in str(caught.value)


def test_user_file_has_bounds(catalog: LimitsCatalog, tmp_path: Path) -> None:
    """More types than the workbook has room for, or bytes that are no text, are refused."""
    path = tmp_path / "my.csv"
    path.write_text(
        HEADER + "".join(f"x{number}.large,4,10\n" for number in range(3_000)), encoding="utf-8"
    )
    with pytest.raises(LimitsFileError, match="room for 2041 more"):
        catalog.with_file(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LimitsFileError, match="UTF-8"):
        catalog.with_file(path)
    with pytest.raises(LimitsFileError, match="cannot be read"):
        catalog.with_file(tmp_path / "missing.csv")


def test_limits_by_hand_support_everything() -> None:
    """From three figures alone a type supports prefixes and a trunk."""
    limits = InstanceLimits("any", 3, 10)
    assert (limits.supports_prefixes, limits.supports_trunk) == (True, True)


@pytest.mark.parametrize(("enis", "ips"), [(0, 10), (3, 1), (3.0, 10), (True, 10), (3, 1_001)])
def test_limits_by_hand_are_checked(enis: int, ips: int) -> None:
    """A limit that no type can have is refused."""
    with pytest.raises(InvalidValueError, match="expected a whole number"):
        InstanceLimits("any", enis, ips)
