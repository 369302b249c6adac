"""What stops the work: one base, a leaf for each way, facts kept as attributes.

A wrong workbook or a full subnet is a result, not an error. This room never prints, and holds no
sentence: the words come from ``templates/`` by the key ``errors.<key>``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from eks_subnet_xlsx.words import Words, load_words, printable


class EksSubnetXlsxError(Exception):
    """The base of every error that a caller of this package may meet.

    Attributes:
        key: the entry under ``errors.`` in ``templates/words.*.toml``.
        facts: what the sentence names, by placeholder.
    """

    key: ClassVar[str]

    def __init__(self, **facts: object) -> None:
        super().__init__()
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        # An error crosses processes with its facts; its own class asks for them one by one.
        return _rebuilt, (type(self), self.__dict__)

    def text(self, words: Words) -> str:
        """What to tell the user, in the language of these words."""
        return words.text(f"errors.{self.key}", **self.facts)

    def __str__(self) -> str:
        return self.text(load_words("en"))


def _rebuilt(kind: type[EksSubnetXlsxError], state: dict[str, object]) -> EksSubnetXlsxError:
    error = kind.__new__(kind)
    error.__dict__.update(state)
    return error


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a key under ``plan.``, or a whole key, and what it names."""

    key: str
    facts: Mapping[str, object]

    def text(self, words: Words) -> str:
        """The sentence."""
        key = self.key if self.key.startswith("errors.") else f"plan.{self.key}"
        return words.text(key, **self.facts)


@dataclass(frozen=True, slots=True)
class PlacedProblem:
    """A problem with the place that it was found at, such as node_groups[2].pods_per_node.

    Attributes:
        line: from 1; None where the format does not say.
    """

    place: str
    line: int | None
    problem: Problem


class PlanError(EksSubnetXlsxError):
    """A plan cannot be read, or asks for what makes no sense.

    Attributes:
        source: the file's name, or ``-``.
        problems: all of them, in order of place.
    """

    key = "plan"

    def __init__(self, source: str, problems: tuple[PlacedProblem, ...]) -> None:
        super().__init__()
        self.source = source
        self.problems = problems

    def text(self, words: Words) -> str:
        """A line for each problem."""
        return "\n".join(self._line(words, placed) for placed in self.problems)

    def _line(self, words: Words, placed: PlacedProblem) -> str:
        where = _at_line(words, self.source, placed.line)
        if placed.place:
            where = f"{where}, {placed.place}"
        return f"{where}: {placed.problem.text(words)}"


class SharedFileError(PlanError):
    """Clusters whose workbooks would have one name.

    Attributes:
        file: the name.
        clusters: each with its source and its line there; the line is None where none is known.
    """

    key = "shared_file"

    def __init__(
        self, source: str, file: str, clusters: tuple[tuple[str, str, int | None], ...]
    ) -> None:
        super().__init__(source, ())
        self.file = file
        self.clusters = clusters

    def text(self, words: Words) -> str:
        """One line that names all of them, the same for each."""
        named = [
            f"{cluster} ({_at_line(words, source, line)})"
            for cluster, source, line in self.clusters
        ]
        return words.text("errors.shared_file", file=self.file, clusters=", ".join(named))


def _at_line(words: Words, source: str, line: int | None) -> str:
    """A place in a file."""
    where = printable(source)
    return where if line is None else words.text("plan.at_line", source=where, line=line)


class InvalidValueError(EksSubnetXlsxError, ValueError):
    """A figure handed to the arithmetic is outside what it is defined for."""

    key = "invalid_value"

    def __init__(self, *, name: str, found: object, minimum: int, maximum: int) -> None:
        super().__init__(name=name, found=found, minimum=minimum, maximum=maximum)
        self.name = name
        self.found = found
        self.minimum = minimum
        self.maximum = maximum


class UnknownInstanceTypeError(EksSubnetXlsxError, LookupError):
    """The catalog has no such type."""

    def __init__(
        self, *, instance_type: str, suggestions: tuple[str, ...], is_pattern: bool
    ) -> None:
        super().__init__(instance_type=instance_type, suggestions=", ".join(suggestions))
        self.instance_type = instance_type
        self.suggestions = suggestions
        self.is_pattern = is_pattern

    @property
    def key(self) -> str:  # type: ignore[override] # depends on what was found
        """A pattern, a near miss and a name far from any have a sentence each."""
        if self.is_pattern:
            return "pattern_as_type"
        return "unknown_type_near" if self.suggestions else "unknown_type"

    @property
    def sentence(self) -> tuple[str, dict[str, object]]:
        """The key and the facts of its sentence."""
        return self.key, self.facts


class ProblemError(EksSubnetXlsxError):
    """An error of one kind that has a sentence for each problem.

    Attributes:
        group: the table under ``errors.`` that holds the sentences.
        problem: the sentence's key in it.
    """

    group: ClassVar[str]

    def __init__(self, problem: str, **facts: object) -> None:
        super().__init__(**facts)
        self.problem = problem

    @property
    def key(self) -> str:  # type: ignore[override] # depends on the problem
        """The problem's sentence."""
        return f"{self.group}.{self.problem}"


class LimitsFileError(ProblemError):
    """A user's own file of limits cannot be read.

    Attributes:
        path, line: where; line is None where the whole file is meant.
    """

    group = "limits_file"

    def __init__(self, problem: str, path: Path, line: int | None, **facts: object) -> None:
        super().__init__(problem, path=path, line=line, **facts)
        self.path = path
        self.line = line


class WorkbookError(ProblemError):
    """A file cannot be read as a workbook."""

    group = "workbook"


class ConfigurationError(ProblemError):
    """A file of settings is there and cannot be taken.

    Attributes:
        path: of the file.
    """

    group = "configuration"

    def __init__(self, problem: str, path: Path, **facts: object) -> None:
        super().__init__(problem, path=path, **facts)
        self.path = path


class SourceError(ProblemError):
    """What a command was to read is not there."""

    group = "source"


class OutputError(ProblemError):
    """A file cannot be written; nothing was.

    Attributes:
        path: where to.
    """

    group = "output"

    def __init__(self, problem: str, path: Path, **facts: object) -> None:
        super().__init__(problem, path=path, **facts)
        self.path = path
