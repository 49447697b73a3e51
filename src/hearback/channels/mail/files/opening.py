"""Opens a file whatever it is packed with, and hands it over in pieces; never the whole in memory."""

from __future__ import annotations

import gzip
import os
import sys
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if sys.version_info >= (3, 14):  # pragma: no cover - one of the two, by the Python that runs
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader
    from pathlib import Path

PIECE_BYTES = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
# Frames without content, as parallel packers write first; the byte before these three says which of sixteen.
_ZSTD_SKIPPABLE_MAGIC = b"\x2a\x4d\x18"
# Archives packed with `zstd --long` need a window above the library's own limit.
_LONGEST_WINDOW: dict[int, int] = {
    zstd.DecompressionParameter.window_log_max: zstd.DecompressionParameter.window_log_max.bounds()[1]
}


class _Unpacked(Protocol):
    """A reader whose read1 gives what it has, so that nothing good is lost to a fault further on."""

    def read1(self, size: int, /) -> bytes: ...
    def seek(self, offset: int, /) -> int: ...


class Fault(Exception):
    """The file cannot be read to its end; the text says why, for the end of a sentence that names the file."""


class Opened:
    """An unpacked stream with a count of where it stands.

    offset: bytes handed over so far, unpacked. tell_packed: how far that is in the file on disk.
    """

    def __init__(self, file: BufferedReader, unpacked: _Unpacked | None = None) -> None:
        self._file = file
        self._is_packed = unpacked is not None
        self._unpacked: _Unpacked = file if unpacked is None else unpacked
        self.offset = 0

    def piece(self, at_most: int = PIECE_BYTES) -> bytes:
        """Return the next bytes, b"" at the end. Raises Fault."""
        try:
            piece = self._unpacked.read1(min(at_most, PIECE_BYTES))
        except EOFError as error:
            raise Fault("ends too early: the rest of it is missing") from error
        except (gzip.BadGzipFile, zlib.error, zstd.ZstdError) as error:
            raise Fault("is damaged and cannot be unpacked any further") from error
        except OSError as error:
            raise Fault(f"cannot be read: {error.strerror}") from error
        self.offset += len(piece)
        return piece

    def skip_to(self, offset: int) -> bool:
        """Go forward to an unpacked offset; say whether the stream goes that far. Raises Fault."""
        if not self._is_packed:
            self.offset = min(offset, self._file.seek(0, os.SEEK_END))
            self._file.seek(self.offset)
        while self.offset < offset and self.piece(offset - self.offset):
            pass
        return self.offset == offset

    def rewind(self) -> None:
        """Go back to the beginning."""
        self._unpacked.seek(0)
        self.offset = 0

    def tell_packed(self, offset: int) -> int:
        """Return about where in the file on disk an unpacked offset, already handed over, lies."""
        if not (self._is_packed and self.offset):
            return offset
        return self._file.tell() * offset // self.offset


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Open a file by what its first bytes say. Raises Fault when it cannot be opened."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise Fault(f"cannot be opened: {error.strerror}") from error
    with file:
        magic = file.peek(4)[:4]
        if magic.startswith(_GZIP_MAGIC):
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield Opened(file, unpacked)
        elif magic == _ZSTD_MAGIC or magic.endswith(_ZSTD_SKIPPABLE_MAGIC):
            with zstd.ZstdFile(file, options=_LONGEST_WINDOW) as unpacked:
                yield Opened(file, unpacked)
        else:
            yield Opened(file)
