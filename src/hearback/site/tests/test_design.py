"""Facts about the page of the design system: it shows all there is, and does nothing."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from hearback.site.design import icons
from hearback.staff.actions import welcome
from hearback.staff.models import Colleague

TEMPLATES = files("hearback.site") / "templates/site"
IN_THE_FRAME = {"bar", "rail", "rail_badge", "flash", "flashes", "time_words"}


@pytest.fixture(params=[Colleague.ADMIN, Colleague.COLLEAGUE])
def bea(db, client, request):
    client.force_login(welcome(email="bea@rotor.example", name="Bea", password="seven red kites", role=request.param))
    return client


def test_every_colleague_sees_it(bea):
    assert bea.get("/design").status_code == 200


def test_what_is_pressed_on_it_does_nothing_and_says_so(bea):
    answer = bea.post("/design", {"reason": "it is spam"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/design")
    assert "nothing was done" in bea.get("/design").content.decode()


def test_it_shows_every_icon_we_have(bea):
    page = bea.get("/design").content.decode()
    sprite = (files("hearback.site") / "static/site/icons.svg").read_text()
    assert len(icons()) == sprite.count("<symbol ")
    assert [name for name in icons() if f"icons.svg#{name}" not in page] == []


def test_no_template_asks_for_an_icon_that_we_do_not_have():
    templates = list(Path(str(files("hearback"))).glob("*/templates/**/*.html"))
    asked = {name for each in templates for name in re.findall(r"[%}]}#([a-z-]+)\"", each.read_text())}
    assert "check" in asked
    assert asked - set(icons()) == set()


def test_it_shows_every_component_we_have():
    shown, looked_at = set(), [TEMPLATES / "design.html", *(TEMPLATES / "design").iterdir()]
    while looked_at:
        for name in re.findall(r'"site/components/(\w+)\.html"', looked_at.pop().read_text()):
            if name not in shown:
                shown.add(name)
                looked_at.append(TEMPLATES / "components" / f"{name}.html")
    known = {each.name.removesuffix(".html") for each in (TEMPLATES / "components").iterdir()}
    assert known - shown - IN_THE_FRAME - {"keys", "keys_list"} == set()
