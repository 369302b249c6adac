"""What is said of a command line that no command takes: one line, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any

import typer

from eks_subnet_xlsx.cli.language import Refusal, words
from eks_subnet_xlsx.words import Words

PROGRAM = "eks-subnet-xlsx"

CommandLineError: type[Exception] = next(
    base
    for base in typer.BadParameter.__mro__
    if issubclass(base, Exception) and base.__name__ == "ClickException"
)
"""The base of all that typer, or click below it, has against a command line."""

_MOST_SHOWN = 60
_IN_PARENTHESES = re.compile(r"\((?!s\))(.*)\)\.?$", re.DOTALL)
_IN_QUOTES = re.compile(r"'(.*?)'", re.DOTALL)

_Error = Any
"""Typer's own or click's, by the version of typer."""


def refusal(key: str, *, hint: str | None = None, **facts: object) -> Refusal:
    """What is wrong with a value.

    Args:
        key: of the words.
        hint: the argument or the option; None where typer knows it, or where it is none.
        facts: that the words name.
    """
    return Refusal(words().text(key, **facts), param_hint=hint)


def near(found: str, known: Sequence[str]) -> str:
    """What was probably meant; nothing where that is not plain."""
    text = found.strip().lower()[:_MOST_SHOWN]
    beginning = [name for name in known if text and name.startswith(text)]
    return "".join(beginning if len(beginning) == 1 else get_close_matches(text, known, n=1))


def choice(known: Sequence[str]) -> Callable[[object], str]:
    """A parser of one of several words."""

    def parse(found: object) -> str:
        text = str(found)
        if text in known:
            return text
        meant = near(text, known)
        facts = {"found": text[:_MOST_SHOWN], "known": ", ".join(known), "near": meant}
        raise refusal("cli.bad_choice_near" if meant else "cli.bad_choice", **facts)

    return parse


def usage_text(
    error: _Error, arguments: Sequence[str], commands: Sequence[str], texts: Words
) -> str:
    """The line that says what is wrong with the command line, and what to do.

    Args:
        error: one of `CommandLineError`.
        arguments: of the command line.
        commands: all that there are.
        texts: of the reader's language.
    """
    if isinstance(error, Refusal):
        return ": ".join(filter(None, (_name(error), str(error.message))))
    command = next((name for name in arguments if name in commands), "")
    facts = {"command": f"{PROGRAM} {command}".rstrip()}
    key, more = _found(error, commands)
    return texts.text(f"cli.usage.{key}", **facts, **more)


def _found(error: _Error, commands: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The key of the words for an error of typer's own, and what they name."""
    kind, said = type(error).__name__, str(error.message)
    facts: dict[str, str] = {"name": _name(error) or PROGRAM}
    if kind == "NoSuchOption":
        known = {name.lstrip("-"): name for item in error.ctx.command.params for name in item.opts}
        meant = known.get(near(error.option_name.lstrip("-"), list(known)), "")
        return _near_key("no_option", meant), {"found": error.option_name, "near": meant}
    if kind == "BadOptionUsage":
        facts["name"] = error.option_name
        return "no_value" if "require" in said else "needless_value", facts
    if kind == "UsageError" and (extra := _IN_PARENTHESES.search(said)):
        return "extra", {"found": extra[1][:_MOST_SHOWN]}
    if kind == "UsageError" and (unknown := _IN_QUOTES.search(said)):
        found = unknown[1][:_MOST_SHOWN]
        meant = near(found, commands)
        facts = {"found": found, "near": meant, "known": ", ".join(commands)}
        return _near_key("no_command", meant), facts
    return "missing" if kind == "MissingParameter" else "other", facts


def _near_key(key: str, meant: str) -> str:
    return f"{key}_near" if meant else key


def _name(error: _Error) -> str:
    """The argument or the option that is meant; nothing where none is."""
    hint = getattr(error, "param_hint", None)
    param = getattr(error, "param", None)
    if hint or param is None:
        return str(hint or "")
    if param.param_type_name == "argument":
        return str(param.metavar or param.name).removesuffix("...")
    return str(max(param.opts, key=len))
