"""What the sources of a fleet give: plans, and why something is none."""

from __future__ import annotations

from dataclasses import dataclass

from eks_subnet_xlsx.errors import PlanError
from eks_subnet_xlsx.plan import Plan


@dataclass(frozen=True, slots=True)
class Entry:
    """A plan of a fleet, or why it is none.

    Attributes:
        source: the file, with the document, line or row where it holds several.
        file: the file alone; nothing where the source is that.
        line: where the plan begins in it; None where that is not known.
    """

    source: str
    plan: Plan | PlanError
    file: str = ""
    line: int | None = None
