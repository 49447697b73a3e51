"""Files that people hand in to be imported: written where they are read from, piece by piece, never whole in memory."""

from __future__ import annotations

import errno
import re
import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils.translation import gettext as _

from hearback.infra.showing import size_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

LARGEST_BYTES = 2_000_000_000
LEAVES_BYTES = 200_000_000  # on the disk, because the database needs room to work
_ENVELOPE_BYTES = 1_000_000  # of the other fields, and of what stands between the parts
_UPLOADED = "uploaded-"
_ODD = re.compile(r"[^\w.,()+@=-]+")
_LONGEST_NAME = 100


def imports_folder() -> Path:
    """Return the folder that files to import lie in: what was uploaded, and what an admin put there by hand."""
    return Path(settings.DATA) / "imports"


def choices() -> list[str]:
    """Return the names of the files and folders that somebody put into the folder by hand, by name."""
    folder = imports_folder()
    found = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    return sorted(name for name in found if not name.startswith((".", _UPLOADED)))


def chosen(name: str) -> Path | None:
    """Return the path of one of the choices; None for anything else."""
    return imports_folder() / name if name in choices() else None


def objection(request: HttpRequest) -> str:
    """Return why what a request announces cannot be taken, one sentence; "" when it can. Nothing of it is read."""
    announced = str(request.META.get("CONTENT_LENGTH") or "0")
    size_bytes = int(announced) if announced.isdecimal() else 0
    if size_bytes > LARGEST_BYTES + _ENVELOPE_BYTES:
        return _("This is more than %s. Put the files into the folder instead.") % limit_words()
    settings.DATA.mkdir(parents=True, exist_ok=True)
    if size_bytes + LEAVES_BYTES > shutil.disk_usage(settings.DATA).free:
        return _("The disk of this house has too little room for this.")
    return ""


def limit_words() -> str:
    """Return how much may be uploaded at once."""
    return size_words(LARGEST_BYTES)


def safe_name(name: str) -> str:
    """Return a file's name without what a folder or a shell could take for something else; never ""."""
    plain = _ODD.sub("-", Path(name.replace("\\", "/")).name).strip("-.")
    return plain[-_LONGEST_NAME:].lstrip("-.") or "archive"


def discard(path: Path) -> None:
    """Remove what was uploaded for an import; what people put into the folder by hand stays."""
    folder = imports_folder()
    if folder in path.parents:
        top = path.relative_to(folder).parts[0]
        if top.startswith(_UPLOADED):
            shutil.rmtree(folder / top, ignore_errors=True)


class ToImports(FileUploadHandler):
    """Writes the files of one request into a folder of their own below the imports folder.

    folder: None until the first file. trouble: why the disk did not take it all, one sentence, else "".
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.folder: Path | None = None
        self.trouble = ""
        self._names: list[str] = []
        self._open: IO[bytes] | None = None
        self._path = Path()
        self._is_wanted = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._in_peace(self._begin)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  # Django hands it over
        """Write a piece."""
        self._in_peace(lambda: self._open and self._open.write(raw_data))

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """Return the file as it lies on the disk."""
        with suppress(SkipFile):
            self._in_peace(self._close)
        return UploadedFile(name=self._path.name, size=file_size)

    def upload_interrupted(self) -> None:
        """Remove what came of an upload that broke off."""
        self.give_up()

    def give_up(self) -> None:
        """Remove everything that this request uploaded."""
        with suppress(OSError):
            self._close()
        if self.folder is not None:
            discard(self.folder / "all")
            self.folder = None

    def keep(self) -> None:
        """Leave what was uploaded for an import to read."""
        self._is_wanted = True

    def end(self) -> None:
        """Remove what was uploaded and is not wanted."""
        if not self._is_wanted:
            self.give_up()

    @property
    def has_come(self) -> bool:
        """Whether there was a file at all, taken or not."""
        return bool(self._names or self.trouble)

    def path(self) -> Path | None:
        """Return what was uploaded: the file when it is one, their folder when there are more, None for nothing."""
        if self.folder is None or self.trouble:
            return None
        return self.folder / self._names[0] if len(self._names) == 1 else self.folder

    def _begin(self) -> None:
        if self.folder is None:
            self.folder = imports_folder() / f"{_UPLOADED}{secrets.token_hex(8)}"
            self.folder.mkdir(parents=True, mode=0o700)
        name = safe_name(self.file_name or "")
        while name in self._names:
            name = f"again-{name}"
        self._names.append(name)
        self._path = self.folder / name
        self._open = self._path.open("xb")

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()

    def _in_peace(self, write: Callable[[], object]) -> None:
        """Do what the disk may refuse; then no file is taken any more, and the sentence says why."""
        if self.trouble:
            raise SkipFile
        try:
            write()
        except OSError as error:
            full = error.errno in {errno.ENOSPC, errno.EDQUOT}
            why = _("The disk did not take the file: %s.") % error.strerror
            self.trouble = _("The disk is full.") if full else why
            raise SkipFile from error
