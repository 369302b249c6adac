"""Plans: what is taken, what is refused, and in which words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from support.fillings import Fillings

from eks_subnet_xlsx import LimitsCatalog, Plan, PlanError, parse_plan, read_plan
from eks_subnet_xlsx.plan import MAX_ROWS, PlanRow
from eks_subnet_xlsx.plan.schema import plan_schema
from eks_subnet_xlsx.resources import read_template, sample_plans
from eks_subnet_xlsx.words import LANGUAGES

GOOD = """\
cluster: prod
subnet: 10.0.0.0/23
node_groups:
  - {instance_type: m5.large, nodes: 3, pods: 2}
"""


def refusal(text: str, suffix: str = ".yaml", catalog: LimitsCatalog | None = None) -> str:
    with pytest.raises(PlanError) as caught:
        parse_plan(text, suffix=suffix, source="plan", catalog=catalog)
    return str(caught.value)


@pytest.mark.parametrize("path", sample_plans(), ids=lambda path: path.name)
def test_samples_are_plans(path: Path, catalog: LimitsCatalog) -> None:
    """Every sample reads, and says at its top what it shows."""
    assert read_plan(path, catalog).node_groups
    assert path.suffix == ".json" or path.read_text(encoding="utf-8").startswith("# ")


def test_starter_is_a_plan(catalog: LimitsCatalog) -> None:
    """What init writes is valid as it stands, and the same plan in every language."""
    starters = [read_template(f"plan.{language}.yaml") for language in LANGUAGES]
    first, *others = (parse_plan(text, catalog=catalog) for text in starters)
    assert [group.name for group in first.node_groups] == ["web", "batch"]
    assert others == [first] * len(others)
    # What is left to be switched on, too: all lines are the same but for what they explain.
    keys = [re.findall(r"^ *(?:# )?[- ]*([a-z_]+):", text, re.MULTILINE) for text in starters]
    assert keys == [keys[0]] * len(keys)


@pytest.mark.parametrize(
    ("subnet", "size", "cidr"),
    [
        ("10.0.0.0/23", 23, "10.0.0.0/23"),
        ("/23", 23, None),
        ("23", 23, None),
        ("{size: 23}", 23, None),
        ("{size: /23}", 23, None),
        ("{cidr: 10.0.0.0/16, other_ips: 9}", 16, "10.0.0.0/16"),
    ],
)
def test_subnet_has_short_forms(subnet: str, size: int, cidr: str | None) -> None:
    """A CIDR, a size with or without its slash, or both keys spelt out."""
    found = parse_plan(GOOD.replace("10.0.0.0/23", subnet)).subnet
    assert (found.size, str(found.cidr) if found.cidr else None) == (size, cidr)


@pytest.mark.parametrize(
    ("pods", "nodes", "rows"),
    [
        (2, 3, [(2, 1), (1, 0)]),
        (6, 3, [(3, 2)]),
        (7, 3, [(1, 3), (2, 2)]),
        (0, 3, [(3, 0)]),
        (0, 0, [(0, 0)]),
        (1, 1, [(1, 1)]),
    ],
)
def test_pods_of_a_group_spread_evenly(pods: int, nodes: int, rows: list[tuple[int, int]]) -> None:
    """So many nodes have one pod more than the others: a row for each kind."""
    plan = parse_plan(GOOD.replace("nodes: 3, pods: 2", f"nodes: {nodes}, pods: {pods}"))
    assert plan.rows() == tuple(PlanRow(None, "m5.large", n, p, None) for n, p in rows)


def test_settings_left_out_differ_from_unset() -> None:
    """A key left out is what AWS installs; unset is no variable at all."""
    assert parse_plan(GOOD).warm_pool.warm_eni_target == 1
    unset = parse_plan(GOOD + "warm_pool: {warm_eni_target: unset}\n")
    assert unset.warm_pool.warm_eni_target is None


def test_sheet_of_today_follows_the_targets() -> None:
    """An IP target puts the cluster on WarmIP; the other sheet shows the other possibility."""
    eni, ip = parse_plan(GOOD), parse_plan(GOOD + "warm_pool: {minimum_ip_target: 5}\n")
    assert (eni.runs_on, ip.runs_on) == ("WarmENI", "WarmIP")
    assert eni.scenario("WarmIP").settings.warm_ip_target == 1
    assert not ip.scenario("WarmENI").settings.has_ip_target
    named = parse_plan(GOOD + "alternative: {warm_ip_target: 7}\n")
    assert named.scenario("WarmIP").settings.warm_ip_target == 7


def test_mapping_of_a_plan_reads_back(catalog: LimitsCatalog) -> None:
    """The shortest mapping is the same plan again, for 200 random ones."""
    source = Fillings(seed=3, catalog=catalog)
    for _ in range(200):
        plan = source.plan()
        assert parse_plan(json.dumps(plan.to_mapping()), suffix=".json") == plan
    assert parse_plan(GOOD).to_mapping() == {
        "cluster": "prod",
        "subnet": {"cidr": "10.0.0.0/23"},
        "node_groups": [{"instance_type": "m5.large", "nodes": 3, "pods": 2}],
    }


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("nodes: 3", "nodes: -3", "line 4, node_groups[0].nodes: found -3, expected a whole number from 0 to 100,000."),
        ("nodes: 3", "nodes: 2.5", "line 4, node_groups[0].nodes: found 2.5, expected a whole number from 0 to 100,000."),
        ("nodes: 3", "nodes: 3.0", "line 4, node_groups[0].nodes: found 3.0, expected a whole number from 0 to 100,000."),
        ("nodes: 3", 'nodes: "3"', "line 4, node_groups[0].nodes: found 3 as text, expected a whole number from 0 to 100,000. Remove the quotes."),
        ("nodes: 3", "nodes: many", "line 4, node_groups[0].nodes: found many, expected a whole number from 0 to 100,000."),
        ("nodes: 3", "nodes: 99999999999999999999", "line 4, node_groups[0].nodes: found 99999999999999999999, expected a whole number from 0 to 100,000."),
        ("nodes: 3", "nodes: .inf", "line 4, node_groups[0].nodes: found inf, expected a whole number from 0 to 100,000."),
        ("nodes: 3", "nodes: true", "line 4, node_groups[0].nodes: found True, expected a whole number from 0 to 100,000."),
        ("nodes: 3", "nodes: 010", "line 4, node_groups[0].nodes: YAML reads 010 as an octal number, 8. Write 10 or 8."),
        ("nodes: 3", "nodes: 1:30", "line 4, node_groups[0].nodes: found 1:30, expected a whole number from 0 to 100,000."),
        ("nodes: 3", "nodes: ", "line 4, node_groups[0].nodes: empty. Give a value, or leave the key out."),
        ("nodes: 3, ", "", "line 4, node_groups[0].nodes: nodes is missing. `eks-subnet-xlsx init` writes a plan with every key explained."),
        ("nodes: 3", "nodes: 3, pods_pr_node: 4", "line 4, node_groups[0].pods_pr_node: there is no key pods_pr_node here. Did you mean pods_per_node?"),
        ("nodes: 3", "nodes: 3, max_nodes: 4", "line 4, node_groups[0].max_nodes: max_nodes is reserved for a later version, and this one cannot read it. Leave it out."),
        ("pods: 2", "pods: 2, pods_per_node: 1", "line 4, node_groups[0]: both pods_per_node and pods. Keep one: pods on each node, or pods of the whole group."),
        (", pods: 2", "", "line 4, node_groups[0]: neither pods_per_node nor pods. Give one; 0 if the nodes are empty."),
        ("nodes: 3", "nodes: 0", "line 4, node_groups[0]: 2 pods on 0 nodes are more than nodes can hold. Check both."),
        ("pods: 2", "pods: 2, max_pods: 0", "line 4, node_groups[0].max_pods: found 0, expected a whole number from 1 to 10,000."),
        ("m5.large", "m5.larg", "line 4, node_groups[0].instance_type: 'm5.larg' is not a known instance type. Did you mean m5.large, m5n.large, m5d.large? If it is new, give its limits with --limits FILE."),
        ("m5.large", '"m5.*"', "line 4, node_groups[0].instance_type: 'm5.*' is a pattern, and one type was expected, such as m5.large. `eks-subnet-xlsx limits 'm5.*'` lists what it matches."),
        ("m5.large", '" "', "line 4, node_groups[0].instance_type: nothing but blanks, expected a name."),
        ("m5.large", "5", "line 4, node_groups[0].instance_type: found 5, expected text. Put quotes around it."),
        ("cluster: prod", "cluster: no", "line 1, cluster: YAML reads no as true or false, and text was expected. Put quotes around it."),
        ("cluster: prod", "cluster: 2026-11-23", "line 1, cluster: YAML reads 2026-11-23 as a date, and text was expected. Put quotes around it."),
        ("cluster: prod", "cluster:", "line 1, cluster: empty. Give a value, or leave the key out."),
        ("cluster: prod", "cluster: 42", "line 1, cluster: found 42, expected text. Put quotes around it."),
        ("cluster: prod", 'cluster: "a\\nb"', "line 1, cluster: a character that cannot be printed (a line break, a tab), expected a name on one line."),
        ("cluster: prod", f"cluster: {'x' * 101}", f"line 1, cluster: found {'x' * 57}..., expected at most 100 characters."),
        ("cluster: prod", "cluster: prod\ncluster: test", "line 2, cluster: cluster is there twice (first in line 1). Keep one."),
        ("cluster: prod", "clutser: prod\ncluster: prod", "line 1, clutser: there is no key clutser here. Did you mean cluster?"),
        ("cluster: prod", "cluster: !!binary aGk=", "line 1, cluster: the tag tag:yaml.org,2002:binary has no meaning here. Remove it."),
        ("cluster: prod", "cluster: prod\nlanguage: fr", "line 2, language: found fr, expected en or ko."),
        ("cluster: prod", "cluster: prod\nschema_version: 2", "line 2, schema_version: schema version 2 is newer than this program reads. Install a newer eks-subnet-xlsx."),
        ("cluster: prod", "cluster: prod\nschema_version: 0", "line 2, schema_version: found 0, expected 1, or leave it out."),
        ("10.0.0.0/23", "10.0.0.1/23", "line 2, subnet: 10.0.0.1/23 has host bits set; the network is 10.0.0.0/23. Write that, or the CIDR that you mean."),
        ("10.0.0.0/23", "10.0.0.0/29", "line 2, subnet: found 10.0.0.0/29; AWS allows subnets from /16 to /28."),
        ("10.0.0.0/23", "10.0.0.0/8", "line 2, subnet: found 10.0.0.0/8; AWS allows subnets from /16 to /28."),
        ("10.0.0.0/23", "10.0.0.0", "line 2, subnet: found 10.0.0.0, expected an IPv4 CIDR such as 10.0.0.0/23, or a size such as /23."),
        ("10.0.0.0/23", "10.0.0.0/33", "line 2, subnet: found 10.0.0.0/33, expected an IPv4 CIDR such as 10.0.0.0/23, or a size such as /23."),
        ("10.0.0.0/23", "2001:db8::/64", "line 2, subnet: 2001:db8::/64 is IPv6, and nodes take IPv4 addresses here. Expected a CIDR such as 10.0.0.0/23."),
        ("10.0.0.0/23", "/29", "line 2, subnet.size: found 29, expected a whole number from 16 to 28."),
        ("10.0.0.0/23", "{size: 23, cidr: 10.0.0.0/23}", "line 2, subnet: both cidr and size. Keep one: the CIDR has its size."),
        ("10.0.0.0/23", "{other_ips: 2}", "line 2, subnet: neither cidr nor size. Expected a CIDR such as 10.0.0.0/23, or a size such as 23."),
        ("10.0.0.0/23", "{size: 23, other_ips: -1}", "line 2, subnet.other_ips: found -1, expected a whole number from 0 to 65,536."),
        ("10.0.0.0/23", "[10.0.0.0/23]", "line 2, subnet: found ['10.0.0.0/23'], expected keys with values, such as cluster: prod."),
        ("cluster: prod", "cluster: prod\nwarm_pool: {warm_ip_target: }", "line 2, warm_pool.warm_ip_target: empty, which would mean that the variable is not set. Leave the key out for the value that AWS installs, or write `unset` for a variable that is not set."),
        ("cluster: prod", "cluster: prod\nwarm_pool:", "line 2, warm_pool: empty. Leave the key out for the values that AWS installs, or give settings below it."),
        ("cluster: prod", "cluster: prod\nwarm_pool: {warm_eni_target: -1}", "line 2, warm_pool.warm_eni_target: found -1, expected a whole number from 0 to 10,000."),
        ("cluster: prod", "cluster: prod\nwarm_pool: {WARM_ENI_TARGET: 1}", "line 2, warm_pool.WARM_ENI_TARGET: there is no key WARM_ENI_TARGET here. Did you mean warm_eni_target?"),
        ("cluster: prod", "cluster: prod\nwarm_pool: {prefix_delegation: true}", "line 2, warm_pool.prefix_delegation: the workbook does not model prefix_delegation yet. Leave it out; `eks-subnet-xlsx node TYPE --prefix-delegation ...` answers for one node."),
        ("cluster: prod", "cluster: prod\nalternative: {warm_eni_target: 2}", "line 1: the alternative runs by the same kind of target as today (WarmENI), so that it would have no sheet. Give it an IP target where today has none, or leave IP targets out where today has one."),
    ],
)  # fmt: skip
def test_plan_names_what_is_wrong(catalog: LimitsCatalog, old: str, new: str, message: str) -> None:
    """Each slip is one line: file, line, place, what was found, what was expected."""
    assert refusal(GOOD.replace(old, new), catalog=catalog) == f"plan, {message}"


@pytest.mark.parametrize(
    ("text", "suffix", "message"),
    [
        ("", ".yaml", "plan: nothing in it, expected a plan. `eks-subnet-xlsx init` writes one to start from."),
        ("# only a comment\n", ".yaml", "plan: nothing in it, expected a plan. `eks-subnet-xlsx init` writes one to start from."),
        ("- a\n", ".yaml", "plan, line 1: found ['a'], expected keys with values, such as cluster: prod."),
        ("a: b: c\n", ".yaml", "plan, line 1: not valid YAML: mapping values are not allowed in this context. Check indentation, colons and quotes; no tabs."),
        (GOOD + "---\n" + GOOD, ".yaml", "plan, line 5: a second document begins here (---), and one plan was expected. Put each plan into a file of its own."),
        ('{"cluster": 1,,}', ".json", "plan, line 1: not valid JSON: Expecting property name enclosed in double quotes."),
        ("cluster = 'a'\nb = \n", ".toml", "plan, line 2: not valid TOML: Invalid value."),
    ],
)  # fmt: skip
def test_text_that_is_no_plan_is_refused(text: str, suffix: str, message: str) -> None:
    """A text of no format, or of nothing, is named with the line where there is one."""
    assert refusal(text, suffix) == message


def test_all_problems_are_named_at_once() -> None:
    """Three slips give three lines, in order of place."""
    text = "cluster: no\nsubnet: /40\nnode_groups:\n  - {instance_type: m5.large, nodes: -1, pods: 1}\n"
    assert [line.split(":")[0] for line in refusal(text).splitlines()] == [
        "plan, line 1, cluster",
        "plan, line 2, subnet.size",
        "plan, line 4, node_groups[0].nodes",
    ]


def test_text_that_looks_like_a_formula_is_a_name() -> None:
    """A name may begin with an equals sign: it is text."""
    assert parse_plan(GOOD.replace("prod", '"=1+1"')).cluster == "=1+1"


def test_deep_and_repeated_structures_are_bounded() -> None:
    """References to references, and nesting without end, are refused at once."""
    bomb = "a: &a [1,1,1,1,1,1,1,1,1]\n" + "".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert "nested too deeply" in refusal(bomb)
    assert "nested too deeply" in refusal("[" * 500 + "]" * 500)
    assert "nested too deeply" in refusal("[" * 100_000 + "]" * 100_000, ".json")


def test_rows_are_bounded() -> None:
    """A plan that would not fit the table is refused, with its rows counted."""
    group = "  - {instance_type: m5.large, nodes: 3, pods: 2}\n"
    assert f"{2 * 501} rows" in refusal(GOOD + group * 500)
    assert "more than 1,000 node groups" in refusal(GOOD + group * MAX_ROWS)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("plan.txt", b"", "the suffix .txt is not one of a plan"),
        ("plan.yaml", b"cluster: \xff", "line 1: not UTF-8 text"),
        ("plan.yaml", b"x" * 5_000_001, "more than 5,000,000 bytes"),
    ],
)
def test_file_that_is_no_plan_is_refused(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    """A file of another kind is named with what to do."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(PlanError, match=message):
        read_plan(path)


def test_missing_file_suggests_its_neighbour(tmp_path: Path) -> None:
    """A slip in the name finds the file beside it; a folder is called one."""
    (tmp_path / "plan.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(PlanError, match=r"Did you mean plan\.yaml\?"):
        read_plan(tmp_path / "plam.yaml")
    with pytest.raises(PlanError, match="there is no such file"):
        read_plan(tmp_path / "missing" / "x.yaml")
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(PlanError, match="a folder"):
        read_plan(tmp_path / "folder.yaml")


def test_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    """What Windows editors put before the text does no harm."""
    path = tmp_path / "plan.YML"
    path.write_text(GOOD, encoding="utf-8-sig")
    assert isinstance(read_plan(path), Plan)


def test_schema_describes_what_reading_takes() -> None:
    """The schema knows every key, the short forms, and what unset is; and no null."""
    schema = plan_schema()
    text = json.dumps(schema)
    assert json.loads(read_template("plan.schema.json")) == schema, "see CONTRIBUTING.md"
    assert set(schema["properties"]) == set(Plan.model_fields)
    assert "null" not in text
    targets = schema["$defs"]["WarmPoolSettings"]["properties"]
    assert set(targets) == {
        "warm_eni_target", "warm_ip_target", "minimum_ip_target", "max_eni", "unmanaged_enis",
    }  # fmt: skip
    assert {"const": "unset"} in targets["warm_ip_target"]["anyOf"]
    assert schema["properties"]["subnet"]["anyOf"][1] == {
        "type": "integer",
        "minimum": 16,
        "maximum": 28,
    }
