"""The Django app of the room."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "hearback.conversations"
    label = "conversations"
    default_auto_field = "django.db.models.BigAutoField"
