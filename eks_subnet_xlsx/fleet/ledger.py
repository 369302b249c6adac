"""What was written into a folder, so that a colleague's edit is known from our own work.

A line for each workbook in a file beside them, added before the workbook appears: a run that is
killed in between leaves what the next one understands. When a run ends, lines that no longer say
anything go, so that the file does not grow from run to run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from eks_subnet_xlsx.errors import OutputError
from eks_subnet_xlsx.fleet.names import LEDGER_NAME
from eks_subnet_xlsx.output import refusal, refuse_special, write_file

_KEYS = ("file", "sha256", "inputs")


class Ledger:
    """The digests of what was written into a folder, by the names of the files."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LEDGER_NAME
        self._inputs: dict[tuple[str, str], str] = {}
        self._in_place: dict[str, str] = {}
        self._lines = 0
        self._read_to = 0
        self._is_cut_off = False
        self._file: IO[str] | None = None
        try:
            refuse_special(self._path)
            self._take_new()
        except OSError as error:
            raise refusal(self._path, error) from error

    def _take_new(self) -> None:
        """Takes in the lines that have come since they were read, from another run too."""
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            file.seek(self._read_to)
            for line in file:
                self._is_cut_off = not line.endswith(b"\n")
                if self._is_cut_off:
                    return  # Half a line: of a run that was killed, or of one that is writing it.
                self._read_to += len(line)
                self._take(line)

    def _take(self, line: bytes) -> None:
        self._lines += 1
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            return  # Another run went on behind half a line.
        if isinstance(row, Mapping) and all(isinstance(row.get(key), str) for key in _KEYS):
            self._keep(*(row[key] for key in _KEYS))

    def _keep(self, name: str, digest: str, inputs: str) -> None:
        self._inputs.pop((name, digest), None)  # The last to be said comes last.
        self._inputs[name, digest] = inputs

    def inputs_of(self, name: str, digest: str) -> str | None:
        """The digest of the inputs that the file of this name, of this digest, was made from.

        None where it is not known, so that the file is somebody else's.
        """
        if (name, digest) not in self._inputs:
            self._take_new()
        found = self._inputs.get((name, digest))
        if found is not None:
            self.confirm(name, digest)
        return found

    def add(self, name: str, digest: str, inputs: str) -> None:
        """Says what is about to be written."""
        self._keep(name, digest, inputs)
        if self._file is None:
            self._file = self._path.open("a", encoding="utf-8")
            if self._is_cut_off:
                self._file.write("\n")
        self._file.write(_line(name, digest, inputs))
        self._file.flush()

    def confirm(self, name: str, digest: str) -> None:
        """Says that a file with this digest is in its place now."""
        self._in_place[name] = digest

    def compact(self) -> None:
        """Takes out the lines that no file needs; where there is no room for that, later."""
        self.close()
        self._take_new()
        needed = [
            _line(name, digest, inputs)
            for (name, digest), inputs in self._inputs.items()
            # Where nobody looked which file is in its place, each line may be needed.
            if self._in_place.get(name, digest) == digest
        ]
        if len(needed) < self._lines:
            with suppress(OutputError):
                write_file(self._path, "".join(needed).encode(), force=True)

    def close(self) -> None:
        """Ends the writing."""
        if self._file is not None:
            with suppress(OSError):  # What could not be written has been said of its workbook.
                self._file.close()
            self._file = None


def _line(name: str, digest: str, inputs: str) -> str:
    row = dict(zip(_KEYS, (name, digest, inputs), strict=True))
    return json.dumps(row, ensure_ascii=False) + "\n"
