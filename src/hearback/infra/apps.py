"""The Django app of the room."""

from django.apps import AppConfig


class InfraConfig(AppConfig):
    name = "hearback.infra"
    label = "infra"
    default_auto_field = "django.db.models.BigAutoField"
