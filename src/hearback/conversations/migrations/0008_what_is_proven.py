"""Says of each message whether its author is proven; nobody knows it of those that are here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds an empty column, which PostgreSQL does without touching rows."""

    dependencies = [("conversations", "0007_which_messages_have_html")]

    operations = [
        migrations.AddField("message", "proof", models.TextField(blank=True, default="", db_default="")),
    ]
