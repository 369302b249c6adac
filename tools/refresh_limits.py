"""Replaces the generated limits by a merged table, and says what that changes.

usage: refresh_limits.py TABLE.csv YYYY-MM-DD

The table has the catalog's columns. Sources stand in provenance.json and are edited by hand there.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from io import StringIO
from pathlib import Path

from eks_subnet_xlsx.limits.catalog import DATA_FOLDER
from eks_subnet_xlsx.limits.rows import COLUMNS, MANDATORY, read_limits_file

_MOST_ROWS = 3_000


def generated_text(table: Path) -> str:
    """The rows of a table in order of name, as the catalog keeps them."""
    with table.open(newline="", encoding="utf-8-sig") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["instance_type"])
    stream = StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def refresh(table: Path, merged: str) -> list[str]:
    """Writes generated.csv and provenance.json; returns what changed, a line each."""
    # The status is ours to state, and a user's file has none of its own: judge the rest of it.
    read_limits_file(table, max_types=_MOST_ROWS)
    path = DATA_FOLDER / "generated.csv"
    old = _limits(path.read_text(encoding="utf-8")) if path.exists() else {}
    text = generated_text(table)
    new = _limits(text)
    path.write_text(text, encoding="utf-8", newline="\n")
    _state(merged, text, len(new))
    added = [f"+ {name} {limits}" for name, limits in new.items() if name not in old]
    removed = [f"- {name} {limits}" for name, limits in old.items() if name not in new]
    changed = [
        f"~ {name} {old[name]} -> {limits}"
        for name, limits in new.items()
        if name in old and old[name] != limits
    ]
    return [*added, *removed, *changed]


def _limits(text: str) -> dict[str, str]:
    rows = csv.DictReader(StringIO(text))
    return {row["instance_type"]: " x ".join(row[c] for c in MANDATORY[1:]) for row in rows}


def _state(merged: str, text: str, rows: int) -> None:
    path = DATA_FOLDER / "provenance.json"
    provenance = json.loads(path.read_text(encoding="utf-8"))
    provenance["merged"] = merged
    provenance["generated"] = {
        "rows": rows,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    path.write_text(json.dumps(provenance, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Refreshes from the command line."""
    table, merged = sys.argv[1:]
    lines = refresh(Path(table), merged)
    print("\n".join([*lines, f"{len(lines)} types differ"]))


if __name__ == "__main__":
    main()
