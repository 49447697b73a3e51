"""Facts about doors: only a room's actions write its tables, whether by the ORM or by SQL."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from tests.architecture.house import Module, imports, modules, tree

WRITERS = {"actions", "migrations", "tests"}
PLUMBING = {"infra"}  # has a table and no subject: its own modules keep it
ORM_WRITES = {
    *("create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "update", "delete", "save"),
    *("acreate", "aget_or_create", "aupdate_or_create", "abulk_create", "abulk_update", "aupdate", "adelete", "asave"),
}
SQL_WRITE = re.compile(
    r"\b(?:INSERT\s+INTO|MERGE\s+INTO|DELETE\s+FROM(?:\s+ONLY)?|UPDATE(?:\s+ONLY)?|COPY|TRUNCATE(?:\s+TABLE)?)\s+\"?(\w+)",
    re.IGNORECASE,
)
TABLES = {
    model._meta.db_table: model.__module__.split(".")[1]
    for model in apps.get_models()
    if model.__module__.startswith("hearback.")
}
MODELS = {(model.__module__, model.__name__) for model in apps.get_models() if model.__module__.startswith("hearback.")}


def written_tables(module_tree: ast.AST) -> set[str]:
    """Return the tables that the SQL of a file writes."""
    texts = [one.value for one in ast.walk(module_tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    found = {table.lower() for text in texts for table in SQL_WRITE.findall(text)}
    for call in (one for one in ast.walk(module_tree) if isinstance(one, ast.Call)):
        if ast.unparse(call.func).endswith("copy_rows") and call.args and isinstance(call.args[0], ast.Constant):
            found.add(call.args[0].value)
    return found & TABLES.keys()


class OrmWrites(ast.NodeVisitor):
    """Collects (room of the model that is written, line).

    Knows what a name stands for where it is a model, a parameter of a model's type, or was got from `.objects`.
    """

    def __init__(self, path: Path) -> None:
        self.known = {
            name: module.split(".")[1]
            for name, module in imports(path).items()
            if module.startswith("hearback.") and (module, name) in MODELS
        }
        self.found: list[tuple[str, int]] = []

    def room_of(self, node: ast.AST | None) -> str:
        """Return the room of the model that an expression is about; "" when it is about none."""
        while isinstance(node, ast.Call | ast.Attribute | ast.Subscript | ast.Await):
            node = node.func if isinstance(node, ast.Call) else node.value
        return self.known.get(node.id, "") if isinstance(node, ast.Name) else ""

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        before = dict(self.known)
        for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            names = {name for name in ast.walk(one.annotation) if isinstance(name, ast.Name)} if one.annotation else ()
            self.known[one.arg] = next((self.known[name.id] for name in names if name.id in self.known), "")
        self.generic_visit(node)
        self.known = before

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815  # ast's name

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        room = self.room_of(node.value)
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.known[target.id] = room

    def visit_For(self, node: ast.For) -> None:
        if isinstance(node.target, ast.Name):
            self.known[node.target.id] = self.room_of(node.iter)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in ORM_WRITES:
            room = self.room_of(node.func.value)
            if room:
                self.found.append((room, node.lineno))


def orm_writes(path: Path) -> list[tuple[str, int]]:
    visitor = OrmWrites(path)
    visitor.visit(tree(path))
    return visitor.found


def may_write(module: Module, room: str) -> bool:
    return module.room == room and (module.drawer in WRITERS or module.room in PLUMBING)


CODE = [one for one in modules() if "tests" not in one.path.parts]


def test_only_its_own_actions_write_a_table_by_sql():
    strangers = {
        module.name: tables
        for module in CODE
        if (tables := {one for one in written_tables(tree(module.path)) if not may_write(module, TABLES[one])})
    }

    assert strangers == {}, "the actions of the tables' rooms should write them"


def test_only_its_own_actions_write_a_table_by_the_orm():
    strangers = [
        f"{module.name}:{line} writes rows of {room}"
        for module in CODE
        for room, line in orm_writes(module.path)
        if not may_write(module, room)
    ]

    assert strangers == [], "the actions of those rooms should write them"


@pytest.mark.parametrize(
    "code",
    [
        "from hearback.staff.models import Colleague\nColleague.objects.create(name='Bea')",
        "from hearback.staff.models import Colleague\nColleague.objects.filter(pk=1).update(name='Bea')",
        "from hearback.staff.models import Colleague\ndef f(bea: Colleague | None): bea.save()",
        "from hearback.staff.models import Colleague\nasync def f():\n  await Colleague.objects.acreate(name='Bea')",
        "from hearback.staff.models import Colleague\nold = Colleague.objects.filter(pk=1)\nold.delete()",
        "from hearback.staff.models import Colleague\nfor one in Colleague.objects.all(): one.delete()",
    ],
    ids=["created", "updated", "a-parameter", "awaited", "a-variable", "in-a-loop"],
)
def test_the_check_sees_a_write(code, tmp_path):
    path = tmp_path / "code.py"
    path.write_text(code)

    assert [room for room, _ in orm_writes(path)] == ["staff"]


@pytest.mark.parametrize(
    "code",
    [
        "execute('UPDATE staff_colleague SET name = %s')",
        "execute('WITH a AS (SELECT 1)'\n' INSERT  INTO staff_colleague (name) SELECT 1')",
        "execute(f'DELETE FROM staff_colleague WHERE id = {number}')",
        "copy_rows('staff_colleague', ('name',), rows)",
    ],
    ids=["update", "in-two-pieces", "with-values", "copy"],
)
def test_the_check_sees_sql(code):
    assert written_tables(ast.parse(code)) == {"staff_colleague"}


def test_a_dictionary_that_is_updated_is_no_table(tmp_path):
    path = tmp_path / "code.py"
    path.write_text("from hearback.staff.models import Colleague\nknown = {}\nknown.update(a=1)\nform.save()")

    assert orm_writes(path) == []
