"""What a file did not have: styles in its pools, and a sheet before all others."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence

from eks_subnet_xlsx.ooxml.book import Book, relations, relations_part
from eks_subnet_xlsx.ooxml.markup import as_utf8, elements, whole_number
from eks_subnet_xlsx.ooxml.patching import (
    TYPES_PART,
    Package,
    Splice,
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


def add_first_sheet(package: Package, book: Book, name: str) -> str:
    """Adds a sheet before all others, and has the file open with it; its part's name.

    Where the name is taken it has a number. The part itself is still to be written.
    """
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
    sheet = f'<sheet xmlns:r="{relation}" name="{title}" sheetId="{number}" r:id="{key}"/>'
    _put_first(package, book, sheet)
    return part


def _put_first(package: Package, book: Book, sheet: str) -> None:
    """Puts a sheet before the others: names that belong to one, and the view, count them."""
    content = as_utf8(package.read(book.part), book.part)
    wanted = {"sheets", "definedName", "workbookView"}
    found = find_elements(content, book.part, lambda name, _: name in wanted)
    start = next(item.span.start for item in found if item.name == "sheets")
    inside = content.index(b">", start) + 1
    new = namespaced(sheet, prefixed_namespace(content)).encode()
    splices: list[Splice] = [(inside, inside, new)]
    for item in found:
        number = item.attributes.get("localSheetId")
        if item.name == "definedName" and number and number.isascii() and number.isdigit():
            shifted = str(whole_number(number) + 1)
            splices.append(with_attribute(content, item.span, "localSheetId", shifted))
        elif item.name == "workbookView":
            splices += [
                with_attribute(content, item.span, key, "0")
                for key in ("activeTab", "firstSheet")
                if key in item.attributes
            ]
    package.write(book.part, spliced(content, splices))
    for entry in book.sheets:
        _deselect(package, entry.part)


def _deselect(package: Package, part: str) -> None:
    """Has a sheet no longer chosen: what is typed would go into all that are."""
    content = package.read(part)
    if b"tabSelected" not in content:
        return
    content = as_utf8(content, part)
    views = find_elements(content, part, lambda name, _: name == "sheetView")
    chosen = [view for view in views if view.attributes.get("tabSelected") in {"1", "true"}]
    package.write(part, spliced(content, [
        with_attribute(content, view.span, "tabSelected", "0") for view in chosen
    ]))  # fmt: skip


def _unused(pattern: str, is_used: Callable[[str], bool]) -> str:
    """A name that nobody has: the plain one, else one with a number."""
    names = (pattern.format(number or "") for number in range(1_000))
    return next(name for name in names if not is_used(name))


def _append(package: Package, part: str, parent: str, xml: str) -> None:
    content = as_utf8(package.read(part), part)
    span = last_of(find_elements(content, part, lambda name, _: name == parent), {parent}, part)
    new = namespaced(xml, prefixed_namespace(content)).encode()
    package.write(part, spliced(content, [appended(content, span, new)]))
