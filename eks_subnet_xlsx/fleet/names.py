"""The names of clusters' workbooks: safe on Windows, macOS and Linux."""

from __future__ import annotations

import hashlib
import re
import unicodedata

SUFFIX = ".xlsx"

_MOST_BYTES = 200
"""Of a name without its suffix; file systems take 255 bytes, and temporary names are longer."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*#%\x00-\x1f\x7f]')
"""What some system refuses, and what no link in a workbook can name."""

_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_FIRST = re.compile(r"^[-.~\s]+")
"""What hides a file, reads as an option, or looks like what a program lays beside an open one."""

_BLANK = "cluster"

LEDGER_NAME = ".eks-subnet-xlsx.jsonl"
"""Of what is known of a folder of workbooks."""

FLEET_NAME = "fleet-summary"
"""Of the files that stand beside the clusters' own, without their suffixes."""


def workbook_name(cluster: str) -> str:
    """The name of a cluster's workbook: the cluster's, but for what a system refuses or is taken.

    Source: Microsoft, "Naming Files, Paths, and Namespaces".
    """
    name = _FORBIDDEN.sub("-", unicodedata.normalize("NFC", cluster))
    name = "".join(character if character.isprintable() else "-" for character in name)
    name = _FIRST.sub("", name).rstrip(". ") or _BLANK
    if _DEVICES.match(name) or name.casefold() == FLEET_NAME:
        name = f"{_BLANK}-{name}"
    encoded = name.encode()
    if len(encoded) > _MOST_BYTES:
        # Two long names that begin alike stay two.
        digest = hashlib.sha256(encoded).hexdigest()[:8]
        name = f"{encoded[:_MOST_BYTES].decode(errors='ignore').rstrip('. ')}-{digest}"
    return name + SUFFIX


def same_file(name: str) -> str:
    """What two names have in common that some system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
