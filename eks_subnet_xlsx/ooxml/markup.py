"""XML of a file from a stranger: no document type, no entities, no surprise.

Handlers see names with their namespaces, as a spreadsheet program does: what another namespace
calls a cell is none. What would take more memory or time than a file may is refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from xml.parsers import expat

from eks_subnet_xlsx.errors import WorkbookError

Attributes = Mapping[str, str]

MAX_DEPTH = 100
"""Elements inside each other; those of a sheet are seven."""

_CHUNK = 256_000
_LARGE = 1_000_000
"""Bytes of a part from which it is looked through before it is parsed."""

_MAX_TAGS = 2_000_000
_MAX_NAMES = 20_000
"""Of elements and attributes; a parser keeps each that it met."""

_MAX_ELEMENTS = 20_000
"""Of a small part, such as a list of what another refers to."""

# A tag, and a tag with the text after it; attributes may hold what ends a tag.
_LONG_PIECE = re.compile(rb"<[^<>]{300000}|<[^<]{4000000}")
_PREFIX = re.compile(rb"xmlns:([^\s=]+)")
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']+)""")
_DECLARATION = re.compile(r"^\ufeff?<\?xml.*?\?>")
_WIDE = {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_NARROW = re.compile(r"iso-8859-[0-9]{1,2}|windows-125[0-8]|koi8-[ru]")
"""The encodings of one byte a character, beside UTF-8, that programs write."""

_SHOWN = 40
_RELATION = "/relationships"

_SEPARATOR = " "


def split_name(name: str) -> tuple[str, str]:
    """The namespace and the name proper of an element or attribute."""
    namespace, _, proper = name.rpartition(_SEPARATOR)
    return namespace, proper


def local(name: str) -> str:
    """A name without its namespace or prefix."""
    return name.rpartition(_SEPARATOR)[2].rpartition(":")[2]


def parse(
    content: bytes,
    part: str,
    *,
    start: Callable[[str, dict[str, str]], object],
    end: Callable[[str], object] | None = None,
    text: Callable[[str], object] | None = None,
) -> None:
    """Runs handlers over a part; names carry their namespaces, see `split_name`.

    Raises:
        WorkbookError: the part is no XML, or declares a document type.
    """
    names: dict[str, str] = {}
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR, intern=names)
    parser.buffer_text = True
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    _run(parser, names, as_utf8(content, part), part)


def parse_bytes(
    content: bytes,
    part: str,
    *,
    start: Callable[[int, str, dict[str, str]], object],
    end: Callable[[int, str], object],
) -> None:
    """Runs handlers over a part of UTF-8 that are told at which byte they are.

    Names are spelled as they are in the part. At the end of an element that is closed at once, that
    is the byte after it.

    Raises:
        WorkbookError: the part is no XML, or declares a document type.
    """
    names: dict[str, str] = {}
    parser = expat.ParserCreate(intern=names)
    depth = 0

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise odd(part)
        start(parser.CurrentByteIndex, name, attributes)

    def on_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(parser.CurrentByteIndex, name)

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    _run(parser, names, content, part)


def _run(parser: expat.XMLParserType, names: Mapping[str, str], content: bytes, part: str) -> None:
    if len(content) > _LARGE:
        _refuse_costly(content, part)
    parser.StartDoctypeDeclHandler = _refuse_doctype(part)
    try:
        for begin in range(0, len(content), _CHUNK):
            parser.Parse(content[begin : begin + _CHUNK], False)
            if len(names) > _MAX_NAMES:
                raise odd(part)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise WorkbookError("xml", part=part[:100], detail=str(error)[:100]) from error


def _refuse_costly(content: bytes, part: str) -> None:
    """Refuses what a parser would need long for, or much memory."""
    if content.count(b"<") > _MAX_TAGS:
        raise WorkbookError("too_many_tags", part=part[:100], maximum=f"{_MAX_TAGS:,}")
    if _LONG_PIECE.search(content):
        raise odd(part)
    prefixes = set()
    for match in _PREFIX.finditer(content):
        prefixes.add(match[1])
        if len(prefixes) > _MAX_NAMES:
            raise odd(part)


def odd(part: str) -> WorkbookError:
    """The error of a part whose XML is built as no spreadsheet program builds it."""
    return WorkbookError("odd_xml", part=part[:100])


def as_utf8(content: bytes, part: str) -> bytes:
    """A part whose bytes are those of UTF-8, whatever they were; untouched where they are.

    Raises:
        WorkbookError: its encoding is not known, or not kept to.
    """
    encoding = _WIDE.get(content[:2])
    if encoding is None:
        declared = _DECLARED.match(content)
        encoding = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
        if encoding in {"utf-8", "us-ascii", "ascii", "utf8"}:
            return content
        if not _NARROW.fullmatch(encoding):
            raise WorkbookError("encoding", part=part[:100], found=encoding[:_SHOWN])
    try:
        text = content.decode(encoding)
    except (LookupError, ValueError) as error:
        raise WorkbookError("xml", part=part[:100], detail=str(error)[:100]) from error
    return _DECLARATION.sub('<?xml version="1.0" encoding="UTF-8"?>', text).encode()


def elements(content: bytes, part: str, *path: str) -> list[Attributes]:
    """The attributes of the elements of a small part at a path from its root, all of one namespace.

    Those with a prefix are left out, but for relations.
    """
    found: list[Attributes] = []
    opened: list[str] = []
    home = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal home
        namespace, proper = split_name(name)
        if not opened:
            home = namespace
        opened.append(proper if namespace == home else "")
        if len(opened) > MAX_DEPTH or len(found) > _MAX_ELEMENTS:
            raise odd(part)
        if tuple(opened) == path:
            named = ((split_name(key), value) for key, value in attributes.items())
            found.append({
                key: value for (space, key), value in named
                if not space or space.endswith(_RELATION)
            })  # fmt: skip

    parse(content, part, start=start, end=lambda _: opened.pop())
    return found


def _refuse_doctype(part: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise WorkbookError("doctype", part=part[:100])

    return refuse


def whole_number(text: str | None) -> int:
    """The number of an attribute; 1 where it says none."""
    return int(text) if text and text.isascii() and text.isdigit() else 1
