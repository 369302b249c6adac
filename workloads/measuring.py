"""A command as a process of its own, and what it takes of a machine with Linux."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

_SERVER = """
import json, os, resource, sys, traceback
from eks_subnet_xlsx import cli
started = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
for line in sys.stdin:
    arguments, folder, out, err = json.loads(line)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        for path, number in ((os.devnull, 0), (out, 1), (err, 2)):
            os.dup2(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), number)
        sys.argv, code = ["eks-subnet-xlsx", *arguments], 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code or 0
        except BaseException:
            code = 1
            traceback.print_exc()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        with open("/proc/self/status") as status:
            most = next(text.split()[1] for text in status if text.startswith("VmHWM"))
        os.write(write, most.encode())
        os._exit(code)
    os.close(write)
    _, status, usage = os.wait4(child, 0)
    most = int(os.read(read, 100) or b"0")
    os.close(read)
    seconds = started + usage.ru_utime + usage.ru_stime
    print(json.dumps([os.waitstatus_to_exitcode(status), seconds, most]), flush=True)
"""
"""Starts once, and has a child for each command: it counts what starting takes for each."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of a command, and what it took.

    Attributes:
        seconds: of processor time, as user and in the system.
        megabytes: the most that were in memory at once.
    """

    code: int
    stdout: str
    stderr: str
    seconds: float
    megabytes: float


@cache
def _server() -> subprocess.Popen[str]:
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "TERM": "dumb"},
    )  # fmt: skip
    atexit.register(server.communicate)
    return server


def measured(*arguments: object, folder: Path) -> Measured:
    """Runs a command, and measures it."""
    server = _server()
    assert server.stdin
    assert server.stdout
    with TemporaryDirectory() as outside:
        out, err = Path(outside, "out"), Path(outside, "err")
        asked = [[*map(str, arguments)], str(folder), str(out), str(err)]
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        code, seconds, kilobytes = json.loads(server.stdout.readline())
        stdout, stderr = (path.read_text(encoding="utf-8") for path in (out, err))
    return Measured(code, stdout, stderr, seconds, kilobytes / 1024)
