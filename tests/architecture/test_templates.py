"""Facts about templates: each compiles, and none carries script or style of its own (the browser would refuse it)."""

from __future__ import annotations

import re

import pytest
from django.template.loader import get_template

from tests.architecture.house import PACKAGE, ROOT

PATHS = [path for path in sorted(PACKAGE.rglob("*.html")) if "templates" in path.parts]
TEMPLATES = [pytest.param(path, id=str(path.relative_to(ROOT))) for path in PATHS]
INLINE = {
    "a script": re.compile(r"<script\b(?![^>]*\b(?:src=|type=[\"']application/json))", re.IGNORECASE),
    "a style": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script in an address": re.compile(r"=\s*[\"']?\s*javascript:", re.IGNORECASE),
    "an expression for htmx": re.compile(r"<[^>]*\shx-(?:on[:-]|vals\s*=\s*[\"']js:)", re.IGNORECASE),
}


def inline(html: str) -> set[str]:
    without_comments = re.sub(r"{#.*?#}|{% comment.*?%}.*?{% endcomment %}", "", html, flags=re.DOTALL)
    return {what for what, pattern in INLINE.items() if pattern.search(without_comments)}


@pytest.mark.parametrize("path", TEMPLATES)
def test_a_template_compiles(path):
    name = path.as_posix().rpartition("/templates/")[2]

    assert get_template(name).template.origin.name == str(path), "another room has a template of this name"


def test_no_template_carries_script_or_style():
    found = {str(path.relative_to(ROOT)): inline(path.read_text(encoding="utf-8")) for path in PATHS}

    assert {name: what for name, what in found.items() if what} == {}


def test_no_template_trusts_text_as_html():
    trusting = re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off")
    found = [str(path.relative_to(ROOT)) for path in PATHS if trusting.search(path.read_text(encoding="utf-8"))]

    assert found == [], "what is HTML is made by format_html or the sanitiser, and says so itself"


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        '<p class="a" style="color:red">',
        "<a onclick='go()'>",
        '<a href="javascript:go()">',
        '<p hx-on:click="go()">',
    ],
    ids=["script", "style", "attribute", "event", "address", "htmx"],
)
def test_the_check_sees_what_is_inline(html):
    assert len(inline(html)) == 1


def test_scripts_that_lie_in_files_are_fine():
    assert inline('<script src="/static/a.js" defer></script><script type="application/json">[]</script>') == set()
