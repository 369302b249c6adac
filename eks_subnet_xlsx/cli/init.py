"""init: writes a plan to start from, or the table of a fleet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eks_subnet_xlsx.cli.console import say, say_table
from eks_subnet_xlsx.cli.language import Language, words
from eks_subnet_xlsx.cli.usage import refusal
from eks_subnet_xlsx.fleet.table import COLUMNS, TABLE_SUFFIXES
from eks_subnet_xlsx.fleet.template import fleet_template, meaning, needed
from eks_subnet_xlsx.output import write_file
from eks_subnet_xlsx.plan.reading import SUFFIXES
from eks_subnet_xlsx.resources import read_template


def init(
    output: Annotated[
        Path | None,
        typer.Argument(metavar="FILE"),
    ] = None,
    fleet: Annotated[
        bool,
        typer.Option("--fleet"),
    ] = False,
    force: Annotated[bool, typer.Option("--force")] = False,
    _language: Language = None,
) -> None:
    """Write a plan to start from, with every key explained, or a table for a fleet."""
    texts = words()
    path = output or Path("fleet.csv" if fleet else "plan.yaml")
    known = TABLE_SUFFIXES if fleet else SUFFIXES[:2]
    suffix = path.suffix.lower()
    if suffix not in known:
        key = "cli.init_fleet.suffix" if fleet else "cli.init.suffix"
        raise refusal(key, path=path, found=suffix or "-", known=", ".join(known))
    if not fleet:
        write_file(path, read_template(f"plan.{texts.language}.yaml").encode(), force=force)
        say(texts.text("cli.init.done", path=path))
        return
    write_file(path, fleet_template(suffix, texts), force=force)
    say_table(
        [texts["cli.init_fleet.column"], "", texts["cli.init_fleet.meaning"]],
        [[column.name, needed(column, texts), meaning(column, texts)] for column in COLUMNS],
    )
    say(texts.text("cli.init_fleet.done", path=path))
