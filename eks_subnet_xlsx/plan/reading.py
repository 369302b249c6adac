"""Reads a plan from a file or a text, and names all that is wrong with it at once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eks_subnet_xlsx.errors import PlacedProblem, PlanError, Problem
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.plan.bounds import MAX_ROWS, STANDARD_INPUT
from eks_subnet_xlsx.plan.models import NodeGroup, Plan
from eks_subnet_xlsx.plan.parsed import MAX_BYTES, Parsed, Place, SyntaxProblemError
from eks_subnet_xlsx.plan.parsing import parse
from eks_subnet_xlsx.plan.problems import (
    explained,
    problem_of,
    setting_problems,
    shown,
    validation_details,
)

SUFFIXES = (".yaml", ".yml", ".json", ".toml")

_OTHER_SUFFIXES = (".xlsx", ".csv", ".jsonl")
"""Of files that some command reads beside those of plans."""

MOST_PROBLEMS = 20
"""Of a plan that are told one by one; what is wrong so often is wrong for one reason."""


def read_plan(path: str | Path, catalog: LimitsCatalog | None = None) -> Plan:
    """The plan in a file, YAML, JSON or TOML by its suffix; ``-`` is YAML on standard input.

    Args:
        path: the file's.
        catalog: where given, an instance type that it does not have is a problem too.

    Raises:
        PlanError: the file cannot be read, or is no plan; it carries every problem with its place.
    """
    source = str(path)
    if source == STANDARD_INPUT:
        return parse_plan(decoded(sys.stdin.buffer.read(MAX_BYTES + 1), source), catalog=catalog)
    suffix = Path(path).suffix.lower()
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise refusal(source, unreadable(Path(path), error)) from error
    if suffix not in SUFFIXES:
        facts = {"found": suffix or "-", "known": ", ".join(SUFFIXES)}
        raise refusal(source, Problem("unknown_suffix", facts))
    return parse_plan(decoded(content, source), suffix=suffix, source=source, catalog=catalog)


def parse_plan(
    text: str,
    *,
    suffix: str = ".yaml",
    source: str = STANDARD_INPUT,
    catalog: LimitsCatalog | None = None,
) -> Plan:
    """The plan in a text of the format that the suffix names.

    Raises:
        PlanError: the text is no plan.
    """
    try:
        parsed = parse(text, suffix)
    except SyntaxProblemError as error:
        raise refusal(source, error.problem, error.line) from error
    return plan_of(parsed, source, catalog)


def plan_of(parsed: Parsed, source: str, catalog: LimitsCatalog | None) -> Plan:
    """The plan that data of a text make.

    Raises:
        PlanError: they make none.
    """
    if parsed.data is None:
        raise refusal(source, Problem("empty_plan", {}))
    if not isinstance(parsed.data, dict):
        raise refusal(source, Problem("not_a_mapping", {"found": shown(parsed.data)}), 1)
    problems: dict[Place, _Maker] = {
        place: partial(_same, problem)
        for place, problem in (*parsed.problems.items(), *setting_problems(parsed.data))
    }
    plan = None
    try:
        plan = Plan.model_validate(_bounded(parsed.data, problems))
    except ValidationError as error:
        for detail in validation_details(error):
            place = tuple(detail["loc"])
            # What is known of the text says more than what the model makes of it.
            if not any(place[:length] in problems for length in range(len(place) + 1)):
                problems[place] = partial(problem_of, detail)
    if plan and catalog:
        problems.update(_unknown_types(plan, catalog))
    if plan is None or problems:
        raise PlanError(source, _first(problems, parsed.lines))
    return plan


_Maker = Callable[[], Problem]
"""Makes a problem; looking for what was meant takes a while, and only a few are shown."""


def _same(problem: Problem) -> Problem:
    return problem


def _bounded(data: dict[str, Any], problems: dict[Place, _Maker]) -> dict[str, Any]:
    """The data with no more groups than the table has room for."""
    groups = data.get("node_groups")
    if not isinstance(groups, list) or len(groups) <= MAX_ROWS:
        return data
    facts = {"maximum": f"{MAX_ROWS:,}"}
    problems["node_groups",] = partial(_same, Problem("too_many_groups", facts))
    return {**data, "node_groups": groups[:MAX_ROWS]}


def _unknown_types(plan: Plan, catalog: LimitsCatalog) -> dict[Place, _Maker]:
    return {
        ("node_groups", number, "instance_type"): partial(_unknown_type, group, catalog)
        for number, group in enumerate(plan.node_groups)
        if catalog.find(group.instance_type) is None
    }


def _unknown_type(group: NodeGroup, catalog: LimitsCatalog) -> Problem:
    key, facts = catalog.unknown(group.instance_type).sentence
    return Problem(f"errors.{key}", facts)


def _first(problems: dict[Place, _Maker], lines: dict[Place, int]) -> tuple[PlacedProblem, ...]:
    """The problems in order of their lines; of many, the first and how many more there are."""
    placed = sorted(
        ((_line(lines, place), place, make) for place, make in problems.items()),
        key=lambda item: item[0] or 0,
    )
    looked_at = [(place, make()) for _, place, make in placed[: 2 * MOST_PROBLEMS]]
    told = explained(looked_at)
    found = [PlacedProblem(_place_text(place), _line(lines, place), made) for place, made in told]
    return tuple(capped(found, len(placed) - len(looked_at) + len(told)))


def capped(problems: list[PlacedProblem], total: int) -> list[PlacedProblem]:
    """The first problems, and a line that says how many more there are."""
    left = total - MOST_PROBLEMS
    more = [PlacedProblem("", None, Problem("more_problems", {"count": f"{left:,}"}))]
    return problems[:MOST_PROBLEMS] + (more if left > 0 else [])


def _line(lines: dict[Place, int], place: Place) -> int | None:
    """The line of a place, or of what it is missing from."""
    while place not in lines and place:
        place = place[:-1]
    return lines.get(place)


def _place_text(place: Place) -> str:
    text = ""
    for step in place:
        dot = "." if text else ""
        text += f"[{step}]" if isinstance(step, int) else f"{dot}{shown(step)}"
    return text


def refusal(source: str, problem: Problem, line: int | None = None) -> PlanError:
    """The error of a source as a whole."""
    return PlanError(source, (PlacedProblem("", line, problem),))


def decoded(content: bytes, source: str) -> str:
    """The text of a plan's file.

    Raises:
        PlanError: it is no UTF-8, or larger than may be.
    """
    if len(content) > MAX_BYTES:
        raise refusal(source, Problem("too_large", {"maximum": f"{MAX_BYTES:,}"}))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise refusal(source, Problem("not_utf8", {}), line) from error


def near_file(path: Path) -> str:
    """The file beside a path that was probably meant, of its suffix first; nothing if none was."""
    try:
        beside = [item for item in path.parent.iterdir() if not item.name.startswith(".")]
    except (OSError, ValueError):
        return ""
    suffix = path.suffix.lower()
    alike = [item for item in beside if item.suffix.lower() == suffix]
    others = [item for item in beside if item.suffix.lower() in {*SUFFIXES, *_OTHER_SUFFIXES}]
    for items in (alike, others):
        stems = {item.stem.lower(): item for item in items}
        for stem in get_close_matches(path.stem.lower(), stems, n=1):
            return stems[stem].name
    return ""


def unreadable(path: Path, error: OSError) -> Problem:
    """What to say of a file that cannot be read."""
    if isinstance(error, FileNotFoundError):
        near = near_file(path)
        return Problem("not_found_near" if near else "not_found", {"near": near})
    if path.is_dir():
        return Problem("is_folder", {})
    return Problem("unreadable", {"detail": error.strerror or type(error).__name__})
