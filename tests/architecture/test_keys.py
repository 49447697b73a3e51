"""Facts about keys between tables: they point down, and nobody below knows who points at them."""

from __future__ import annotations

import re

import pytest
from django.apps import apps

from tests.architecture.house import PACKAGE, modules, rooms

RELATIONS = [
    pytest.param(field, id=f"{model._meta.label}.{field.name}")
    for model in apps.get_models()
    if model.__module__.startswith("hearback.")
    for field in model._meta.get_fields()
    if field.remote_field is not None and not field.auto_created
]


def room_of(model) -> str:
    return model.__module__.split(".")[1]


@pytest.mark.parametrize("field", RELATIONS)
def test_a_key_points_to_its_own_room_or_down(field):
    own, other = room_of(field.model), room_of(field.related_model)

    assert rooms().index(other) <= rooms().index(own)


@pytest.mark.parametrize("field", RELATIONS)
def test_a_key_to_another_room_has_no_name_there(field):
    if room_of(field.model) != room_of(field.related_model):
        assert field.remote_field.related_name == "+"


def test_there_are_keys_to_look_at():
    assert len(RELATIONS) > 20


def test_no_room_asks_for_the_models_of_another_by_their_names():
    called = re.compile(r"get_model\(\s*['\"](\w+)['\".]")
    asked = [
        (module.name, room)
        for module in modules()
        for room in called.findall(module.path.read_text())
        if room != module.room
    ]

    assert asked == []


def test_every_room_with_tables_is_a_room_of_the_order():
    with_tables = {path.parent.name for path in PACKAGE.glob("*/models.py")}

    assert with_tables <= set(rooms())
