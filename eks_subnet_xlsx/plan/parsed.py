"""What a plan's text holds as data, whatever its format, and how much of it there may be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from eks_subnet_xlsx.errors import Problem

Place = tuple[str | int, ...]

MAX_BYTES = 5_000_000
"""Of a plan; one of a thousand groups has a fiftieth of it."""

MAX_VALUES = 50_000
"""Values in one plan: one of a thousand groups has a seventh of it."""

MAX_DEPTH = 20
"""Of values inside values; a plan has three."""

MAX_DIGITS = 300
"""Of a number; beyond some thousands Python refuses, or takes minutes."""

_TOO_LARGE = 10**MAX_DIGITS
_SURROGATES = re.compile("[\ud800-\udfff]")


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


class LongNumber(str):
    """A number of so many digits that nobody reads it as one."""

    __slots__ = ()


def settled(parsed: Parsed) -> Parsed:
    """The same, with what no plan may hold anywhere named and taken out.

    Raises:
        SyntaxProblemError: there is too much of it.
    """
    parsed.data = _Settler(parsed.problems).settled(parsed.data, ())
    return parsed


class _Settler:
    """Goes through data: nothing, half characters, numbers without end."""

    def __init__(self, problems: dict[Place, Problem]) -> None:
        self._problems = problems
        self._seen = 0

    def settled(self, value: object, place: Place) -> object:
        self._seen += 1
        if self._seen > MAX_VALUES or len(place) > MAX_DEPTH:
            raise SyntaxProblemError(Problem("too_deep", {}))
        if isinstance(value, dict):
            return {
                (name := self._text(key, (*place, key))): self.settled(item, (*place, name))
                for key, item in value.items()
            }
        if isinstance(value, list):
            return [self.settled(item, (*place, number)) for number, item in enumerate(value)]
        return self._scalar(value, place)

    def _scalar(self, value: object, place: Place) -> object:
        if value is None:
            self._problems.setdefault(place, Problem(empty_key(place), {}))
        elif is_long_number(value):
            self._problems.setdefault(place, Problem("long_number", {"maximum": MAX_DIGITS}))
            return ""
        elif isinstance(value, str):
            return self._text(value, place)
        return value

    def _text(self, text: str, place: Place) -> str:
        if text.isascii() or not _SURROGATES.search(text):
            return text
        whole = text.encode(errors="backslashreplace").decode()
        if place and place[-1] is text:
            place = (*place[:-1], whole)
        self._problems.setdefault(place, Problem("half_character", {}))
        return whole


def is_long_number(value: object) -> bool:
    """Whether this is a number that nobody reads as one."""
    return isinstance(value, LongNumber) or (
        isinstance(value, int) and not -_TOO_LARGE < value < _TOO_LARGE
    )


def empty_key(place: Place) -> str:
    """An empty setting would mean that the variable is not set; elsewhere it means nothing."""
    if len(place) > 1 and place[0] in {"warm_pool", "alternative"}:
        return "empty_setting"
    return "empty_section" if place and place[0] in {"warm_pool", "alternative"} else "empty"
