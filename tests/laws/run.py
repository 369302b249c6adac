"""Hunts for edits that break a law: ``python tests/laws/run.py --count 100``.

Prints each violation with the edits that led to it, keeps the file, and writes what was found as
lines of JSON. Chains go by seed, so that a long hunt is resumed with ``--seed``.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.office import Office

from laws import chains
from laws.laws import Laws


def main() -> None:
    """Runs the edits that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--alone", metavar="TEXT", help="each edit whose name has this text")
    parser.add_argument("--base", help="the workbook for --alone")
    parser.add_argument("--variants", type=int, default=1, help="of each edit, with --alone")
    parser.add_argument("--quick", action="store_true", help="no annotation, no second time")
    parser.add_argument("--single", action="store_true", help="no edit at each letter and row")
    parser.add_argument("--part", default="0/1", help="with --alone: every nth edit from the mth")
    parser.add_argument("--chain", help="a chain as it was printed")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "laws-found")
    options = parser.parse_args()
    options.keep.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="laws-"))
    office = Office(folder)
    laws = Laws(office, folder)
    started, done, bad = time.time(), 0, 0
    try:
        for item in _wanted(options):
            case, said = chains.edited(office, folder, item)
            broken = laws.broken(case, thorough=not options.quick)
            done += 1
            for number, note in enumerate(said):
                if note:
                    print(f"  {item.edits[number][0]}: {note}")  # noqa: T201
            if broken:
                bad += 1
                path = options.keep / f"{abs(hash(str(item))) % 10**10}.xlsx"
                path.write_bytes(case.data)
                print(f"{item}\n    {path}")  # noqa: T201
                for violation in broken:
                    print(f"    {violation}")  # noqa: T201
                with (options.keep / "found.jsonl").open("a") as found:
                    line = {"chain": str(item), "laws": [str(v) for v in broken]}
                    found.write(json.dumps(line, ensure_ascii=False) + "\n")
            sys.stdout.flush()
    finally:
        office.close()
    print(f"{done} workbooks, {bad} with violations, {time.time() - started:.0f} s")  # noqa: T201


def _wanted(options: argparse.Namespace) -> list[chains.Chain]:
    if options.chain:
        base, seed, *edits = json.loads(options.chain)
        return [chains.Chain(base, tuple((name, number) for name, number in edits), seed)]
    if options.alone is not None:
        at, of = map(int, options.part.split("/"))
        found = [
            chains.Chain(options.base or "en", ((name, variant),), variant)
            for name in chains.ALL
            if options.alone in name and not (options.single and name in chains.AT_EACH)
            for variant in range(1, options.variants + 1)
        ]
        return found[at::of]
    return [chains.chain(seed) for seed in range(options.seed, options.seed + options.count)]


if __name__ == "__main__":
    main()
