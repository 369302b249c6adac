"""Writes a file whole or not at all, and never over another one unasked."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from itertools import count
from pathlib import Path

from eks_subnet_xlsx.errors import OutputError

JSON_VERSION = 1
"""Of every JSON document that a command prints or writes."""

_LOCKS = (".~lock.{name}#", "~${name}")
"""What LibreOffice and Excel lay beside a file that they have open."""

_MODE = 0o666


def write_file(path: Path, content: bytes, *, force: bool = False) -> None:
    """Writes a file: under another name first, so that nobody ever sees a part of it.

    Args:
        path: where to; its folder must be there. A link stays, and the file that it leads to is
            written.
        content: all of it.
        force: whether a file that is there already may go.

    Raises:
        OutputError: it cannot be written; what was there before is still there.
    """
    check_output(path, force=force)
    temporary = None
    try:
        path = Path(os.path.realpath(path))
        descriptor, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        open_to_readers(Path(temporary), path)
        os.replace(temporary, path)  # noqa: PTH105 (mkstemp gives a str)
    except OSError as error:
        raise refusal(path, error) from error
    finally:
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink()


def write_stdout(content: bytes) -> None:
    """Writes to standard output.

    Raises:
        OutputError: it cannot take all of it.
        BrokenPipeError: whoever read it has enough.
    """
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        discard_output()
        raise refusal(Path("-"), error) from error


def discard_output() -> None:
    """Lets what is left in the buffer of standard output go: it would fail again at the end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def check_output(path: Path, *, force: bool = False, sources: Iterable[Path | None] = ()) -> None:
    """Refuses a place where nothing can or should be written.

    Args:
        path: where to.
        force: whether a file that is there already may go.
        sources: the files that are read for it, which never go.

    Raises:
        OutputError: with the reason.
    """
    try:
        target = Path(os.path.realpath(path))
        found = file_id(target)
        if found is not None and found in map(file_id, filter(None, sources)):
            raise OutputError("is_input", path)
        refuse_special(path)
        if not target.parent.is_dir():
            folder = target.parent if path.is_symlink() else path.parent
            raise OutputError("no_folder", path, folder=folder)
    except OSError as error:
        raise refusal(path, error) from error
    if found is None:
        return
    if not force:
        raise OutputError("exists", path)
    if is_open_elsewhere(path) or is_open_elsewhere(target):
        raise OutputError("is_open", path)


def check_suffix(path: Path, *known: str) -> None:
    """Refuses a name that does not say what the file holds.

    Args:
        path: of the file that is to be written.
        known: suffixes that say it, the usual one first.

    Raises:
        OutputError: it has another suffix, or none.
    """
    suffix = path.suffix.lower()
    if suffix not in known:
        named = path.with_suffix(known[0]) if path.name not in {"", ".", ".."} else path
        problem = "suffix" if suffix else "no_suffix"
        facts = {"found": path.suffix, "known": ", ".join(known), "near": named}
        raise OutputError(problem, path, **facts)


FileId = tuple[int, int]
"""What a file is known by, whatever its name and whatever links lead to it."""


def file_id(path: Path) -> FileId | None:
    """What a file is known by; None where there is none."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return found.st_dev, found.st_ino


def refuse_special(path: Path) -> None:
    """Refuses what is there and is no file: a folder, a device, a pipe.

    Raises:
        OutputError: it is none.
        OSError: it cannot be looked at.
    """
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return
    if stat.S_ISDIR(mode):
        raise OutputError("is_folder", path)
    if not stat.S_ISREG(mode):
        raise OutputError("is_special", path)


def replace_keeping(path: Path, content: bytes) -> Path:
    """Replaces a file, and gives the name under which the old one stays beside it: FILE.bak.

    Args:
        path: of the file, no link to it.
        content: of the new one.

    Raises:
        OutputError: it cannot be replaced; it is there as it was, and under no second name.
    """
    check_output(path, force=True)
    try:
        if not path.stat().st_mode & 0o222:
            raise OutputError("read_only", path)
        backup = _second_name(path)
    except OSError as error:
        raise refusal(path, error) from error
    try:
        write_file(path, content, force=True)
    except OutputError:
        backup.unlink()
        raise
    return backup


def _second_name(path: Path) -> Path:
    """Gives a file a second name that nobody has; it is the file itself, rights and dates too."""
    for number in count():
        backup = path.with_name(f"{path.name}.bak{number or ''}")
        with suppress(FileExistsError):
            _link_or_copy(path, backup)
            break
    return backup


def _link_or_copy(path: Path, new: Path) -> None:
    try:
        new.hardlink_to(path)
    except FileExistsError:
        raise
    except OSError:  # Not every file system has links.
        with path.open("rb") as source, new.open("xb") as copy:
            shutil.copyfileobj(source, copy)
        shutil.copystat(path, new)


def is_open_elsewhere(path: Path) -> bool:
    """Whether a spreadsheet program has a file open, by what it lays beside it."""
    return any(path.with_name(lock.format(name=path.name)).exists() for lock in _LOCKS)


def open_to_readers(temporary: Path, path: Path) -> None:
    """Gives a file the rights that the one before had, or that any new file would have."""
    if os.name != "posix":
        return
    mask = os.umask(0)
    os.umask(mask)
    temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else _MODE & ~mask)


def refusal(path: Path, error: OSError) -> OutputError:
    """Why a file cannot be written."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return OutputError("no_space", path)
    if isinstance(error, PermissionError):
        # On Windows this is what a file that Excel has open looks like.
        return OutputError("is_open" if os.name == "nt" else "no_right", path)
    if error.errno == errno.ENAMETOOLONG:
        return OutputError("name_too_long", path)
    return OutputError("other", path, detail=error.strerror or type(error).__name__)
