"""The help of the commands: what there is to type, two examples, exit codes; in plain lines."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from typer.core import TyperCommand

from eks_subnet_xlsx.cli.language import words
from eks_subnet_xlsx.cli.usage import PROGRAM
from eks_subnet_xlsx.cli.wrapping import longest_word, padded, paragraph, terminal_width, wrapped
from eks_subnet_xlsx.words import Words, text_width

_WIDTH = 100
"""Of help that goes into a pipe; no terminal's is wider, since lines should be short."""

_GAP = 3
_MOST_NAME = 26
_INDENT = "  "

_Param = Any
"""Typer's own or click's, by the version of typer."""


class Command(TyperCommand):
    """A command whose help speaks the reader's language, without marks of typer's own."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 (typer's class depends on its version)
        """The help, as lines."""
        return command_help(str(self.name), self.get_params(ctx), words())


def command_help(name: str, params: Sequence[_Param], texts: Words) -> str:
    """The help of a command."""
    arguments = [param for param in params if param.param_type_name == "argument"]
    options = [param for param in params if param.param_type_name == "option"]
    width = _width()
    lines = [*_usage(name, arguments, options, width, texts), ""]
    lines += _paragraphs(texts[f"cli.help.{name}.about"], width)
    for key, items in (("arguments", arguments), ("options", options)):
        if items:
            lines += ["", texts[f"cli.help.{key}"]]
            lines += _rows([_described(name, param, texts) for param in items], width)
    lines += ["", texts["cli.help.examples"]]
    for example in texts[f"cli.help.{name}.examples"].splitlines():
        lines += paragraph(f"{_INDENT}{example}", width)
    return "\n".join([*lines, "", *_paragraphs(texts[f"cli.help.{name}.codes"], width)])


def program_help(commands: Iterable[str], params: Sequence[_Param], texts: Words) -> str:
    """The help of the program, with all of its commands."""
    width = _width()
    lines = [texts.text("cli.help.usage", command=f"{PROGRAM} COMMAND ..."), ""]
    lines += [*_paragraphs(texts["cli.help.about"], width), "", texts["cli.help.commands"]]
    lines += _rows([(name, texts[f"cli.help.{name}.brief"]) for name in commands], width)
    lines += ["", texts["cli.help.options"]]
    lines += _rows([_described("", param, texts) for param in params], width)
    return "\n".join([*lines, "", *_paragraphs(texts["cli.help.codes"], width)])


def _width() -> int:
    return min(_WIDTH, terminal_width(sys.stdout) or _WIDTH)


def _usage(
    name: str, arguments: Sequence[_Param], options: Sequence[_Param], width: int, texts: Words
) -> list[str]:
    words_of = [PROGRAM, name]
    words_of += [
        str(param.metavar) if param.required else f"[{param.metavar}]" for param in arguments
    ]
    words_of += [f"{_long(param)} {param.metavar}" for param in options if param.required]
    words_of.append("[OPTIONS]")
    return wrapped(texts.text("cli.help.usage", command=" ".join(words_of)), width)


def _long(param: _Param) -> str:
    return str(max(param.opts, key=len))


def _described(name: str, param: _Param, texts: Words) -> tuple[str, str]:
    """What one types for a parameter, and what it is for."""
    own, common = (f"cli.help.{place}.{param.name.lstrip('_')}" for place in (name, "any"))
    text = texts[own if own in texts.keys() else common]  # noqa: SIM118 (not a mapping)
    if param.param_type_name == "argument":
        return str(param.metavar), text
    typed = ", ".join(sorted(param.opts, key=len))
    return (typed if param.is_flag else f"{typed} {param.metavar}"), text


def _rows(rows: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    """Names with their texts beside them; a long name has its text below."""
    room = width - len(_INDENT) - _GAP - max(longest_word(text) for _, text in rows)
    most = max(1, min(_MOST_NAME, room, max(text_width(name) for name, _ in rows)))
    begin = len(_INDENT) + most + _GAP
    for name, text in rows:
        first, *others = wrapped(text, width - begin)
        if text_width(name) > most:
            yield f"{_INDENT}{name}"
            yield " " * begin + first
        else:
            yield f"{_INDENT}{padded(name, most + _GAP)}{first}"
        yield from (" " * begin + line for line in others)


def _paragraphs(text: str, width: int) -> list[str]:
    return [part for line in text.splitlines() for part in paragraph(line, width)]
