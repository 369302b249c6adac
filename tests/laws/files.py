"""Edits of a workbook's file: as Excel, WPS and Google Sheets write it, and as libraries rewrite it.

None of the three programs is here: their files are written as their documentation has them.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from support.cells import Cell, read_cells, sheet_parts

from laws import tracks as places
from laws.tracks import Tracks, place_of

SSCONVERT = shutil.which("ssconvert")
INPUTS, COUNTS = "ABCDE", "BCE"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES_PART, BOOK, BOOK_RELATIONS = (
    "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
)  # fmt: skip
_SETTINGS = {
    "WarmENI": ("B4", "B13", "B14", "B15", "B18", "B19", "E13"),
    "WarmIP": ("B4", "B13", "B14", "B15", "B18", "B19", "B20", "E13", "K13"),
}

Edit = Callable[["File"], None]
FILE_EDITS: dict[str, Edit] = {}


class NotHereError(Exception):
    """What an edit would change is no longer there."""


def edit(name: str) -> Callable[[Edit], Edit]:
    """Names an edit."""

    def named(function: Edit) -> Edit:
        assert name not in FILE_EDITS, name
        FILE_EDITS[name] = function
        return function

    return named


@dataclass
class File:
    """A workbook's file, and where the calculators' cells are in it by now."""

    data: bytes
    tracks: Tracks
    pick: random.Random

    def __post_init__(self) -> None:
        self.role = self.pick.choice(("WarmENI", "WarmIP"))

    @cached_property
    def parts(self) -> dict[str, bytes]:
        """The parts of the file, to be changed."""
        with ZipFile(BytesIO(self.data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def sealed(self) -> bytes:
        """The file with its parts as they are by now."""
        if "parts" in self.__dict__:
            stream = BytesIO()
            with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
                for name, content in self.parts.items():
                    archive.writestr(name, content)
            self.data = stream.getvalue()
        return self.data

    @property
    def sheet(self) -> str:
        """The name of the calculator that is edited."""
        name = self.tracks["sheets"][self.role]
        if name is None:
            raise NotHereError(self.role)
        return str(name)

    def part(self, role: str | None = None) -> str:
        """The part of a sheet, by its role; of the calculator's without."""
        name = self.tracks["sheets"][role] if role else self.sheet
        with ZipFile(BytesIO(self.sealed())) as archive:
            parts = sheet_parts(archive)
        if name not in parts:
            raise NotHereError(name)
        return parts[name]

    @property
    def first(self) -> int:
        """The first row of the table, from 0."""
        rows = self.tracks["rows"][self.role]
        if rows["first"] is not None:
            return int(rows["first"])
        if rows["header"] is None:
            raise NotHereError("table")
        return int(rows["header"]) + 1

    @property
    def header(self) -> int:
        """The row of the headers, from 0."""
        row = self.tracks["rows"][self.role]["header"]
        return self.first - 1 if row is None else int(row)

    def place(self, letter: str, row: int) -> str:
        """The place of a cell of the table."""
        column = self.tracks["columns"][self.role].get(letter)
        if column is None:
            raise NotHereError(letter)
        return place_of(row, column)

    def above(self, home: str) -> str:
        """The place of a cell above the table."""
        at = self.tracks["cells"][self.role].get(home)
        if at is None or at[0] != self.sheet:
            raise NotHereError(home)
        return place_of(at[1], at[2])

    def setting(self) -> str:
        """The place of any setting."""
        return self.above(self.pick.choice(_SETTINGS[self.role]))

    @cached_property
    def _cells(self) -> dict[str, dict[str, Cell]]:
        return read_cells(self.sealed())

    def cells(self) -> dict[str, Cell]:
        """The cells of the calculator."""
        return self._cells[self.sheet]

    def filled(self) -> list[int]:
        """The rows of the table that have a type, from 0."""
        cells = self.cells()
        rows = [
            row
            for row in range(self.first, self.first + 80)
            if (cell := cells.get(self.place("A", row))) and cell.value is not None
        ]
        if not rows:
            raise NotHereError("rows")
        return rows

    def any_row(self) -> int:
        """Any row with a type."""
        return self.pick.choice(self.filled())

    def result_letter(self) -> str:
        """The letter of any column of results."""
        own: list[str] = [
            k
            for k, v in self.tracks["columns"][self.role].items()
            if v is not None and k not in INPUTS
        ]
        if not own:
            raise NotHereError("columns")
        return self.pick.choice(own)

    def in_part(self, name: str, change: Callable[[str], str]) -> None:
        """Changes a part."""
        if name not in self.parts:
            raise NotHereError(name)
        self.parts[name] = change(self.parts[name].decode()).encode()

    def in_sheet(self, change: Callable[[str], str], role: str | None = None) -> None:
        """Changes a sheet's part."""
        self.in_part(self.part(role), change)

    def in_cell(self, place: str, change: Callable[[str], str], role: str | None = None) -> None:
        """Changes the XML of a cell; it must be there."""
        pattern = cell_pattern(place)

        def changed(text: str) -> str:
            if not pattern.search(text):
                raise NotHereError(place)
            return pattern.sub(lambda match: change(match[0]), text, count=1)

        self.in_sheet(changed, role)

    def put(self, place: str, kind: str, inside: str) -> None:
        """Another type and contents for a cell, in its style."""

        def changed(cell: str) -> str:
            style = re.search(r'\ss="\d+"', cell.split(">", maxsplit=1)[0])
            typed = f' t="{kind}"' if kind else ""
            return f'<c r="{place}"{style[0] if style else ""}{typed}>{inside}</c>'

        self.in_cell(place, changed)

    def add_part(self, name: str, content: str, kind: str, relation: str) -> None:
        """Adds a part that the book refers to."""
        self.parts[name] = content.encode()
        override = f'<Override PartName="/{name}" ContentType="{kind}"/>'
        self.in_part(TYPES_PART, lambda text: text.replace("</Types>", override + "</Types>"))
        item = f'<Relationship Id="rIdX{len(self.parts)}" Type="{relation}" Target="/{name}"/>'
        self.in_part(
            BOOK_RELATIONS, lambda text: text.replace("</Relationships>", item + "</Relationships>")
        )


def cell_pattern(place: str) -> re.Pattern[str]:
    """Finds the XML of a cell."""
    return re.compile(rf'<c (?=[^>]*\br="{place}")[^>]*?(?:/>|>.*?</c>)', re.DOTALL)


# As Excel writes it.


def _translated(text: str, origin: str, place: str) -> str:
    from openpyxl.formula.translate import Translator  # noqa: PLC0415

    return str(Translator(f"={text}", origin).translate_formula(place))[1:]


def _share(file: File, letter: str, rows: range, index: int) -> None:
    """One formula for a run of rows, as Excel stores what was filled down."""
    cells = file.cells()
    origin = file.place(letter, rows[0])
    first = cells.get(origin)
    if first is None or not first.formula:
        return
    text = first.formula
    last = origin
    shared = []
    # A number means one formula of a sheet, whatever was shared before.
    taken = {
        int(number) for number in re.findall(r'\bsi="(\d+)"', file.parts[file.part()].decode())
    }
    index = max({index, *(number + 1 for number in taken)})
    for row in rows[1:]:
        place = file.place(letter, row)
        cell = cells.get(place)
        if cell is None or cell.formula != _translated(text, origin, place):
            break
        shared.append(place)
        last = place

    def sharing(part: str) -> str:
        master = f'<f t="shared" ref="{origin}:{last}" si="{index}">'
        for number, place in enumerate((origin, *shared)):
            pattern = cell_pattern(place)

            def changed(match: re.Match[str], number: int = number) -> str:
                if number == 0:
                    return re.sub(r"<f[^>]*>", master, match[0], count=1)
                tag = f'<f t="shared" si="{index}"/>'
                return re.sub(r"<f[^>]*>.*?</f>", tag, match[0], count=1, flags=re.DOTALL)

            part = pattern.sub(changed, part, count=1)
        return part

    file.in_sheet(sharing)


@edit("Excel: one column of shared formulas")
def _(file: File) -> None:
    _share(file, file.result_letter(), range(file.first, file.first + 50), 0)


@edit("Excel: every column of shared formulas")
def _(file: File) -> None:
    letters = [k for k in file.tracks["columns"][file.role] if k not in INPUTS]
    for index, letter in enumerate(letters[:12]):
        _share(file, letter, range(file.first, file.first + 50), index)


@edit("Excel: shared formulas of which the first was typed over")
def _(file: File) -> None:
    letter = file.pick.choice(("K", "M", "N"))
    _share(file, letter, range(file.first + 1, file.first + 50), 7)
    file.put(file.place(letter, file.first), "", "<v>3</v>")


@edit("Excel: shared formula with a row typed over inside")
def _(file: File) -> None:
    letter = file.pick.choice(("K", "M", "AJ"))
    _share(file, letter, range(file.first, file.first + 50), 3)
    file.put(file.place(letter, file.first + 1), "", "<v>3</v>")


@edit("Excel: an order of calculation")
def _(file: File) -> None:
    if any("calcChain" in name for name in file.parts):
        raise NotHereError("calcChain is there")
    cells = "".join(
        f'<c r="{place}" i="1"/>'
        for place, cell in list(file.cells().items())[:400]
        if cell.formula
    )
    file.add_part(
        "xl/calcChain.xml", f'<calcChain xmlns="{MAIN}">{cells}</calcChain>',
        "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml",
        f"{RELATION}/calcChain",
    )  # fmt: skip


_METADATA = f"""<metadata xmlns="{MAIN}"
 xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">
<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1"
 pasteAll="1" pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1"
 clearComments="1" assign="1" coerce="1" cellMeta="1"/></metadataTypes>
<futureMetadata name="XLDAPR" count="1"><bk><extLst>
<ext uri="{{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}}"><xda:dynamicArrayProperties fDynamic="1"
 fCollapsed="0"/></ext></extLst></bk></futureMetadata>
<cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>"""


def _metadata(file: File) -> None:
    if "xl/metadata.xml" not in file.parts:
        file.add_part(
            "xl/metadata.xml", _METADATA,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml",
            f"{RELATION}/sheetMetadata",
        )  # fmt: skip


def _with_attribute(cell: str, text: str) -> str:
    return re.sub(r"^<c ", f"<c {text} ", cell)


def _as_array(cell: str, reference: str) -> str:
    return re.sub(r"<f(?:\s[^>]*)?>", f'<f t="array" ref="{reference}">', cell, count=1)


@edit("Excel 365: a result as a dynamic array of one cell (cm)")
def _(file: File) -> None:
    place = file.place(file.result_letter(), file.any_row())
    _metadata(file)
    file.in_cell(place, lambda cell: _with_attribute(_as_array(cell, place), 'cm="1"'))


@edit("Excel 365: a total as a dynamic array (cm)")
def _(file: File) -> None:
    place = file.above("B8")
    _metadata(file)
    file.in_cell(place, lambda cell: _with_attribute(_as_array(cell, place), 'cm="1"'))


@edit("Excel: an array formula over rows of results")
def _(file: File) -> None:
    first, last = file.first, file.first + 3
    m, b, k = ((file.place(x, first), file.place(x, last)) for x in "MBK")
    text = f'<f t="array" ref="{k[0]}:{k[1]}">{m[0]}:{m[1]}*{b[0]}:{b[1]}</f><v>90</v>'
    file.put(k[0], "", text)
    for row in range(first + 1, last + 1):
        file.put(file.place("K", row), "", "<v>0</v>")


@edit("Excel: an array formula over results and input cells")
def _(file: File) -> None:
    first, last = file.first, file.first + 1
    place = file.place("B", first)
    text = f'<f t="array" ref="{place}:{file.place("B", last)}">{{3;4}}</f><v>3</v>'
    file.put(place, "", text)
    file.put(file.place("B", last), "", "<v>4</v>")


@edit("Excel 365: a spill of a colleague's own beside the table")
def _(file: File) -> None:
    _metadata(file)
    row = file.first
    own = place_of(row, 75)
    cell = (
        f'<c r="{own}" cm="1"><f t="array" ref="{own}:{place_of(row + 2, 75)}">'
        f"_xlfn._xlws.SORT({file.place('B', row)}:{file.place('B', row + 2)})</f><v>1</v></c>"
    )
    _append_cell(file, row, cell)


def _append_cell(file: File, row: int, cell: str) -> None:
    def changed(text: str) -> str:
        pattern = re.compile(rf'(<row (?=[^>]*\br="{row + 1}")[^>]*>.*?)</row>', re.DOTALL)
        if not pattern.search(text):
            raise NotHereError(row)
        return pattern.sub(lambda match: f"{match[1]}{cell}</row>", text, count=1)

    file.in_sheet(changed)


@edit("Excel: an extension list in a cell of results")
def _(file: File) -> None:
    place = file.place(file.pick.choice(("K", "M", "J")), file.any_row())
    extra = '<extLst><ext uri="{11111111-2222-3333-4444-555555555555}"/></extLst>'
    file.in_cell(place, lambda cell: cell.replace("</c>", f"{extra}</c>"))


@edit("Excel: rich values (vm) in cells")
def _(file: File) -> None:
    place = file.place(file.pick.choice(("K", "D")), file.any_row())
    file.in_cell(place, lambda cell: _with_attribute(cell, 'vm="1"'))


@edit("Excel: phonetic marks on a cell (ph)")
def _(file: File) -> None:
    place = file.place(file.pick.choice(("A", "K")), file.any_row())
    file.in_cell(place, lambda cell: _with_attribute(cell, 'ph="1"'))


@edit("Excel: rows with spans and dyDescent")
def _(file: File) -> None:
    def changed(text: str) -> str:
        text = re.sub(
            r"<worksheet ",
            '<worksheet xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
            ' mc:Ignorable="x14ac" xmlns:x14ac='
            '"http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" ',
            text, count=1,
        )  # fmt: skip
        return re.sub(r"<row ", '<row spans="1:60" x14ac:dyDescent="0.25" ', text)

    if "x14ac" in file.parts[file.part()].decode():
        raise NotHereError("x14ac is there")
    file.in_sheet(lambda text: changed(re.sub(r'(<row [^>]*?)\sspans="[^"]*"', r"\1", text)))


@edit("Excel: an extension list of the sheet")
def _(file: File) -> None:
    if "<extLst" in file.parts[file.part()].decode():
        raise NotHereError("extLst is there")
    extra = (
        '<extLst><ext uri="{0D8D11E2-2A3C-4B3A-9D5E-0123456789AB}" xmlns:own="urn:of-a-team">'
        '<own:reviewed by="Kim"/></ext></extLst>'
    )
    file.in_sheet(lambda text: text.replace("</worksheet>", f"{extra}</worksheet>"))


def _shared_strings(file: File, items: dict[str, str]) -> dict[str, int]:
    """Adds items to the shared strings; their numbers by name."""
    if "xl/sharedStrings.xml" not in file.parts:
        file.add_part(
            "xl/sharedStrings.xml", f'<sst xmlns="{MAIN}"></sst>',
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml",
            f"{RELATION}/sharedStrings",
        )  # fmt: skip
    text = file.parts["xl/sharedStrings.xml"].decode()
    text = re.sub(r"(<sst[^>]*?)/>", r"\1></sst>", text)
    count = len(re.findall(r"<si[\s>/]", text))
    file.parts["xl/sharedStrings.xml"] = text.replace(
        "</sst>", "".join(items.values()) + "</sst>"
    ).encode()
    return {name: count + number for number, name in enumerate(items)}


@edit("Excel: a type as rich text with phonetic marks")
def _(file: File) -> None:
    place = file.place("A", file.any_row())
    value = str(file.cells()[place].value or "")
    half = len(value) // 2
    item = (
        f"<si><r><rPr><b/></rPr><t xml:space='preserve'>{escape(value[:half])}</t></r><r><t "
        f'xml:space=\'preserve\'>{escape(value[half:])}</t></r><rPh sb="0" eb="1"><t>ka</t></rPh>'
        '<phoneticPr fontId="1"/></si>'
    )
    number = _shared_strings(file, {"rich": item})["rich"]
    file.put(place, "s", f"<v>{number}</v>")


@edit("Excel: all texts as shared strings")
def _(file: File) -> None:
    found = re.findall(
        r'<c [^>]*t="inlineStr"[^>]*><is><t[^>]*>([^<]*)</t></is></c>',
        file.parts[file.part()].decode(),
    )
    items = {text: f'<si><t xml:space="preserve">{text}</t></si>' for text in dict.fromkeys(found)}
    numbers = _shared_strings(file, items)
    file.in_sheet(
        lambda part: re.sub(
            r'(<c [^>]*)t="inlineStr"([^>]*>)<is><t[^>]*>([^<]*)</t></is>',
            lambda match: f'{match[1]}t="s"{match[2]}<v>{numbers[match[3]]}</v>',
            part,
        )
    )


@edit("Excel: number as text, as pasted from a web page")
def _(file: File) -> None:
    place = file.place(file.pick.choice(COUNTS), file.any_row())
    text = file.pick.choice(("7", "\u00a07", "7\u00a0", "1,000", "7.0", "٣", "1e3", "'7"))
    file.put(place, "inlineStr", f'<is><t xml:space="preserve">{text}</t></is>')


_SPACES = {
    "no-break space behind": "{}\u00a0", "no-break space before": "\u00a0{}", "tab": "{}\t",
    "newline": "{}\n", "two spaces inside": "{}", "ideographic space": "\u3000{}",
    "zero width": "{}\u200b", "BOM": "\ufeff{}", "thin space": "{}\u2009", "spaces around": "  {} ",
    "line separator": "{}\u2028", "soft hyphen": "{}\u00ad", "carriage return": "{}_x000D_",
    "escape of a dot": "{}", "capitals": "{}", "full width": "{}", "dotless i": "{}",
    "Kelvin sign": "{}", "combining accent": "{}\u0301",
}  # fmt: skip


def _spelled(kind: str, pattern: str) -> None:
    @edit(f"type spelled with {kind}")
    def _(file: File) -> None:
        place = file.place("A", file.any_row())
        value = str(file.cells()[place].value or "m5.large")
        text = pattern.format(value)
        changed = {
            "two spaces inside": value.replace(".", "  ."),
            "escape of a dot": value.replace(".", "_x002E_"),
            "capitals": value.upper(),
            "full width": value.replace("m", "\uff4d").replace("c", "\uff43"),
            "dotless i": value.replace("i", "\u0131").replace("l", "I"),
            "Kelvin sign": value.replace("x", "\u212a"),
        }.get(kind, text)
        escaped = escape(changed).replace("\t", "&#9;").replace("\n", "&#10;")
        file.put(place, "inlineStr", f'<is><t xml:space="preserve">{escaped}</t></is>')


for _kind, _pattern in _SPACES.items():
    _spelled(_kind, _pattern)


def _held(name: str, kind: str, inside: str, letters: str = COUNTS) -> None:
    @edit(f"an input holds {name}")
    def _(file: File) -> None:
        place = file.place(file.pick.choice(letters), file.any_row())
        file.put(place, kind, inside.replace("OWN", place))

    @edit(f"a setting holds {name}")
    def _(file: File) -> None:
        place = file.setting()
        file.put(place, kind, inside.replace("OWN", place))


_held("TRUE", "b", "<v>1</v>")
_held("FALSE", "b", "<v>0</v>")
_held("an ISO date", "d", "<v>2026-01-05</v>")
_held("an error", "e", "<v>#N/A</v>", "ABCE")
_held("an empty text of a formula", "str", "<v></v>", "ABCE")
_held("an empty shared text", "inlineStr", "<is><t></t></is>", INPUTS)
_held("an empty inline element", "inlineStr", "<is/>", INPUTS)
_held("a number with an exponent", "", "<v>3E0</v>")
_held("a number with many digits", "n", "<v>3.0000000000000001</v>")
_held("nearly a whole number", "n", "<v>2.9999999999999996</v>")
_held("NaN", "", "<v>NaN</v>")
_held("infinity", "", "<v>1e999</v>")
_held("a number with underscores", "", "<v>1_0</v>")
_held("a number with spaces", "", "<v> 3 </v>")
_held("a number with a plus", "", "<v>+3</v>")
_held("an Arabic digit", "", "<v>٣</v>")
_held("a hexadecimal number", "", "<v>0x10</v>")
_held("nothing in its value", "", "<v></v>")
_held("negative zero", "", "<v>-0</v>")
_held("a formula never calculated", "", "<f>2+1</f>")
_held("a formula of a volatile function", "", "<f>INT(RAND()*0)+3</f><v>3</v>")
_held("a formula that refers to itself", "", "<f>OWN+1</f><v>0</v>")
_held("a formula of another file", "", "<f>[1]Plan!$A$1</f><v>3</v>")
_held("a formula of an unknown function", "", "<f>_xlfn.XLOOKUP(1,CA1:CA2,CB1:CB2,3)</f><v>3</v>")
_held(
    "a formula of Google's own", "",
    '<f>IFERROR(__xludf.DUMMYFUNCTION("ARRAYFORMULA(3)"),3.0)</f><v>3</v>',
)  # fmt: skip
_held("a formula that stored TRUE", "b", "<f>1=1</f><v>1</v>")
_held("a formula that stored text", "str", '<f>TEXT(7,"0")</f><v>7</v>')
_held("a formula that gives empty text", "str", '<f>IF(CA1="","",CA1)</f><v></v>', INPUTS)
_held("a formula that is blank elsewhere", "", "<f>CB99</f><v>0</v>", "ABCE")
_held("a formula of a name that is not there", "e", "<f>no_such_name</f><v>#NAME?</v>")


@edit("Excel: an input as a link with a hyperlink")
def _(file: File) -> None:
    place = file.place("A", file.any_row())
    item = f'<hyperlinks><hyperlink ref="{place}" location="About!A1"/></hyperlinks>'
    if "<hyperlinks" in file.parts[file.part()].decode():
        raise NotHereError("hyperlinks are there")
    file.in_sheet(lambda text: re.sub(r"(<pageMargins|<printOptions)", rf"{item}\1", text, count=1))


@edit("Excel: a table over the rows")
def _(file: File) -> None:
    part = file.part()
    cells = file.cells()
    names = []
    for letter in INPUTS:
        cell = cells.get(file.place(letter, file.header))
        names.append(str(cell.value) if cell else letter)
    reference = f"{file.place('A', file.header)}:{file.place('E', file.first + 49)}"
    columns = "".join(
        f'<tableColumn id="{n}" name="{escape(name, {chr(34): "&quot;"})}"/>'
        for n, name in enumerate(names, 1)
    )
    if "<tableParts" in file.parts[part].decode():
        raise NotHereError("tables are there")
    file.parts["xl/tables/tableX.xml"] = (
        f'<table xmlns="{MAIN}" id="91" name="Groups" displayName="Groups" ref="{reference}">'
        f'<autoFilter ref="{reference}"/><tableColumns count="5">{columns}</tableColumns>'
        '<tableStyleInfo name="TableStyleMedium2" showRowStripes="1"/></table>'
    ).encode()
    file.in_part(
        TYPES_PART,
        lambda text: text.replace(
            "</Types>",
            '<Override PartName="/xl/tables/tableX.xml" ContentType="application/vnd.'
            'openxmlformats-officedocument.spreadsheetml.table+xml"/></Types>',
        ),
    )
    listing = part.replace("worksheets/", "worksheets/_rels/") + ".rels"
    file.parts.setdefault(
        listing,
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b"</Relationships>",
    )
    item = f'<Relationship Id="rIdT" Type="{RELATION}/table" Target="/xl/tables/tableX.xml"/>'
    file.in_part(listing, lambda text: text.replace("</Relationships>", f"{item}</Relationships>"))
    tag = f'<tableParts count="1"><tablePart xmlns:r="{RELATION}" r:id="rIdT"/></tableParts>'
    file.in_sheet(
        lambda text: (
            re.sub(r"<autoFilter[^>]*?(/>|>.*?</autoFilter>)", "", text, count=1).replace(
                "</worksheet>", f"{tag}</worksheet>"
            )
            if "<extLst" not in text
            else text.replace("<extLst", f"{tag}<extLst", 1)
        )
    )


def _calculation(name: str, attributes: str) -> None:
    @edit(f"Excel: {name}")
    def _(file: File) -> None:
        file.in_part(
            BOOK,
            lambda text: (
                re.sub(r"<calcPr[^>]*/>", "", text).replace(
                    "</workbook>", f"<calcPr {attributes}/></workbook>"
                )
                if "<extLst" not in text
                else re.sub(r"<calcPr[^>]*/>", f"<calcPr {attributes}/>", text)
            ),
        )


_calculation("precision as displayed", 'calcId="191029" fullPrecision="0"')
_calculation("manual calculation", 'calcId="191029" calcMode="manual"')
_calculation("iteration", 'calcId="191029" iterate="1" iterateCount="1"')
_calculation("R1C1 notation", 'calcId="191029" refMode="R1C1"')


@edit("Excel: saved before a formula in an input was calculated")
def _(file: File) -> None:
    file.put(file.place(file.pick.choice(COUNTS), file.any_row()), "", "<f>2+1</f><v>9</v>")
    file.in_part(
        BOOK,
        lambda text: re.sub(
            r"<calcPr[^>]*>", '<calcPr calcId="191029" calcMode="manual" calcCompleted="0"/>', text
        ),
    )


@edit("Excel: dates from 1904")
def _(file: File) -> None:
    file.in_part(BOOK, lambda text: re.sub(r"<workbookPr\b", '<workbookPr date1904="1"', text)
                 if "date1904" not in text else text)  # fmt: skip


@edit("Excel: a link to another file")
def _(file: File) -> None:
    name = "xl/externalLinks/externalLink1.xml"
    if name in file.parts:
        raise NotHereError("link is there")
    file.add_part(
        name,
        f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{RELATION}" r:id="rId1">'
        '<sheetNames><sheetName val="Plan"/></sheetNames></externalBook></externalLink>',
        "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml",
        f"{RELATION}/externalLink",
    )
    file.parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATION}/externalLinkPath" Target="plan.xlsx"'
        ' TargetMode="External"/></Relationships>'
    ).encode()
    identifier = f"rIdX{len(file.parts) - 1}"
    reference = f'<externalReferences><externalReference r:id="{identifier}"/></externalReferences>'
    file.in_part(BOOK, lambda text: text.replace("</sheets>", f"</sheets>{reference}", 1))
    place = file.place("B", file.any_row())
    file.put(place, "", "<f>[1]Plan!$A$1</f><v>3</v>")


@edit("Excel: an input by a name that refers to another file")
def _(file: File) -> None:
    _define(file, "remote", "[1]Plan!$A$1")
    file.put(file.place("B", file.any_row()), "", "<f>remote</f><v>3</v>")


def _define(file: File, name: str, text: str) -> None:
    item = f'<definedName name="{name}">{escape(text)}</definedName>'

    def defined(book: str) -> str:
        if f'name="{name}"' in book:
            raise NotHereError(name)
        if "</definedNames>" in book:
            return book.replace("</definedNames>", f"{item}</definedNames>")
        return book.replace("</sheets>", f"</sheets><definedNames>{item}</definedNames>")

    file.in_part(BOOK, defined)


@edit("Excel: an input by a name that is a constant")
def _(file: File) -> None:
    _define(file, "per_node", "4")
    file.put(file.place("B", file.any_row()), "", "<f>per_node</f><v>4</v>")


@edit("Excel: a total by a name")
def _(file: File) -> None:
    k = file.place("K", file.first), file.place("K", file.first + 999)
    _define(file, "all_rows", f"'{file.sheet}'!{k[0]}:{k[1]}")
    file.in_cell(file.above("B8"), lambda cell: re.sub(r"<f>.*?</f>", "<f>SUM(all_rows)</f>", cell))


@edit("Excel: a name that is broken")
def _(file: File) -> None:
    _define(file, "old_name", "#REF!")


@edit("Excel: notes of a thread and persons")
def _(file: File) -> None:
    file.add_part(
        "xl/persons/person.xml",
        '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
        'threadedcomments"/>',
        "application/vnd.ms-excel.person+xml",
        "http://schemas.microsoft.com/office/2017/10/relationships/person",
    )


@edit("Excel: alternate content in the book")
def _(file: File) -> None:
    block = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/'
        '2006"><mc:Choice Requires="x15" xmlns:x15="http://schemas.microsoft.com/office/'
        'spreadsheetml/2010/11/main"><x15ac:absPath url="C:\\work\\" xmlns:x15ac="http://schemas.'
        'microsoft.com/office/spreadsheetml/2010/11/ac"/></mc:Choice></mc:AlternateContent>'
    )
    file.in_part(BOOK, lambda text: text.replace("<bookViews>", f"{block}<bookViews>", 1))


@edit("Excel: ignored errors and protected ranges")
def _(file: File) -> None:
    text = file.parts[file.part()].decode()
    if "<ignoredErrors" in text or "<drawing" not in text:
        raise NotHereError("ignored errors are there")
    item = '<ignoredErrors><ignoredError sqref="B23:C72" numberStoredAsText="1"/></ignoredErrors>'
    file.in_sheet(lambda part: part.replace("<drawing", f"{item}<drawing", 1))


@edit("Excel: a sheet's password, hashed")
def _(file: File) -> None:
    file.in_sheet(
        lambda text: re.sub(
            r"<sheetProtection ",
            '<sheetProtection algorithmName="SHA-512" hashValue="AAAA" saltValue="AAAA" '
            'spinCount="100000" ',
            text, count=1,
        )
    )  # fmt: skip


@edit("Excel: strict spelling of booleans in attributes")
def _(file: File) -> None:
    file.in_sheet(lambda text: text.replace('customHeight="1"', 'customHeight="true"'))


@edit("a sheet very hidden")
def _(file: File) -> None:
    name = re.escape(escape(file.sheet))

    def hidden(text: str) -> str:
        return re.sub(
            rf'(<sheet (?=[^>]*name="{name}")[^>]*?)(\sstate="\w+")?(\s[^>]*)?/>',
            r'\1\3 state="veryHidden"/>', text, count=1,
        )  # fmt: skip

    file.in_part(BOOK, hidden)


# Spellings of XML.


@edit("XML: prefixed elements")
def _(file: File) -> None:
    def prefixed(text: str) -> str:
        if f'xmlns="{MAIN}"' not in text or "xmlns:mc" in text or "<extLst" in text:
            raise NotHereError("another namespace")
        text = re.sub(r"<(/?)([A-Za-z])(?![\w]*:)", r"<\1x:\2", text)
        return text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"', 1)

    file.in_sheet(prefixed)


@edit("XML: single quotes and spaces around equals signs")
def _(file: File) -> None:
    file.in_sheet(
        lambda text: re.sub(
            r"<(c|row)(\s[^>]*?)(/?)>",
            lambda m: f"<{m[1]}{re.sub(chr(34), chr(39), m[2]).replace('=', ' = ')}{m[3]}>",
            text,
        )
    )


@edit("XML: comments and processing instructions among rows")
def _(file: File) -> None:
    file.in_sheet(lambda text: text.replace("<row ", "<!-- <row r='1'/> --><?a b?><row ", 3))


@edit("XML: comments inside values and formulas")
def _(file: File) -> None:
    place = file.place("B", file.any_row())
    file.in_cell(place, lambda cell: cell.replace("<v>", "<v><!-- 9 -->"))


@edit("XML: CDATA in a text")
def _(file: File) -> None:
    place = file.place("A", file.any_row())
    value = file.cells()[place].value
    file.put(place, "inlineStr", f"<is><t><![CDATA[{value}]]></t></is>")


@edit("XML: UTF-16")
def _(file: File) -> None:
    name = file.part()
    text = re.sub(r"^<\?xml.*?\?>\s*", "", file.parts[name].decode())
    file.parts[name] = f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")


@edit("XML: byte order mark")
def _(file: File) -> None:
    name = file.part()
    if not file.parts[name].startswith(b"\xef\xbb\xbf"):
        file.parts[name] = b"\xef\xbb\xbf" + file.parts[name]


@edit("XML: no places on cells that follow each other")
def _(file: File) -> None:
    row = file.first + 1

    def changed(text: str) -> str:
        pattern = re.compile(rf'<row (?=[^>]*\br="{row + 1}")[^>]*>.*?</row>', re.DOTALL)
        found = pattern.search(text)
        if not found:
            raise NotHereError(row)
        cells = re.findall(r"<c .*?(?:/>|</c>)", found[0].split(">", 1)[1], re.DOTALL)
        own, last = [], -1
        for cell in cells:
            place = re.search(r'\br="([A-Z]+)\d+"', cell)
            if place is None:
                return text
            column = places.number(place[1])
            keep = column != last + 1
            own.append(cell if keep else re.sub(r'\sr="[A-Z]+\d+"', "", cell, count=1))
            last = column
        head = found[0].split(">", 1)[0]
        return text.replace(found[0], f"{head}>{''.join(own)}</row>", 1)

    file.in_sheet(changed)


@edit("XML: rows without their numbers")
def _(file: File) -> None:
    numbers = [
        int(n) for n in re.findall(r'<row [^>]*\br="(\d+)"', file.parts[file.part()].decode())
    ]
    follow = {b for a, b in pairwise(numbers) if b == a + 1}
    file.in_sheet(
        lambda text: re.sub(
            r'<row ([^>]*?)\br="(\d+)"\s?',
            lambda m: f"<row {m[1]}" if int(m[2]) in follow else m[0],
            text,
        )
    )


@edit("XML: letters of places in lower case")
def _(file: File) -> None:
    row = file.any_row()
    place = file.place("B", row)
    file.in_cell(place, lambda cell: cell.replace(place, place.lower()))


@edit("XML: spaces in formulas, as some write them")
def _(file: File) -> None:
    letter = file.pick.choice(("K", "M"))
    place = file.place(letter, file.any_row())
    file.in_cell(place, lambda cell: re.sub(r"(<f>.*?),", r"\1 , ", cell))


@edit("XML: an equals sign in a formula")
def _(file: File) -> None:
    place = file.place("K", file.any_row())
    file.in_cell(place, lambda cell: cell.replace("<f>", "<f>=", 1))


@edit("XML: functions in lower case")
def _(file: File) -> None:
    place = file.place("M", file.any_row())
    file.in_cell(place, lambda cell: re.sub(r"<f>.*?</f>", lambda m: m[0].lower(), cell))


@edit("XML: results as shared strings")
def _(file: File) -> None:
    place = file.place("J", file.any_row())
    value = str(file.cells()[place].value or "")
    number = _shared_strings(file, {"x": f"<si><t>{escape(value)}</t></si>"})["x"]
    file.in_cell(
        place,
        lambda cell: re.sub(r't="str"', 't="s"', re.sub(r"<v>.*?</v>", f"<v>{number}</v>", cell)),
    )


@edit("stored results of zero")
def _(file: File) -> None:
    file.in_sheet(lambda part: re.sub(r"</f><v>[^<]*</v>", "</f><v>0</v>",
                                      re.sub(r' t="str"([^>]*)><f', r"\1><f", part)))  # fmt: skip


@edit("no stored results")
def _(file: File) -> None:
    file.in_sheet(lambda part: re.sub(r"</f><v>[^<]*</v>", "</f>", part))


@edit("one stored result of another value")
def _(file: File) -> None:
    place = file.place(file.pick.choice(("K", "M", "N")), file.any_row())
    file.in_cell(place, lambda cell: re.sub(r"</f><v>[^<]*</v>", "</f><v>777</v>", cell))


@edit("one stored result is an error")
def _(file: File) -> None:
    place = file.place(file.pick.choice(("K", "M", "N")), file.any_row())

    def changed(cell: str) -> str:
        cell = re.sub(r"</f><v>[^<]*</v>", "</f><v>#VALUE!</v>", cell)
        return re.sub(r'^<c ([^>]*?)( t="\w+")?([^>]*)>', r'<c \1\3 t="e">', cell, count=1)

    file.in_cell(place, changed)


# Limits, as the bytes may fool who compares them.


def _in_limits(file: File, change: Callable[[str, str], str]) -> None:
    row = file.any_row()
    name = str(file.cells()[file.place("A", row)].value).strip()
    cells = file._cells.get(file.tracks["sheets"]["Limits"] or "", {})  # noqa: SLF001
    column = file.tracks["columns"]["Limits"]["A"]
    letters = places.letters(column or 0)
    place = next(
        (p for p, c in cells.items() if c.value == name and p.rstrip("0123456789") == letters), None
    )
    if place is None:
        raise NotHereError(name)
    number = place[len(letters) :]
    file.in_sheet(lambda text: change(text, number), "Limits")


@edit("limits: more addresses behind a comment")
def _(file: File) -> None:
    def change(text: str, number: str) -> str:
        pattern = cell_pattern(f"C{number}")
        return pattern.sub(
            lambda m: re.sub(r"<v>(\d+)</v>", r"<!-- --><v>\g<1>0</v>", m[0]), text, count=1
        )

    _in_limits(file, change)


@edit("limits: single quotes and another figure")
def _(file: File) -> None:
    def change(text: str, number: str) -> str:
        text = text.replace(f'<row r="{number}"', f"<row r='{number}'")
        pattern = cell_pattern(f"B{number}")
        return pattern.sub(lambda m: re.sub(r"<v>(\d+)</v>", r"<v>1\1</v>", m[0]), text, count=1)

    _in_limits(file, change)


@edit("limits: a figure as text")
def _(file: File) -> None:
    def change(text: str, number: str) -> str:
        pattern = cell_pattern(f"C{number}")
        return pattern.sub(
            lambda m: re.sub(
                r"<c ([^>]*?)( t=\"\w+\")?><v>(\d+)</v></c>",
                r'<c \1 t="inlineStr"><is><t>\3</t></is></c>', m[0],
            ), text, count=1,
        )  # fmt: skip

    _in_limits(file, change)


@edit("limits: a row hidden")
def _(file: File) -> None:
    _in_limits(file, lambda text, n: text.replace(f'<row r="{n}"', f'<row hidden="1" r="{n}"'))


@edit("limits: a figure as a formula that is stale")
def _(file: File) -> None:
    def change(text: str, number: str) -> str:
        pattern = cell_pattern(f"C{number}")
        return pattern.sub(
            lambda m: re.sub(r"<v>(\d+)</v>", r"<f>\1*2</f><v>\1</v>", m[0]), text, count=1
        )

    _in_limits(file, change)


# As WPS and Google Sheets write it.


def _without_part(file: File, name: str) -> None:
    if name not in file.parts:
        raise NotHereError(name)
    del file.parts[name]
    file.in_part(
        TYPES_PART, lambda text: re.sub(rf'<Override [^>]*PartName="/{name}"[^>]*/>', "", text)
    )
    for listing in ("_rels/.rels", BOOK_RELATIONS):
        short = name.removeprefix("xl/") if listing == BOOK_RELATIONS else name

        def without(text: str, short: str = short) -> str:
            return re.sub(rf'<Relationship [^>]*Target="/?(?:xl/)?{short}"[^>]*/>', "", text)

        file.in_part(listing, without)


@edit("WPS: its properties and extensions")
def _(file: File) -> None:
    file.parts["docProps/app.xml"] = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'extended-properties"><Application>WPS 表格</Application></Properties>'
    ).encode()
    extra = (
        '<extLst><ext uri="{9E31EF27-5E2F-4B9B-9A0E-000000000000}" xmlns:etc="http://www.wps.cn/'
        'officeDocument/2017/etCustomData"><etc:cellprotection/></ext></extLst>'
    )
    if "<extLst" not in file.parts[file.part()].decode():
        file.in_sheet(lambda text: text.replace("</worksheet>", f"{extra}</worksheet>"))


@edit("WPS: standard widths and its calculation settings")
def _(file: File) -> None:
    file.in_part(BOOK, lambda text: re.sub(r"<calcPr[^>]*/>", '<calcPr calcId="144525"/>', text))
    file.in_sheet(
        lambda text: re.sub(r"<sheetFormatPr[^>]*/>",
                            '<sheetFormatPr defaultColWidth="9" defaultRowHeight="14.4"/>', text)
    )  # fmt: skip


@edit("Google: no properties of the document")
def _(file: File) -> None:
    for name in ("docProps/app.xml", "docProps/core.xml", "docProps/custom.xml"):
        if name in file.parts:
            _without_part(file, name)


@edit("Google: no validations and no protection")
def _(file: File) -> None:
    file.in_sheet(
        lambda text: re.sub(
            r"<dataValidations.*?</dataValidations>|<sheetProtection[^>]*/>", "", text,
            flags=re.DOTALL,
        )
    )  # fmt: skip


@edit("Google: its own data and rows with heights")
def _(file: File) -> None:
    file.in_sheet(
        lambda text: re.sub(r"<row (?![^>]*ht=)", '<row ht="15.75" customHeight="1" ', text)
    )
    file.parts["xl/metadata"] = b"\x00\x01google"
    item = (
        '<Relationship Id="rIdG" Type="http://customschemas.google.com/relationships/'
        'workbookmetadata" Target="metadata"/>'
    )
    file.in_part(
        BOOK_RELATIONS, lambda text: text.replace("</Relationships>", f"{item}</Relationships>")
    )
    if 'Extension="bin"' not in file.parts[TYPES_PART].decode():
        file.in_part(
            TYPES_PART,
            lambda text: text.replace(
                "</Types>",
                '<Override PartName="/xl/metadata" ContentType="application/binary"/></Types>',
            ),
        )


@edit("Google: whole numbers with a point, numbers of all results")
def _(file: File) -> None:
    file.in_sheet(lambda text: re.sub(r"<v>(\d+)</v>(?=</c><c r=\"C)", r"<v>\1.0</v>", text))


@edit("Google: no names, no print set-up")
def _(file: File) -> None:
    file.in_part(
        BOOK, lambda text: re.sub(r"<definedNames>.*?</definedNames>", "", text, flags=re.DOTALL)
    )


@edit("sheets in another order")
def _(file: File) -> None:
    def swapped(text: str) -> str:
        match = re.search(r"<sheets>(.*?)</sheets>", text, re.DOTALL)
        if not match or "localSheetId" in text:
            text = re.sub(r"<definedName [^>]*localSheetId.*?</definedName>", "", text)
            match = re.search(r"<sheets>(.*?)</sheets>", text, re.DOTALL)
        items = re.findall(r"<sheet .*?/>", match[1]) if match else []
        file.pick.shuffle(items)
        return text.replace(match[1], "".join(items)) if match else text

    file.in_part(BOOK, swapped)


# As libraries rewrite it.


def _book(file: File, **options: Any) -> Any:  # noqa: ANN401
    import warnings  # noqa: PLC0415

    from openpyxl import load_workbook  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return load_workbook(BytesIO(file.sealed()), **options)
        except Exception as error:
            # It cannot read everything that other programs write.
            raise NotHereError(repr(error)[:80]) from error


def _saved(file: File, book: Any) -> None:  # noqa: ANN401
    stream = BytesIO()
    try:
        book.save(stream)
    except Exception as error:
        raise NotHereError(repr(error)[:80]) from error
    file.__dict__.pop("parts", None)
    file.__dict__.pop("_cells", None)
    file.data = stream.getvalue()


@edit("openpyxl: loaded and saved")
def _(file: File) -> None:
    _saved(file, _book(file))


@edit("openpyxl: loaded and saved with rich text and links")
def _(file: File) -> None:
    _saved(file, _book(file, rich_text=True, keep_links=True))


@edit("openpyxl: values only")
def _(file: File) -> None:
    _saved(file, _book(file, data_only=True))


@edit("openpyxl: an input written")
def _(file: File) -> None:
    place = file.place(file.pick.choice("BC"), file.any_row())
    book = _book(file)
    book[file.sheet][place] = file.pick.choice((3, 12, "5", True, None, 2.5))
    _saved(file, book)


@edit("openpyxl: a result written over")
def _(file: File) -> None:
    place = file.place(file.result_letter(), file.any_row())
    book = _book(file)
    book[file.sheet][place] = 12
    _saved(file, book)


@edit("openpyxl: a row appended below all")
def _(file: File) -> None:
    book = _book(file)
    book[file.sheet].append(["m5.large", 2, 10])
    _saved(file, book)


@edit("openpyxl: a row inserted, formulas not moved")
def _(file: File) -> None:
    row = file.any_row()
    book = _book(file)
    book[file.sheet].insert_rows(row + 1)
    sheet = file.sheet
    _saved(file, book)
    file.tracks = places.moved(file.tracks, sheet, row=row)


@edit("openpyxl: a row deleted, formulas not moved")
def _(file: File) -> None:
    row = file.any_row()
    book = _book(file)
    book[file.sheet].delete_rows(row + 1)
    sheet = file.sheet
    _saved(file, book)
    file.tracks = places.moved(file.tracks, sheet, row=row, by=-1)


@edit("openpyxl: a column inserted, formulas not moved")
def _(file: File) -> None:
    column = file.pick.randint(0, 50)
    book = _book(file)
    book[file.sheet].insert_cols(column + 1)
    sheet = file.sheet
    _saved(file, book)
    file.tracks = places.moved(file.tracks, sheet, column=column)


@edit("openpyxl: a column deleted, formulas not moved")
def _(file: File) -> None:
    column = file.pick.randint(0, 50)
    book = _book(file)
    book[file.sheet].delete_cols(column + 1)
    sheet = file.sheet
    _saved(file, book)
    file.tracks = places.moved(file.tracks, sheet, column=column, by=-1)


@edit("openpyxl: a calculator copied")
def _(file: File) -> None:
    book = _book(file)
    book.copy_worksheet(book[file.sheet])
    _saved(file, book)


@edit("openpyxl: a sheet removed")
def _(file: File) -> None:
    role = file.pick.choice(("WarmENI", "WarmIP", "Limits", "Words", "About", "SubnetSizes"))
    name = file.tracks["sheets"][role]
    if name is None:
        raise NotHereError(role)
    book = _book(file)
    if len([s for s in book.worksheets if s.sheet_state == "visible"]) < 3:
        raise NotHereError("sheets")
    del book[name]
    _saved(file, book)
    file.tracks = places.renamed(file.tracks, {name: None})


@edit("openpyxl: a sheet renamed, formulas not")
def _(file: File) -> None:
    role = file.pick.choice(("WarmENI", "WarmIP", "Limits", "Words", "About", "SubnetSizes"))
    name = file.tracks["sheets"][role]
    if name is None:
        raise NotHereError(role)
    book = _book(file)
    book[name].title = f"{name} 2"
    _saved(file, book)
    file.tracks = places.renamed(file.tracks, {name: f"{name} 2"})


@edit("openpyxl: rows filled from a list, as scripts do")
def _(file: File) -> None:
    book = _book(file)
    sheet = book[file.sheet]
    types = ("m5.large", "c5.xlarge", "nonesuch", None, "t3.medium", "m5.large ")
    for row in range(file.first, file.first + file.pick.choice((3, 20, 60))):
        sheet[file.place("A", row)] = file.pick.choice(types)
        sheet[file.place("B", row)] = file.pick.choice((1, 2, "3", None))
        sheet[file.place("C", row)] = file.pick.choice((5, 10, 28))
    _saved(file, book)


def _rewritten_with_xlsxwriter(file: File, *, results: bool) -> None:
    from xlsxwriter import Workbook  # noqa: PLC0415
    from xlsxwriter.exceptions import XlsxWriterException  # noqa: PLC0415

    stream = BytesIO()
    try:
        with Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
            for name, cells in read_cells(file.sealed()).items():
                sheet = book.add_worksheet(name)
                for place, cell in cells.items():
                    if cell.formula:
                        value = cell.value if results and cell.value is not None else 0
                        sheet.write_formula(place, f"={cell.formula}", None, value)
                    elif isinstance(cell.value, str):
                        sheet.write_string(place, cell.value)
                    elif cell.value is not None:
                        sheet.write(place, cell.value)
    except (XlsxWriterException, KeyError, ValueError, TypeError) as error:
        raise NotHereError(repr(error)[:80]) from error
    file.__dict__.pop("parts", None)
    file.__dict__.pop("_cells", None)
    file.data = stream.getvalue()


@edit("XlsxWriter: written anew with formulas and results")
def _(file: File) -> None:
    if b'calcCompleted="0"' in file.parts[BOOK]:
        raise NotHereError("results: the program before had not calculated all")
    _rewritten_with_xlsxwriter(file, results=True)


@edit("XlsxWriter: written anew with formulas, results zero")
def _(file: File) -> None:
    _rewritten_with_xlsxwriter(file, results=False)


@edit("pandas: every sheet read and written by to_excel")
def _(file: File) -> None:
    """What to_excel(index=False) writes: values, headers in bold, columns without one 'Unnamed'."""
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415

    source = _book(file, data_only=True)
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for sheet in source.worksheets:
        new = book.create_sheet(sheet.title)
        for number, row in enumerate(sheet.iter_rows(values_only=True)):
            for column, value in enumerate(row, 1):
                if number == 0:
                    cell = new.cell(1, column, f"Unnamed: {column - 1}" if value is None else value)
                    cell.font = Font(bold=True)
                elif value is not None:
                    cell = new.cell(number + 1, column)
                    cell.value = value
                    if isinstance(value, str):
                        cell.data_type = "s"
    _saved(file, book)


@edit("pandas: inputs written over by ExcelWriter in append mode")
def _(file: File) -> None:
    """An overlay of a frame: whole numbers become floats, missing ones stay as they were."""
    book = _book(file)
    sheet = book[file.sheet]
    for row in file.filled():
        sheet[file.place("B", row)] = float(file.pick.randint(1, 9))
        sheet[file.place("C", row)] = float(file.pick.randint(1, 40))
    _saved(file, book)


def _rewritten_by_gnumeric(file: File, *options: str) -> None:
    if SSCONVERT is None:
        raise NotHereError("ssconvert")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.xlsx", Path(folder) / "out.xlsx"
        source.write_bytes(file.sealed())
        command = [SSCONVERT, *options, str(source), str(target)]
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
        if done.returncode or not target.exists():
            raise NotHereError("ssconvert")
        file.__dict__.pop("parts", None)
        file.__dict__.pop("_cells", None)
        file.data = target.read_bytes()


@edit("Gnumeric: rewritten by ssconvert")
def _(file: File) -> None:
    _rewritten_by_gnumeric(file)


@edit("Gnumeric: recalculated and rewritten by ssconvert")
def _(file: File) -> None:
    _rewritten_by_gnumeric(file, "--recalc")
