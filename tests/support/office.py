"""A LibreOffice held open: workbooks are edited, read and saved in it as its users do.

LibreOffice's interface (UNO) is there for the system's own Python alone, so a child process under
that Python talks to it, and to us in lines of JSON. What crashes or hangs is started again.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from support.cells import Value

PROGRAM = shutil.which("soffice")
PYTHON = "/usr/bin/python3"
_SERVER = Path(__file__).with_name("office_server.py")
_SECONDS_TO_START = 60
_SECONDS_PER_REQUEST = 60
_REQUESTS_PER_OFFICE = 300
"""After which LibreOffice is started anew: it keeps memory of every file."""

_ALWAYS = 0
_SETTINGS = f"""<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{_ALWAYS}</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>{_ALWAYS}</value></prop></item>
</oor:items>
"""

Json = dict[str, Any]


class OfficeError(Exception):
    """LibreOffice does not open a file, crashed over it, or took too long."""


def is_installed() -> bool:
    """Whether LibreOffice and its interface are there."""
    if PROGRAM is None or not Path(PYTHON).exists():
        return False
    return subprocess.run([PYTHON, "-c", "import uno"], check=False).returncode == 0


def _always_recalculating(profile: Path) -> Path:
    """A new profile with which LibreOffice recalculates whatever it opens."""
    (profile / "user").mkdir(parents=True)
    settings = profile / "user" / "registrymodifications.xcu"
    settings.write_text(_SETTINGS, encoding="utf-8")
    return profile


class Office:
    """A LibreOffice with a profile of its own, which always recalculates what it opens."""

    def __init__(self, folder: Path) -> None:
        if PROGRAM is None:
            raise FileNotFoundError("soffice")
        self._program = PROGRAM
        self._profile = _always_recalculating(folder / "profile")
        self._office: subprocess.Popen[bytes] | None = None
        self._server: subprocess.Popen[str] | None = None
        self._requests = 0

    def ask(self, path: Path, **request: object) -> Json:
        """What the server says of a file; see `office_server.Server.answer`.

        Raises:
            OfficeError: LibreOffice does not open it, or does not answer.
        """
        if self._server is None or self._requests >= _REQUESTS_PER_OFFICE:
            self.close()
            self._start()
        self._requests += 1
        server = self._server
        assert server
        assert server.stdin
        try:
            server.stdin.write(json.dumps({"path": str(path), **request}) + "\n")
            server.stdin.flush()
            answer: Json = json.loads(self._line(_SECONDS_PER_REQUEST))
        except (BrokenPipeError, json.JSONDecodeError, TimeoutError) as error:
            self.close()
            raise OfficeError(f"no answer: {error!r}") from error
        if "error" in answer:
            if "Dispos" in answer["error"] or "Binary URP" in answer["error"]:
                self.close()
            raise OfficeError(answer["error"])
        return answer

    def recalculate(self, files: Sequence[Path], folder: Path) -> list[Path]:
        """The files as LibreOffice saves them after recalculating every formula.

        Raises:
            OfficeError: LibreOffice does not open one, or does not answer.
        """
        folder.mkdir(parents=True, exist_ok=True)
        saved = [folder / file.name for file in files]
        for file, target in zip(files, saved, strict=True):
            self.ask(file, save=str(target))
            assert target.exists(), target.name
        return saved

    def results(self, path: Path, sheets: Sequence[str]) -> dict[str, dict[str, Value]]:
        """What the formulas of sheets give, as `filled` has it."""
        return self.filled(path, [{sheet: {} for sheet in sheets}])[0]

    def filled(
        self, path: Path, fillings: Sequence[Mapping[str, Mapping[str, Value]]]
    ) -> list[dict[str, dict[str, Value]]]:
        """What the formulas of a workbook give once it is filled in, for one filling after another.

        Args:
            path: of the workbook, which stays as it is.
            fillings: what is typed in, by sheet and place; ``None`` empties a cell.

        Returns:
            Results of every formula by sheet and place; an error is its text.

        Raises:
            OfficeError: LibreOffice does not open it, or does not answer.
        """
        asked = [{sheet: _blocks(cells) for sheet, cells in cells_of.items()}
                 for cells_of in fillings]  # fmt: skip
        found = self.ask(path, fillings=asked)["filled"]
        return [
            {sheet: {place: _whole(value) for place, value in cells.items()}
             for sheet, cells in cells_of.items()}
            for cells_of in found
        ]  # fmt: skip

    def _start(self) -> None:
        pipe = f"laws-{os.getpid()}-{time.monotonic_ns()}"
        self._office = subprocess.Popen(
            [
                self._program,
                f"-env:UserInstallation={self._profile.as_uri()}",
                "--headless", "--norestore", "--nologo", "--nodefault",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self._server = subprocess.Popen(
            [PYTHON, str(_SERVER), pipe, str(self._office.pid)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        self._requests = 0
        self._line(_SECONDS_TO_START)

    def _line(self, seconds: float) -> str:
        assert self._server
        assert self._server.stdout
        ready, _, _ = select.select([self._server.stdout], [], [], seconds)
        if not ready:
            raise TimeoutError(seconds)
        return self._server.stdout.readline()

    def close(self) -> None:
        """Ends what was started."""
        if self._server is not None:
            self._server.kill()
            self._server.communicate()
        if self._office is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._office.pid, signal.SIGKILL)
            self._office.wait()
        self._server = self._office = None


_PLACE = re.compile(r"([A-Z]+)([0-9]+)")


def _blocks(cells: Mapping[str, Value]) -> list[tuple[int, int, list[list[Value]]]]:
    """Cells as blocks of one column: row and column from 0, and rows of values."""
    blocks: list[tuple[int, int, list[list[Value]]]] = []
    for column, row, value in sorted(
        (_split(place, value) for place, value in cells.items()), key=lambda cell: cell[:2]
    ):
        if blocks and blocks[-1][1] == column and blocks[-1][0] + len(blocks[-1][2]) == row:
            blocks[-1][2].append([value])
        else:
            blocks.append((row, column, [[value]]))
    return blocks


def _split(place: str, value: Value) -> tuple[int, int, Value]:
    match = _PLACE.fullmatch(place)
    assert match, place
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return column - 1, int(match[2]) - 1, "" if value is None else value


def _whole(value: Value) -> Value:
    """A number as files are read: whole ones as such."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
