"""The Django app of the room."""

from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "hearback.listening"
    label = "listening"
    default_auto_field = "django.db.models.BigAutoField"
