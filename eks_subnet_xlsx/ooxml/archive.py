"""The archive of a file from a stranger: bounded before anything is inflated.

Only the parts that are asked for are read, and never more of them than the bounds allow.
"""

from __future__ import annotations

import posixpath
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from eks_subnet_xlsx.errors import WorkbookError

MAX_FILE_BYTES = 10_000_000
MAX_PARTS = 200
MAX_READ_BYTES = 16_000_000
"""Of all parts that are read, inflated. Genuine workbooks stay under 3 MB."""

_MAX_RATIO = 100
_RATIO_FROM_BYTES = 100_000
_MAX_DIRECTORY_BYTES = 256_000
_CHUNK = 256_000

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK"
_END_RECORD = b"PK\x05\x06"
_END_RECORD_BYTES = 22
_LOCATOR = b"PK\x06\x07"
_LOCATOR_BYTES = 20
_MAX_COMMENT = 65_535
_ENCRYPTED_FLAG = 0x1


class Archive:
    """The parts of an .xlsx file, by name."""

    def __init__(self, content: bytes, *, max_read_bytes: int = MAX_READ_BYTES) -> None:
        _refuse_other_formats(content)
        _refuse_large_directory(content)
        try:
            self._zip = ZipFile(BytesIO(content))
        except (BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
            raise WorkbookError("zip", detail=_short(error)) from error
        self._infos = _judged(self._zip.infolist())
        self._max_read_bytes = self._left = max_read_bytes
        self._counted: set[str] = set()

    @property
    def names(self) -> frozenset[str]:
        """The names of all parts."""
        return frozenset(self._infos)

    @property
    def entries(self) -> tuple[ZipInfo, ...]:
        """What the archive says of each part, in its order."""
        return tuple(self._infos.values())

    def find(self, name: str) -> str | None:
        """The name that a part has in the archive; case does not count."""
        if name in self._infos:
            return name
        folded = name.lower()
        return next((known for known in self._infos if known.lower() == folded), None)

    def read(self, name: str) -> bytes:
        """A part, inflated.

        Raises:
            WorkbookError: it is missing, damaged, encrypted or too large.
        """
        known = self.find(name)
        if known is None:
            raise WorkbookError("part_missing", part=name[:100])
        try:
            return b"".join(self._chunks(self._infos[known]))
        except (BadZipFile, NotImplementedError, EOFError, OSError, zlib.error, struct.error,
                ValueError, RuntimeError) as error:  # fmt: skip
            raise WorkbookError("zip_part", part=name[:100], detail=_short(error)) from error

    def _chunks(self, info: ZipInfo) -> Iterator[bytes]:
        read = 0
        is_counted = info.filename in self._counted
        with self._zip.open(info) as part:
            while chunk := part.read(_CHUNK):
                read += len(chunk)
                # A part counts once, however often it is asked for.
                self._left -= 0 if is_counted else len(chunk)
                ratio = read / max(1, info.compress_size)
                if self._left < 0 or (read > _RATIO_FROM_BYTES and ratio > _MAX_RATIO):
                    most = f"{self._max_read_bytes // 1_000_000} MB"
                    raise WorkbookError("too_large", maximum=most)
                yield chunk
        self._counted.add(info.filename)


def resolve(base: str, target: str) -> str:
    """The name of the part that a relation of another part names."""
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))


def _refuse_other_formats(content: bytes) -> None:
    if len(content) > MAX_FILE_BYTES:
        raise WorkbookError("too_large", maximum=f"{MAX_FILE_BYTES // 1_000_000} MB")
    if not content:
        raise WorkbookError("empty")
    if content.startswith(_COMPOUND_FILE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise WorkbookError("encrypted")
        raise WorkbookError("other_format", found=".xls")
    if not content.startswith(_ZIP):
        raise WorkbookError("not_a_workbook")


def _refuse_large_directory(content: bytes) -> None:
    """Refuses by what the end of the file says, before a list of parts is made of it."""
    start = content.rfind(_END_RECORD, max(0, len(content) - _END_RECORD_BYTES - _MAX_COMMENT))
    if start < 0 or len(content) - start < _END_RECORD_BYTES:
        raise WorkbookError("truncated")
    # A locator before the record says that a longer one counts, made for more than 4 GB.
    if content[max(0, start - _LOCATOR_BYTES) :].startswith(_LOCATOR):
        raise WorkbookError("too_many_parts", maximum=MAX_PARTS)
    parts, size = struct.unpack_from("<HL", content, start + 10)
    if parts > MAX_PARTS or size > _MAX_DIRECTORY_BYTES:
        raise WorkbookError("too_many_parts", maximum=MAX_PARTS)


def _judged(infos: list[ZipInfo]) -> dict[str, ZipInfo]:
    """The parts by name.

    Raises:
        WorkbookError: names that no spreadsheet program writes, or a password.
    """
    if len(infos) > MAX_PARTS:
        raise WorkbookError("too_many_parts", maximum=MAX_PARTS)
    doubled = [name for name, count in Counter(i.filename.lower() for i in infos).items()
               if count > 1]  # fmt: skip
    if doubled:
        raise WorkbookError("doubled_part", part=doubled[0][:100])
    for info in infos:
        name = info.filename
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name:
            raise WorkbookError("part_name", part=name[:100])
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise WorkbookError("encrypted")
    return {info.filename: info for info in infos}


def _short(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:200]
