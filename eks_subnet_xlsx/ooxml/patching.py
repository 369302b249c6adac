"""Changes a colleague's workbook where it must be changed, and nowhere else.

Nothing is loaded and saved: the bytes of an element are replaced in the part that holds them, and
every part that needs no change is copied as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from eks_subnet_xlsx.errors import WorkbookError
from eks_subnet_xlsx.ooxml.archive import Archive
from eks_subnet_xlsx.ooxml.book import relations, relations_part
from eks_subnet_xlsx.ooxml.markup import Attributes, as_utf8, local, odd, parse_bytes

TYPES_PART = "[Content_Types].xml"
_MAX_COPIED_BYTES = 50_000_000
"""Of all parts that are copied, inflated: pictures of a colleague's own among them."""

_MAX_ELEMENTS = 100_000
"""That are looked for in a part; a file has 64,000 styles at most."""

_SIGNATURES = "_xmlsignatures/"
_TAG = re.compile(rb"""<[^\s/>"']++(?:"[^"]*+"|'[^']*+'|[^>"'])*+>""")
_END_TAG = re.compile(rb"</[^>]*+>")
_EMPTY = b"/>"


class Package:
    """The parts of a workbook, to be changed one by one."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._archive = Archive(content, max_read_bytes=_MAX_COPIED_BYTES)
        self._changed: dict[str, bytes | None] = {}

    @property
    def is_signed(self) -> bool:
        """Whether somebody signed it: any change would break the signature."""
        return any(name.lower().startswith(_SIGNATURES) for name in self._archive.names)

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        name = self._known(name)
        if name in self._changed:
            return self._changed[name] is not None
        return self._archive.find(name) is not None

    def read(self, name: str) -> bytes:
        """A part as it stands now."""
        changed = self._changed.get(self._known(name))
        return self._archive.read(name) if changed is None else changed

    def write(self, name: str, content: bytes) -> None:
        """Replaces a part, or adds it."""
        if not self.has(name) or self.read(name) != content:
            self._changed[self._known(name)] = content

    def _known(self, name: str) -> str:
        """The name as the archive spells it."""
        return self._archive.find(name) or name

    def content(self) -> bytes:
        """The bytes of the file; those that it had where nothing was changed."""
        if not self._changed:
            return self._content
        stream = BytesIO()
        with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
            for entry in self._archive.entries:
                if self.has(entry.filename):
                    archive.writestr(_copied(entry), self.read(entry.filename))
            for name, content in self._changed.items():
                if content is not None and self._archive.find(name) is None:
                    archive.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, ZIP_DEFLATED)
        return stream.getvalue()

    def drop(self, part: str, owner: str) -> None:
        """Takes a part away, with what is said of it: its type, and that its owner refers to it."""
        listing = relations_part(owner)
        ids = {key for key, (_, name) in relations(self, owner).items() if name == part}
        self.write(
            listing,
            without_elements(self.read(listing), listing, lambda _, a: a.get("Id") in ids),
        )
        folded = "/" + part.lower()
        types = without_elements(
            self.read(TYPES_PART), TYPES_PART, lambda _, a: a.get("PartName", "").lower() == folded
        )
        self.write(TYPES_PART, types)
        self._changed[self._known(part)] = None

    def drop_calculation_chain(self, book_part: str) -> None:
        """Takes the order of calculation away; programs make it anew."""
        chains = [part for kind, part in relations(self, book_part).values() if kind == "calcChain"]
        for part in chains:
            if self.has(part):
                self.drop(part, book_part)

    def drop_signatures(self) -> None:
        """Takes all signatures away."""
        for _, part in relations(self, "").values():
            if part.lower().startswith(_SIGNATURES):
                self.drop(part, "")
        for name in self._archive.names:
            if name.lower().startswith(_SIGNATURES):
                self._changed[name] = None
        types = without_elements(
            self.read(TYPES_PART),
            TYPES_PART,
            lambda _, a: a.get("PartName", "").lower().startswith("/" + _SIGNATURES),
        )
        self.write(TYPES_PART, types)


def open_package(content: bytes, *, drop_signatures: bool = False) -> Package:
    """The parts of a workbook that is to be changed.

    Raises:
        WorkbookError: it is signed, and the signatures may not go.
    """
    package = Package(content)
    if package.is_signed:
        if not drop_signatures:
            raise WorkbookError("signed")
        package.drop_signatures()
    return package


def _copied(entry: ZipInfo) -> ZipInfo:
    """What the archive says of a part, without what depends on its contents."""
    copy = ZipInfo(entry.filename, entry.date_time)
    copy.compress_type = ZIP_DEFLATED if entry.compress_type else entry.compress_type
    copy.external_attr = entry.external_attr
    return copy


class Span(NamedTuple):
    """Where an element stands in the bytes of its part.

    Attributes:
        start, end: of all of it.
        inner: where its contents begin; `end` where it is closed at once.
        close: where its end tag begins.
    """

    start: int
    inner: int
    close: int
    end: int

    @property
    def is_closed_at_once(self) -> bool:
        """Whether it has no end tag."""
        return self.inner == self.end


class Element(NamedTuple):
    """An element of a part: name and attributes without prefixes, and where it stands."""

    name: str
    attributes: Attributes
    span: Span


def find_elements(content: bytes, part: str, wanted: Callable[[str, int], bool]) -> list[Element]:
    """The elements that are wanted by name and depth (0 for the root), in order of their ends."""
    found: list[Element] = []
    opened: list[tuple[str, dict[str, str], int] | None] = []

    def start(index: int, name: str, attributes: dict[str, str]) -> None:
        is_wanted = wanted(local(name), len(opened))
        opened.append((local(name), attributes, index) if is_wanted else None)

    def end(index: int, _: str) -> None:
        last = opened.pop()
        if last is not None:
            name, attributes, begin = last
            named = {local(key): value for key, value in attributes.items()}
            found.append(Element(name, named, span_of(content, begin, index)))
            if len(found) > _MAX_ELEMENTS:
                raise odd(part)

    parse_bytes(content, part, start=start, end=end)
    return found


def last_of(elements: Sequence[Element], names: Collection[str], part: str) -> Span:
    """The last element with one of these names.

    Raises:
        WorkbookError: there is none, so that the part is not complete.
    """
    spans = [element.span for element in elements if element.name in names]
    if not spans:
        raise WorkbookError("incomplete_part", part=part[:100])
    return max(spans, key=lambda span: span.end)


def span_of(content: bytes, start: int, at_end: int) -> Span:
    """The span of an element, from the bytes at which it begins and at which it is left."""
    tag = _TAG.match(content, start)
    inner = tag.end() if tag else at_end
    if content[inner - 2 : inner] == _EMPTY:
        return Span(start, inner, inner, inner)
    closing = _END_TAG.match(content, at_end)
    return Span(start, inner, at_end, closing.end() if closing else at_end)


Splice = tuple[int, int, bytes]
"""From, to, and what stands there instead."""


def spliced(content: bytes, splices: Collection[Splice]) -> bytes:
    """Bytes with pieces of them replaced; at one place, in the order given."""
    pieces = []
    done = 0
    for start, end, new in sorted(splices, key=lambda splice: splice[:2]):
        pieces += [content[done:start], new]
        done = end
    return b"".join([*pieces, content[done:]])


def without_elements(
    content: bytes, part: str, unwanted: Callable[[str, Attributes], bool]
) -> bytes:
    """A part without some of the elements right below its root."""
    content = as_utf8(content, part)
    children = find_elements(content, part, lambda _, depth: depth == 1)
    return spliced(
        content,
        [
            (child.span.start, child.span.end, b"")
            for child in children
            if unwanted(child.name, child.attributes)
        ],
    )


def appended(content: bytes, span: Span, xml: bytes) -> Splice:
    """Puts XML at the end of an element's contents."""
    if not span.is_closed_at_once:
        return span.close, span.close, xml
    tag = content[span.start : span.end]
    name = re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0]
    opened = tag[: -len(_EMPTY)].rstrip() + b">"
    return span.start, span.end, opened + xml + b"</" + name + b">"


def with_attribute(content: bytes, span: Span, name: str, value: str) -> Splice:
    """Gives an attribute of an element another value."""
    tag = content[span.start : span.inner]
    pattern = re.compile(rb"""(\s%s\s*=\s*)("[^"]*"|'[^']*')""" % name.encode())
    return span.start, span.inner, pattern.sub(rb'\g<1>"%s"' % value.encode(), tag, count=1)


def prefixed_namespace(content: bytes) -> str:
    """The namespace of a part whose elements have a prefix; blank where they have none."""
    root = re.search(rb"<(?:([^\s:<>/?!]++):)?[^\s<>/?!:]++[^>]*+>", content)
    if not root or not root[1]:
        return ""
    named = re.search(rb"""xmlns:%s\s*=\s*["']([^"']*)""" % re.escape(root[1]), root[0])
    return named[1].decode() if named else ""


def namespaced(xml: str, namespace: str) -> str:
    """An element with the namespace that it would lack in a part with prefixes."""
    return re.sub(r"[\s/>]", rf' xmlns="{namespace}"\g<0>', xml, count=1) if namespace else xml
