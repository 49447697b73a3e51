"""The addresses of the room."""

from django.urls import path

from hearback.people import pages

urlpatterns = [
    path("people", pages.people, name="people"),
    path("people/<int:number>", pages.person, name="person"),
]
