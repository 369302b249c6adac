"""The command: options in, exit code out; no arithmetic and no XML.

Exit codes: 0 done, 1 something judged is wrong, 2 could not run.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from eks_subnet_xlsx.cli.console import say_error
from eks_subnet_xlsx.cli.helping import Command, program_help
from eks_subnet_xlsx.cli.language import anticipate, start, words
from eks_subnet_xlsx.cli.usage import CommandLineError, usage_text
from eks_subnet_xlsx.errors import EksSubnetXlsxError, OutputError
from eks_subnet_xlsx.output import discard_output
from eks_subnet_xlsx.version import __version__

_COMMANDS = (
    "init", "generate", "batch", "show", "validate", "recalculate", "extract", "diff", "upgrade",
    "rules", "node", "max-pods", "addons", "limits", "plan-schema",
)  # fmt: skip
"""In the order of the help; each is the function of its name in the module of its name."""


# It would look for plugins in all that is installed, which takes as long as to import it.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""How a system says that standard output takes no more."""


class _Commands(Mapping[str, Any]):
    """The commands by name, each imported when it is asked for: a run pays for one of them."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 (typer's class depends on its version)
        if name not in _COMMANDS:
            raise KeyError(name)
        if name not in self._made:
            module = name.replace("-", "_")
            function = getattr(import_module(f"{__name__}.{module}"), module)
            single = typer.Typer(add_completion=False)
            single.command(name, cls=Command)(function)
            self._made[name] = typer.main.get_command(single)
        return self._made[name]


class _Group(TyperGroup):
    """The command with its commands; it names them without importing them."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 (typer's own)
        super().__init__(**settings)
        self.commands = _Commands()  # type: ignore[assignment] # none is ever added

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 (typer's own)
        """The help, as lines."""
        return program_help(_COMMANDS, self.get_params(ctx), words())

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,  # noqa: ANN401 (typer's own)
    ) -> Any:  # noqa: ANN401 (typer's own)
        """Runs the command; what is wrong with the command line is one line of ours."""
        given = list(sys.argv[1:] if args is None else args)
        anticipate(given)
        run = partial(super().main, args, prog_name, complete_var, False, windows_expand_args)
        if not standalone_mode:
            return run(**extra)
        try:
            code = run(**extra)
        except CommandLineError as error:
            # Without any command it is the help.
            shows_help = type(error).__name__ == "NoArgsIsHelpError"
            say_error(str(error) if shows_help else usage_text(error, given, _COMMANDS, words()))
            sys.exit(2)
        except typer.Abort:
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


app = typer.Typer(
    name="eks-subnet-xlsx",
    cls=_Group,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"eks-subnet-xlsx {__version__}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True),
    ] = False,
) -> None:
    """How many IP addresses an Amazon EKS cluster takes from its subnet, as an Excel file.

    Exit codes: 0 done, 1 something judged is wrong, 2 could not run.
    """


def main() -> None:
    """Runs the command; what cannot go on is one message and exit code 2."""
    start()
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character shows another in its place, and never stops us.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        try:
            app()
        finally:
            # What is still in a buffer would fail when the program ends, where nobody can say so.
            sys.stdout.flush()
    except EksSubnetXlsxError as error:
        say_error(error.text(words()))
        sys.exit(2)
    except BrokenPipeError:
        # Whoever read our output has enough; the interpreter must not complain at its own exit.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        discard_output()
        say_error(OutputError("no_space", Path("-")).text(words()))
        sys.exit(2)
