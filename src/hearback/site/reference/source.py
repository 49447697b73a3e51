"""Looks into our own source for what pages are made of: calls by name, with their arguments as a person reads them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import hearback

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

PACKAGE = Path(hearback.__file__).parent
_GAP = "…"
_NOWHERE = ast.Module([], [])


@dataclass(frozen=True, slots=True)
class Called:
    """One call in the source. place: the file, below the package. around: the function it stands in."""

    name: str
    place: str
    call: ast.Call
    around: ast.AST

    def sentence(self) -> str:
        """Return the first argument as text, with … for what is filled in; "" when the source does not tell."""
        return text_of(self.call.args[0], around=self.around) if self.call.args else ""

    def keywords(self) -> dict[str, ast.expr]:
        """Return the keyword arguments."""
        return {one.arg: one.value for one in self.call.keywords if one.arg}


def calls(names: Collection[str]) -> Iterator[Called]:
    """Yield the calls of functions and classes with these names, by file and line; tests are left out."""
    for called in _called():
        if called.name in names:
            yield called


def text_of(node: ast.expr, *, around: ast.AST) -> str:
    """Return what an expression says, with … for what is filled in while the program runs."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(text_of(part, around=around) for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return text_of(left, around=around) + text_of(right, around=around)
        case ast.Name(id=name):
            return _assigned(name, around)
        case ast.Call(func=ast.Name(id="_"), args=[inside, *_]) | ast.BinOp(left=inside, op=ast.Mod()):
            return text_of(inside, around=around)
        case ast.Call(func=ast.Name(id="next"), args=[_, otherwise]):
            return text_of(otherwise, around=around)
        case ast.Call(func=ast.Name(id=name)):
            return _returned(name, around)
    return _GAP


def _assigned(name: str, around: ast.AST) -> str:
    """Return the sentence that a name got in the function, or in its file; … when it is no sentence of ours."""
    for node in (node for home in (around, _file_of(around)) for node in ast.walk(home)):
        if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in node.targets):
            return text_of(node.value, around=_NOWHERE)
    return _GAP


def _returned(name: str, around: ast.AST) -> str:
    """Return the sentence that a function of the same file ends with; … when it is no sentence of ours."""
    found = [node for node in _file_of(around).body if isinstance(node, ast.FunctionDef) and node.name == name]
    last = found[0].body[-1] if found else None
    return text_of(last.value, around=_NOWHERE) if isinstance(last, ast.Return) and last.value else _GAP


def _file_of(around: ast.AST) -> ast.Module:
    return _files().get(id(around), _NOWHERE)


@cache  # the trees stay, so a node's id stays its own
def _files() -> dict[int, ast.Module]:
    return {id(node): tree for _, tree in _trees() for node in ast.walk(tree)}


@cache
def _called() -> list[Called]:
    found = []
    for place, tree in _trees():
        for around, call in _calls_in(tree):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            found.append(Called(name, place, call, around))
    return found


def _calls_in(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.Call]]:
    """Yield each call with the innermost function around it, in the order of their lines."""
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(found, key=lambda node: (node.lineno, node.col_offset)):
        inside = [one for one in functions if one.lineno <= call.lineno <= (one.end_lineno or one.lineno)]
        yield (max(inside, key=lambda one: one.lineno) if inside else tree), call


@cache
def _trees() -> list[tuple[str, ast.Module]]:
    paths = sorted(PACKAGE.rglob("*.py"))
    wanted = [path for path in paths if not {"tests", "migrations", "vendor"} & set(path.parts[len(PACKAGE.parts) :])]
    return [(path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_bytes())) for path in wanted]
