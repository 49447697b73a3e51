"""The Django app of the room."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "hearback.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"
