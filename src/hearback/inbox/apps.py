"""The Django app of the room."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "hearback.inbox"
    label = "inbox"
    default_auto_field = "django.db.models.BigAutoField"
