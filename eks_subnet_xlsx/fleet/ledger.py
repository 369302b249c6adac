"""What was written into a folder, so that a colleague's edit is known from our own work.

A line for each workbook in a file beside them, added before the workbook appears: a run that is
killed in between leaves what the next one understands.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import IO

LEDGER_NAME = ".eks-subnet-xlsx.jsonl"


class Ledger:
    """The digests of what was written into a folder, by the names of the files."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LEDGER_NAME
        self._known: dict[str, dict[str, str]] = defaultdict(dict)
        self._file: IO[str] | None = None
        if self._path.exists():
            for line in self._path.read_text(encoding="utf-8", errors="replace").splitlines():
                self._take(line)

    def _take(self, line: str) -> None:
        try:
            row = json.loads(line)
        except ValueError:
            return  # The last line of a run that was killed may be half of one.
        if isinstance(row, Mapping) and all(isinstance(row.get(key), str) for key in _KEYS):
            self._known[row["file"]][row["sha256"]] = row["inputs"]

    def inputs_of(self, name: str, digest: str) -> str | None:
        """The digest of the inputs that a file of this name and digest was made from.

        None where it is not known, so that the file is somebody else's.
        """
        return self._known[name].get(digest)

    def add(self, name: str, digest: str, inputs: str) -> None:
        """Says what is about to be written."""
        self._known[name][digest] = inputs
        if self._file is None:
            self._file = self._path.open("a", encoding="utf-8")
        row = dict(zip(_KEYS, (name, digest, inputs), strict=True))
        self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Ends the writing."""
        if self._file is not None:
            self._file.close()
            self._file = None


_KEYS = ("file", "sha256", "inputs")
