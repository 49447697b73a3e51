"""The Django app of the room."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "hearback.sources"
    label = "sources"
    default_auto_field = "django.db.models.BigAutoField"
