"""Facts about DATABASE_URL: it means to Django what it means to PostgreSQL's own programs."""

from traceback import format_exception

import pytest
from django.db import ConnectionHandler, connection

from hearback.site.addresses import database_settings

KNOWN = ("NAME", "USER", "PASSWORD", "HOST", "PORT")


@pytest.mark.parametrize(
    ("url", "name", "user", "password", "host", "port"),
    [
        ("", "hearback", "", "", "", ""),
        ("postgresql://", "hearback", "", "", "", ""),
        ("postgres:///house", "house", "", "", "", ""),
        ("postgresql://ann:s%40fe+1@db.example:5433/house", "house", "ann", "s@fe+1", "db.example", "5433"),
        ("postgresql://ann@/house?host=/var/run/a+b", "house", "ann", "", "/var/run/a+b", ""),
        ("postgresql://%2Fvar%2FRun/house", "house", "", "", "/var/Run", ""),
        ("postgresql://[::1]:5433/house", "house", "", "", "::1", "5433"),
        ("postgresql:///?dbname=house&user=ann&port=5433", "house", "ann", "", "", "5433"),
        ("postgresql://one:1,two:2/house", "house", "", "", "one,two", "1,2"),
    ],
    ids=["nothing", "bare", "name", "everything", "socket", "encoded-socket", "ipv6", "query", "several-hosts"],
)
def test_an_address_is_read_as_libpq_reads_it(url, name, user, password, host, port):
    found = database_settings(url, pooled=False)
    assert tuple(found[word] for word in KNOWN) == (name, user, password, host, port)


def test_other_words_go_to_libpq():
    found = database_settings("postgresql://db.example/house?sslmode=require&connect_timeout=3", pooled=False)
    assert found["OPTIONS"] == {"sslmode": "require", "connect_timeout": "3"}


def test_pages_share_a_pool():
    assert database_settings("postgresql:///house", pooled=True)["OPTIONS"]["pool"]["max_size"] == 16


@pytest.mark.parametrize("url", ["mysql://db.example/house", "house", "host=/run dbname=house"])
def test_another_kind_of_address_is_said_in_a_sentence(url):
    with pytest.raises(ValueError, match="must begin with postgresql://"):
        database_settings(url, pooled=False)


@pytest.mark.parametrize("url", ["postgresql://ann:100%kites@db.example/x", "postgresql://db.example/x?kites=1"])
def test_a_broken_address_is_said_in_a_sentence_that_does_not_quote_it(url):
    with pytest.raises(ValueError, match="DATABASE_URL cannot be read") as caught:
        database_settings(url, pooled=False)
    assert "kites" not in "".join(format_exception(caught.value))


@pytest.mark.django_db
def test_django_finds_the_database_by_it():
    here = connection.settings_dict
    url = f"postgresql://{here['USER']}@/{here['NAME']}?host={here['HOST']}&application_name=trial"
    other = ConnectionHandler({"default": database_settings(url, pooled=False)})["default"]
    with other.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_setting('application_name')")
        assert cursor.fetchone() == (here["NAME"], "trial")
    other.close()
