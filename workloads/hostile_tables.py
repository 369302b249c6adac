"""Fleet tables that mean harm, by name; tests and benchmarks share them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from workloads.hostile_plans import HostilePlan

HEADER = b"cluster,subnet,instance_type,nodes,pods\n"
_COLUMNS = HEADER.decode().strip().split(",")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(
    rows: Iterable[str], *, strings: Iterable[str] = (), styles: Iterable[str] = ()
) -> bytes:
    """A workbook with one sheet whose rows are given as XML, after a good header."""
    cells = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in _COLUMNS)
    header = f'<worksheet xmlns="{_MAIN}"><sheetData><row r="1">{cells}</row>'
    parts: dict[str, Iterable[str]] = {
        "[Content_Types].xml": [f'<Types xmlns="{_PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" ContentType="{_SPREADSHEET}.sheet.main+xml"/></Types>'],
        "_rels/.rels": [f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="a" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'],
        "xl/workbook.xml": [f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="Fleet" sheetId="1" r:id="a"/></sheets></workbook>'],
        "xl/_rels/workbook.xml.rels": [f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="a" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="c" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'],
        "xl/worksheets/sheet1.xml": [header, *rows, "</sheetData></worksheet>"],
        "xl/sharedStrings.xml": [f'<sst xmlns="{_MAIN}">', *strings, "</sst>"],
        "xl/styles.xml": [f'<styleSheet xmlns="{_MAIN}">', *styles, "</styleSheet>"],
    }  # fmt: skip
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, pieces in parts.items():
            with archive.open(name, "w") as part:
                for piece in pieces:
                    part.write(piece.encode())
    return stream.getvalue()


def _noise(count: int, bits: int = 40) -> Iterable[str]:
    """Numbers that compress as little as honest ones."""
    source = random.Random(1)
    return (str(source.getrandbits(bits)) for _ in range(count))


HOSTILE_TABLES: dict[str, HostilePlan] = {
    "csv-field": HostilePlan(".csv", lambda: HEADER + b"x" * 100_000_000),
    "csv-quoted-field": HostilePlan(".csv", lambda: HEADER + b'"' + b"x\n" * 50_000_000),
    "csv-cells": HostilePlan(".csv", lambda: HEADER + b"1," * 1_000_000),
    "csv-columns": HostilePlan(".csv", lambda: b",".join(b"c%d" % n for n in range(1_000_000))),
    "csv-unknown-columns": HostilePlan(".csv", lambda: b",".join(b"nodes%d" % n for n in range(900))),
    "csv-doubled-columns": HostilePlan(".csv", lambda: b",".join([b"nodes"] * 1_000)),
    "csv-rows": HostilePlan(".csv", lambda: HEADER + b"a,/24\n" * 10_000_000),
    "csv-blank-rows": HostilePlan(".csv", lambda: HEADER + b"\n" * 100_000_000),
    "csv-blank-cells": HostilePlan(".csv", lambda: HEADER + (b"," * 900 + b"\n") * 200_000),
    "csv-returns": HostilePlan(".csv", lambda: HEADER + b"\r" * 50_000_000),
    "csv-quoted-lines": HostilePlan(".csv", lambda: HEADER + b'"\n",' * 30_000_000),
    "csv-one-cluster": HostilePlan(".csv", lambda: HEADER + b"a,/24,m5.large,1,1\n" * 100_000),
    "csv-utf-16": HostilePlan(".csv", lambda: HEADER.decode().encode("utf-16") + b"\0" * 50_000_000),
    "csv-too-large": HostilePlan(".csv", lambda: HEADER + b"x\n" * 100_000_001),
    "xlsx-one-part": HostilePlan(".xlsx", lambda: workbook(["<row/>" * 1_000_000] * 160)),
    "xlsx-rows": HostilePlan(".xlsx", lambda: workbook(["<row/>" * 1_000_000] * 10)),
    "xlsx-cells-of-a-row": HostilePlan(".xlsx", lambda: workbook(["<row r='2'>", *("<c><v>1</v></c>" * 100_000 for _ in range(30)), "</row>"])),
    "xlsx-blank-cells": HostilePlan(".xlsx", lambda: workbook(["<row r='2'>", *("<c/>" * 1_000_000 for _ in range(20)), "</row>"])),
    "xlsx-row-without-end": HostilePlan(".xlsx", lambda: workbook(['<row r="99999999999"><c><v>1</v></c></row>'])),
    "xlsx-noise": HostilePlan(".xlsx", lambda: workbook(f"<row><c><v>{item}</v></c></row>" for item in _noise(2_000_000, 16))),
    "xlsx-text": HostilePlan(".xlsx", lambda: workbook(['<row r="2"><c t="inlineStr"><is><t>', *_noise(5_000_000), "</t></is></c></row>"])),
    "xlsx-strings": HostilePlan(".xlsx", lambda: workbook([], strings=["<si/>" * 100_000] * 200)),
    "xlsx-strings-of-noise": HostilePlan(".xlsx", lambda: workbook([], strings=(f"<si><t>{item}</t></si>" for item in _noise(700_000)))),
    "xlsx-styles": HostilePlan(".xlsx", lambda: workbook([], styles=["<cellXfs>", *(f'<xf numFmtId="{item}"/>' for item in _noise(600_000, 20)), "</cellXfs>"])),
}  # fmt: skip
"""By name; each is refused, at once and in little memory."""
