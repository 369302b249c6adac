"""A plan's text as data, and what is wrong with it whatever it says.

How much there may be of it is judged before it is parsed: what parses first and counts afterwards
can be made to take minutes and gigabytes by a few megabytes of text.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from eks_subnet_xlsx.errors import Problem
from eks_subnet_xlsx.plan.parsed import (
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_VALUES,
    LongNumber,
    Parsed,
    SyntaxProblemError,
    settled,
)
from eks_subnet_xlsx.plan.problems import shown

YAML_SUFFIXES = (".yaml", ".yml")

_MOST_SAID = 200
"""Characters of what a parser says of a text, which may quote it."""


def parse(text: str, suffix: str) -> Parsed:
    """The data of a text in the format that the suffix names: .yaml, .yml, .json or .toml.

    Raises:
        SyntaxProblemError: the text is not of that format.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise SyntaxProblemError(Problem("half_character", {}), line) from error
    try:
        if suffix == ".toml":
            parsed = _toml(text)
        elif suffix == ".json":
            parsed = _json(text)
        else:
            from eks_subnet_xlsx.plan.yaml_text import yaml_plan  # noqa: PLC0415 (YAML's alone)

            return yaml_plan(text)
        return settled(parsed)
    except RecursionError as error:
        raise SyntaxProblemError(Problem("too_deep", {})) from error


_JSON_TEXT = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)


def _json(text: str) -> Parsed:
    bare = _JSON_TEXT.sub('""', text)
    if sum(map(bare.count, ",[{")) > MAX_VALUES:
        raise SyntaxProblemError(Problem("too_deep", {}))
    try:
        return Parsed(json.loads(text, object_pairs_hook=_mapping, parse_int=_whole))
    except json.JSONDecodeError as error:
        detail = {"detail": shown(error.msg, _MOST_SAID)}
        raise SyntaxProblemError(Problem("syntax_json", detail), error.lineno) from error


def _mapping(items: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(items)
    if len(mapping) < len(items):
        seen: set[str] = set()
        key = next(key for key, _ in items if key in seen or seen.add(key))  # type: ignore[func-returns-value] # None goes on
        raise SyntaxProblemError(Problem("doubled_json_key", {"key": shown(key)}))
    return mapping


def _whole(raw: str) -> int | LongNumber:
    return int(raw) if len(raw) <= MAX_DIGITS else LongNumber(raw)


def _toml(text: str) -> Parsed:
    _refuse_large_toml(text)
    try:
        return Parsed(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        detail = shown(str(error).split(" (at ")[0], _MOST_SAID)
        line = int(found[1]) if found else None
        raise SyntaxProblemError(Problem("syntax_toml", {"detail": detail}), line) from error


_TOML_TOKEN = re.compile(
    r"""
    (?P<text> \"{3}(?:[^"\\]|\\.|"(?!""))*+\"{3,5} | '{3}(?:[^']|'(?!''))*+'{3,5}
            | "(?!"")(?:[^"\\\n]|\\[^\n])*+" | '(?!'')[^'\n]*+' )
  | (?P<broken> ["'] )
  | (?P<blank> (?:\#[^\n]*+|\s)++ )
  | (?P<number> [0-9]\w*+ )
  | (?P<mark> [][{}.,=] )
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)


def _refuse_large_toml(text: str) -> None:
    """Refuses what would take the parser long, or make it take much memory.

    Both read a text from its beginning, and see the same up to the first thing that is wrong.
    """
    if max(text.count("\n"), text.count("\\")) > MAX_VALUES:
        raise SyntaxProblemError(Problem("too_deep", {}))
    seen = depth = steps = 0
    for token in _TOML_TOKEN.finditer(text):
        kind, found = token.lastgroup, token[0]
        if kind == "broken":
            return  # The parser stops here as well.
        if kind == "number" and len(found) > MAX_DIGITS:
            raise _placed("long_number", text, token.start(), maximum=MAX_DIGITS)
        if kind == "mark":
            seen += 1
            depth += (found in "[{") - (found in "]}")
        steps = 0 if found in {",", "="} or "\n" in found else steps + (found == ".")
        if seen > MAX_VALUES or max(depth, steps) > MAX_DEPTH:
            raise _placed("too_deep", text, token.start())


def _placed(key: str, text: str, at: int, **facts: object) -> SyntaxProblemError:
    return SyntaxProblemError(Problem(key, facts), text.count("\n", 0, at) + 1)
