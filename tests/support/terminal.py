"""The command in a terminal of a width: what a reader sees there."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import threading
import unicodedata
from collections.abc import Mapping
from pathlib import Path

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def run_in_terminal(
    *arguments: object, folder: Path, width: int, environment: Mapping[str, str] = {}
) -> tuple[str, str]:
    """What the command prints on each of its streams, both of them terminals of this width."""
    ends = [pty.openpty() for _ in range(2)]
    said: dict[int, bytes] = {}
    for _, theirs in ends:
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "COLUMNS"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "eks_subnet_xlsx", *map(str, arguments)],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=ends[0][1], stderr=ends[1][1],
        env={**kept, "TERM": "xterm", "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", **environment},
    )  # fmt: skip
    readers = [threading.Thread(target=_read, args=(ours, said)) for ours, _ in ends]
    for reader in readers:
        reader.start()
    process.wait()
    for _, theirs in ends:
        os.close(theirs)
    for reader in readers:
        reader.join()
    for ours, _ in ends:
        os.close(ours)
    out, error = (said[ours].decode().replace("\r\n", "\n") for ours, _ in ends)
    return out, error


def _read(end: int, said: dict[int, bytes]) -> None:
    """Reads until the other end is closed, which Linux reports as an error."""
    said[end] = b""
    while True:
        try:
            content = os.read(end, 65_536)
        except OSError:
            return
        if not content:
            return
        said[end] += content


def plain(text: str) -> str:
    """A text without what only steers a terminal."""
    return _CONTROL.sub("", text)


def columns(line: str) -> int:
    """The columns of a terminal that a line takes: two for each wide character."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in line)
