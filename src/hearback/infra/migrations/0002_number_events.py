"""Events take their numbers from one sequence, so that a page can ask for all after the last that it saw."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("infra", "0001_initial")]

    operations = [migrations.RunSQL("CREATE SEQUENCE infra_event_number", "DROP SEQUENCE infra_event_number")]
