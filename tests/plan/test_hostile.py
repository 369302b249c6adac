"""Any bytes are a plan, or one clear error: soon, in little memory, never a traceback."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.scale import count

from eks_subnet_xlsx import LimitsCatalog, Plan, PlanError, load_catalog, parse_plan, read_plan
from eks_subnet_xlsx.fleet.sources import fleet_plans
from eks_subnet_xlsx.plan.reading import SUFFIXES
from eks_subnet_xlsx.resources import sample_plans
from eks_subnet_xlsx.words import LANGUAGES, load_words
from workloads.hostile_plans import HOSTILE_PLANS
from workloads.measuring import measured

pytestmark = pytest.mark.slow


GOOD = """\
cluster: prod
subnet: 10.0.0.0/23
node_groups:
  - {instance_type: m5.large, nodes: 3, pods: 2}
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
@pytest.mark.parametrize("name", HOSTILE_PLANS)
def test_hostile_plan_is_refused_soon(name: str, tmp_path: Path) -> None:
    """In less than 2 seconds and 200 MB, on no more lines than a screen has."""
    hostile = HOSTILE_PLANS[name]
    path = tmp_path / f"plan{hostile.suffix}"
    path.write_bytes(hostile.make())
    took = measured("show", path.name, folder=tmp_path)
    assert (took.code, took.stdout) == (2, "")
    lines = took.stderr.splitlines()
    assert 1 <= len(lines) <= 21
    assert all(line.startswith(path.name) and len(line) < 500 for line in lines), lines
    assert took.seconds < 2
    assert took.megabytes < 200


def said(text: str | bytes, suffix: str, folder: Path) -> list[str]:
    """What is said of a plan that is none, line by line."""
    path = folder / f"plan{suffix}"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(PlanError) as caught:
        read_plan(path, load_catalog())
    return [line.removeprefix(str(folder)).lstrip("/\\") for line in str(caught.value).splitlines()]


JSON = '{"cluster": "a", "subnet": "/23", "node_groups": [{"instance_type": "m5.large", "nodes": 1, "pods": 1}]}'
TOML = 'cluster = "a"\nsubnet = "/23"\n[[node_groups]]\ninstance_type = "m5.large"\nnodes = 1\npods = 1\n'
NINES = "9" * 5_000
LONG = "a number of more than 300 digits, expected a smaller one."
HALF = r"a character that is only half there (such as \ud800), expected text that can be saved as UTF-8. Type it again."
DEEP = "nested too deeply, or too long, for a plan. Divide it."

REFUSED: dict[str, tuple[str | bytes, str, list[str]]] = {
    "deep TOML": (f"a = {'[' * 2_000}{']' * 2_000}\n", ".toml", [f"plan.toml, line 1: {DEEP}"]),
    "long whole number in JSON": (JSON.replace('"nodes": 1', f'"nodes": {NINES}'), ".json", [f"plan.json, node_groups[0].nodes: {LONG}"]),
    "long whole number in TOML": (TOML.replace("nodes = 1", f"nodes = {NINES}"), ".toml", [f"plan.toml, line 5: {LONG}"]),
    "long whole number in YAML": (GOOD.replace("nodes: 3", f"nodes: {NINES}"), ".yaml", [f"plan.yaml, line 4, node_groups[0].nodes: {LONG}"]),
    "long octal number in YAML": (GOOD.replace("nodes: 3", f"nodes: 0{'7' * 5_000}"), ".yaml", [f"plan.yaml, line 4, node_groups[0].nodes: {LONG}"]),
    "long hexadecimal number in YAML": (GOOD.replace("nodes: 3", f"nodes: 0x{NINES}"), ".yaml", [f"plan.yaml, line 4, node_groups[0].nodes: {LONG}"]),
    "long hexadecimal number in TOML": (TOML.replace("nodes = 1", f"nodes = 0x{NINES}"), ".toml", [f"plan.toml, line 5: {LONG}"]),
    "long size": (GOOD.replace("10.0.0.0/23", f"/{NINES}"), ".yaml", ["plan.yaml, line 2, subnet: found /99999999999999999999999999999999999999999999999999999999..., expected an IPv4 CIDR such as 10.0.0.0/23, or a size such as /23."]),
    "long size in words": (GOOD.replace("10.0.0.0/23", f"{{size: /{NINES}}}"), ".yaml", ["plan.yaml, line 2, subnet.size: found /99999999999999999999999999999999999999999999999999999999..., expected a whole number from 16 to 28."]),
    "long length": (GOOD.replace("/23", f"/0{NINES}"), ".yaml", ["plan.yaml, line 2, subnet: found 10.0.0.0/099999999999999999999999999999999999999999999999..., expected an IPv4 CIDR such as 10.0.0.0/23, or a size such as /23."]),
    "half a character": (JSON.replace('"a"', '"\\ud800"'), ".json", [f"plan.json, cluster: {HALF}"]),
    "half a character in a key": (JSON.replace("cluster", "\\udfff"), ".json", [rf"plan.json, \udfff: {HALF}", "plan.json, cluster: cluster is missing. `eks-subnet-xlsx init` writes a plan with every key explained."]),
    "half a character in TOML": (TOML.replace('"a"', '"\\ud800"'), ".toml", ["plan.toml, line 1: not valid TOML: Escaped character is not a Unicode scalar value."]),
    "half a character in YAML": (GOOD.replace("prod", '"\\ud800"'), ".yaml", ["plan.yaml, line 1: not valid YAML: found invalid Unicode character escape code. Check indentation, colons and quotes; no tabs."]),
    "doubled key in JSON": (JSON.replace('"subnet"', '"cluster": "b", "subnet"'), ".json", ["plan.json: cluster is there twice in one object. Keep one."]),
    "doubled key in TOML": (f'cluster = "b"\n{TOML}', ".toml", ["plan.toml, line 2: not valid TOML: Cannot overwrite a value."]),
    "date in TOML": (TOML.replace('"a"', "2026-11-23"), ".toml", ["plan.toml, cluster: found 2026-11-23, expected text. Put quotes around it."]),
    "no number in TOML": (TOML.replace("nodes = 1", "nodes = nan"), ".toml", ["plan.toml, node_groups[0].nodes: found nan, expected a whole number from 0 to 100,000."]),
    "number without end in JSON": (JSON.replace('"nodes": 1', '"nodes": 1e999'), ".json", ["plan.json, node_groups[0].nodes: found inf, expected a whole number from 0 to 100,000."]),
    "zero byte": ("# 가\ncluster: a\0\n", ".yaml", ["plan.yaml, line 2: not valid YAML: unacceptable character #x0000: control characters are not allowed. Check indentation, colons and quotes; no tabs."]),
    "UTF-16": (GOOD.encode("utf-16"), ".yaml", ["plan.yaml, line 1: not UTF-8 text. Save it again in UTF-8."]),
    "tag of a mapping": (GOOD + "warm_pool: !!python/object:os.system {warm_eni_target: 1}\n", ".yaml", ["plan.yaml, line 5, warm_pool: the tag tag:yaml.org,2002:python/object:os.system has no meaning here. Remove it."]),
    "number of nothing": (GOOD.replace("nodes: 3", 'nodes: !!int ""'), ".yaml", ["plan.yaml, line 4, node_groups[0].nodes: found , expected a whole number from 0 to 100,000."]),
    "reference to nothing": (GOOD.replace("prod", "*b"), ".yaml", ["plan.yaml, line 1: not valid YAML: found undefined alias 'b'. Check indentation, colons and quotes; no tabs."]),
    "key without end": (f"{'k' * 5_000}: 1\n{GOOD}", ".yaml", ["plan.yaml, line 1: not valid YAML: mapping values are not allowed in this context. Check indentation, colons and quotes; no tabs."]),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_plan_can_mean_is_named(name: str, tmp_path: Path) -> None:
    """Where, what was found, what was expected; no exception of a parser's own."""
    text, suffix, lines = REFUSED[name]
    assert said(text, suffix, tmp_path) == lines


def test_reference_is_read_as_what_it_refers_to() -> None:
    """What stands once may be named twice."""
    text = "cluster: &name prod\nsubnet: /23\nnode_groups:\n"
    text += "  - &group {name: *name, instance_type: m5.large, nodes: 1, pods: 1}\n  - *group\n"
    plan = parse_plan(text)
    assert plan.node_groups[0] == plan.node_groups[1]
    assert plan.node_groups[0].name == plan.cluster == "prod"


def test_many_problems_are_counted() -> None:
    """The first twenty in order, and how many more there are."""
    text = GOOD + "".join(f"k{number}: 1\n" for number in range(120))
    with pytest.raises(PlanError) as caught:
        parse_plan(text, source="plan")
    lines = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in lines[:20]] == [
        f"plan, line {5 + number}, k{number}" for number in range(20)
    ]
    assert lines[20:] == ["plan: and 100 more problems of this plan. Correct these first."]


def outcome(content: bytes, suffix: str, folder: Path, catalog: LimitsCatalog) -> None:
    """Reads bytes as a plan, and says in both languages what is wrong with them."""
    path = folder / f"plan{suffix}"
    path.write_bytes(content)
    try:
        assert isinstance(read_plan(path, catalog), Plan)
    except PlanError as error:
        for language in LANGUAGES:
            lines = error.text(load_words(language)).splitlines()
            assert all(line.startswith(str(path)) for line in lines)
            assert all(line.isprintable() for line in lines)
            assert 0 < len(lines) <= 21
    for entry in fleet_plans([str(path)], catalog):
        assert isinstance(entry.plan, Plan | PlanError)


PIECES = [
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc2\x9b", b"\x1b[31m", "\u202e".encode(), b"\r", b"\n", b"\t",
    b"- ", b"? ", b": ", b"[", b"]", b"{", b"}", b"&a ", b"*a", b"!!int ", b"!!float ", b"!!python/x ", b"!", b"<<: *a", b"---\n",
    b"...\n", b"%YAML 1.1\n", b"| ", b">-\n", b"'", b'"', b'"""', b"'''", b"#", b"\\ud800", b"\\u0000", b"\\", b"9" * 400,
    b"0x", b"010", b"1:30", b"-", b".inf", b"nan", b"1e999", b"null", b"~", b"yes", b"2026-01-01", b",", b"=", b".", b"[[a]]\n", b"a.b.c = 1\n",
]  # fmt: skip


def mutated(source: random.Random, good: list[bytes]) -> bytes:
    """A sample plan with up to six pieces put in, taken out or put in the place of others."""
    content = bytearray(source.choice(good))
    for _ in range(source.randint(1, 6)):
        start = source.randrange(len(content) + 1)
        end = start + source.choice((0, 0, 1, source.randrange(40)))
        content[start:end] = source.choice((b"", source.choice(PIECES), source.randbytes(2)))
    return bytes(content)


def test_samples_with_random_edits_are_plans_or_errors(
    tmp_path: Path, catalog: LimitsCatalog
) -> None:
    """A thousand for each format: a plan, or lines that can be printed; nothing else."""
    for suffix in SUFFIXES:
        source = random.Random(suffix)
        good = [path.read_bytes() for path in sample_plans() if path.suffix == suffix]
        good += [GOOD.encode()] * (suffix in {".yaml", ".yml"})
        for _ in range(1_000):
            outcome(mutated(source, good), suffix, tmp_path, catalog)


KEYS = st.sampled_from([*Plan.model_fields, "cidr", "size", "other_ips", "name", "instance_type",
                        "nodes", "pods", "pods_per_node", "max_pods", "warm_ip_target"])  # fmt: skip
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from(["/23", "10.0.0.0/23", "unset", "m5.large", "9" * 400, "\ud800", "/99999", 10**400]),
)  # fmt: skip
STRUCTURES = st.recursive(
    SCALARS,
    lambda inside: st.one_of(
        st.lists(inside, max_size=4),
        st.dictionaries(st.one_of(KEYS, st.text(max_size=4)), inside, max_size=6),
    ),
    max_leaves=30,
)


@settings(
    max_examples=count(500, 8_000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.dictionaries(KEYS, STRUCTURES, max_size=8))
def test_random_structures_are_plans_or_errors(
    data: dict[str, object], tmp_path: Path, catalog: LimitsCatalog
) -> None:
    """Keys of a plan over anything at all, as JSON and as YAML."""
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    text = json.dumps(data)
    sys.set_int_max_str_digits(limit)
    outcome(text.encode(), ".json", tmp_path, catalog)
    outcome(text.encode(), ".yaml", tmp_path, catalog)
    dumped = yaml.safe_dump(data, allow_unicode=True)
    outcome(dumped.encode(errors="replace"), ".yaml", tmp_path, catalog)


@settings(
    max_examples=count(500, 8_000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=st.binary(max_size=60), suffix=st.sampled_from(SUFFIXES))
def test_random_bytes_are_plans_or_errors(
    content: bytes, suffix: str, tmp_path: Path, catalog: LimitsCatalog
) -> None:
    """Anything at all in a file of any suffix."""
    outcome(content, suffix, tmp_path, catalog)
