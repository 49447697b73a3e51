"""Facts about the large tables: every unique key carries the key by which they could be spread over many servers."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

LARGE = {
    "listening_arrival": "source_id",
    "listening_copy": "source_id",
    "listening_piece": "source_id",
    "conversations_message": "conversation_id",
    "conversations_text": "conversation_id",
    "conversations_delivery": "conversation_id",
    "conversations_participant": "conversation_id",
    "conversations_threadkey": "key",
    "infra_event": "topic",
    "people_act": "actor_id",
}
SMALL = {
    "listening_unheard": "a queue: it is empty when everything was heard",
    "listening_unreadable": "the few arrivals that say nothing; made again by reading them again",
    "listening_cursor": "a few rows a source",
    "listening_run": "a few rows a source",
    "listening_comparison": "one row a mailbox",
    "conversations_conversation": "referred to by its number everywhere: its primary key is its distribution key",
    "conversations_apart": "what people decided by hand, and what they are asked about",
    "people_person": "a reference table: one row for everybody",
    "people_identity": "a reference table: one row for every address",
    "people_merge": "what people decided by hand, and rules from certain evidence",
    "people_split": "what people decided by hand",
    "people_clue": "made again from names and addresses, a dozen rows an identity",
    "people_likeness": "what people are asked about, and what they answered",
    "people_stopword": "what people decided by hand",
    "people_consent": "what people agreed to, a few lines each",
    "people_rhythm": "how often people want to be written to",
    "people_ask": "what people asked for by their links",
    "people_unasked": "one row a letter and a person; forgotten when it counts no more",
    "people_role": "what people noted by hand",
    "people_tag": "what people noted by hand",
    "people_tagging": "what people noted by hand",
    "people_note": "what people noted by hand",
    "people_trait": "a few facts a person",
    "people_picture": "what people uploaded by hand",
    "people_segment": "what people saved by hand",
    "people_organisation": "a reference table: one row for every organisation",
    "people_domain": "a few rows an organisation",
    "people_affiliation": "a few rows a person",
    "people_counterpart": "a few rows an organisation",
    "people_suggestion": "counted again from addresses, a row a domain",
    "people_import": "what people uploaded by hand",
    "people_importrow": "lines of what people uploaded by hand",
    "people_tie": "made again from acts every night",
    "people_touched": "a queue: it is empty when ties were counted",
    "people_tiemodel": "one row a night",
    "people_gesture": "what people noted by hand",
    "people_introduction": "what people asked for by hand",
    "people_mailbox": "one row a source",
    "people_dismissal": "what people decided by hand",
    "people_shownpictures": "what people decided by hand, sender by sender",
    "people_erased": "a digest for every address that was erased",
    "people_restriction": "what people decided by hand",
    "people_dossier": "copies that people asked for; they expire",
    "people_erasure": "what people decided by hand",
    "people_retention": "one row a source",
    "inbox_turn": "keyed by its conversation alone, and so spread like it",
    "inbox_counter": "one row for a state, a source and an assignee; made again from turns",
    "inbox_draft": "what colleagues are writing just now",
    "inbox_unreached": "the few answers that did not arrive, person by person",
    "inbox_letterhead": "one row a source",
    "inbox_content": "files that people added by hand, each once",
    "inbox_file": "files that people added by hand",
    "inbox_outbound": "what people wrote by hand, press by press",
    "sources_source": "what an admin connected",
    "sources_authority": "one row a provider where mailboxes are signed in to",
    "sources_grant": "one row a mailbox that is signed in",
    "staff_colleague": "who works here",
    "staff_invitation": "who was invited",
    "staff_auditline": "what people did by hand",
}
UNIQUE_KEYS = """
SELECT i.relname, array_agg(a.attname ORDER BY a.attnum)
FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY(x.indkey::int2[])
WHERE t.oid = %s::regclass AND x.indisunique GROUP BY i.relname
"""


@pytest.mark.django_db
@pytest.mark.parametrize("table", LARGE)
def test_every_unique_key_of_a_large_table_carries_its_distribution_key(table):
    with connection.cursor() as cursor:
        cursor.execute(UNIQUE_KEYS, [table])
        keys = dict(cursor.fetchall())

    assert keys, "a large table has a primary key"
    assert {name: columns for name, columns in keys.items() if LARGE[table] not in columns} == {}


def test_every_table_is_large_or_small_for_a_reason():
    tables = {model._meta.db_table for model in apps.get_models() if model.__module__.startswith("hearback.")}

    assert tables == {*LARGE, *SMALL}
