"""Know where each arrival lies in its source, so that what is deleted there can be followed; note what is history."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("listening", "0006_keep_large_attachments_once"), ("sources", "0001_initial")]

    operations = [
        migrations.AddField("arrival", "erased_at", models.DateTimeField(null=True)),
        migrations.AddField("unheard", "is_history", models.BooleanField(default=False, db_default=False)),
        migrations.CreateModel(
            name="Copy",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "source_id", "origin", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("origin", models.TextField()),
                ("arrival_id", models.BigIntegerField()),
                (
                    "labels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), db_default=[], default=list, size=None
                    ),
                ),
                ("state", models.CharField(db_default="here", default="here", max_length=5)),
                ("gone_at", models.DateTimeField(null=True)),
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
            options={
                "indexes": [
                    models.Index(fields=["source", "arrival_id"], name="copies_of_an_arrival"),
                    models.Index(
                        condition=models.Q(("state", "here"), _negated=True),
                        fields=["source", "state"],
                        name="copies_that_went",
                    ),
                ],
            },
        ),
    ]
