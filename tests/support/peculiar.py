"""Fillings with what programs treat in different ways: booleans, dates, empty texts, white space."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape, unescape
from zipfile import ZIP_DEFLATED, ZipFile

from eks_subnet_xlsx.calculation import RowInputs, SheetInputs
from eks_subnet_xlsx.layouts import Calculator
from eks_subnet_xlsx.layouts.table import FIRST_ROW, READY_ROWS
from eks_subnet_xlsx.limits import LimitsCatalog
from support.cells import Value, edit_cells, sheet_parts
from support.fillings import BELOW_ROW, Fillings


@dataclass(frozen=True)
class Kind:
    """What stands in a cell: its type in the file and its contents.

    A text has the place of the type or the number in braces.
    """

    type: str
    inside: str
    is_date: bool = False


def _text(pattern: str) -> Kind:
    return Kind("inlineStr", f'<is><t xml:space="preserve">{pattern}</t></is>')


KINDS = {
    "TRUE": Kind("b", "<v>1</v>"),
    "FALSE": Kind("b", "<v>0</v>"),
    "TRUE by a formula": Kind("b", "<f>1=1</f><v>1</v>"),
    "date": Kind("", "<v>46027</v>", is_date=True),
    "ISO date": Kind("d", "<v>2026-01-05</v>"),
    "empty text, pasted": Kind("str", "<v></v>"),
    "empty text, inline": Kind("inlineStr", "<is><t></t></is>"),
    "empty text by a formula": Kind("str", '<f>IF(CA1="","",CA1)</f><v></v>'),
    "nothing, by a formula": Kind("", "<f>CA1</f><v>0</v>"),
    "number as text": _text("7"),
    "number as text, no-break space": _text("7\u00a0"),
    "number as text by a formula": Kind("str", '<f>TEXT(7,"0")</f><v>7</v>'),
    "spaces alone": _text("  "),
    "no-break space alone": _text("\u00a0"),
    "spaces around": _text("  {} "),
    "two spaces inside": _text("{}  {}"),
    "no-break space behind": _text("{}\u00a0"),
    "tab behind": _text("{}&#9;"),
    "newline behind": _text("{}&#10;"),
    "ideographic space before": _text("\u3000{}"),
    "zero width space behind": _text("{}\u200b"),
    "zero width no-break space before": _text("\ufeff{}"),
    "thin space behind": _text("{}\u2009"),
    "capitals": _text("{upper}"),
}
"""What may stand in an input, by name."""

PLACES = ("type", "count", "max pods", "name", "setting", "size")
_COLUMNS = {"type": "A", "count": "BC", "max pods": "E", "name": "D"}
_DATE_STYLE = re.compile(r"(<cellXfs count=\")(\d+)(\".*?)(</cellXfs>)", re.DOTALL)


@dataclass(frozen=True)
class PeculiarFilling:
    """A workbook with one kind of contents in some inputs of one kind."""

    kind: str
    place: str
    cells: tuple[tuple[str, str], ...]
    data: bytes


class PeculiarFillings:
    """A source of them; each kind in each place comes in turn."""

    def __init__(self, seed: int, catalog: LimitsCatalog) -> None:
        self._pick = random.Random(f"peculiar {seed}")
        self._fillings = Fillings(seed, catalog)
        self._pairs = [(kind, place) for kind in KINDS for place in PLACES]

    def filling(
        self, number: int, workbook: bytes, calculators: tuple[Calculator, ...]
    ) -> PeculiarFilling:
        """The workbook filled in, with peculiar cells on one of its calculators."""
        kind, place = self._pairs[number % len(self._pairs)]
        edits: dict[str, dict[str, Value]] = {}
        for calculator in calculators:
            edits[calculator.name] = _edits(calculator, self._fillings.sheet(calculator))
        data = edit_cells(workbook, edits)
        calculator = self._pick.choice(calculators)
        own = self._cells(calculator, place)
        data = _peculiar(data, calculator.name, own, KINDS[kind])
        return PeculiarFilling(kind, place, tuple((calculator.name, cell) for cell in own), data)

    def _cells(self, calculator: Calculator, place: str) -> list[str]:
        if place == "size":
            return ["B4"]
        if place == "setting":
            others = [c.place for c in calculator.input_cells if c.key != "subnet_size"]
            return self._pick.sample(others, 1)
        # One row that is likely filled in, one that is likely blank.
        rows = (self._pick.randint(FIRST_ROW, FIRST_ROW + 3), FIRST_ROW + READY_ROWS - 1)
        return [f"{self._pick.choice(_COLUMNS[place])}{row}" for row in rows]


def _edits(calculator: Calculator, inputs: SheetInputs) -> dict[str, Value]:
    edits: dict[str, Value] = {
        cell.place: inputs.cells[cell.key] for cell in calculator.input_cells
    }
    blanks = [RowInputs()] * (READY_ROWS - len(inputs.rows))
    for number, row in enumerate([*inputs.rows, *blanks], FIRST_ROW):
        for column in calculator.input_columns:
            edits[f"{column.letter}{number}"] = getattr(row, column.key)
    if inputs.types_below:
        edits[f"A{BELOW_ROW}"] = "m5.large"
    return edits


def _peculiar(data: bytes, sheet: str, cells: list[str], kind: Kind) -> bytes:
    with ZipFile(BytesIO(data)) as archive:
        part = sheet_parts(archive)[sheet]
        parts = {name: archive.read(name) for name in archive.namelist()}
    styles, style = _with_date_style(parts["xl/styles.xml"].decode())
    if kind.is_date:
        parts["xl/styles.xml"] = styles.encode()
    text = parts[part].decode()
    for cell in cells:
        pattern = re.compile(rf'<c r="{cell}"( s="\d+")?[^>]*?(?:/>|>(.*?)</c>)', re.DOTALL)

        def changed(match: re.Match[str], cell: str = cell) -> str:
            held = re.search(r"<t[^>]*>([^<]*)</t>", match[2] or "")
            name = held[1].strip() if held and held[1].strip() else escape("m5.large")
            inside = kind.inside.format(name, name, upper=escape(unescape(name).upper()))
            own = f' s="{style}"' if kind.is_date else match[1] or ""
            typed = f' t="{kind.type}"' if kind.type else ""
            return f'<c r="{cell}"{own}{typed}>{inside}</c>'

        assert pattern.search(text), cell
        text = pattern.sub(changed, text, count=1)
    parts[part] = text.encode()
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _with_date_style(styles: str) -> tuple[str, int]:
    match = _DATE_STYLE.search(styles)
    assert match
    count = int(match[2])
    date = '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    changed = f"{match[1]}{count + 1}{match[3]}{date}{match[4]}"
    return styles[: match.start()] + changed + styles[match.end() :], count
