"""What stops the work: one base, a leaf for each way, facts kept as attributes.

A wrong workbook or a full subnet is a result, not an error. This room never prints, and holds no
sentence: the words come from ``templates/`` by the key ``errors.<key>``.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar


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

    def __str__(self) -> str:
        """The sentence in English; a face with another language asks ``words.message``."""
        from eks_subnet_xlsx.words import error_text, load_words  # noqa: PLC0415 (words needs errors)

        return error_text(self, load_words("en"))


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


class LimitsFileError(EksSubnetXlsxError):
    """A user's own file of limits cannot be read.

    Attributes:
        problem: the sentence's key under ``errors.limits_file.``.
        path, line: where; line is None where the whole file is meant.
    """

    def __init__(self, problem: str, path: Path, line: int | None, **facts: object) -> None:
        super().__init__(path=path, line=line, **facts)
        self.problem = problem
        self.path = path
        self.line = line

    @property
    def key(self) -> str:  # type: ignore[override] # one class, a sentence for each problem
        """The problem's sentence."""
        return f"limits_file.{self.problem}"
