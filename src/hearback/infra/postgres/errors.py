"""Turns what can go wrong with a database on this machine into one sentence for people."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

DISK_FULL = {errno.ENOSPC, errno.EDQUOT}


class NoDatabase(Exception):
    """There is no database to work with; the text is one sentence that says why and what to do."""


@contextmanager
def one_sentence(data: Path) -> Iterator[None]:
    """Raise NoDatabase for whatever the system or the server refuses inside the block."""
    try:
        yield
    except OSError as error:
        if error.errno in DISK_FULL:
            raise NoDatabase(f"The disk is full: no room for the database in {data}.") from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            where = error.filename or data
            raise NoDatabase(f"The database in {data} cannot be used: no permission for {where}.") from error
        raise NoDatabase(f"The database in {data} cannot be used: {error}.") from error
    except psycopg.Error as error:
        raise NoDatabase(f"The database in {data} cannot be used: {reason(str(error))}") from error


def reason(said: str) -> str:
    """Return the line of a program's last words that tells most."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if any("No space left" in line for line in lines):
        return "the disk is full."
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error:"))]
    return (telling or lines or ["it gave no reason."])[-1]
