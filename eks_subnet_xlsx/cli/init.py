"""init: writes a plan to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eks_subnet_xlsx.cli.console import say
from eks_subnet_xlsx.cli.language import Language, words
from eks_subnet_xlsx.output import write_file
from eks_subnet_xlsx.resources import read_template


def init(
    output: Annotated[Path, typer.Argument(metavar="FILE", help="Where to.")] = Path("plan.yaml"),
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    _language: Language = None,
) -> None:
    """Write a plan to start from, with every key explained."""
    write_file(output, read_template("plan.yaml").encode(), force=force)
    say(words().text("cli.init.done", path=output))
