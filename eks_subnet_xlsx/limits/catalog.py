"""The catalog: looks instance types up, suggests near misses, takes a user's own rows.

The data stand beside it: generated rows, a maintainer's corrections, and where they come from. This
room never asks AWS and never writes.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cache, cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any

from eks_subnet_xlsx.errors import UnknownInstanceTypeError
from eks_subnet_xlsx.limits.instance import InstanceLimits
from eks_subnet_xlsx.limits.names import size_order, type_key
from eks_subnet_xlsx.limits.rows import limits_of, read_limits_file

DATA_FOLDER = Path(__file__).parent / "data"

MAX_TYPES = 3_500
"""Types that a catalog may hold: what the workbook's sheet of limits has room for."""

_SUGGESTIONS = 3
_FIGURES = attrgetter(*(field.name for field in fields(InstanceLimits)))
_WILDCARDS = frozenset("*?~[")


def is_pattern(text: str) -> bool:
    """Whether a text names several types, as a shell has it."""
    return not _WILDCARDS.isdisjoint(text)


class LimitsCatalog:
    """The limits of all known instance types, in order of name.

    Attributes:
        date: when the sources were merged, as YYYY-MM-DD.
        sources: the sources with their dates, the first that lists a type counts.
        editions: what others made of these limits once, to be used again; it goes with them.
    """

    def __init__(self, types: Mapping[str, InstanceLimits], date: str, sources: str) -> None:
        self._types = dict(sorted(types.items()))
        self.date = date
        self.sources = sources
        self.editions: dict[Hashable, Any] = {}

    def __reduce__(self) -> tuple[object, ...]:
        # What others made of it stays in its own process.
        return LimitsCatalog, (self._types, self.date, self.sources)

    def __iter__(self) -> Iterator[InstanceLimits]:
        return iter(self._types.values())

    def __len__(self) -> int:
        return len(self._types)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all rows in effect, in hexadecimal; a row of the user's own changes it."""
        text = "\n".join(",".join(map(str, _FIGURES(limits))) for limits in self)
        return hashlib.sha256(text.encode()).hexdigest()

    def find(self, instance_type: str) -> InstanceLimits | None:
        """The limits of a type, in any case, without the spaces around it; None if unknown."""
        return self._types.get(type_key(instance_type))

    def get(self, instance_type: str) -> InstanceLimits:
        """The limits of a type.

        Raises:
            UnknownInstanceTypeError: no such type; it carries near misses.
        """
        limits = self.find(instance_type)
        if limits is None:
            raise self.unknown(instance_type)
        return limits

    def unknown(self, instance_type: str) -> UnknownInstanceTypeError:
        """The error that says that there is no such type, with near misses."""
        return UnknownInstanceTypeError(
            instance_type=instance_type,
            suggestions=self.suggest(instance_type),
            is_pattern=is_pattern(instance_type),
        )

    def suggest(self, instance_type: str) -> tuple[str, ...]:
        """The types whose names are nearest, best first; none where nothing is near."""
        name = instance_type.strip().lower()[:100]
        return tuple(get_close_matches(name, self._types, n=_SUGGESTIONS, cutoff=0.75))

    def match(self, pattern: str) -> list[InstanceLimits]:
        """The types that a pattern names, by size: * and ? as a shell has them, else a part."""
        wanted = pattern.strip().lower()
        if not is_pattern(wanted):
            wanted = f"*{wanted}*"
        names = [name for name in self._types if fnmatchcase(name, wanted)]
        return [self._types[name] for name in sorted(names, key=size_order)]

    def with_types(self, types: Iterable[InstanceLimits]) -> LimitsCatalog:
        """A catalog in which these types are added, or take the place of those of their name."""
        merged = {**self._types, **{limits.instance_type: limits for limits in types}}
        return LimitsCatalog(merged, self.date, self.sources)

    def with_file(self, path: Path) -> LimitsCatalog:
        """A catalog with the rows of a user's own CSV file, which win.

        Raises:
            LimitsFileError: the file cannot be read as limits, with the place and the reason.
        """
        return self.with_types(read_limits_file(path, max_types=MAX_TYPES - len(self)))


@cache
def load_catalog() -> LimitsCatalog:
    """The catalog that ships with the package."""
    provenance = json.loads((DATA_FOLDER / "provenance.json").read_text(encoding="utf-8"))
    sources = "; ".join(f"{item['what']}, {item['date']}" for item in provenance["sources"])
    shipped = LimitsCatalog(_shipped("generated.csv"), provenance["merged"], sources)
    return shipped.with_types(_shipped("manual.csv").values())


def _shipped(name: str) -> dict[str, InstanceLimits]:
    """Rows of ours: tests have judged them, so that loading trusts them."""
    types = {}
    with (DATA_FOLDER / name).open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            types[row["instance_type"]] = limits_of(row, row["status"])
    return types
