"""What is wrong with a plan: each problem with its place, in words by key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from eks_subnet_xlsx.engine import WarmPoolSettings
from eks_subnet_xlsx.errors import Problem
from eks_subnet_xlsx.plan.models import NodeGroup, Plan, Subnet
from eks_subnet_xlsx.plan.parsed import Place

_MOST_SHOWN = 60

_KEPT_FOR_LATER = frozenset({
    "subnets", "control_plane_enis", "albs", "nlbs", "interface_endpoints", "nat_gateways",
    "fargate_pods", "growth_percent", "ipv6", "secondary_cidr", "branch_pods_per_node", "min_nodes",
    "max_nodes", "zones", "update", "max_unavailable",
})  # fmt: skip
"""Keys that later versions mean to give a meaning to."""

NOT_ON_SHEETS = frozenset(
    {"prefix_delegation", "custom_networking", "pod_eni", "warm_prefix_target"}
)
"""Settings that the engine models for a node, and the calculators do not."""

_SETTINGS = frozenset({"warm_pool", "alternative"})

# Of pydantic's own types of errors; all others are refusals of ours and name their words.
_KEYS = {
    "missing": "missing",
    "int_type": "not_whole",
    "int_from_float": "not_whole",
    "int_parsing_size": "not_whole",
    "greater_than_equal": "out_of_bounds",
    "less_than_equal": "out_of_bounds",
    "string_type": "not_text",
    "string_too_short": "blank_name",
    "string_too_long": "too_long",
    "list_type": "not_a_list",
    "tuple_type": "not_a_list",
    "too_short": "no_node_groups",
    "too_long": "too_many_groups",
    "model_type": "not_a_mapping",
    "model_attributes_type": "not_a_mapping",
    "dict_type": "not_a_mapping",
    "literal_error": "no_language",
    "bool_type": "not_yes_or_no",
}


def setting_problems(data: object) -> Iterable[tuple[Place, Problem]]:
    """Settings that no sheet carries, which would change the answer unnoticed."""
    if not isinstance(data, Mapping):
        return
    for section in _SETTINGS & data.keys():
        settings = data[section]
        if not isinstance(settings, Mapping):
            continue
        for key in NOT_ON_SHEETS & settings.keys():
            if settings[key] is not False:
                place = (section, str(key))
                option = "--" + str(key).replace("_", "-")
                yield place, Problem("not_on_sheets", {"found": key, "option": option})


def validation_details(error: ValidationError) -> list[ErrorDetails]:
    """What the models found, each with its place."""
    return [
        detail
        for detail in error.errors(include_url=False)
        # A list whose items are wrong is called too short as well: it is not.
        if not (detail["type"] == "too_short" and detail["input"])
    ]


def shown(value: object, most: int = _MOST_SHOWN) -> str:
    """A value as a message shows it: short, on one line."""
    if isinstance(value, date | time):
        text = str(value)
    else:
        text = value if isinstance(value, str) else repr(value)
    text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text[: most + 1])
    return text if len(text) <= most else f"{text[: most - 3]}..."


def problem_of(detail: ErrorDetails) -> Problem:
    """What to say of a thing that the models found."""
    kind, place, found = detail["type"], detail["loc"], detail["input"]
    if kind == "extra_forbidden":
        return _unknown_key(place)
    if kind == "missing":
        return Problem("missing", {"key": place[-1]})
    facts = {name: shown(value) for name, value in detail.get("ctx", {}).items()}
    facts.setdefault("found", shown(found))
    if kind not in _KEYS:
        return Problem(kind, facts)
    bounds = _bounds(place)
    if kind in {"int_type", "int_from_float"}:
        return Problem(_not_whole(found), {**facts, **bounds})
    return Problem(_KEYS[kind], {**facts, **bounds})


def is_number_at(place: Place) -> bool:
    """Whether a plan has a number at a place, and no text."""
    field = _model(place).model_fields.get(str(place[-1])) if place else None
    if field is None or field.annotation is None:
        return False
    kinds = {field.annotation, *get_args(field.annotation)}
    return int in kinds or Subnet in kinds


def misread_number(place: Place, found: str) -> Problem:
    """What to say where YAML makes of a value what no count is."""
    return Problem("not_whole", {"found": found, **_bounds(place)})


def explained(problems: Sequence[tuple[Place, Problem]]) -> list[tuple[Place, Problem]]:
    """The problems without keys that are missing because they are misspelt beside it."""
    meant = {
        (*place[:-1], problem.facts["near"])
        for place, problem in problems
        if problem.key == "unknown_key_near"
    }
    return [
        (place, problem)
        for place, problem in problems
        if not (problem.key == "missing" and place in meant)
    ]


def _not_whole(found: object) -> str:
    if isinstance(found, str):
        return "number_as_text" if found.strip().lstrip("+-").isdigit() else "text_as_number"
    return "not_whole"


def _unknown_key(place: Place) -> Problem:
    key = str(place[-1])
    if key in _KEPT_FOR_LATER:
        return Problem("kept_for_later", {"key": shown(key)})
    known = list(_model(place).model_fields)
    near = get_close_matches(key[:_MOST_SHOWN].lower().replace("-", "_"), known, n=1)
    if near:
        return Problem("unknown_key_near", {"key": shown(key), "near": near[0]})
    return Problem("unknown_key", {"key": shown(key), "known": ", ".join(known)})


def _model(place: Place) -> type[BaseModel]:
    """The model that holds the key at this place."""
    first = place[0]
    if len(place) == 1:
        return Plan
    if first == "subnet":
        return Subnet
    return WarmPoolSettings if first in _SETTINGS else NodeGroup


def _bounds(place: Place) -> dict[str, Any]:
    """The least and most that the field at this place takes."""
    field = _model(place).model_fields.get(str(place[-1]))
    bounds: dict[str, Any] = {"minimum": "", "maximum": ""}
    for constraint in field.metadata if field else ():
        bounds["minimum"] = getattr(constraint, "ge", bounds["minimum"])
        most = getattr(constraint, "le", getattr(constraint, "max_length", bounds["maximum"]))
        bounds["maximum"] = most
    for name, value in bounds.items():
        bounds[name] = f"{value:,}" if isinstance(value, int) else value
    return bounds
