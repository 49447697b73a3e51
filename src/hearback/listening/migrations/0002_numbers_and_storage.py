"""Arrivals take their numbers from a sequence; their bytes are packed by us, so PostgreSQL need not try again."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("listening", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE listening_arrival_number", "DROP SEQUENCE listening_arrival_number"),
        migrations.RunSQL(
            "ALTER TABLE listening_arrival ALTER COLUMN raw SET STORAGE EXTERNAL",
            "ALTER TABLE listening_arrival ALTER COLUMN raw SET STORAGE EXTENDED",
        ),
    ]
