"""The command as its users run it: in this process, or where that matters in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir
from io import BytesIO, TextIOWrapper
from pathlib import Path
from unittest import mock

from eks_subnet_xlsx.cli import main

Done = subprocess.CompletedProcess[bytes]

_LANGUAGE_VARIABLES = ("LC_", "LANG")


def run_command(
    *arguments: object, folder: Path, stdin: bytes = b"", environment: Mapping[str, str] = {}
) -> Done:
    """Runs the command from a folder, in this process: its exit code and what it printed."""
    words = ["eks-subnet-xlsx", *map(str, arguments)]
    out, error = (TextIOWrapper(BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    code: object = 0
    with (
        chdir(folder),
        mock.patch.dict(os.environ, _environment(environment), clear=True),
        mock.patch.object(sys, "argv", words),
        mock.patch.object(sys, "stdin", TextIOWrapper(BytesIO(stdin), encoding="utf-8")),
        mock.patch.object(sys, "stdout", out),
        mock.patch.object(sys, "stderr", error),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code
    out.flush()
    error.flush()
    exit_code = code if isinstance(code, int) else int(code is not None)
    return subprocess.CompletedProcess(words, exit_code, _bytes(out), _bytes(error))


def run_process(
    *arguments: object, folder: Path, stdin: bytes = b"", environment: Mapping[str, str] = {}
) -> Done:
    """The same in a process of its own, for what a process alone shows."""
    return subprocess.run(
        [sys.executable, "-m", "eks_subnet_xlsx", *map(str, arguments)],
        cwd=folder, input=stdin, capture_output=True, env=_environment(environment), check=False,
    )  # fmt: skip


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    """One that says nothing of a language or a terminal but what is given."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(_LANGUAGE_VARIABLES)}
    return {
        **kept,
        "PYTHONUTF8": "1",
        "TERM": "dumb",
        "COLUMNS": "100",
        "LC_ALL": "C.UTF-8",
        **more,
    }


def _bytes(stream: TextIOWrapper) -> bytes:
    buffer = stream.buffer
    return buffer.getvalue() if isinstance(buffer, BytesIO) else b""
