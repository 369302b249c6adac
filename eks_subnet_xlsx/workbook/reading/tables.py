"""The tables of a sheet: which rows they have."""

from __future__ import annotations

import posixpath

from eks_subnet_xlsx.workbook.reading.archive import Archive, resolve
from eks_subnet_xlsx.workbook.reading.markup import elements
from eks_subnet_xlsx.workbook.reading.places import split_place


def table_rows(archive: Archive, part: str) -> range | None:
    """The rows below the header of a sheet's first table; None where it has none."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if archive.find(relations) is None:
        return None
    for kind, attributes in elements(archive.read(relations), relations):
        if kind == "Relationship" and attributes.get("Type", "").endswith("/table"):
            table = resolve(part, attributes.get("Target", ""))
            for element, inner in elements(archive.read(table), table):
                if element == "table":
                    first, _, last = inner.get("ref", "").partition(":")
                    return range(split_place(first)[0] + 1, split_place(last or first)[0] + 1)
    return None
