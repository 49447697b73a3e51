"""The Django app of the room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "hearback.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
