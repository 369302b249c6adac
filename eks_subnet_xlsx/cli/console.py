"""What the commands print with, and the options that several of them share."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eks_subnet_xlsx.cli.language import words
from eks_subnet_xlsx.cli.tables import Table
from eks_subnet_xlsx.cli.usage import refusal
from eks_subnet_xlsx.cli.wrapping import paragraph, terminal_width
from eks_subnet_xlsx.limits import LimitsCatalog, load_catalog
from eks_subnet_xlsx.words import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

LimitsFile = Annotated[
    Path | None,
    typer.Option("--limits", metavar="FILE"),
]
DropSignature = Annotated[
    bool,
    typer.Option("--drop-signature"),
]
NoProtect = Annotated[bool, typer.Option("--no-protect")]
AsJson = Annotated[bool, typer.Option("--json")]
PlanArgument = Annotated[
    Path,
    typer.Argument(metavar="PLAN"),
]
SourceArgument = Annotated[
    Path,
    typer.Argument(metavar="PLAN"),
]

STANDARD_OUTPUT = Path("-")
UNSET = "unset"


def whole_number(minimum: int, maximum: int, *, unset: bool = False) -> Callable[[object], object]:
    """A parser of counts on the command line; None for a variable that is not set."""

    def parse(found: object) -> int | None:
        text = str(found)
        if unset and text == UNSET:
            return None
        if text.isascii() and text.isdigit() and minimum <= int(text[:12]) <= maximum:
            return int(text)
        key = "cli.bad_target" if unset else "cli.bad_count"
        facts = {"found": text[:60], "minimum": f"{minimum:,}", "maximum": f"{maximum:,}"}
        raise refusal(key, **facts)

    return parse


def catalog_with(limits: Path | None) -> LimitsCatalog:
    """The packaged catalog, with a user's own rows where a file of them is given."""
    catalog = load_catalog()
    return catalog.with_file(limits) if limits else catalog


def is_workbook(path: Path) -> bool:
    """Whether a path is that of a workbook, not of a plan."""
    return path.suffix.lower() == ".xlsx"


def say(text: str) -> None:
    """Prints text on standard output, in lines of whole words where that is a terminal."""
    typer.echo(_lines(text, terminal_width(sys.stdout)))


def say_error(text: str) -> None:
    """Prints text on standard error, in the same way."""
    typer.echo(_lines(text, terminal_width(sys.stderr)), err=True)


def say_document(text: str) -> None:
    """Prints what other programs read on standard output, its lines as they are."""
    typer.echo(_lines(text, None))


def _lines(text: str, width: int | None) -> str:
    """Text in lines, each of characters that can be shown."""
    lines = [printable(line) for line in text.split("\n")]
    if width is not None:
        lines = [part for line in lines for part in paragraph(line, width)]
    return "\n".join(lines)


def say_json(document: object) -> None:
    """Prints a document as JSON, the same for the same document."""
    say_document(json_text(document))


def json_text(document: object) -> str:
    """A document as JSON that can be printed: what cannot be shown of its texts is escaped."""
    text = json.dumps(document, indent=2, ensure_ascii=False)
    if text.replace("\n", "").isprintable():
        return text
    return "".join(
        character if character.isprintable() or character == "\n" else json.dumps(character)[1:-1]
        for character in text
    )


def say_table(
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str | None = None,
    drops: Sequence[int] = (),
) -> None:
    """Prints a table; numbers stand to the right, and no word is broken.

    Args:
        headers: of the columns.
        rows: a value for each column.
        title: above it.
        drops: columns by number, in the order in which they are left out on a narrow terminal.
    """
    cells = [[_cell(value) for value in row] for row in rows]
    table = Table([printable(header) for header in headers], cells, drops)
    rule = "\N{BOX DRAWINGS LIGHT HORIZONTAL}"
    header, below = table.lines(terminal_width(sys.stdout), rule if _can_show(rule) else "-")
    if title:
        say(title)
    typer.echo("\n".join(["", *(_bold(line) for line in header), *below, ""]))


def _bold(line: str) -> str:
    is_plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return line if is_plain else typer.style(line, bold=True)


def _can_show(character: str) -> bool:
    try:
        character.encode(sys.stdout.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return words()["cli.yes" if value else "cli.no"]
    return f"{value:,}" if isinstance(value, int) else printable(str(value))
