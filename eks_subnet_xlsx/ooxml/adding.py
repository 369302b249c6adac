"""What a file did not have: styles in its pools, and a sheet after all others."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence

from eks_subnet_xlsx.ooxml.book import Book, relations, relations_part
from eks_subnet_xlsx.ooxml.markup import as_utf8, elements, whole_number
from eks_subnet_xlsx.ooxml.patching import (
    TYPES_PART,
    Package,
    appended,
    find_elements,
    last_of,
    namespaced,
    prefixed_namespace,
    spliced,
    with_attribute,
)

_WORKSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BEFORE_DXFS = frozenset(
    {"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles"}
)
"""The elements of the styles that stand before the differential formats, by the standard."""


def add_styles(package: Package, book: Book, pools: dict[str, Sequence[str]]) -> list[int]:
    """Adds styles to a file where it does not have them; their numbers, pool by pool.

    Args:
        package: the file.
        book: what is known of it.
        pools: the XML of styles by the name of their pool, such as ``dxfs``.
    """
    known = relations(package, book.part).values()
    part = next((part for kind, part in known if kind == "styles"), "xl/styles.xml")
    content, numbers = as_utf8(package.read(part), part), list[int]()
    for name, items in pools.items():
        content, found = _pooled(content, part, name, items)
        numbers += found
    package.write(part, content)
    return numbers


def _pooled(
    content: bytes, part: str, pool_name: str, items: Sequence[str]
) -> tuple[bytes, list[int]]:
    """A part of styles that holds these in one of its pools, and their numbers there."""
    namespace = prefixed_namespace(content)
    found = find_elements(content, part, lambda _, depth: depth in {1, 2})
    pool = next((item.span for item in found if item.name == pool_name), None)
    known = [
        content[item.span.start : item.span.end].decode()
        for item in found
        if pool and pool.start < item.span.start < pool.end
    ]
    own = [namespaced(item, namespace) for item in items]
    new = [item for item in own if item not in known]
    numbers = [(known + new).index(item) for item in own]
    if not new:
        return content, numbers
    count = str(len(known) + len(new))
    xml = "".join(new)
    if pool is None or pool.is_closed_at_once:
        whole = namespaced(f'<{pool_name} count="{count}">{xml}</{pool_name}>', namespace)
        before = last_of(found, _BEFORE_DXFS, part).end
        start, end = (pool.start, pool.end) if pool else (before, before)
        return spliced(content, [(start, end, whole.encode())]), numbers
    splices = [with_attribute(content, pool, "count", count), appended(content, pool, xml.encode())]
    return spliced(content, splices), numbers


def add_sheet(package: Package, book: Book, name: str) -> str:
    """Adds a sheet after all others; its part's name. Where the name is taken it has a number."""
    folder = posixpath.join(posixpath.dirname(book.part), "worksheets")
    part = _unused(name.lower() + "{}.xml", lambda text: package.has(posixpath.join(folder, text)))
    part = posixpath.join(folder, part)
    listing = relations_part(book.part)
    known = elements(package.read(listing), listing, "Relationships", "Relationship")
    ids = {attributes.get("Id", "") for attributes in known}
    key = _unused(f"rId{name}{{}}", ids.__contains__)
    kind = next(a["Type"] for a in known if a.get("Type", "").endswith("/worksheet"))
    _append(
        package, listing, "Relationships",
        f'<Relationship Id="{key}" Type="{kind}" Target="/{part}"/>',
    )  # fmt: skip
    _append(
        package, TYPES_PART, "Types",
        f'<Override PartName="/{part}" ContentType="{_WORKSHEET_TYPE}"/>',
    )  # fmt: skip
    content = package.read(book.part)
    sheets = elements(content, book.part, "workbook", "sheets", "sheet")
    names = {attributes.get("name", "").casefold() for attributes in sheets}
    title = _unused(name + "{}", lambda text: text.casefold() in names)
    number = max(whole_number(attributes.get("sheetId")) for attributes in sheets) + 1
    relation = kind.rpartition("/")[0]
    _append(
        package, book.part, "sheets",
        f'<sheet xmlns:r="{relation}" name="{title}" sheetId="{number}" r:id="{key}"/>',
    )  # fmt: skip
    return part


def _unused(pattern: str, is_used: Callable[[str], bool]) -> str:
    """A name that nobody has: the plain one, else one with a number."""
    names = (pattern.format(number or "") for number in range(1_000))
    return next(name for name in names if not is_used(name))


def _append(package: Package, part: str, parent: str, xml: str) -> None:
    content = as_utf8(package.read(part), part)
    span = last_of(find_elements(content, part, lambda name, _: name == parent), {parent}, part)
    new = namespaced(xml, prefixed_namespace(content)).encode()
    package.write(part, spliced(content, [appended(content, span, new)]))
