"""The command: options in, exit code out; no arithmetic and no XML.

Exit codes: 0 done, 1 something judged is wrong, 2 could not run.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated

import typer

from eks_subnet_xlsx.cli.batch import batch
from eks_subnet_xlsx.cli.console import say_error
from eks_subnet_xlsx.cli.diff import diff
from eks_subnet_xlsx.cli.extract import extract
from eks_subnet_xlsx.cli.generate import generate
from eks_subnet_xlsx.cli.init import init
from eks_subnet_xlsx.cli.language import start, words
from eks_subnet_xlsx.cli.limits import limits
from eks_subnet_xlsx.cli.node import node
from eks_subnet_xlsx.cli.plan_schema import plan_schema
from eks_subnet_xlsx.cli.recalculate import recalculate
from eks_subnet_xlsx.cli.show import show
from eks_subnet_xlsx.cli.upgrade import upgrade
from eks_subnet_xlsx.cli.validate import validate
from eks_subnet_xlsx.errors import EksSubnetXlsxError

app = typer.Typer(
    name="eks-subnet-xlsx",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"eks-subnet-xlsx {version('eks-subnet-xlsx')}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_say_version, is_eager=True, help="Print the version and stop."
        ),
    ] = False,
) -> None:
    """How many IP addresses an Amazon EKS cluster takes from its subnet, as an Excel file.

    Exit codes: 0 done, 1 something judged is wrong, 2 could not run.
    """


for _command in (
    init, generate, batch, show, validate, recalculate, extract, diff, upgrade,
    node, limits, plan_schema,
):  # fmt: skip
    app.command()(_command)


def main() -> None:
    """Runs the command; what cannot go on is one message and exit code 2."""
    start()
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character shows another in its place, and never stops us.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    except EksSubnetXlsxError as error:
        say_error(error.text(words()))
        sys.exit(2)
    except BrokenPipeError:
        # Whoever read our output has enough; the interpreter must not complain at its own exit.
        sys.stderr.close()
        sys.exit(0)
