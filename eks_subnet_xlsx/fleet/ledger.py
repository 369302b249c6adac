"""What was written into a folder, so that a colleague's edit is known from our own work.

A line for each workbook in a file beside them, added before the workbook appears: a run that is
killed in between leaves what the next one understands. When a run ends, lines that no longer say
anything go, so that the file does not grow from run to run.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from eks_subnet_xlsx.output import write_file

LEDGER_NAME = ".eks-subnet-xlsx.jsonl"


class Ledger:
    """The digests of what was written into a folder, by the names of the files."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LEDGER_NAME
        self._known: dict[str, dict[str, str]] = defaultdict(dict)
        self._current: dict[str, str] = {}
        self._lines = 0
        self._is_cut_off = False
        self._file: IO[str] | None = None
        if self._path.exists():
            text = self._path.read_text(encoding="utf-8", errors="replace")
            self._is_cut_off = not text.endswith("\n")
            for line in text.splitlines():
                self._take(line)

    def _take(self, line: str) -> None:
        self._lines += 1
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
        known = self._known[name].get(digest)
        if known is not None:
            self._current[name] = digest
        return known

    def add(self, name: str, digest: str, inputs: str) -> None:
        """Says what is about to be written."""
        self._known[name][digest] = inputs
        if self._file is None:
            self._file = self._path.open("a", encoding="utf-8")
            if self._is_cut_off:
                self._file.write("\n")
        self._lines += 1
        (row,) = _rows(name, {digest: inputs}, digest)
        self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
        self._file.flush()

    def confirm(self, name: str, digest: str) -> None:
        """Says that a file with this digest is in its place now."""
        self._current[name] = digest

    def compact(self) -> None:
        """Takes the lines out that no file in its place needs."""
        kept = [
            row
            for name, known in self._known.items()
            for row in _rows(name, known, self._current.get(name))
        ]
        if self._lines <= len(kept):
            return
        self.close()
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept)
        write_file(self._path, text.encode(), force=True)

    def close(self) -> None:
        """Ends the writing."""
        if self._file is not None:
            self._file.close()
            self._file = None


_KEYS = ("file", "sha256", "inputs")


def _rows(name: str, known: Mapping[str, str], current: str | None) -> Iterator[dict[str, str]]:
    """The lines of a file: that of what is in its place, else all, since nobody looked."""
    for digest, inputs in known.items():
        if current in {None, digest}:
            yield dict(zip(_KEYS, (name, digest, inputs), strict=True))
