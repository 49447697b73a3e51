"""The addresses of the house: each room's own, hung together."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from hearback.site.design import design
from hearback.site.pages import keys

urlpatterns: list[URLPattern | URLResolver] = [
    path("keys", keys, name="keys"),
    path("design", design, name="design"),
]
