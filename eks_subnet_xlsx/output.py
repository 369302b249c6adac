"""Writes a file whole or not at all, and never over another one unasked."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from contextlib import suppress
from itertools import count
from pathlib import Path

from eks_subnet_xlsx.errors import OutputError

_LOCKS = (".~lock.{name}#", "~${name}")
"""What LibreOffice and Excel lay beside a file that they have open."""

_MODE = 0o666


def write_file(path: Path, content: bytes, *, force: bool = False) -> None:
    """Writes a file: under another name first, so that nobody ever sees a part of it.

    Args:
        path: where to; its folder must be there.
        content: all of it.
        force: whether a file that is there already may go.

    Raises:
        OutputError: it cannot be written; what was there before is still there.
    """
    check_output(path, force=force)
    temporary = None
    try:
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
        # What is left in the buffer would fail once more when the program ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise refusal(Path("-"), error) from error


def check_output(path: Path, *, force: bool, source: Path | None = None) -> None:
    """Refuses a place where nothing can or should be written.

    Args:
        path: where to.
        force: whether a file that is there already may go.
        source: the file that is read for it, which never goes.

    Raises:
        OutputError: with the reason.
    """
    try:
        if source is not None and path.exists() and source.exists() and path.samefile(source):
            raise OutputError("is_input", path)
        if path.is_dir():
            raise OutputError("is_folder", path)
        if not path.parent.is_dir():
            raise OutputError("no_folder", path, folder=path.parent)
        if not path.exists():
            return
    except OSError as error:
        raise refusal(path, error) from error
    if not force:
        raise OutputError("exists", path)
    if is_open_elsewhere(path):
        raise OutputError("is_open", path)


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
