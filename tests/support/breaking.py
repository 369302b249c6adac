"""Ways to break a workbook, as people and programs break it; independent of the package."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from support.cells import Value, edit_cells, sheet_parts

Break = Callable[[bytes], bytes]

_REFERENCE = re.compile(
    r"(\w+![$A-Z0-9:]+)|(?<![A-Za-z!'\"$])(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?![\d(A-Za-z])"
)
"""A reference to another sheet, which stays, or one to a cell of the own sheet."""


def rewritten(data: bytes, changes: dict[str, Callable[[str], str] | None]) -> bytes:
    """A workbook with parts changed, or left out where there is no change."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as archive, ZipFile(stream, "w", ZIP_DEFLATED) as edited:
        for name in archive.namelist():
            change = changes.get(name)
            if change is not None:
                edited.writestr(name, change(archive.read(name).decode()).encode())
            elif name not in changes:
                edited.writestr(name, archive.read(name))
    return stream.getvalue()


def part_of(data: bytes, sheet: str) -> str:
    """The name of a sheet's part."""
    with ZipFile(BytesIO(data)) as archive:
        return sheet_parts(archive)[sheet]


def in_sheet(sheet: str, change: Callable[[str], str]) -> Break:
    """Changes the XML of a sheet."""
    return lambda data: rewritten(data, {part_of(data, sheet): change})


def in_part(name: str, change: Callable[[str], str] | None) -> Break:
    """Changes the XML of a part, or leaves the part out."""
    return lambda data: rewritten(data, {name: change})


def typed(sheet: str, **cells: Value) -> Break:
    """Types values into cells; what was calculated stays as it was."""
    return lambda data: edit_cells(data, {sheet: cells})


def replaced(sheet: str, old: str, new: str, times: int = -1) -> Break:
    """Replaces text in the XML of a sheet; it must be there."""

    def change(part: str) -> str:
        assert old in part, f"{old} is not in {sheet}"
        return part.replace(old, new, times)

    return in_sheet(sheet, change)


def formula(sheet: str, place: str, text: str) -> Break:
    """Writes another formula into a cell; its stored result stays."""

    def change(part: str) -> str:
        pattern = re.compile(rf'(<c r="{place}"[^>]*><f>)[^<]*(</f>)')
        assert pattern.search(part), f"{place} has no formula"
        return pattern.sub(lambda match: match[1] + escape(text) + match[2], part)

    return in_sheet(sheet, change)


def input_formula(sheet: str, place: str, text: str, value: float) -> Break:
    """Writes a formula with its result into a cell that had a value."""

    def change(part: str) -> str:
        pattern = re.compile(rf'<c r="{place}"( s="\d+")?[^>]*?(/>|>.*?</c>)', re.DOTALL)
        assert pattern.search(part), place
        return pattern.sub(
            lambda match: f'<c r="{place}"{match[1] or ""}><f>{escape(text)}</f><v>{value}</v></c>',
            part,
            count=1,
        )

    return in_sheet(sheet, change)


def stored(sheet: str, place: str, cell_type: str, value: str) -> Break:
    """Puts another stored result under a formula."""

    def change(part: str) -> str:
        pattern = re.compile(rf'<c r="{place}"( s="\d+")?[^>]*>(<f>[^<]*</f>)<v>[^<]*</v>')
        assert pattern.search(part), f"{place} has no formula"
        return pattern.sub(
            lambda match: (
                f'<c r="{place}"{match[1] or ""} t="{cell_type}">{match[2]}<v>{value}</v>'
            ),
            part,
        )

    return in_sheet(sheet, change)


def without_results(sheet: str) -> Break:
    """Takes all stored results away, as programs do that only write formulas."""
    return in_sheet(sheet, lambda part: re.sub(r"</f><v>[^<]*</v>", "</f>", part))


def pasted_as_values(sheet: str) -> Break:
    """Leaves the results and takes all formulas away."""
    return in_sheet(sheet, lambda part: re.sub(r"<f>[^<]*</f>", "", part))


def new_row(sheet: str, row: int, **cells: Value) -> Break:
    """Fills in a row below all others, as somebody does who runs out of rows."""

    def cell(letter: str, value: Value) -> str:
        if isinstance(value, str):
            return f'<c r="{letter}{row}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        return f'<c r="{letter}{row}"><v>{value}</v></c>'

    text = "".join(cell(letter, value) for letter, value in cells.items())
    return replaced(sheet, "</sheetData>", f'<row r="{row}">{text}</row></sheetData>')


def hidden_row(sheet: str, row: int) -> Break:
    """Hides a row, as a filter does."""
    return replaced(sheet, f'<row r="{row}"', f'<row hidden="1" r="{row}"', 1)


def without_rows_below(data: bytes, last: Mapping[str, int]) -> bytes:
    """Deletes all rows of sheets below some; nothing else moves. Programs open it much faster."""
    for sheet, lowest in last.items():

        def kept(row: re.Match[str], lowest: int = lowest) -> str:
            return row[0] if int(row[1]) <= lowest else ""

        pattern = re.compile(r'<row r="(\d+)"[^>]*?(?:/>|>.*?</row>)', re.DOTALL)
        data = in_sheet(sheet, partial(pattern.sub, kept))(data)
    return data


def without_formulas(sheet: str, row: int) -> Break:
    """Takes formulas and results of a row away, as inserting a row leaves it."""

    def change(part: str) -> str:
        start = part.index(f'<row r="{row}"')
        end = part.index("</row>", start)
        emptied = re.sub(r"<c [^>]*><f>.*?</c>", "", part[start:end])
        return part[:start] + emptied + part[end:]

    return in_sheet(sheet, change)


def renamed(old: str, new: str) -> Break:
    """Renames a sheet, references to it included, as spreadsheet programs do."""
    quoted = f"'{new}'" if not new.isidentifier() else new

    def change(data: bytes) -> bytes:
        with ZipFile(BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]

        def references(part: str) -> str:
            return re.sub(rf"(?<![\w']){old}!", f"{quoted}!", part)

        changes: dict[str, Callable[[str], str] | None] = dict.fromkeys(names, references)
        changes["xl/workbook.xml"] = lambda part: references(
            part.replace(f'name="{old}"', f'name="{new}"', 1)
        )
        return rewritten(data, changes)

    return change


def without_sheet(name: str) -> Break:
    """Deletes a sheet; references to it become errors."""

    def change(data: bytes) -> bytes:
        part = part_of(data, name)
        with ZipFile(BytesIO(data)) as archive:
            names = [item for item in archive.namelist() if item.startswith("xl/worksheets/sheet")]
            book = archive.read("xl/workbook.xml").decode()
        identifier = re.search(rf'<sheet [^>]*name="{name}"[^>]*r:id="(\w+)"[^>]*/>', book)
        assert identifier, name

        def references(text: str) -> str:
            return re.sub(rf"(?<![\w']){name}!\$?\w+\$?\d*(:\$?\w+\$?\d+)?", "#REF!", text)

        changes: dict[str, Callable[[str], str] | None] = dict.fromkeys(names, references)
        changes["xl/workbook.xml"] = lambda text: references(text.replace(identifier[0], ""))
        changes["xl/_rels/workbook.xml.rels"] = lambda text: re.sub(
            rf'<Relationship [^>]*Id="{identifier[1]}"[^>]*/>', "", text
        )
        changes["[Content_Types].xml"] = lambda text: re.sub(
            rf'<Override [^>]*PartName="/{re.escape(part)}"[^>]*/>', "", text
        )
        changes[part] = None
        return rewritten(data, changes)

    return change


def inserted_row(sheet: str, row: int) -> Break:
    """Inserts an empty row above a row; references move along, as programs rewrite them."""
    return in_sheet(sheet, lambda part: _moved(part, row=row, column=0, by=1))


def deleted_row(sheet: str, row: int) -> Break:
    """Deletes a row of the table; ranges shrink."""
    return in_sheet(sheet, lambda part: _moved(_cut_row(part, row), row=row + 1, column=0, by=-1))


def inserted_column(sheet: str, column: int) -> Break:
    """Inserts an empty column; references move along."""
    return in_sheet(sheet, lambda part: _moved(part, row=0, column=column, by=1))


def deleted_column(sheet: str, letter: str) -> Break:
    """Deletes a column; references to it become errors."""

    def change(part: str) -> str:
        part = re.sub(rf'<c r="{letter}\d+"[^>]*?(/>|>.*?</c>)', "", part, flags=re.DOTALL)
        part = _in_formulas(
            part,
            lambda text: re.sub(
                rf"(\w+![$A-Z0-9:]+)|(?<![A-Z$])\$?{letter}\$?\d+(?!\d)",
                lambda match: match[1] or "#REF!",
                text,
            ),
        )
        return _moved(part, row=0, column=_number(letter) + 1, by=-1)

    return in_sheet(sheet, change)


def _cut_row(part: str, row: int) -> str:
    start = part.index(f'<row r="{row}"')
    return part[:start] + part[part.index("</row>", start) + len("</row>") :]


def _moved(part: str, *, row: int, column: int, by: int) -> str:
    """All rows from one on, or all columns, moved in cells and in formulas of a sheet."""

    def reference(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        letters, number = match[3], int(match[5])
        if row and number >= row:
            number += by
        if column and _number(letters) >= column:
            letters = _letters(_number(letters) + by)
        return f"{match[2]}{letters}{match[4]}{number}"

    def row_start(match: re.Match[str]) -> str:
        number = int(match[1])
        return f'<row r="{number + by if row and number >= row else number}"'

    data, after = part.split("</sheetData>")
    data = re.sub(r'<row r="(\d+)"', row_start, data)
    data = re.sub(
        r'(<c r=")([A-Z]+\d+)"',
        lambda match: f'{match[1]}{_REFERENCE.sub(reference, match[2])}"',
        data,
    )
    data = _in_formulas(data, lambda text: _REFERENCE.sub(reference, text))
    # What stands below the cells (print areas, validations) says nothing to the reader.
    return f"{data}</sheetData>{after}"


def _in_formulas(part: str, change: Callable[[str], str]) -> str:
    return re.sub(r"<f>([^<]*)</f>", lambda match: f"<f>{change(match[1])}</f>", part)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
