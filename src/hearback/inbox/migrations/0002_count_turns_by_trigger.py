"""Badges read counters; a statement trigger keeps them, so that no writer of turns can forget to."""

from django.db import migrations

COUNT = """
CREATE FUNCTION inbox_count_turns() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO inbox_counter AS c (state, source_id, assignee_id, turns)
    SELECT state, source_id, coalesce(assignee_id, 0), count(*) FROM fresh GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (state, source_id, assignee_id) DO UPDATE SET turns = c.turns + excluded.turns;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO inbox_counter AS c (state, source_id, assignee_id, turns)
    SELECT state, source_id, coalesce(assignee_id, 0), -count(*) FROM stale GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (state, source_id, assignee_id) DO UPDATE SET turns = c.turns + excluded.turns;
  ELSE
    INSERT INTO inbox_counter AS c (state, source_id, assignee_id, turns)
    SELECT state, source_id, assignee_id, sum(n) FROM (
      SELECT state, source_id, coalesce(assignee_id, 0) AS assignee_id, count(*) AS n FROM fresh GROUP BY 1, 2, 3
      UNION ALL
      SELECT state, source_id, coalesce(assignee_id, 0), -count(*) FROM stale GROUP BY 1, 2, 3
    ) AS moved GROUP BY 1, 2, 3 HAVING sum(n) <> 0 ORDER BY 1, 2, 3
    ON CONFLICT (state, source_id, assignee_id) DO UPDATE SET turns = c.turns + excluded.turns;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER count_new_turns AFTER INSERT ON inbox_turn
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION inbox_count_turns();
CREATE TRIGGER count_moved_turns AFTER UPDATE ON inbox_turn
  REFERENCING NEW TABLE AS fresh OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION inbox_count_turns();
CREATE TRIGGER count_gone_turns AFTER DELETE ON inbox_turn
  REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION inbox_count_turns();
"""
FORGET = """
DROP TRIGGER count_new_turns ON inbox_turn;
DROP TRIGGER count_moved_turns ON inbox_turn;
DROP TRIGGER count_gone_turns ON inbox_turn;
DROP FUNCTION inbox_count_turns();
"""


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_initial")]

    operations = [migrations.RunSQL(COUNT, FORGET)]
