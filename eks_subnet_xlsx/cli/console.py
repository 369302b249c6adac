"""What the commands print with, and the options that several of them share."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eks_subnet_xlsx.cli.language import words
from eks_subnet_xlsx.limits import LimitsCatalog, load_catalog
from eks_subnet_xlsx.words import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

LimitsFile = Annotated[
    Path | None,
    typer.Option(
        "--limits",
        metavar="FILE",
        help="A CSV file with limits of your own, for a type that came out yesterday.",
    ),
]
DropSignature = Annotated[
    bool,
    typer.Option(
        "--drop-signature", help="Write a signed workbook without its signature, which breaks."
    ),
]
NoProtect = Annotated[
    bool, typer.Option("--no-protect", help="Leave formulas open to be typed over.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
PlanArgument = Annotated[
    Path,
    typer.Argument(metavar="PLAN", help="A plan in YAML, JSON or TOML; - for standard input."),
]
SourceArgument = Annotated[
    Path,
    typer.Argument(
        metavar="PLAN",
        help="A plan in YAML, JSON or TOML, or a workbook (.xlsx); - for a plan on standard input.",
    ),
]

_PIPED_WIDTH = 180
_SHORT = 40
"""In a pipe, cells of so many characters stay on one line."""


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
        raise typer.BadParameter(words().text(key, **facts))

    return parse


def catalog_with(limits: Path | None) -> LimitsCatalog:
    """The packaged catalog, with a user's own rows where a file of them is given."""
    catalog = load_catalog()
    return catalog.with_file(limits) if limits else catalog


def is_workbook(path: Path) -> bool:
    """Whether a path is that of a workbook, not of a plan."""
    return path.suffix.lower() == ".xlsx"


def say(text: str) -> None:
    """Prints text on standard output."""
    typer.echo(_lines(text))


def say_error(text: str) -> None:
    """Prints text on standard error."""
    typer.echo(_lines(text), err=True)


def _lines(text: str) -> str:
    """Text in lines, each of characters that can be shown."""
    return "\n".join(map(printable, text.split("\n")))


def say_json(document: object) -> None:
    """Prints a document as JSON, the same for the same document."""
    say(json_text(document))


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
    headers: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None
) -> None:
    """Prints a table; numbers stand to the right, and what is too long is folded, never cut."""
    from rich import box  # noqa: PLC0415 (for tables alone)
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    cells = [[_cell(value) for value in row] for row in rows]
    piped = not sys.stdout.isatty()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, header in enumerate(headers):
        right = bool(cells) and all(_is_number(row[number]) for row in cells)
        longest = max((len(row[number]) for row in cells), default=0)
        table.add_column(
            Text(printable(header)),
            justify="right" if right else "left",
            overflow="fold",
            min_width=longest if piped and longest <= _SHORT else None,
        )
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    if title:
        say(title)
    Console(width=_PIPED_WIDTH if piped else None, highlight=False, soft_wrap=False).print(table)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return words()["cli.yes" if value else "cli.no"]
    return f"{value:,}" if isinstance(value, int) else printable(str(value))


def _is_number(text: str) -> bool:
    return text == "" or text.rstrip("%").lstrip("-").replace(",", "").replace(".", "", 1).isdigit()
