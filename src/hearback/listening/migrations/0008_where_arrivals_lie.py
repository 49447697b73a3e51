"""Note of every mail that is here where it lay in its mailbox, as far as its arrival tells."""

from django.db import migrations

FILL = """
INSERT INTO listening_copy (source_id, origin, arrival_id)
SELECT source_id, origin, max(id) FROM listening_arrival WHERE origin LIKE '%;%' GROUP BY source_id, origin
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("listening", "0007_follow_deletions")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
