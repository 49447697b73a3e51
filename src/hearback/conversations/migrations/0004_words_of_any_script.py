from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations

# Messages of before are found by the words that PostgreSQL finds in them.
FILL = """
UPDATE conversations_text t
SET search = strip(to_tsvector('simple', left(coalesce(m.subject, '') || ' ' || t.words, 100000)))
FROM conversations_message m WHERE m.conversation_id = t.conversation_id AND m.id = t.message_id
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0003_what_we_said")]

    operations = [
        migrations.RemoveIndex(model_name="text", name="words_of_messages"),
        migrations.RemoveField(model_name="text", name="search"),
        migrations.RemoveField(model_name="text", name="heading"),
        migrations.AddField(model_name="text", name="search", field=SearchVectorField(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(model_name="text", name="search", field=SearchVectorField()),
        migrations.AddIndex(
            model_name="text",
            index=GinIndex(fields=["search"], gin_pending_list_limit=16384, name="words_of_messages"),
        ),
    ]
