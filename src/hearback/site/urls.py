"""The addresses of the house: each room's own, hung together."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from hearback.site.design import design
from hearback.site.numbers import numbers
from hearback.site.pages import keys, waiting

urlpatterns: list[URLPattern | URLResolver] = [
    path("keys", keys, name="keys"),
    path("waiting", waiting, name="waiting"),
    path("design", design, name="design"),
    path("about-the-numbers", numbers, name="numbers"),
    path("", include("hearback.inbox.urls")),
    path("", include("hearback.staff.urls")),
    path("", include("hearback.people.urls")),
    path("", include("hearback.listening.urls")),
]

handler400 = "hearback.site.faults.not_understood"
handler403 = "hearback.site.faults.not_for_you"
handler404 = "hearback.site.faults.not_here"
handler500 = "hearback.site.faults.broken"
