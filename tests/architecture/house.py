"""What tests of the architecture share: the rooms in their order, and the files of the house, parsed once."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "hearback"


@dataclass(frozen=True)
class Module:
    """One Python file of the package. drawer: its name inside its room ("actions"; "" for the room itself)."""

    path: Path
    room: str
    drawer: str

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def dotted(self) -> str:
        return ".".join(("hearback", *self.path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


@cache
def rooms() -> tuple[str, ...]:
    """Return the rooms that there are, lowest first, in the order that import-linter holds."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["id"] == "rooms")
    names = [name.strip(" ()") for layer in reversed(layers) for name in layer.split("|")]
    return tuple(name for name in names if (PACKAGE / name).is_dir())


@cache
def modules() -> tuple[Module, ...]:
    """Return every Python file of the rooms."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        room, *rest = path.relative_to(PACKAGE).parts
        if rest:
            found.append(Module(path, room, rest[0].removesuffix(".py").removesuffix("__init__")))
    return tuple(found)


@cache
def tree(path: Path) -> ast.Module:
    """Return a file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> dict[str, str]:
    """Return the names that a file imports from elsewhere, whether at its top or inside: name -> module."""
    return {
        alias.asname or alias.name: node.module
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
