"""The Django app of the room."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "hearback.site"
    label = "site"
    default_auto_field = "django.db.models.BigAutoField"
