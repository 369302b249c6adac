"""XML of a file from a stranger: no document type, no entities, no surprise.

Handlers see elements by their local names; prefixes differ from program to program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.parsers import expat

from eks_subnet_xlsx.errors import WorkbookError

Attributes = Mapping[str, str]


def local(name: str) -> str:
    """A name without its namespace or prefix."""
    return name.rpartition(":")[2]


def parse(
    content: bytes,
    part: str,
    *,
    start: Callable[[str, dict[str, str]], object],
    end: Callable[[str], object] | None = None,
    text: Callable[[str], object] | None = None,
) -> None:
    """Runs handlers over a part.

    Raises:
        WorkbookError: the part is no XML, or declares a document type.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    _run(parser, content, part)


def parse_bytes(
    content: bytes,
    part: str,
    *,
    start: Callable[[int, str, dict[str, str]], object],
    end: Callable[[int, str], object],
) -> None:
    """Runs handlers over a part that are told at which byte they are.

    At the end of an element that is closed at once, that is the byte after it.

    Raises:
        WorkbookError: the part is no XML, or declares a document type.
    """
    parser = expat.ParserCreate()

    def on_start(name: str, attributes: dict[str, str]) -> None:
        start(parser.CurrentByteIndex, name, attributes)

    def on_end(name: str) -> None:
        end(parser.CurrentByteIndex, name)

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    _run(parser, content, part)


def _run(parser: expat.XMLParserType, content: bytes, part: str) -> None:
    parser.StartDoctypeDeclHandler = _refuse_doctype(part)
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise WorkbookError("xml", part=part[:100], detail=str(error)[:100]) from error


def elements(content: bytes, part: str) -> list[tuple[str, Attributes]]:
    """The elements of a small part, with their attributes, both by local name."""
    found: list[tuple[str, Attributes]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((local(name), {local(key): value for key, value in attributes.items()}))

    parse(content, part, start=start)
    return found


def _refuse_doctype(part: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise WorkbookError("doctype", part=part[:100])

    return refuse
