"""Facts about many rows at once, and about standing in a line."""

import threading
import time

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from hearback.infra.models import Event
from hearback.infra.rows import Line, array, copy_rows, execute, found, numbers, stand_in

COLUMNS = ["topic", "seq", "at", "payload"]


def events(*seqs):
    return [("inbox", seq, timezone.now(), "{}") for seq in seqs]


@pytest.mark.django_db
def test_numbers_rise_and_are_never_given_twice():
    first, then = numbers("infra_event_number", count=3), numbers("infra_event_number", count=2)
    assert [*first, *then] == sorted({*first, *then})
    assert (len(first), len(then)) == (3, 2)


@pytest.mark.django_db
def test_no_numbers_cost_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert numbers("infra_event_number", count=0) == []


@pytest.mark.django_db
def test_rows_are_copied_into_a_table():
    copy_rows("infra_event", COLUMNS, events(901, 902))
    assert found("SELECT seq, topic FROM infra_event ORDER BY seq", []) == [(901, "inbox"), (902, "inbox")]


@pytest.mark.django_db
def test_rows_whose_types_are_known_go_in_binary():
    rows = [("inbox", seq, timezone.now(), Jsonb({"more": seq})) for seq in (901, 902)]
    copy_rows("infra_event", COLUMNS, rows, types=["text", "int8", "timestamptz", "jsonb"])
    assert list(Event.objects.order_by("seq").values_list("payload", flat=True)) == [{"more": 901}, {"more": 902}]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "cast"), [([3, 1, 2], "bigint[]"), ([], "bigint[]"), (["ab12"], "text[]")], ids=["some", "none", "keys"]
)
def test_an_array_goes_as_one_literal(values, cast):
    assert found(f"SELECT %s::{cast}", [array(values)]) == [(values,)]


@pytest.mark.django_db
def test_no_rows_are_copied_too():
    copy_rows("infra_event", COLUMNS, [])
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_one_bad_row_fails_them_all():
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_rows("infra_event", COLUMNS, events(901, 902, 901))
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_names_of_tables_and_columns_are_only_names():
    with pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic():
        copy_rows('infra_event"; DROP TABLE infra_event; --', COLUMNS, events(901))
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_a_statement_says_how_many_rows_it_touched():
    copy_rows("infra_event", COLUMNS, events(901, 902, 903))
    assert execute("DELETE FROM infra_event WHERE seq > %s", [901]) == 2


@pytest.mark.django_db(transaction=True)
def test_who_comes_second_waits_until_the_first_is_done():
    order, inside = [], threading.Event()

    def first():
        with transaction.atomic():
            stand_in(Line.HEARING)
            inside.set()
            time.sleep(0.3)
            order.append("first")
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(5)
    with transaction.atomic():
        stand_in(Line.HEARING)
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


@pytest.mark.django_db(transaction=True)
def test_different_lines_do_not_hold_each_other_up():
    inside, leave = threading.Event(), threading.Event()

    def first():
        with transaction.atomic():
            stand_in(Line.HEARING)
            inside.set()
            assert leave.wait(5)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(5)
    with transaction.atomic():
        stand_in(Line.TELLING)
        is_held = thread.is_alive()
    leave.set()
    thread.join()
    assert is_held
