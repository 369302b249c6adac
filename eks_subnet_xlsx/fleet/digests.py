"""What tells whether a file is still the one that was written."""

from __future__ import annotations

import hashlib
import zlib
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

_CHUNK = 1_000_000
_UNREADABLE = (
    BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, zlib.error,
)  # fmt: skip


def content_digests(content: bytes) -> list[tuple[str, str]]:
    """The digests of the parts of a workbook, by name; of another file, that of all of it.

    Compressed bytes differ from machine to machine; parts do not.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            found = []
            for name in sorted(archive.namelist()):
                digest = hashlib.sha256()
                with archive.open(name) as part:
                    while chunk := part.read(_CHUNK):
                        digest.update(chunk)
                found.append((name, digest.hexdigest()))
            return found
    except _UNREADABLE:
        return [("", hashlib.sha256(content).hexdigest())]


def file_digest(path: Path) -> str | None:
    """The digest of a file's bytes; None where there is no file."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
