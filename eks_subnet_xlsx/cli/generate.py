"""generate: writes a plan's workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, get_args

import typer

from eks_subnet_xlsx.calculation import Model, plan_results
from eks_subnet_xlsx.cli.console import (
    STANDARD_OUTPUT,
    LimitsFile,
    NoProtect,
    PlanArgument,
    catalog_with,
    say,
    say_error,
)
from eks_subnet_xlsx.cli.language import Language, follow, words
from eks_subnet_xlsx.cli.sources import need_plan
from eks_subnet_xlsx.cli.usage import choice
from eks_subnet_xlsx.cli.verdict import verdict
from eks_subnet_xlsx.limits import LimitsCatalog
from eks_subnet_xlsx.output import check_output, check_suffix, write_file, write_stdout
from eks_subnet_xlsx.plan import Plan, read_plan
from eks_subnet_xlsx.workbook.render import build_workbook

_MODELS: tuple[str, ...] = get_args(Model)


def generate(  # noqa: PLR0913, PLR0917 (an option for each choice)
    plan: PlanArgument,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE"),
    ],
    limits: LimitsFile = None,
    force: Annotated[bool, typer.Option("--force")] = False,
    model: Annotated[
        Model,
        typer.Option(parser=choice(_MODELS), metavar="|".join(_MODELS)),
    ] = "vpc-cni",
    no_protect: NoProtect = False,
    _language: Language = None,
) -> None:
    """Write a plan's workbook: two live calculators, and what they look up."""
    to_stdout = output == STANDARD_OUTPUT
    need_plan(plan)
    if not to_stdout:
        check_output(output, force=force, sources=(plan, limits))
        check_suffix(output, ".xlsx")
    catalog = catalog_with(limits)
    read = read_plan(plan, catalog)
    follow(read.language)
    content = build_workbook(
        read, catalog, language=words().language, model=model, protect=not no_protect
    )
    say_legacy_types(read, catalog)
    if to_stdout:
        write_stdout(content)
        return
    write_file(output, content, force=force)
    say(words().text("cli.generate.done", path=output))
    answer = verdict(plan_results(read, catalog.find), read.runs_on, words())
    key = "cli.generate.verdict" if model == "vpc-cni" else "cli.generate.verdict_of_cni"
    say(words().text(key, verdict=answer))


def say_legacy_types(plan: Plan, catalog: LimitsCatalog) -> None:
    """Warns of types that only older tables have."""
    for name in dict.fromkeys(group.instance_type for group in plan.node_groups):
        if catalog.get(name).status == "legacy":
            say_error(words().text("cli.legacy", instance_type=name))
