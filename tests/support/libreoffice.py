"""LibreOffice as the judge of live formulas: it recalculates every cell of a workbook."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

PROGRAM = shutil.which("soffice")

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

_FILES_PER_CALL = 50
_SECONDS_PER_CALL = 300


def always_recalculating(profile: Path) -> Path:
    """A new profile with which LibreOffice recalculates whatever it opens."""
    (profile / "user").mkdir(parents=True)
    settings = profile / "user" / "registrymodifications.xcu"
    settings.write_text(_SETTINGS, encoding="utf-8")
    return profile


class LibreOffice:
    """A LibreOffice with a profile of its own, which always recalculates what it opens."""

    def __init__(self, folder: Path) -> None:
        if PROGRAM is None:
            raise FileNotFoundError("soffice")
        self._program = PROGRAM
        self._profile = always_recalculating(folder / "profile")

    def recalculate(self, files: Sequence[Path], folder: Path) -> list[Path]:
        """The files as LibreOffice saves them after recalculating every formula."""
        return self._convert(files, folder, "xlsx")

    def to_pdf(self, files: Sequence[Path], folder: Path) -> list[Path]:
        """The files as LibreOffice prints them."""
        return self._convert(files, folder, "pdf")

    def _convert(self, files: Sequence[Path], folder: Path, suffix: str) -> list[Path]:
        folder.mkdir(parents=True, exist_ok=True)
        for start in range(0, len(files), _FILES_PER_CALL):
            self._run(files[start : start + _FILES_PER_CALL], folder, suffix)
        outputs = [folder / f"{file.stem}.{suffix}" for file in files]
        missing = [output.name for output in outputs if not output.exists()]
        assert not missing, f"LibreOffice did not write {missing}"
        return outputs

    def _run(self, files: Sequence[Path], folder: Path, suffix: str) -> None:
        command = [
            self._program,
            f"-env:UserInstallation={self._profile.as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            suffix,
            "--outdir",
            str(folder),
            *map(str, files),
        ]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            output, _ = process.communicate(timeout=_SECONDS_PER_CALL)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise
        assert process.returncode == 0, output.decode(errors="replace")
