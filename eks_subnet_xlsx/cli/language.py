"""In which language the command speaks: option, plan, configuration, locale, in this order."""

from __future__ import annotations

import locale
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from contextvars import ContextVar
from itertools import pairwise
from typing import Annotated

import typer

from eks_subnet_xlsx.cli.configuration import configuration
from eks_subnet_xlsx.errors import EksSubnetXlsxError
from eks_subnet_xlsx.words import LANGUAGES, Words, load_words

# One run of the command, which may be one of many in a process: options and plan decide it.
_asked: ContextVar[str | None] = ContextVar("asked", default=None)
_of_plan: ContextVar[str | None] = ContextVar("of_plan", default=None)
_configured: ContextVar[str | None] = ContextVar("configured", default=None)

_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


class Refusal(typer.BadParameter):
    """Typer's word for a value that is wrong, with a sentence of ours."""


def _ask(language: str | None) -> str | None:
    _configured.set(configuration().language)
    if language is not None and language not in LANGUAGES:
        facts = {"found": language[:20], "known": ", ".join(LANGUAGES)}
        raise Refusal(words().text("cli.bad_choice", **facts))
    _asked.set(language)
    return language


Language = Annotated[
    str | None,
    typer.Option("--language", metavar="|".join(LANGUAGES), callback=_ask, is_eager=True),
]


def start() -> None:
    """Forgets what an earlier run in this process asked for."""
    _asked.set(None)
    _of_plan.set(None)
    _configured.set(None)


def anticipate(arguments: Sequence[str]) -> None:
    """Takes what a command line and the configuration name, for what may be wrong before a run."""
    with suppress(EksSubnetXlsxError):
        _configured.set(configuration().language)
    for before, argument in pairwise(("", *arguments)):
        option, _, value = argument.partition("=")
        found = value if option == "--language" else argument if before == "--language" else ""
        if found in LANGUAGES:
            _asked.set(found)


def follow(language: str | None) -> None:
    """Takes a plan's or a workbook's language where the command line names none."""
    _of_plan.set(language)


def asked_language() -> str | None:
    """What the command line names; None where it names none."""
    return _asked.get()


def words() -> Words:
    """The words of the language in force."""
    return load_words(_asked.get() or _of_plan.get() or _configured.get() or _of_locale())


def _of_locale() -> str:
    """Korean where the locale says so, else English."""
    named = next((os.environ[name] for name in _LOCALE_VARIABLES if os.environ.get(name)), None)
    named = named or locale.getlocale()[0] or ""
    # Konkani is kok_IN; Windows says Korean_Korea.
    return "ko" if re.split(r"[^a-z]", named.lower())[0] in {"ko", "kor", "korean"} else "en"
