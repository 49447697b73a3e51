"""Finds the files of a folder in an order that stays the same, so that an import can be taken up again."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAILDIR = frozenset(("new", "cur"))
_Entries = list[tuple[str, "os.DirEntry[str]"]]


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may hold mail.

    name: relative to where the walk began, with slashes, printable whatever bytes the file's name is made of.
    is_one_mail: its place or its ending says that it is exactly one mail, whatever it looks like.
    """

    path: Path
    name: str
    is_one_mail: bool

    @property
    def size_bytes(self) -> int:
        """Return the size on disk; 0 when the file has gone."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0


def order_of(name: str) -> tuple[str, ...]:
    """Return the place of a name in the walk.

    "new" comes first: a mail that moves to "cur" while an import rests is then met twice, never missed.
    """
    return tuple("" if part == "new" else part for part in name.split("/"))


def walk(root: Path, *, unlisted: list[str]) -> Iterator[Found]:
    """Yield the file, or the files of the folder and of its folders.

    Hidden files and symbolic links are left out; a maildir's hidden folders are its subfolders, so those are walked.
    unlisted: collects a sentence for each folder that cannot be listed.
    """
    if root.is_dir():
        yield from _Walk(unlisted).folder(str(root), "")
    else:
        yield Found(root, printable(root.name), is_one_mail=False)


class _Walk:
    def __init__(self, unlisted: list[str]) -> None:
        self._unlisted = unlisted

    def folder(self, path: str, prefix: str) -> Iterator[Found]:
        entries = self._entries(path, prefix)
        if _folders(entries) >= _MAILDIR:
            yield from self._maildir(entries, prefix)
            return
        for name, entry in entries:
            if name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from self.folder(entry.path, f"{prefix}{name}/")
            elif entry.is_file(follow_symlinks=False):
                yield Found(Path(entry.path), prefix + name, is_one_mail=name.lower().endswith(".eml"))

    def _maildir(self, entries: _Entries, prefix: str) -> Iterator[Found]:
        for name, entry in entries:
            inner = f"{prefix}{name}/"
            if name not in _folders([(name, entry)]) or name == "tmp":
                continue
            if name in _MAILDIR:
                yield from self._mails(entry.path, inner)
            elif not name.startswith(".") or _folders(self._entries(entry.path, inner)) >= _MAILDIR:
                yield from self.folder(entry.path, inner)

    def _mails(self, path: str, prefix: str) -> Iterator[Found]:
        for name, entry in self._entries(path, prefix):
            if not name.startswith(".") and entry.is_file(follow_symlinks=False):
                yield Found(Path(entry.path), prefix + name, is_one_mail=True)

    def _entries(self, path: str, prefix: str) -> _Entries:
        try:
            with os.scandir(path) as entries:
                named = [(printable(entry.name), entry) for entry in entries]
        except OSError as error:
            self._unlisted.append(f"The folder {prefix or path} cannot be listed: {error.strerror}.")
            return []
        return sorted(named, key=lambda pair: (order_of(pair[0]), pair[1].name))


def _folders(entries: _Entries) -> set[str]:
    return {name for name, entry in entries if entry.is_dir(follow_symlinks=False)}


def printable(name: str) -> str:
    """Return a file's name as text that can be shown and stored, whatever bytes it is made of."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
