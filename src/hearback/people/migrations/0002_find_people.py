"""Persons are found by who spoke last, by name, by a word of it, and by the start of an address."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="last_said_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="identity",
            index=models.Index(fields=["handle"], name="handles_by_their_start", opclasses=["text_pattern_ops"]),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["last_said_at", "id"], name="people_by_last_words"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                models.Case(
                    models.When(name="", then=models.Value("\U0010fffd")),
                    default=django.db.models.functions.text.Left(django.db.models.functions.text.Lower("name"), 100),
                    output_field=models.TextField(),
                ),
                models.F("id"),
                name="people_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("name", config="simple"), name="words_of_names"
            ),
        ),
    ]
