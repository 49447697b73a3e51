import django.db.models.deletion
from django.db import migrations, models

# Attachments are mostly packed already; PostgreSQL shall not try again.
EXTERNAL = "ALTER TABLE listening_piece ALTER COLUMN content SET STORAGE EXTERNAL"


class Migration(migrations.Migration):
    dependencies = [
        ("listening", "0005_compare_with_the_server"),
        ("sources", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Piece",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "source_id", "digest", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.BinaryField()),
                ("size_bytes", models.PositiveIntegerField()),
                ("packing", models.PositiveSmallIntegerField()),
                ("content", models.BinaryField()),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sources.source",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(EXTERNAL, migrations.RunSQL.noop),
    ]
