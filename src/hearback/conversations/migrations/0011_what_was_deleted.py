"""Note which deliveries were deleted at their source, and which messages lost their words for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0010_what_machines_say")]

    operations = [
        migrations.AddField("delivery", "removed_at", models.DateTimeField(null=True)),
        migrations.AddField("message", "removed_at", models.DateTimeField(null=True)),
        migrations.AddField("message", "erased_at", models.DateTimeField(null=True)),
    ]
