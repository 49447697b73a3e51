from django.db import migrations

# Raw bytes are packed already; those of up to 8 KB stay in their row and are read with it in one step.
INLINE = "ALTER TABLE listening_arrival SET (toast_tuple_target = 8160)"


class Migration(migrations.Migration):
    dependencies = [("listening", "0002_numbers_and_storage")]

    operations = [
        migrations.RunSQL(INLINE, "ALTER TABLE listening_arrival RESET (toast_tuple_target)"),
    ]
