"""Runs commands on files, each in a process of its own, and says what it took.

A program of its own: started with the folder of the files, it prints a line of JSON for each run.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

COMMANDS = {
    "validate": ["validate", "FILE"],
    "findings": ["validate", "FILE", "--format", "json"],
    "annotate": ["validate", "FILE", "--annotate", "OUTPUT"],
    "recalculate": ["recalculate", "FILE", "-o", "OUTPUT"],
    "extract": ["extract", "FILE"],
    "upgrade": ["upgrade", "FILE", "-o", "OUTPUT"],
    "diff": ["diff", "FILE", "FILE"],
    "show": ["show", "FILE"],
}
"""Every command that reads a workbook."""


def main(folder: Path) -> None:
    """Runs the commands that are asked for: lines of file and command from standard input."""
    from eks_subnet_xlsx import cli  # noqa: PLC0415 (once, before all that is measured)

    for line in sys.stdin:
        file, command = line.split()
        output = folder / f"{file}.{command}.out.xlsx"
        names = {"FILE": str(folder / file), "OUTPUT": str(output)}
        child = os.fork()
        if child == 0:
            for stream, suffix in ((1, "out"), (2, "err")):
                said = folder / f"{file}.{command}.{suffix}"
                os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT), stream)
            sys.argv = ["eks-subnet-xlsx", *(names.get(word, word) for word in COMMANDS[command])]
            try:
                cli.main()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
        _, status, usage = os.wait4(child, 0)
        taken = {
            "code": os.waitstatus_to_exitcode(status),
            "seconds": usage.ru_utime + usage.ru_stime,
            "megabytes": usage.ru_maxrss / 1024,
        }
        sys.stdout.write(f"{json.dumps(taken)}\n")
        sys.stdout.flush()  # Or the next child would print it, too.


if __name__ == "__main__":
    main(Path(sys.argv[1]))
