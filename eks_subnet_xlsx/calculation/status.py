"""What a row or a sheet says of itself, as a number whose words stand on the sheet of words.

The numbers are a contract with every file that circulates: never reused, never renumbered.
"""

from __future__ import annotations

from enum import IntEnum

from eks_subnet_xlsx.demand import Verdict


class Status(IntEnum):
    """The codes; each has its words under ``status.<name, lower case>``."""

    OK = 1
    LEGACY_TYPE = 2
    CYCLES = 3
    PODS_WITHOUT_ADDRESS = 10
    PODS_EXCEED_MAX_PODS = 11
    SETTINGS_WRONG = 20
    TYPE_MISSING = 21
    TYPE_UNKNOWN = 22
    LIMITS_DAMAGED = 23
    NODES_MISSING = 31
    NODES_NOT_WHOLE = 32
    NODES_OUT_OF_BOUNDS = 33
    PODS_MISSING = 41
    PODS_NOT_WHOLE = 42
    PODS_OUT_OF_BOUNDS = 43
    MAX_PODS_NOT_WHOLE = 52
    MAX_PODS_OUT_OF_BOUNDS = 53
    ENOUGH = 61
    SHORT = 62
    EXHAUSTED = 63
    INCOMPLETE = 64
    NO_SIZE = 65
    ATTENTION = 71
    TODAY = 81
    OTHER_POSSIBILITY = 82

    @property
    def words_key(self) -> str:
        """The key of its words."""
        return f"status.{self.name.lower()}"


VERDICTS: dict[Verdict, Status] = {
    "unknown": Status.INCOMPLETE,
    "exhausted": Status.EXHAUSTED,
    "low": Status.SHORT,
    "enough": Status.ENOUGH,
}
"""The code of what is to be said of a subnet."""

FIRST_INVALID = Status.SETTINGS_WRONG
"""A row with this code or a higher one counts nothing."""
