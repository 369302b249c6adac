"""Damages workbooks at random until something is not a finding (`make fuzz`)."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from eks_subnet_xlsx import validate_workbook
from eks_subnet_xlsx.words import load_words
from workloads.damage import damaged

GOLDEN = Path(__file__).parents[1] / "tests" / "golden"
_EVERY = 1_000


def main() -> None:
    """Prints how many files were judged, and the slowest; stops with a traceback."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.randrange(2**32)
    print(f"seed {seed}")
    source, words = random.Random(seed), load_words("en")
    good = [path.read_bytes() for path in sorted(GOLDEN.glob("*.xlsx"))]
    number, slowest = 0, 0.0
    while True:
        data = damaged(source, good)
        start = time.perf_counter()
        report = validate_workbook(data)
        slowest = max(slowest, time.perf_counter() - start)
        crashed = [found.message(words) for found in report.findings if found.rule == "E191"]
        if crashed:
            sys.exit(f"file {number}: {crashed}")
        number += 1
        if number % _EVERY == 0:
            print(f"{number:,} files, the slowest took {slowest:.2f} s")


if __name__ == "__main__":
    main()
