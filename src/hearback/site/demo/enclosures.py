"""Small real files to enclose: tables and notes lie in enclosed/, pictures are painted here."""

from __future__ import annotations

import struct
import zlib
from functools import cache
from pathlib import Path

from hearback.site.demo.dice import Dice

HERE = Path(__file__).parent
WIDE, HIGH = 96, 72
PALETTE = ((180, 160, 120), (90, 60, 40), (30, 60, 80))  # the darkest wall, table and thing


def enclosure(wish: str) -> tuple[str, str, bytes]:
    """Return the file name, media type and bytes for "photo:name.png", "csv:name.csv" or "txt:name.txt"."""
    kind, _, name = wish.partition(":")
    if kind == "photo":
        return name, "image/png", picture(name)
    path = HERE / "enclosed" / (name if name.endswith(".txt") else f"{name}.txt")
    return name, "text/csv" if kind == "csv" else "text/plain", path.read_bytes()


@cache
def picture(name: str) -> bytes:
    """Return a small PNG: a warm wall, a table and something round, different for every name."""
    dice = Dice(f"picture/{name}")
    wall, table_top, thing = (tuple(int(dice.between(low, 230)) for low in lows) for lows in PALETTE)
    middle, radius = (int(dice.between(34, 62)), 40), int(dice.between(12, 22))
    lines = bytearray()
    for y in range(HIGH):
        lines.append(0)
        for x in range(WIDE):
            inside = (x - middle[0]) ** 2 + (y - middle[1]) ** 2 < radius**2
            lines += bytes(thing if inside else table_top if y > 50 else wall)
    header = struct.pack(">IIBBBBB", WIDE, HIGH, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(lines), 9)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
