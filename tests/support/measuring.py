"""A command as a process of its own, and what it takes of a machine with Linux."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_CODE = """
import json, resource, sys
from eks_subnet_xlsx.cli import main
sys.argv = ["eks-subnet-xlsx", *sys.argv[1:]]
try:
    main()
finally:
    took = resource.getrusage(resource.RUSAGE_SELF)
    with open("/proc/self/status") as status:
        most = next(line.split()[1] for line in status if line.startswith("VmHWM"))
    print(json.dumps([took.ru_utime + took.ru_stime, int(most)]), file=sys.stderr)
"""


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


def measured(*arguments: object, folder: Path) -> Measured:
    """Runs a command, and measures it."""
    done = subprocess.run(
        [sys.executable, "-c", _CODE, *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        env={**os.environ, "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "TERM": "dumb"},
        check=False,
    )
    *said, took = done.stderr.decode().splitlines()
    seconds, kilobytes = map(float, took.strip("[]").split(","))
    text = "".join(f"{line}\n" for line in said)
    return Measured(done.returncode, done.stdout.decode(), text, seconds, kilobytes / 1024)
