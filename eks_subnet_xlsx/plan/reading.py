"""Reads a plan from a file or a text, and names all that is wrong with it at once."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

from eks_subnet_xlsx.errors import PlacedProblem, PlanError, Problem
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.plan.models import Plan
from eks_subnet_xlsx.plan.parsing import Parsed, Place, SyntaxProblemError, parse
from eks_subnet_xlsx.plan.problems import setting_problems, shown, validation_problems

STANDARD_INPUT = "-"
SUFFIXES = (".yaml", ".yml", ".json", ".toml")

_MAX_BYTES = 5_000_000


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
        return parse_plan(decoded(sys.stdin.buffer.read(_MAX_BYTES + 1), source), catalog=catalog)
    suffix = Path(path).suffix.lower()
    try:
        with Path(path).open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
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
    problems = parsed.problems
    if parsed.data is None:
        raise refusal(source, Problem("empty_plan", {}))
    if not isinstance(parsed.data, dict):
        raise refusal(source, Problem("not_a_mapping", {"found": shown(parsed.data)}), 1)
    problems.update(setting_problems(parsed.data))
    plan = None
    try:
        plan = Plan.model_validate(parsed.data)
    except ValidationError as error:
        for place, problem in validation_problems(error):
            # What is known of the text says more than what the model makes of it.
            if not any(place[: len(known)] == known for known in problems):
                problems[place] = problem
    if plan and catalog:
        problems.update(_unknown_types(plan, catalog))
    if plan is None or problems:
        raise PlanError(source, _in_order(parsed))
    return plan


def _unknown_types(plan: Plan, catalog: LimitsCatalog) -> dict[Place, Problem]:
    problems: dict[Place, Problem] = {}
    for number, group in enumerate(plan.node_groups):
        if catalog.find(group.instance_type) is None:
            key, facts = catalog.unknown(group.instance_type).sentence
            problems["node_groups", number, "instance_type"] = Problem(f"errors.{key}", facts)
    return problems


def _in_order(parsed: Parsed) -> tuple[PlacedProblem, ...]:
    placed = [
        PlacedProblem(_place_text(place), _line(parsed, place), problem)
        for place, problem in parsed.problems.items()
    ]
    return tuple(sorted(placed, key=lambda item: item.line or 0))


def _line(parsed: Parsed, place: Place) -> int | None:
    """The line of a place, or of what it is missing from."""
    while place not in parsed.lines and place:
        place = place[:-1]
    return parsed.lines.get(place)


def _place_text(place: Place) -> str:
    text = ""
    for step in place:
        dot = "." if text else ""
        text += f"[{step}]" if isinstance(step, int) else f"{dot}{shown(step)}"
    return text


def refusal(source: str, problem: Problem, line: int | None = None) -> PlanError:
    """The error of a source as a whole."""
    return PlanError(source, (PlacedProblem("", line, problem),))


def decoded(content: bytes, source: str, *, maximum: int | None = _MAX_BYTES) -> str:
    """The text of a file.

    Raises:
        PlanError: it is no UTF-8, or larger than may be.
    """
    if maximum is not None and len(content) > maximum:
        raise refusal(source, Problem("too_large", {"maximum": f"{maximum:,}"}))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise refusal(source, Problem("not_utf8", {}), line) from error


def unreadable(path: Path, error: OSError) -> Problem:
    """What to say of a file that cannot be read."""
    if isinstance(error, FileNotFoundError):
        try:
            names = [item.name for item in path.parent.iterdir() if item.suffix in SUFFIXES]
        except OSError:
            names = []
        near = get_close_matches(path.name, names, n=1)
        return Problem("not_found_near" if near else "not_found", {"near": "".join(near)})
    if path.is_dir():
        return Problem("is_folder", {})
    return Problem("unreadable", {"detail": error.strerror or type(error).__name__})
