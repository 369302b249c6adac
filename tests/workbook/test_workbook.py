"""The workbook as a file: its places, its parts, what it says of itself."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import openpyxl
import pytest
from support.cells import read_cells
from support.fillings import Fillings

from eks_subnet_xlsx import LimitsCatalog, build_workbook, parse_plan, read_plan
from eks_subnet_xlsx.calculation import Model, Status
from eks_subnet_xlsx.layouts import MODELS, WARM_ENI, WARM_IP
from eks_subnet_xlsx.layouts.cells import RESERVED_CELLS
from eks_subnet_xlsx.layouts.columns import RESERVED_COLUMNS
from eks_subnet_xlsx.resources import sample_plans
from eks_subnet_xlsx.workbook.blank import BLANKS, blank_parts
from eks_subnet_xlsx.workbook.drawing import drawn_parts

AWS_SAMPLE = next(path for path in sample_plans() if path.stem == "aws-2022")
DRAWN_WITH = "3.1.5"
PORTABLE = {
    "AND", "COUNTA", "COUNTIF", "IF", "IFERROR", "INT", "ISBLANK", "ISNUMBER", "ISTEXT", "MAX",
    "MIN", "OR", "ROUNDUP", "SUM", "TRIM", "VLOOKUP",
}  # fmt: skip


def sample() -> bytes:
    return build_workbook(read_plan(AWS_SAMPLE))


def test_places_are_those_of_aws_workbook() -> None:
    """Who knows AWS's file finds inputs and results in the same cells."""
    cells = read_cells(sample())
    for name, taken, left in (("WarmENI", 360, 147), ("WarmIP", 250, 257)):
        sheet = cells[name]
        places = {place: sheet[place].value for place in ("B4", "B5", "B8", "B9", "B10")}
        assert places == {"B4": 23, "B5": 507, "B8": taken, "B9": 230, "B10": left}
        assert [sheet[place].value for place in ("B13", "B14", "B15")] == [1, 2, 2]
        assert [sheet[place].value for place in ("A23", "B23", "C23")] == ["m5.12xlarge", 2, 100]
        assert [sheet[place].value for place in ("A24", "B24", "C24")] == ["c5.2xlarge", 1, 30]
        assert sheet["E10"].value == "Enough"


def test_places_are_a_contract() -> None:
    """Every key keeps its cell and its column; kept places are used by nothing."""
    inputs = {
        calculator.name: {cell.key: cell.place for cell in calculator.input_cells}
        for calculator in MODELS["vpc-cni"]
    }
    common = {
        "subnet_size": "B4",
        "host_network_pods": "B14",
        "daemonset_pods": "B15",
        "other_ips": "E13",
    }
    assert inputs == {
        "WarmENI": {**common, "warm_eni_target": "B13", "max_eni": "B18", "unmanaged_enis": "B19"},
        "WarmIP": {
            **common,
            "warm_ip_target": "B13",
            "minimum_ip_target": "B18",
            "warm_eni_target": "B19",
            "max_eni": "B20",
            "unmanaged_enis": "K13",
        },
    }
    letters = "".join(column.letter for column in WARM_ENI.input_columns)
    assert letters == "ABCDE"
    for calculator in (WARM_ENI, WARM_IP):
        places = [cell.place for cell in calculator.cells] + list(RESERVED_CELLS.values())
        columns = [column.letter for column in calculator.columns] + list(RESERVED_COLUMNS.values())
        assert len(set(places)) == len(places)
        assert len(set(columns)) == len(columns)


def test_same_plan_gives_the_same_parts() -> None:
    """Two runs write the same bytes."""
    assert sample() == sample()


@pytest.mark.slow
def test_every_part_is_xml_and_has_no_placeholder_left(catalog: LimitsCatalog) -> None:
    """No text of the blank is left unfilled, for samples and 30 random plans."""
    source = Fillings(seed=11, catalog=catalog)
    plans = [read_plan(path) for path in sample_plans()] + [source.plan() for _ in range(30)]
    for plan in plans:
        with ZipFile(BytesIO(build_workbook(plan, catalog))) as archive:
            assert len(set(archive.namelist())) == len(archive.namelist())
            for name in archive.namelist():
                content = archive.read(name).decode()
                ET.fromstring(content)
                assert "{{" not in content, name


def test_every_formula_carries_its_result_and_is_portable(catalog: LimitsCatalog) -> None:
    """Functions of Excel 2007 alone, none too long to check, none without its result."""
    for plan in (read_plan(AWS_SAMPLE), Fillings(seed=5, catalog=catalog).plan(groups=90)):
        for sheet in read_cells(build_workbook(plan, catalog)).values():
            for place, cell in sheet.items():
                if cell.formula is None:
                    continue
                assert cell.value is not None, place
                assert len(cell.formula) <= 160, place
                assert set(re.findall(r"([A-Z.]+)\(", cell.formula)) <= PORTABLE, place


def test_rows_are_ready_beyond_the_plan(catalog: LimitsCatalog) -> None:
    """50 rows at least, ten more than a larger plan has, all of them with formulas."""
    for groups, last in ((1, 72), (50, 82), (90, 122), (1_000, 1_022)):
        text = "\n".join(
            "  - {instance_type: m5.large, nodes: 1, pods_per_node: 1}" for _ in range(groups)
        )
        plan = parse_plan(f"cluster: a\nsubnet: /16\nnode_groups:\n{text}\n")
        cells = read_cells(build_workbook(plan, catalog), ("WarmENI",))["WarmENI"]
        assert cells[f"K{last}"].formula
        assert f"K{last + 1}" not in cells


def test_text_of_a_user_never_becomes_a_formula() -> None:
    """Names that begin with an equals sign, or hold XML, stay the text that they are."""
    name, cluster = "=1+1", "=cmd|' /c calc'!A1 <&\">"
    plan = parse_plan(
        f"cluster: {__import__('json').dumps(cluster)}\nsubnet: /24\n"
        f'node_groups: [{{name: "{name}", instance_type: m5.large, nodes: 1, pods: 0}}]\n'
    )
    cells = read_cells(build_workbook(plan))
    assert (cells["WarmENI"]["D23"].formula, cells["WarmENI"]["D23"].value) == (None, name)
    assert (cells["About"]["B13"].formula, cells["About"]["B13"].value) == (None, cluster)
    assert cells["WarmENI"]["J1"].value == cluster


def test_workbook_says_what_it_is(catalog: LimitsCatalog) -> None:
    """About has version, model, language, limits and cluster; the properties repeat them."""
    content = sample()
    about = read_cells(content)["About"]
    stated = {place: about[place].value for place in ("B13", "B15", "B17", "B18", "B19", "B20")}
    assert stated == {
        "B13": "aws-sample", "B15": "WarmENI", "B17": 1, "B18": "en", "B19": "vpc-cni",
        "B20": "2026-11-23",
    }  # fmt: skip
    assert about["B21"].value == catalog.digest
    with ZipFile(BytesIO(content)) as archive:
        properties = archive.read("docProps/custom.xml").decode()
    assert catalog.digest in properties
    assert "vpc-cni" in properties


def test_role_is_said_on_both_sheets() -> None:
    """One sheet is how the cluster is set today, the other the other possibility."""
    cells = read_cells(sample())
    assert cells["WarmENI"]["J2"].value == "How the cluster is set today"
    assert cells["WarmIP"]["J2"].value == "The other possibility"


def test_limits_sheet_has_every_type(catalog: LimitsCatalog) -> None:
    """Each type has a row with its limits, and the drop-down ends with the last one."""
    content = sample()
    cells = read_cells(content)["Limits"]
    rows = [
        (cells[f"A{row}"].value, cells[f"B{row}"].value, cells[f"C{row}"].value)
        for row in range(2, len(catalog) + 2)
    ]
    assert rows == [
        (limits.instance_type, limits.max_enis, limits.ipv4_per_eni) for limits in catalog
    ]
    assert f"A{len(catalog) + 2}" not in cells
    with ZipFile(BytesIO(content)) as archive:
        assert (
            f"Limits!$A$2:$A${len(catalog) + 1}<"
            in archive.read("xl/worksheets/sheet1.xml").decode()
        )


def test_another_library_reads_the_stored_results(tmp_path: Path) -> None:
    """Another library opens the file without a complaint and finds the figures."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(sample())
    book = openpyxl.load_workbook(path, data_only=True)
    assert book.sheetnames == ["WarmENI", "WarmIP", "Limits", "SubnetSizes", "Words", "About"]
    assert book["WarmIP"]["B8"].value == 250
    assert book.defined_names["WARM_IP_TARGET"].attr_text == "WarmIP!$B$13"


def test_validation_names_the_bounds_that_count() -> None:
    """Every input has a drop-down or bounds, with a message on the way in and one for a slip."""
    book = openpyxl.load_workbook(BytesIO(sample()))
    for calculator in MODELS["vpc-cni"]:
        rules = {
            str(rule.sqref): rule for rule in book[calculator.name].data_validations.dataValidation
        }
        places = {cell.place for cell in calculator.input_cells}
        assert set(rules) == {*places, "A23:A1022", "B23:B1022", "C23:C1022", "E23:E1022"}
        for rule in rules.values():
            assert 0 < len(rule.promptTitle) <= 32
            assert 0 < len(rule.prompt) <= 255
            assert 0 < len(rule.error) <= 225, "Excel cuts the message of an error at 225"
        assert (rules["B23:B1022"].formula1, rules["B23:B1022"].formula2) == ("0", "100000")
        assert rules["B4"].formula1 == "SubnetSizes!$A$2:$A$14"


@pytest.mark.skipif(openpyxl.__version__ != DRAWN_WITH, reason=f"drawn with openpyxl {DRAWN_WITH}")
@pytest.mark.parametrize("model", BLANKS)
def test_blank_is_what_layout_draws(model: Model) -> None:
    """The parts that ship are those drawn now (`make blank`)."""
    assert drawn_parts(model) == dict(blank_parts(model))


def test_codes_keep_their_numbers() -> None:
    """A code that circulates never changes its meaning."""
    assert {status.name: int(status) for status in Status} == {
        "OK": 1, "LEGACY_TYPE": 2, "CYCLES": 3, "PODS_WITHOUT_ADDRESS": 10,
        "PODS_EXCEED_MAX_PODS": 11, "SETTINGS_WRONG": 20, "TYPE_MISSING": 21, "TYPE_UNKNOWN": 22,
        "LIMITS_DAMAGED": 23, "NODES_MISSING": 31, "NODES_NOT_WHOLE": 32, "NODES_OUT_OF_BOUNDS": 33,
        "PODS_MISSING": 41, "PODS_NOT_WHOLE": 42, "PODS_OUT_OF_BOUNDS": 43,
        "MAX_PODS_NOT_WHOLE": 52, "MAX_PODS_OUT_OF_BOUNDS": 53, "ENOUGH": 61, "SHORT": 62,
        "EXHAUSTED": 63, "INCOMPLETE": 64, "NO_SIZE": 65, "ATTENTION": 71, "TODAY": 81,
        "OTHER_POSSIBILITY": 82,
    }  # fmt: skip
