"""Damaged and hostile files: random damage to good ones, and each known way to do harm."""

from __future__ import annotations

import random
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_XML_HARM = (
    (b"<c ", b"<c r='A0' "),
    (b'r="', b'r="-'),
    (b"<v>", b"<v>9e999"),
    (b"<v>", b"<v>nan"),
    (b't="s"><v>', b't="s"><v>99999999'),
    (b"</row>", b""),
    (b"<f>", b'<f t="shared" si="77"/><f>'),
    (b'Target="', b'Target="../../../../'),
    (b'Id="', b'Id="x'),
    (b'name="', b'name="\xff'),
    (b'encoding="UTF-8"', b'encoding="UTF-77"'),
    (b"?>", b'?><!DOCTYPE a [<!ENTITY b "bb">]>'),
    (b'<row r="', b'<row r="99999999'),
    (b"<sheetData>", b"<sheetData><sheetData>"),
    (b'ref="', b'ref="ZZZ'),
)


def damaged(source: random.Random, good: list[bytes]) -> bytes:
    """One of the good files, damaged in one of many ways."""
    data = source.choice(good)
    ways: tuple[Callable[[random.Random, bytes], bytes], ...] = (
        _bits_flipped, _truncated, _bytes_removed, _parts_swapped, _part_damaged, _part_damaged,
        _xml_harmed, _xml_harmed, _random, _part_removed,
    )  # fmt: skip
    return source.choice(ways)(source, data)


def _bits_flipped(source: random.Random, data: bytes) -> bytes:
    content = bytearray(data)
    for _ in range(source.choice((1, 3, 40))):
        content[source.randrange(len(content))] ^= 1 << source.randrange(8)
    return bytes(content)


def _truncated(source: random.Random, data: bytes) -> bytes:
    return data[: source.randrange(len(data))]


def _bytes_removed(source: random.Random, data: bytes) -> bytes:
    start = source.randrange(len(data))
    return data[:start] + data[start + source.randrange(1, 2_000) :]


def _random(source: random.Random, _: bytes) -> bytes:
    return source.choice((b"", b"PK\x03\x04", b"PK\x05\x06")) + source.randbytes(
        source.randrange(5_000)
    )


def parts_of(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    stream = BytesIO()
    with ZipFile(stream, "w", method, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _parts_swapped(source: random.Random, data: bytes) -> bytes:
    parts = parts_of(data)
    first, second = source.sample(sorted(parts), 2)
    parts[first], parts[second] = parts[second], parts[first]
    return zipped(parts)


def _part_removed(source: random.Random, data: bytes) -> bytes:
    parts = parts_of(data)
    del parts[source.choice(sorted(parts))]
    return zipped(parts)


def _part_damaged(source: random.Random, data: bytes) -> bytes:
    parts = parts_of(data)
    name = source.choice(sorted(parts))
    way = source.choice((_bits_flipped, _truncated, _bytes_removed))
    parts[name] = way(source, parts[name]) if parts[name] else b"x"
    return zipped(parts)


def _xml_harmed(source: random.Random, data: bytes) -> bytes:
    parts = parts_of(data)
    old, new = source.choice(_XML_HARM)
    holding = [name for name in sorted(parts) if old in parts[name]]
    if holding:
        name = source.choice(holding)
        times = source.choice((1, 1, -1))
        parts[name] = parts[name].replace(old, new, times)
    return zipped(parts)


def hostile(good: bytes) -> Iterator[tuple[str, bytes, str]]:
    """Files that do harm to who is not careful: name, contents, the rule that names them.

    Blank where the file is no worse than a plan that is wrong.
    """
    parts = parts_of(good)
    sheet = "xl/worksheets/sheet1.xml"

    def with_sheet(content: bytes) -> bytes:
        return zipped({**parts, sheet: content})

    def stored(content: bytes) -> bytes:
        return zipped({**parts, sheet: content}, ZIP_STORED)

    yield "empty", b"", "E101"
    yield "text", b"type,nodes\nm5.large,3\n", "E101"
    yield "html", b"<html><table></table></html>", "E101"
    yield "zip of something else", zipped({"readme.txt": b"hello"}), "E101"
    yield "xls", _compound_file(b"Workbook"), "E101"
    yield "password", _compound_file("EncryptedPackage".encode("utf-16-le")), "E102"
    yield "xlsb", zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.bin": b"x"}), "E101"
    yield "ods", zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "E101"
    yield "docx", zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), "E101"
    yield "macros", zipped({**parts, "xl/vbaProject.bin": b"x"}), "E103"
    yield "a bomb", with_sheet(b"<worksheet>" + b" " * 300_000_000), "E104"
    yield "a part of 2 GB", _declared_huge(good), "E105"
    yield "100,000 parts", zipped({f"x{n}": b"" for n in range(100_000)}, ZIP_STORED), "E104"
    yield "201 parts", zipped({**parts, **{f"x{n}": b"" for n in range(201)}}), "E104"
    yield "a large file", good + b"\0" * 10_000_000, "E104"
    yield "a name with ..", zipped({**parts, "../evil.xml": b"<a/>"}), "E105"
    yield "an absolute name", zipped({**parts, "/etc/passwd": b"x"}), "E105"
    yield "a doubled name", _doubled(good, sheet), "E105"
    yield "an encrypted part", _flagged(good), "E102"
    yield "entities", with_sheet(_BILLION_LAUGHS), "E105"
    yield "an external entity", with_sheet(_EXTERNAL_ENTITY), "E105"
    yield "a million rows", with_sheet(_rows(1_000_000)), "E105"
    yield "a million cells", stored(_cells(1_000_000)), "E104"
    yield "a million far cells", stored(_far_cells(200_000)), "E109"
    yield "deep XML", stored(b"<a>" * 1_000_000 + b"</a>" * 1_000_000), "E109"
    yield "a long formula", stored(_one_cell(b"<f>" + b"(A1+" * 2_000_000 + b"</f>")), "E104"
    yield (
        "many strings in a formula",
        stored(_one_cell(b"<f>" + b'"a' * 3_000_000 + b"</f>")),
        "E104",
    )
    for name, part, rule in _costly_formulas(parts[sheet].decode()):
        yield name, with_sheet(part.encode()), rule
    yield "a negative row", with_sheet(_row(b"-5")), "E105"
    yield "a huge row", with_sheet(_row(b"99999999999999999999")), "E105"
    yield (
        "a huge column",
        with_sheet(
            b'<worksheet><sheetData><row r="1"><c r="ZZZZ1"/></row></sheetData></worksheet>'
        ),
        "E105",
    )
    yield "relations in a circle", zipped({
        **parts, "_rels/.rels": parts["_rels/.rels"].replace(b"xl/workbook.xml", b"_rels/.rels"),
    }), "E105"  # fmt: skip
    yield "a workbook that is a sheet", zipped({
        **parts, "_rels/.rels": parts["_rels/.rels"].replace(b"xl/workbook.xml", sheet.encode()),
    }), "E101"  # fmt: skip
    yield (
        "no relations",
        zipped({name: content for name, content in parts.items() if name != "_rels/.rels"}),
        "E105",
    )


def _costly_formulas(first: str) -> Iterator[tuple[str, str, str]]:
    """A calculator's sheet with formulas and rows that take long to compare: name, part, rule."""

    def with_total(formula: str, rows: str = "") -> str:
        """The sheet with another formula for its total, and rows below its own."""
        part = re.sub(
            r'(<c r="B8"[^>]*><f>)[^<]*', lambda match: match[1] + formula, first, count=1
        )
        return part.replace("</sheetData>", f"{rows}</sheetData>")

    yield "quotes in a formula", with_total("'" * 60_000), "E104"
    yield "brackets in a formula", with_total("[" * 60_000), "E104"
    yield "a formula as long as may be", with_total("'[\"" * 2_700), ""
    rows = [
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>m5.larg{row}</t></is></c></row>'
        for row in range(2_000, 12_000)
    ]
    yield "many rows in the table", with_total("SUM(K23:K1048576)", "".join(rows)), "E104"
    yield "many unknown types", with_total("SUM(K23:K1048576)", "".join(rows[:1_900])), ""
    shared = "A1+" * 2_000 + "1"
    cells = [f'<row r="{row}"><c r="BZ{row}"><f t="shared" si="0"/></c></row>'
             for row in range(5_001, 9_000)]  # fmt: skip
    master = f'<row r="5000"><c r="BZ5000"><f t="shared" si="0" ref="A1">{shared}</f></c></row>'
    yield "a long formula that many share", with_total("1", master + "".join(cells)), "E104"


_BILLION_LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">'
    b'<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><worksheet>&d;</worksheet>'
)
_EXTERNAL_ENTITY = (
    b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet>&b;</worksheet>'
)


def _row(number: bytes) -> bytes:
    return b'<worksheet><sheetData><row r="' + number + b'"/></sheetData></worksheet>'


def _rows(count: int) -> bytes:
    rows = b"".join(b'<row r="%d"/>' % number for number in range(1, count + 1))
    return b"<worksheet><sheetData>" + rows[:15_000_000]


def _cells(count: int) -> bytes:
    return b"<worksheet><sheetData><row>" + b"<c/>" * count


def _far_cells(count: int) -> bytes:
    """Cells on the diagonal, as far apart as cells can be."""
    rows = b"".join(
        b'<row r="%d"><c><v>1</v></c></row>' % (number * 3) for number in range(1, count + 1)
    )
    return b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"


def _one_cell(inside: bytes) -> bytes:
    return (
        b'<worksheet><sheetData><row r="1"><c r="A1">' + inside
        + b"<v>1</v></c></row></sheetData></worksheet>"
    )  # fmt: skip


def _compound_file(inside: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + inside


def _doubled(good: bytes, name: str) -> bytes:
    stream = BytesIO(good)
    stream.seek(0, 2)
    with ZipFile(stream, "a") as archive:
        info = ZipInfo(name.upper())
        archive.writestr(info, b"<worksheet/>")
    return stream.getvalue()


def _flagged(good: bytes) -> bytes:
    """The first entry of the directory says that it is encrypted."""
    content = bytearray(good)
    entry = content.index(b"PK\x01\x02")
    content[entry + 8] |= 1
    return bytes(content)


def _declared_huge(good: bytes) -> bytes:
    """A part that says it has 2 GB: its sizes are lies."""
    content = bytearray(good)
    entry = content.index(b"PK\x01\x02")
    struct.pack_into("<LLL", content, entry + 16, zlib.crc32(b""), 2**31 - 1, 2**31 - 1)
    return bytes(content)
