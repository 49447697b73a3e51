"""Facts about the database of a house: it is found, brought up to date, and the demo town does not get in the way."""

import os
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from hearback.channels.registry import channel
from hearback.infra.postgres import NoDatabase
from hearback.site import database
from hearback.sources.actions import connect
from hearback.staff.models import Colleague

NAME = f"house_{os.getpid()}"


@pytest.fixture
def house(monkeypatch):
    """An empty database of its own on the test server."""
    server = urlsplit(os.environ["DATABASE_URL"])
    postgres = server._replace(path="/postgres").geturl()

    def everywhere(verb):
        with psycopg.connect(postgres, autocommit=True) as connection:
            names = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{NAME}%"]).fetchall()
            for (name,) in names:
                connection.execute(sql.SQL(verb).format(sql.Identifier(name)))

    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
    monkeypatch.setenv("DATABASE_URL", server._replace(path=f"/{NAME}").geturl())
    yield os.environ["DATABASE_URL"]
    everywhere("DROP DATABASE {} WITH (FORCE)")


def write(url, text):
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(text)


def mark(url, words):
    write(url, sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(NAME), sql.Literal(words)))


def test_a_given_database_is_used_and_none_is_started(house, monkeypatch, tmp_path):
    monkeypatch.setenv("HEARBACK_DATA", str(tmp_path / "data"))
    with database.reachable_database() as server:
        assert server is None
        assert os.environ["DATABASE_URL"] == house
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://here/x", r"must begin with postgresql://, not mysql://"),
        ("postgresql://127.0.0.1:1/x", r"on 127\.0\.0\.1 cannot be reached: .*refused"),
        ("postgresql://bea:secret@/x?host=/nowhere", r"on /nowhere cannot be reached"),
    ],
    ids=["another kind", "nobody there", "no socket"],
)
def test_a_given_database_that_cannot_be_used_is_one_sentence_without_the_password(monkeypatch, url, sentence):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(NoDatabase, match=sentence) as caught, database.reachable_database():
        pass
    assert "secret" not in str(caught.value)


def test_without_a_given_one_a_database_is_started_in_the_data_folder_and_stopped(monkeypatch, private_folder):
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("HEARBACK_DATA", str(private_folder))
    with database.reachable_database() as server:
        assert server.started_here
        assert write(os.environ["DATABASE_URL"], "SELECT 1").fetchone() == (1,)
    assert "DATABASE_URL" not in os.environ
    assert not (private_folder / "postgres/cluster/postmaster.pid").exists()


def test_the_data_folder_is_beside_us_unless_given(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HEARBACK_DATA", raising=False)
    assert database.data_folder() == tmp_path / ".hearback"
    monkeypatch.setenv("HEARBACK_DATA", "elsewhere")
    assert database.data_folder() == tmp_path / "elsewhere"


@pytest.mark.parametrize(
    ("words", "sign_in"),
    [("Demo town. Sign in as Bea.", "Sign in as Bea."), ("Demo town.", ""), ("Mine", None), (None, None)],
    ids=["demo", "demo without words", "somebody's", "unmarked"],
)
def test_a_database_says_itself_whether_it_holds_the_demo_town(house, words, sign_in):
    if words:
        mark(house, words)
    assert database.demo_sign_in() == sign_in


def test_the_demo_town_is_put_aside_whole_and_the_house_begins_empty(house):
    for number in (1, 2):
        write(house, f"CREATE TABLE kept AS SELECT {number} AS town")
        mark(house, "Demo town.")
        aside = database.put_demo_aside()
        assert aside == f"{NAME}_demo{number}"
        assert write(house, "SELECT to_regclass('kept')").fetchone() == (None,)
        kept = urlsplit(house)._replace(path=f"/{aside}").geturl()
        assert write(kept, "SELECT town FROM kept").fetchone() == (number,)


def test_what_is_not_the_demo_town_is_never_put_aside(house):
    write(house, "CREATE TABLE kept (town int)")
    assert database.put_demo_aside() is None
    assert write(house, "SELECT to_regclass('kept')").fetchone() == ("kept",)


def test_a_demo_town_with_somebody_in_it_stays(house):
    mark(house, "Demo town.")
    with psycopg.connect(house), pytest.raises(NoDatabase, match="in use by another Hearback"):
        database.put_demo_aside()
    assert database.demo_sign_in() == ""


@pytest.mark.django_db
def test_a_house_that_somebody_connected_a_source_to_stays_without_a_demo_town(capsys):
    connect(kind="mail", name="Ours", settings=channel("mail").settings())
    database.load_demo_once()
    assert capsys.readouterr().out == ""
    assert not Colleague.objects.exists()


@pytest.mark.django_db
def test_the_demo_town_is_built_once_and_says_how_to_sign_in(capsys):
    database.load_demo_once()
    colleagues = Colleague.objects.count()
    database.load_demo_once()
    assert Colleague.objects.count() == colleagues > 0
    assert capsys.readouterr().out.count("Building the demo town") == 1
    with connection.cursor() as cursor:  # the mark is in the same transaction as the town
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        )
        assert cursor.fetchone()[0].startswith("Demo town. Sign in as ")
