"""A workbook as a colleague has it after a while: with notes, pictures and sheets of their own."""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO

from xlsxwriter import Workbook

from support.breaking import part_of
from workloads.damage import parts_of, zipped

_TYPES = "[Content_Types].xml"
_BOOK = "xl/workbook.xml"
_BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
_NOTE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_CHAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def colleague_s(data: bytes) -> bytes:
    """A workbook of ours with what a colleague adds.

    A sheet with a formula on WarmENI, a picture, a chart, a note and a conditional format; on
    WarmENI itself a note and a column of their own; a defined name; a calculation chain.
    """
    parts, sheet = parts_of(data), part_of(data, "WarmENI")
    own = parts_of(_own_sheet())
    _take_sheet(parts, own)
    _note(parts, own, sheet)
    text = parts[sheet].decode()
    text = re.sub(
        r'(<row r="23">.*?)</row>',
        r'\1<c r="BZ23"><f>K23*2</f><v>0</v></c></row>',
        text,
        count=1,
        flags=re.DOTALL,
    )
    parts[sheet] = text.encode()
    _edit(parts, _BOOK, "</definedNames>", '<definedName name="team">Notes!$A$1</definedName>')
    parts["xl/calcChain.xml"] = (
        b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<c r="B8" i="1"/><c r="K23" i="1"/></calcChain>'
    )
    _edit(parts, _TYPES, "</Types>", _override("xl/calcChain.xml", _CHAIN_TYPE))
    _edit(
        parts,
        _BOOK_RELATIONS,
        "</Relationships>",
        f'<Relationship Id="rIdChain" Type="{_RELATION}/calcChain" Target="calcChain.xml"/>',
    )
    return zipped(parts)


def signed(data: bytes) -> bytes:
    """A workbook with a signature, as Excel lays one in."""
    parts = parts_of(data)
    package = "application/vnd.openxmlformats-package.digital-signature"
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature"
    parts["_xmlsignatures/origin.sigs"] = b""
    parts["_xmlsignatures/sig1.xml"] = b"<Signature/>"
    relation = f'<Relationship Id="rId1" Type="{kind}/signature" Target="sig1.xml"/>'
    parts["_xmlsignatures/_rels/origin.sigs.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{relation}</Relationships>"
    ).encode()
    _edit(
        parts,
        _TYPES,
        "</Types>",
        f'<Default Extension="sigs" ContentType="{package}-origin"/>'
        + _override("_xmlsignatures/sig1.xml", f"{package}-xmlsignature+xml"),
    )
    _edit(
        parts,
        "_rels/.rels",
        "</Relationships>",
        f'<Relationship Id="rIdSig" Type="{kind}/origin" Target="_xmlsignatures/origin.sigs"/>',
    )
    return zipped(parts)


def _own_sheet() -> bytes:
    """A workbook with the colleague's sheet."""
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Notes")
        sheet.write_column("A1", ("Team A", 3, 5))
        sheet.write_formula("B1", "=WarmENI!B8")
        sheet.write_comment("A1", "asked on Monday", {"author": "network"})
        sheet.insert_image("D2", "point.png", {"image_data": BytesIO(_picture())})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Notes!$A$2:$A$3"})
        sheet.insert_chart("D10", chart)
        red = book.add_format({"bg_color": "#FF0000"})
        bound = {"type": "cell", "criteria": ">", "value": 4, "format": red}
        sheet.conditional_format("A2:A3", bound)
    return stream.getvalue()


def _picture() -> bytes:
    """A picture of one red point."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + header
        + chunk(b"IDAT", zlib.compress(b"\x00\xff\x00\x00"))
        + chunk(b"IEND", b"")
    )


def _take_sheet(parts: dict[str, bytes], own: dict[str, bytes]) -> None:
    """Takes the colleague's sheet over, with all that it refers to, under names of its own."""
    moved = {
        name: name.replace("sheet1", "notes").replace("chart1", "chart9").replace("drawing1", "drawing9")
        for name in own
        if name.startswith(("xl/worksheets/", "xl/drawings/", "xl/charts/", "xl/media/", "xl/comments"))
    }  # fmt: skip
    for name, new in moved.items():
        text = own[name]
        if name.endswith((".rels", ".xml")):
            for old in ("sheet1", "chart1", "drawing1"):
                text = text.replace(
                    f"/{old}.".encode(), f"/{old.replace('sheet1', 'notes').replace('1', '9')}.".encode()
                )  # fmt: skip
        parts[new] = text
    types = own[_TYPES].decode()
    for match in re.finditer(r'<Override PartName="/([^"]+)" ContentType="([^"]+)"[^>]*>', types):
        if match[1] in moved:
            _edit(parts, _TYPES, "</Types>", _override(moved[match[1]], match[2]))
    for match in re.finditer(r'<Default Extension="(\w+)"[^>]*>', types):
        if f'Extension="{match[1]}"'.encode() not in parts[_TYPES]:
            _edit(parts, _TYPES, "</Types>", match[0])
    sheet = parts["xl/worksheets/notes.xml"].decode()
    strings = re.findall(r"<t[^>]*>([^<]*)</t>", own["xl/sharedStrings.xml"].decode())
    sheet = re.sub(
        r' t="s"><v>(\d+)</v>',
        lambda match: f' t="inlineStr"><is><t>{strings[int(match[1])]}</t></is>',
        re.sub(r' s="\d+"', "", sheet),
    )
    parts["xl/worksheets/notes.xml"] = sheet.encode()
    _edit(
        parts,
        _BOOK_RELATIONS,
        "</Relationships>",
        f'<Relationship Id="rIdNotes" Type="{_RELATION}/worksheet" Target="worksheets/notes.xml"/>',
    )
    _edit(parts, _BOOK, "</sheets>", '<sheet name="Notes" sheetId="77" r:id="rIdNotes"/>')


def _note(parts: dict[str, bytes], own: dict[str, bytes], sheet: str) -> None:
    """Puts the colleague's note on a sheet of ours too."""
    notes = next(name for name in own if name.startswith("xl/comments"))
    shapes = next(name for name in own if name.endswith(".vml"))
    parts["xl/comments/ours.xml"] = own[notes].replace(b'ref="A1"', b'ref="K23"')
    parts["xl/drawings/ours.vml"] = own[shapes]
    _edit(parts, _TYPES, "</Types>", _override("xl/comments/ours.xml", _NOTE_TYPE))
    listing = sheet.replace("worksheets/", "worksheets/_rels/") + ".rels"
    _edit(
        parts,
        listing,
        "</Relationships>",
        f'<Relationship Id="rIdN" Type="{_RELATION}/comments" Target="/xl/comments/ours.xml"/>'
        f'<Relationship Id="rIdV" Type="{_RELATION}/vmlDrawing" Target="/xl/drawings/ours.vml"/>',
    )
    text = parts[sheet].decode()
    text = re.sub(
        r"(<drawing [^>]*>)",
        rf'\1<legacyDrawing xmlns:r="{_RELATION}" r:id="rIdV"/>',
        text,
        count=1,
    )
    parts[sheet] = text.encode()


def _override(name: str, kind: str) -> str:
    return f'<Override PartName="/{name}" ContentType="{kind}"/>'


def _edit(parts: dict[str, bytes], name: str, before: str, xml: str) -> None:
    text = parts[name].decode()
    assert text.count(before) == 1, (name, before)
    parts[name] = text.replace(before, xml + before).encode()
