"""Keeps what a machine says about a mail of ours beside its message; nothing is known of those that are here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds an empty column, which PostgreSQL does without touching rows."""

    dependencies = [("conversations", "0009_what_is_kept_apart")]

    operations = [
        migrations.AddField("message", "notice", models.JSONField(null=True)),
    ]
