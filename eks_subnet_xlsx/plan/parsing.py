"""A plan's text as data, with the line of each place and the traps of YAML caught.

YAML 1.1 reads `no` as false, `010` as 8, `1:30` as 90 and a bare date as a date; a plan that means
something else would be wrong without a word.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from eks_subnet_xlsx.errors import Problem

if TYPE_CHECKING:
    from yaml import MappingNode, Node, ScalarNode

Place = tuple[str | int, ...]

YAML_SUFFIXES = (".yaml", ".yml")

MAX_NODES_IN_FILE = 200_000
"""Values in one file: a plan of a thousand groups has a tenth of it."""

_MAX_DEPTH = 20
_OCTAL = re.compile(r"[-+]?0[0-9_]+$")


@dataclass(slots=True)
class Parsed:
    """What a text holds.

    Attributes:
        data: mappings, lists and scalars.
        lines: of each place, from 1, where the format says.
        problems: what is wrong already, by place.
    """

    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: dict[Place, Problem] = field(default_factory=dict)


class SyntaxProblemError(Exception):
    """The text is not of its format."""

    def __init__(self, problem: Problem, line: int | None = None) -> None:
        super().__init__(problem.key)
        self.problem = problem
        self.line = line


def parse(text: str, suffix: str) -> Parsed:
    """The data of a text in the format that the suffix names: .yaml, .yml, .json or .toml.

    Raises:
        SyntaxProblemError: the text is not of that format.
    """
    if suffix == ".toml":
        parsed = _toml(text)
    elif suffix == ".json":
        parsed = _json(text)
    else:
        parsed = _yaml(text)
    return parsed


def parse_documents(text: str, suffix: str) -> Iterator[Parsed]:
    """The data of each document of a text: several in YAML, a line each in JSON lines.

    Raises:
        SyntaxProblemError: the text is not of its format from here on; of JSON lines, that line.
    """
    if suffix in YAML_SUFFIXES:
        yield from _yaml_documents(text)
    else:
        yield parse(text, suffix)


def _toml(text: str) -> Parsed:
    try:
        return Parsed(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        detail = str(error).split(" (at ")[0]
        line = int(found[1]) if found else None
        raise SyntaxProblemError(Problem("syntax_toml", {"detail": detail}), line) from error


def _json(text: str) -> Parsed:
    parsed = Parsed()

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in items]
        for key in keys:
            if keys.count(key) > 1:
                raise SyntaxProblemError(Problem("doubled_key", {"key": key, "first": "?"}))
        return dict(items)

    try:
        parsed.data = json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        raise SyntaxProblemError(
            Problem("syntax_json", {"detail": error.msg}), error.lineno
        ) from error
    except RecursionError as error:
        raise SyntaxProblemError(Problem("too_deep", {})) from error
    _find_empty(parsed, parsed.data, ())
    return parsed


def _find_empty(parsed: Parsed, value: object, place: Place) -> None:
    if value is None:
        parsed.problems[place] = Problem(_empty_key(place), {})
    elif isinstance(value, dict):
        for key, item in value.items():
            _find_empty(parsed, item, (*place, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            _find_empty(parsed, item, (*place, number))


def _empty_key(place: Place) -> str:
    """An empty setting would mean that the variable is not set; elsewhere it means nothing."""
    if len(place) > 1 and place[0] in {"warm_pool", "alternative"}:
        return "empty_setting"
    return "empty_section" if place and place[0] in {"warm_pool", "alternative"} else "empty"


def _yaml(text: str) -> Parsed:
    with _yaml_loader(text) as loader:
        root = loader.get_single_node()
        parsed = Parsed()
        if root is not None:
            parsed.data = _Reader(parsed, loader).read(root, ())
        return parsed


def _yaml_documents(text: str) -> Iterator[Parsed]:
    with _yaml_loader(text) as loader:
        while loader.check_node():
            parsed = Parsed()
            parsed.data = _Reader(parsed, loader).read(loader.get_node(), ())
            yield parsed


@contextmanager
def _yaml_loader(text: str) -> Iterator[Any]:
    """A loader of YAML whose errors are problems with their lines."""
    import yaml  # noqa: PLC0415 (only for plans in YAML)

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        yield loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        several = "but found another document" in str(error)
        key = "several_documents" if several else "syntax_yaml"
        raise SyntaxProblemError(
            Problem(key, {"detail": error.problem or ""}), mark.line + 1 if mark else None
        ) from error
    except yaml.YAMLError as error:
        detail = str(error).splitlines()[0]
        raise SyntaxProblemError(Problem("syntax_yaml", {"detail": detail})) from error
    except RecursionError as error:
        raise SyntaxProblemError(Problem("too_deep", {})) from error
    finally:
        loader.dispose()


class _Reader:
    """Turns YAML's nodes into data, noting lines and traps on the way."""

    def __init__(self, parsed: Parsed, loader: Any) -> None:  # noqa: ANN401 (yaml's are untyped)
        self._parsed = parsed
        self._loader = loader
        self._seen = 0

    def read(self, node: Node, place: Place) -> Any:  # noqa: ANN401 (what the file holds)
        # Counted as they are read, so that references to references cannot grow without bound.
        self._seen += 1
        if self._seen > MAX_NODES_IN_FILE or len(place) > _MAX_DEPTH:
            raise SyntaxProblemError(Problem("too_deep", {}), node.start_mark.line + 1)
        self._parsed.lines.setdefault(place, node.start_mark.line + 1)
        from yaml import MappingNode, ScalarNode  # noqa: PLC0415 (only for plans in YAML)

        if isinstance(node, MappingNode):
            return self._mapping(node, place)
        if isinstance(node, ScalarNode):
            return self._scalar(node, place)
        return [self.read(item, (*place, number)) for number, item in enumerate(node.value)]

    def _mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if not isinstance(key_node.value, list) else "?"
            inside = (*place, key)
            line = key_node.start_mark.line + 1
            if key in mapping:
                facts = {"key": key, "first": lines[key]}
                self._parsed.problems[inside] = Problem("doubled_key", facts)
            lines[key] = self._parsed.lines[inside] = line
            mapping[key] = self.read(value_node, inside)
        return mapping

    def _scalar(self, node: ScalarNode, place: Place) -> Any:  # noqa: ANN401 (as above)
        kind, raw = node.tag.rpartition(":")[2], node.value
        trap = None
        if kind == "null":
            trap = Problem(_empty_key(place), {})
        elif kind == "bool" and raw.lower() not in {"true", "false"}:
            trap = Problem("yaml_bool", {"found": raw})
        elif kind == "int" and _OCTAL.match(raw):
            decimal, octal = int(raw.replace("_", "")), _octal(raw)
            trap = Problem("yaml_octal", {"found": raw, "octal": octal, "decimal": decimal})
        elif kind in {"int", "float"} and ":" in raw:
            trap = Problem("yaml_sexagesimal", {"found": raw})
        elif kind == "timestamp":
            trap = Problem("yaml_date", {"found": raw})
        elif kind not in {"str", "int", "float", "bool", "null"}:
            trap = Problem("yaml_tag", {"found": node.tag})
        if trap:
            self._parsed.problems[place] = trap
            return raw
        try:
            return self._loader.construct_object(node)
        except ValueError:
            return raw


def _octal(raw: str) -> str:
    try:
        return str(int(raw.replace("_", ""), 8))
    except ValueError:
        return "?"
