"""Messages take their numbers from a sequence (they come in batches), and long text is stored as it is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE conversations_message_number", "DROP SEQUENCE conversations_message_number"),
    ]
