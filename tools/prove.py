"""Runs the tests with their full counts, what a release needs: prove.py [MINUTES].

The same tests as always, once under each of four seeds; those that try no more under another seed
run under the first one alone. Each test that passes is noted under .proof/, by what the code is: a
run that was stopped goes on where it was, and the work may be spread over several runs. With a
number of minutes no other seed is begun after them.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SEEDS = 4
PROVED = ("eks_subnet_xlsx", "templates", "samples", "tests", "workloads", "pyproject.toml")
SCALED = "slow or libreoffice or hypothesis"
"""Tests that try more in a proof; the others are the same under each seed."""

NOTHING_LEFT = 5
"""What pytest ends with where no test was to be run."""


def digest() -> str:
    """Of all files that a proof is about."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *PROVED]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = hashlib.sha256()
    for name in sorted(set(listed.stdout.splitlines())):
        path = ROOT / name
        found.update(f"{name}\n".encode())
        found.update(path.read_bytes() if path.is_file() else b"")
    return found.hexdigest()[:16]


def prove(seed: int, notes: Path) -> int:
    """Runs what is left to do under a seed; pytest's exit code."""
    command = [sys.executable, "-m", "pytest", "--numprocesses=2", f"--hypothesis-seed={seed}"]
    if seed:
        command += ["-m", SCALED]
    environment = {**os.environ, "PROOF_SEED": str(seed), "PROOF_NOTES": str(notes)}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def main() -> int:
    """Each seed, until one fails or the time is over."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else float("inf")
    folder = ROOT / ".proof" / digest()
    folder.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    for seed in range(SEEDS):
        if (time.monotonic() - start) / 60 >= minutes:
            print(f"Stopped before seed {seed}; `make proof` goes on there.")
            return 1
        begun, done = time.monotonic(), folder / f"seconds-{seed}"
        if done.exists():
            continue
        code = prove(seed, folder / f"passed-{seed}")
        if code not in {0, NOTHING_LEFT}:
            return code
        done.write_text(f"{time.monotonic() - begun:.0f}\n", encoding="ascii")
    seconds = [int((folder / f"seconds-{seed}").read_text("ascii")) for seed in range(SEEDS)]
    print(f"Proved, seed by seed in {seconds} seconds: {sum(seconds) / 60:.0f} minutes in all.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
