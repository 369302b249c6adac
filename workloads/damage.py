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
    yield "a bomb", with_sheet(_WORKSHEET + b" " * 300_000_000), "E104"
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
    yield "a million rows", with_sheet(_rows(1_000_000)), "E104"
    yield "a million cells", stored(_cells(1_000_000)), "E104"
    yield "a million far cells", stored(_far_cells(200_000)), "E104"
    yield "a sheet of another namespace", stored(b'<worksheet xmlns="urn:a"/>'), "E105"
    yield "deep XML", stored(_WORKSHEET + b"<a>" * 1_000_000 + b"</a>" * 1_000_000), "E104"
    yield "a long formula", stored(_one_cell(b"<f>" + b"(A1+" * 2_000_000 + b"</f>")), "E104"
    yield (
        "many strings in a formula",
        stored(_one_cell(b"<f>" + b'"a' * 3_000_000 + b"</f>")),
        "E104",
    )
    for name, part, rule in _costly_formulas(parts[sheet].decode()):
        yield name, with_sheet(part.encode()), rule
    yield from _costly_xml(parts, sheet)
    yield from _costly_cells(parts, sheet)
    yield from _costly_parts(parts)
    yield "a directory of zip64", _zip64(150_000), "E104"
    yield "a negative row", with_sheet(_row(b"-5")), "E105"
    yield "a huge row", with_sheet(_row(b"99999999999999999999")), "E105"
    yield (
        "a huge column",
        with_sheet(
            _WORKSHEET + b'<sheetData><row r="1"><c r="ZZZZ1"/></row></sheetData></worksheet>'
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


def _costly_xml(parts: dict[str, bytes], sheet: str) -> Iterator[tuple[str, bytes, str]]:
    """Sheets whose XML a parser needs much memory or time for: name, file, rule."""

    def with_xml(inside: bytes) -> bytes:
        return zipped({**parts, sheet: _WORKSHEET + b"<sheetData><row>" + inside[:15_900_000]})

    def many(pattern: bytes, count: int) -> bytes:
        return b"".join(pattern % ((number,) * pattern.count(b"%")) for number in range(count))

    yield "many attributes", with_xml(b"<c " + many(b' a%x="5>"', 1_000_000)), "E104"
    yield "names of attributes", with_xml(many(b'<d a%x="" b%x=""/>', 700_000)), "E104"
    yield "names of elements", with_xml(many(b"<a%x/>", 1_800_000)), "E104"
    yield "names of namespaces", with_xml(many(b'<d xmlns:a%x="b"/>', 700_000)), "E104"
    yield "namespaces", with_xml(many(b'<a xmlns="%x"/>', 900_000)), "E104"
    yield "a long tag", with_xml(b'<c r="' + many(b"%x", 2_000_000)), "E104"
    yield "a long comment", with_xml(b"<!--" + many(b"%x", 2_500_000)), "E104"
    yield "many instructions", with_xml(many(b"<?a %x?>", 1_400_000)), "E105"
    yield "unknown elements", with_xml(b"<a/>" * 1_900_000), "E104"


def _costly_cells(parts: dict[str, bytes], sheet: str) -> Iterator[tuple[str, bytes, str]]:
    """Sheets with costly cells: name, file, rule."""
    first = parts[sheet].decode()

    def with_rows(formula: str, count: int, more: str = "", like_input: str = "") -> bytes:
        """The calculator with other rows."""
        rows = "".join(
            f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>m5.large</t></is></c>'
            f'<c r="B{row}"><v>1</v></c><c r="C{row}"><v>1</v></c>{like_input.format(row=row)}'
            f'<c r="K{row}"><f>{formula}</f><v>1</v></c></row>'
            for row in range(23, 23 + count)
        )
        before, after = first.split('<row r="23"')[0], first.split("</sheetData>")[1]
        return zipped({**parts, sheet: f"{before}{rows}</sheetData>{more}{after}".encode()})

    for name, formula in {
        "brackets": "[" * 8_000,
        "pairs of brackets": "[1]" * 2_600,
        "figures": "1+" * 4_000,
        "names": "a " * 4_000,
        "cells": "A1+" * 2_600,
        "errors": "#A!1+" * 1_600,
    }.items():
        yield f"1,000 formulas of {name}", with_rows(formula, 1_000), "E104"
        yield f"60 formulas of {name}", with_rows(formula, 60), ""
    yield "short formulas of cells", with_rows("A1+" * 80 + "1", 200), ""
    other_files = '<c r="E{row}"><f>' + "'a'!A1+[x]+#A" * 600 + "</f><v>1</v></c>"
    yield "inputs of costly formulas", with_rows("1", 30, like_input=other_files), ""
    merged = "".join(f'<mergeCell ref="AA{row}:AB{row}"/>' for row in range(23, 1_923))
    yield "merged cells", with_rows("1", 1_900, f"<mergeCells>{merged}</mergeCells>"), ""
    over = "".join(f'<mergeCell ref="A{row}:XFD1048576"/>' for row in range(1, 2_000))
    yield (
        "merged cells over each other",
        with_rows("1", 1_900, f"<mergeCells>{over}</mergeCells>"),
        "",
    )
    yield "too many merged cells", with_rows(
        "1", 10, f"<mergeCells>{over}{over}</mergeCells>"
    ), "E104"  # fmt: skip
    far = "".join(f'<row r="{row * 9}"><c><v>1</v></c></row>' for row in range(250, 90_000))
    for number, rule in ((1, "E104"), (3, "E104"), (4, ""), (5, ""), (6, "")):
        part = f"xl/worksheets/sheet{number}.xml"
        part_with = parts[part].decode().replace("</sheetData>", f"{far}</sheetData>")
        yield f"far cells on sheet {number}", zipped({**parts, part: part_with.encode()}), rule
    beside = far.replace("<c>", '<c r="CA1" t="str">')
    beside = re.sub(r'r="(\d+)"><c r="CA1"', r'r="\1"><c r="CA\1"', beside)
    data = first.replace("</sheetData>", f"{beside}</sheetData>").encode()
    yield "far cells beside the table", zipped({**parts, sheet: data}), ""
    for name, digits in {"three million digits": "1" * 3_000_000, "no number": "NaN"}.items():
        part = re.sub(r'(<c r="B4"[^>]*><v>)', rf"\g<1>{digits}", first, count=1)
        yield name, zipped({**parts, sheet: part.encode()}), "E105"


def _costly_parts(parts: dict[str, bytes]) -> Iterator[tuple[str, bytes, str]]:
    """Other parts that are costly: name, file, rule."""

    def many(pattern: str, count: int) -> str:
        return "".join(pattern.replace("#", str(number)) for number in range(count))

    def inserted(name: str, before: str, text: str, **others: bytes) -> bytes:
        content = parts[name].decode()
        assert before in content, before
        return zipped({
            **parts, **others, name: content.replace(before, text + before, 1).encode()
        })  # fmt: skip

    relations, book = "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
    relation = '<Relationship Id="a#" Type="a" Target="b/../c"/>'
    yield "relations", inserted(relations, "</Relationships>", many(relation, 250_000)), "E104"
    deep = "<a>" * 500_000
    yield "deep relations", inserted(relations, "</Relationships>", deep), "E104"
    yield "deep properties", inserted("docProps/app.xml", "</Properties>", deep), "E104"
    yield "deep styles", inserted("xl/styles.xml", "</styleSheet>", deep), ""
    named = many('<property name="a#"><a>b</a></property>', 200_000)
    yield "properties", inserted("docProps/custom.xml", "</Properties>", named), "E104"
    kinds = many('<Override PartName="/a#" ContentType="a"/>', 200_000)
    yield "types of parts", inserted("[Content_Types].xml", "</Types>", kinds), "E104"
    names = many('<definedName name="a#">A1</definedName>', 200_000)
    yield "names of cells", inserted(book, "</definedNames>", names), ""
    yield "styles", inserted("xl/styles.xml", "</cellXfs>", many('<xf numFmtId="#"/>', 190_000)), ""
    sheets = {f"xl/worksheets/a{number}.xml": _WORKSHEET + b"<sheetData>" + b"".join(
        b'<row r="%d">' % row + b'<c t="str"><v>warm</v></c>' * 30 + b"</row>"
        for row in range(1, 150)
    ) + b"</sheetData></worksheet>" for number in range(90)}  # fmt: skip
    related = many(
        '<Relationship Id="a#" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/worksheet" Target="worksheets/a#.xml"/>', 90,
    )  # fmt: skip
    renamed = parts[book].decode().replace('name="Warm', 'name="a')
    listed = many('<sheet name="Findings#" sheetId="9#" r:id="a#"/>', 90)
    renamed = renamed.replace("<sheets>", f"<sheets>{listed}")
    yield "many sheets", inserted(
        relations, "</Relationships>", related, **{**sheets, book: renamed.encode()}
    ), "E104"  # fmt: skip


def _zip64(count: int) -> bytes:
    """A directory that says it has five entries, and has many by the record that counts."""
    entry = b"PK\x01\x02" + struct.pack("<HHHHHHLLLHHHHHLL", 20, 20, *[0] * 7, 7, *[0] * 6)
    directory = b"".join(entry + b"x%06d" % number for number in range(count))
    body, ends = b"PK\x03\x04" + bytes(26), len(directory)
    record = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, ends, 30)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 30 + ends, 1)
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 5, 5, 230, 30, 0)
    return body + directory + record + locator + end


_WORKSHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
_BILLION_LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">'
    b'<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><worksheet>&d;</worksheet>'
)
_EXTERNAL_ENTITY = (
    b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet>&b;</worksheet>'
)


def _row(number: bytes) -> bytes:
    return _WORKSHEET + b'<sheetData><row r="' + number + b'"/></sheetData></worksheet>'


def _rows(count: int) -> bytes:
    rows = b"".join(b'<row r="%d"/>' % number for number in range(1, count + 1))
    return _WORKSHEET + b"<sheetData>" + rows[:15_000_000]


def _cells(count: int) -> bytes:
    return _WORKSHEET + b"<sheetData>" + (b"<row>" + b"<c/>" * 100 + b"</row>") * (count // 100)


def _far_cells(count: int) -> bytes:
    """Cells on the diagonal, as far apart as cells can be."""
    rows = b"".join(
        b'<row r="%d"><c><v>1</v></c></row>' % (number * 3) for number in range(1, count + 1)
    )
    return _WORKSHEET + b"<sheetData>" + rows + b"</sheetData></worksheet>"


def _one_cell(inside: bytes) -> bytes:
    return (
        _WORKSHEET + b'<sheetData><row r="1"><c r="A1">' + inside
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
