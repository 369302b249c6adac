"""YAML as data, with the line of each place and the traps of YAML caught.

YAML 1.1 reads `no` as false, `010` as 8, `1:30` as 90 and a bare date as a date; a plan that means
something else would be wrong without a word. Nothing is composed before it is counted.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import yaml
from yaml import (
    AliasEvent,
    DocumentStartEvent,
    MappingNode,
    Node,
    ScalarEvent,
    ScalarNode,
    SequenceNode,
    SequenceStartEvent,
    StreamEndEvent,
)

from eks_subnet_xlsx.errors import Problem
from eks_subnet_xlsx.plan.parsed import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_VALUES,
    LongNumber,
    Parsed,
    Place,
    SyntaxProblemError,
    empty_key,
    settled,
)
from eks_subnet_xlsx.plan.problems import is_number_at, misread_number, shown

_OCTAL = re.compile(r"[-+]?0[0-9_]+$")
_LONG_NUMBER = re.compile(r"[-+.]?[0-9][0-9a-fA-Fx_:.]*+\Z")
_MOST_SAID = 200
_CHUNK = 64_000

_DIRECTIVE = "\n%"
_MAX_DIRECTIVES = 100
_Untyped = Any
"""What stands in a file, and what yaml has no types for: its parser in C has marks of its own."""

_STANDARD = "tag:yaml.org,2002:"
_COLLECTIONS = {None, "!", f"{_STANDARD}map", f"{_STANDARD}seq"}
"""Tags that say of a mapping or a list what it is anyway."""

_LOADER: _Untyped = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMBERS = {
    f"{_STANDARD}int": yaml.SafeLoader.construct_yaml_int,
    f"{_STANDARD}float": yaml.SafeLoader.construct_yaml_float,
}
_CONSTRUCTORS = {**_NUMBERS, f"{_STANDARD}bool": yaml.SafeLoader.construct_yaml_bool}


def yaml_plan(text: str) -> Parsed:
    """The data of a text of one document.

    Raises:
        SyntaxProblemError: it is no YAML, or holds several.
    """
    _refuse_directives(text.count(_DIRECTIVE))
    with _documents(text) as documents:
        parsed = next(documents, Parsed())
        if documents.has_more():
            raise SyntaxProblemError(Problem("several_documents", {}), documents.line)
        return parsed


def yaml_plans(file: IO[bytes]) -> Iterator[Parsed]:
    """The data of each document of a file, which is never in memory as a whole.

    Raises:
        SyntaxProblemError: it is no YAML from here on.
    """
    stream = _Stream(file)
    try:
        with _documents(stream) as documents:
            for parsed in documents:
                if stream.problem:
                    break
                stream.renew()
                yield parsed
    except SyntaxProblemError as error:
        raise stream.problem or error from error
    if stream.problem:
        raise stream.problem


@contextmanager
def _documents(text: str | _Stream) -> Iterator[_Documents]:
    """The documents of a text; what is wrong with it as YAML becomes a problem with its line."""
    loader: _Untyped = _LOADER(text)
    try:
        yield _Documents(loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise _syntax_problem(error.problem or "", mark.line + 1 if mark else None) from error
    except yaml.YAMLError as error:
        line = _line_of(error, text) if isinstance(text, str) else None
        raise _syntax_problem(str(error).split("\n", 1)[0], line) from error
    finally:
        loader.dispose()


def _line_of(error: yaml.YAMLError, text: str) -> int:
    """The line of a character that YAML does not allow; the parser says at which byte it is."""
    position = getattr(error, "position", 0)
    return text.encode().count(b"\n", 0, position) + 1


class _Stream:
    """A file's text as the parser asks for it, no more for one plan than a plan may have.

    Attributes:
        problem: why it ended before its end; the parser has no way to hear of it.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decoder = getincrementaldecoder("utf-8-sig")()
        self._line = 1
        self.problem: SyntaxProblemError | None = None
        self.renew()

    def renew(self) -> None:
        """Begins to count anew."""
        self._left = MAX_BYTES + _CHUNK
        self._directives = 0

    def read(self, _: int, /) -> str:
        """The next characters; none at the end."""
        content = self._file.read(_CHUNK)
        try:
            return self._bounded(self._decoder.decode(content, final=not content), len(content))
        except UnicodeDecodeError as error:
            line = self._line + error.object.count(b"\n", 0, error.start)
            self.problem = SyntaxProblemError(Problem("not_utf8", {}), line)
        except SyntaxProblemError as error:
            self.problem = error
        return ""

    def _bounded(self, text: str, size: int) -> str:
        self._left -= size
        self._directives += text.count(_DIRECTIVE)
        if self._left < 0:
            raise SyntaxProblemError(
                Problem("too_large", {"maximum": f"{MAX_BYTES:,}"}), self._line
            )
        _refuse_directives(self._directives)
        self._line += text.count("\n")
        return text


def _refuse_directives(number: int) -> None:
    """Refuses directives without end: the parser compares each with all that were before it."""
    if number > _MAX_DIRECTIVES:
        raise SyntaxProblemError(Problem("too_deep", {}))


def _syntax_problem(detail: str, line: int | None) -> SyntaxProblemError:
    return SyntaxProblemError(Problem("syntax_yaml", {"detail": shown(detail, _MOST_SAID)}), line)


class _Documents:
    """The documents of a text, one after the other.

    Attributes:
        line: where the one begins that is next.
    """

    def __init__(self, loader: _Untyped) -> None:
        self._loader = loader
        self.line = 1

    def has_more(self) -> bool:
        """Whether there is a document left."""
        while not self._loader.check_event(DocumentStartEvent, StreamEndEvent):
            self._loader.get_event()
        self.line = self._loader.peek_event().start_mark.line + 1
        return bool(self._loader.check_event(DocumentStartEvent))

    def __iter__(self) -> Iterator[Parsed]:
        return self

    def __next__(self) -> Parsed:
        if not self.has_more():
            raise StopIteration
        self._loader.get_event()
        root = _Composer(self._loader).node(0)
        parsed = Parsed()
        parsed.data = _Reader(parsed, self._loader).read(root, ())
        return settled(parsed)


class _Composer:
    """Makes a document's nodes of what the parser says of it, and counts them."""

    def __init__(self, loader: _Untyped) -> None:
        self._loader = loader
        self._anchors: dict[str, Node] = {}
        self._seen = 0

    def node(self, depth: int) -> Node:
        """The next node, with all that is in it."""
        event: _Untyped = self._loader.get_event()
        self._seen += 1
        # A key and its value are two.
        if self._seen > 2 * MAX_VALUES or depth > MAX_DEPTH:
            raise SyntaxProblemError(Problem("too_deep", {}), event.start_mark.line + 1)
        kind = type(event)
        if kind is AliasEvent:
            return self._referred(event)
        if kind is ScalarEvent:
            return self._named(event, ScalarNode(self._tag(event), event.value, event.start_mark))
        if kind is SequenceStartEvent:
            node = self._named(event, SequenceNode(event.tag, [], event.start_mark))
            while not self._loader.check_event(yaml.SequenceEndEvent):
                node.value.append(self.node(depth + 1))
        else:
            node = self._named(event, MappingNode(event.tag, [], event.start_mark))
            while not self._loader.check_event(yaml.MappingEndEvent):
                node.value.append((self.node(depth + 1), self.node(depth + 1)))
        self._loader.get_event()
        return node

    def _tag(self, event: _Untyped) -> str:
        """What kind of scalar it is, as it says or as it looks."""
        if event.tag is not None and event.tag != "!":
            return str(event.tag)
        if len(event.value) > MAX_DIGITS:
            # The patterns by which kinds are told take memory for each character.
            is_number = event.implicit[0] and _LONG_NUMBER.match(event.value)
            return f"{_STANDARD}{'int' if is_number else 'str'}"
        return str(self._loader.resolve(ScalarNode, event.value, event.implicit))

    def _named(self, event: _Untyped, node: Node) -> Node:
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _referred(self, event: _Untyped) -> Node:
        try:
            return self._anchors[event.anchor]
        except KeyError as error:
            raise _syntax_problem(
                f"found undefined alias {event.anchor!r}", event.start_mark.line + 1
            ) from error


class _Reader:
    """Turns YAML's nodes into data, noting lines and traps on the way."""

    def __init__(self, parsed: Parsed, loader: _Untyped) -> None:
        self._parsed = parsed
        self._loader = loader
        self._seen = 0

    def read(self, node: Node, place: Place) -> _Untyped:
        # Counted as they are read, so that references to references cannot grow without bound.
        self._seen += 1
        if self._seen > MAX_VALUES or len(place) > MAX_DEPTH:
            raise SyntaxProblemError(Problem("too_deep", {}), node.start_mark.line + 1)
        self._parsed.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, ScalarNode):
            return self._scalar(node, place)
        if node.tag not in _COLLECTIONS:
            self._parsed.problems[place] = Problem("yaml_tag", {"found": shown(node.tag)})
        if isinstance(node, MappingNode):
            return self._mapping(node, place)
        return [self.read(item, (*place, number)) for number, item in enumerate(node.value)]

    def _mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, ScalarNode) else "?"
            inside = (*place, key)
            line = key_node.start_mark.line + 1
            if key in mapping:
                facts = {"key": shown(key), "first": lines[key]}
                self._parsed.problems[inside] = Problem("doubled_key", facts)
            lines[key] = self._parsed.lines[inside] = line
            mapping[key] = self.read(value_node, inside)
        return mapping

    def _scalar(self, node: ScalarNode, place: Place) -> _Untyped:
        raw, make = node.value, _CONSTRUCTORS.get(node.tag)
        if node.tag in _NUMBERS and len(raw) > MAX_DIGITS:
            return LongNumber(raw)
        trap = _trap(node, place)
        if trap:
            self._parsed.problems[place] = trap
        if trap or make is None or not raw.isascii():
            return raw
        try:
            return make(self._loader, node)
        except (ValueError, IndexError):
            return raw


def _trap(node: ScalarNode, place: Place) -> Problem | None:
    """What YAML makes of a value that its author did not mean."""
    raw, kind = node.value, node.tag.removeprefix(_STANDARD)
    if kind == "null":
        return Problem(empty_key(place), {})
    if kind == "int" and _OCTAL.match(raw):
        return _octal_trap(raw, place)
    if kind not in {"str", "int", "float", "bool", "timestamp"}:
        return Problem("yaml_tag", {"found": shown(node.tag)})
    traps = {
        "yaml_bool": kind == "bool" and raw.lower() not in {"true", "false"},
        "yaml_sexagesimal": kind in {"int", "float"} and ":" in raw,
        "yaml_date": kind == "timestamp",
    }
    key = next((key for key, is_trap in traps.items() if is_trap), None)
    return _misread(key, raw, place) if key else None


def _octal_trap(raw: str, place: Place) -> Problem:
    if not is_number_at(place):
        return Problem("yaml_octal_text", {"found": raw})
    decimal, octal = int(raw.replace("_", "")), _octal(raw)
    return Problem("yaml_octal", {"found": raw, "octal": octal, "decimal": decimal})


def _misread(key: str, raw: str, place: Place) -> Problem:
    """What to do where YAML reads something else than is expected: quotes are for text alone."""
    found = shown(raw)
    return misread_number(place, found) if is_number_at(place) else Problem(key, {"found": found})


def _octal(raw: str) -> str:
    try:
        return str(int(raw.replace("_", ""), 8))
    except ValueError:
        return "?"
