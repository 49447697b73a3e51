"""The Django app of the room."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "hearback.sources"
    label = "sources"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the mail channel ask the house for tokens."""
        from hearback.channels.mail import oauth  # noqa: PLC0415  # not before the models are there
        from hearback.sources.actions.grants import Keys  # noqa: PLC0415

        oauth.use(Keys())
