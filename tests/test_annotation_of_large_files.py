"""Sheets of a colleague's own that are large: kept as they are by all that gives a file back."""

from __future__ import annotations

import random

import pytest
from support.breakages import good_workbook
from support.breaking import typed

from eks_subnet_xlsx import annotate_workbook, recalculate_workbook, validate_workbook
from eks_subnet_xlsx.words import load_words
from workloads.damage import parts_of, zipped

pytestmark = pytest.mark.slow


OWN = "xl/worksheets/own.xml"
_MEGABYTES = 33


def with_large_sheet(data: bytes) -> bytes:
    """The workbook with a sheet of 33 MB beside those of ours, in a file of less than 10 MB."""
    source = random.Random(5)
    rows = [b"<row><c><v>%d</v></c></row>" % source.randrange(10**6) for _ in range(20_000)]
    rows *= _MEGABYTES * 1_000_000 // sum(map(len, rows)) + 1
    parts = parts_of(data)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    for path, before, text in (
        ("[Content_Types].xml", "</Types>", f'<Override PartName="/{OWN}" ContentType="{kind}"/>'),
        ("xl/_rels/workbook.xml.rels", "</Relationships>",
         f'<Relationship Id="own" Type="{office}/worksheet" Target="worksheets/own.xml"/>'),
        ("xl/workbook.xml", "</sheets>",
         f'<sheet xmlns:r="{office}" name="Own" sheetId="77" r:id="own"/>'),
    ):  # fmt: skip
        parts[path] = parts[path].decode().replace(before, text + before, 1).encode()
    parts[OWN] = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + b"".join(rows) + b"</sheetData></worksheet>"
    )  # fmt: skip
    return zipped(parts)


def test_a_large_sheet_of_its_own_is_kept_by_every_command() -> None:
    """A file that is judged is marked and recalculated too, and its large sheet stays as it is."""
    data = with_large_sheet(typed("WarmENI", B8=1)(good_workbook()))
    report = validate_workbook(data)
    assert [found.rule for found in report.findings] == ["E301"]
    own = parts_of(data)[OWN]
    assert len(own) > _MEGABYTES * 1_000_000
    marked = annotate_workbook(data, report.findings, load_words("en"))
    assert parts_of(marked)[OWN] == own
    assert validate_workbook(marked).findings == report.findings
    recalculated = recalculate_workbook(marked).content
    assert parts_of(recalculated)[OWN] == own
    assert validate_workbook(recalculated).findings == ()
