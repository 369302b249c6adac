"""Which runs are at work in a folder, so that none takes away what another is about to use."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

if sys.platform != "win32":
    import fcntl

PART_PREFIX, PART_SUFFIX = ".eks-subnet-xlsx-", ".part"
"""How the names of files begin and end that are not whole yet."""

_LONG_AGO = 3600
"""Seconds after which a part has no owner any more, where runs cannot tell of each other."""


class Presence:
    """A run's presence in a folder; the system ends it with the process, however that ends.

    Each run holds the folder together with the others; one that could hold it alone is alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: int | None = None

    def __enter__(self) -> Self:
        if sys.platform != "win32":
            with suppress(OSError):  # Some network drives know no locks.
                self._held = os.open(self._folder, os.O_RDONLY)
        self.remove_strays()
        if sys.platform != "win32" and self._held is not None:
            with suppress(OSError):
                fcntl.flock(self._held, fcntl.LOCK_SH)
        return self

    def __exit__(self, *_: object) -> None:
        if self._held is not None:
            os.close(self._held)

    def is_alone(self) -> bool:
        """Whether no other run is at work; none can begin before this one has ended or gone on."""
        if sys.platform == "win32" or self._held is None:
            return False
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def remove_strays(self) -> None:
        """Removes what runs that were killed left behind."""
        is_alone = self.is_alone()
        for path in self._parts():
            with suppress(OSError):
                if is_alone or time.time() - path.stat().st_mtime > _LONG_AGO:
                    path.unlink()

    def _parts(self) -> Iterator[Path]:
        return self._folder.glob(f"{PART_PREFIX}*{PART_SUFFIX}")
