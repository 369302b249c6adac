"""Whatever text is given for a plan: a plan comes out, or what is wrong with it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_subnet_xlsx import LimitsCatalog, PlanError, parse_plan
from eks_subnet_xlsx.plan.models import Plan
from eks_subnet_xlsx.resources import sample_plans
from eks_subnet_xlsx.words import LANGUAGES, load_words

SUFFIXES = (".yaml", ".json", ".toml")
SAMPLES = tuple(path.read_text(encoding="utf-8") for path in sample_plans())
KEYS = (
    *Plan.model_fields, "name", "instance_type", "nodes", "pods", "pods_per_node", "max_pods",
    "cidr", "size", "other_ips", "warm_eni_target", "warm_ip_target", "max_eni",
)  # fmt: skip

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(("m5.large", "/24", "10.0.0.0/22", "unset", "ko", 1, 3)),
)
keys = st.one_of(st.sampled_from(KEYS), st.text(max_size=10))
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
plans = st.fixed_dictionaries(
    {}, optional={**dict.fromkeys(KEYS[: len(Plan.model_fields)], values), "other": values}
)


@st.composite
def edited_samples(draw: st.DrawFn) -> str:
    """A sample of which a piece is replaced."""
    text = draw(st.sampled_from(SAMPLES))
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 40)))
    return text[:start] + draw(st.text(max_size=20)) + text[end:]


def as_toml(mapping: dict[str, Any]) -> str:
    """The lines of a TOML file, of which some values are none of TOML's."""
    return "\n".join(f"{json.dumps(key)} = {json.dumps(value)}" for key, value in mapping.items())


def plan_or_words(text: str, suffix: str, catalog: LimitsCatalog) -> Plan | list[str]:
    """The plan, or what is wrong with it in each language."""
    try:
        return parse_plan(text, suffix=suffix, catalog=catalog)
    except PlanError as error:
        return [error.text(load_words(language)) for language in LANGUAGES]


def check(text: str, suffix: str, catalog: LimitsCatalog) -> None:
    """A plan that stays one when it is written again, or an error whose words can be printed."""
    found = plan_or_words(text, suffix, catalog)
    if isinstance(found, Plan):
        assert parse_plan(json.dumps(found.to_mapping()), suffix=".json") == found
    else:
        assert all(words.encode() for words in found)


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(text=st.text(st.characters()))
def test_any_text_is_a_plan_or_refused(text: str, suffix: str, catalog: LimitsCatalog) -> None:
    """No text ends in another error."""
    check(text, suffix, catalog)


@given(text=edited_samples())
def test_any_edit_of_a_plan_is_a_plan_or_refused(text: str, catalog: LimitsCatalog) -> None:
    """Nor does a plan in which somebody made a slip."""
    check(text, ".yaml", catalog)


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(mapping=plans)
def test_any_values_are_a_plan_or_refused(
    mapping: dict[str, Any], suffix: str, catalog: LimitsCatalog
) -> None:
    """Nor do a plan's keys with values of any kind."""
    check(as_toml(mapping) if suffix == ".toml" else json.dumps(mapping), suffix, catalog)
