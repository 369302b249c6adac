"""The JSON Schema of a plan as a user may write it, so that editors complete and check."""

from __future__ import annotations

from typing import Any

from eks_subnet_xlsx.plan.models import UNSET, Plan
from eks_subnet_xlsx.plan.problems import NOT_ON_SHEETS


def plan_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12): the models', with the short forms that reading takes as well."""
    schema = Plan.model_json_schema()
    definitions = schema["$defs"]
    settings = definitions["WarmPoolSettings"]["properties"]
    for key in NOT_ON_SHEETS:
        del settings[key]
    for properties in (settings, {"max_pods": definitions["NodeGroup"]["properties"]["max_pods"]}):
        for field in properties.values():
            _replace_null(field)
    for definition in (schema, *definitions.values()):
        for field in definition["properties"].values():
            _drop_null(field)
    group = definitions["NodeGroup"]
    group["oneOf"] = [{"required": ["pods_per_node"]}, {"required": ["pods"]}]
    _loosen_subnet(schema, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "A plan of eks-subnet-xlsx",
    }


def _replace_null(field: dict[str, Any]) -> None:
    """Says how a file writes what the model calls null."""
    for option in field.get("anyOf", ()):
        if option == {"type": "null"}:
            del option["type"]
            option["const"] = UNSET
            if field.get("default", "") is None:
                field["default"] = UNSET


def _drop_null(field: dict[str, Any]) -> None:
    """Takes null away where a file has no way to write it."""
    if "anyOf" in field:
        field["anyOf"] = [option for option in field["anyOf"] if option != {"type": "null"}]
    if field.get("default", "") is None:
        del field["default"]


def _loosen_subnet(schema: dict[str, Any], definitions: dict[str, Any]) -> None:
    subnet = definitions["Subnet"]
    del subnet["required"]
    subnet["oneOf"] = [{"required": ["cidr"]}, {"required": ["size"]}]
    subnet["properties"]["cidr"] = {
        "type": "string",
        "description": subnet["properties"]["cidr"]["description"],
        "pattern": r"^\d+\.\d+\.\d+\.\d+/\d+$",
    }
    size = {key: subnet["properties"]["size"][key] for key in ("minimum", "maximum")}
    schema["properties"]["subnet"] = {
        "description": schema["properties"]["subnet"]["description"],
        "anyOf": [
            {"type": "string", "pattern": r"^(\d+\.\d+\.\d+\.\d+)?/\d+$"},
            {"type": "integer", **size},
            {"$ref": "#/$defs/Subnet"},
        ],
    }
