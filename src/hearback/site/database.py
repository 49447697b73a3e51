"""Makes sure that there is a database with today's tables in it, embedded or elsewhere."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from hearback.infra import postgres
from hearback.infra.postgres import NoDatabase
from hearback.site.addresses import database_settings

OLDEST_VERSION = 150000
MIGRATING = 4_271_906_411  # any number, the same for all of us: who holds it changes tables
DEMO_MARK = "Demo town."
DEMO_POST = "demo-post"  # the folder in which the answers are that were sent in the demo town


def data_folder() -> Path:
    """Return the folder that everything of this Hearback lies in; it need not exist yet."""
    return Path(os.environ.get("HEARBACK_DATA") or Path.cwd() / ".hearback").absolute()


@contextmanager
def reachable_database() -> Iterator[postgres.Server | None]:
    """Have DATABASE_URL lead to a server that answers, for us and our children; None when it is not ours.

    Raises NoDatabase.
    """
    os.environ["HEARBACK_DATA"] = str(data_folder())
    if os.environ.get("DATABASE_URL"):
        _try_given(os.environ["DATABASE_URL"])
        yield None
        return
    with postgres.running(data_folder()) as server:
        os.environ["DATABASE_URL"] = server.dsn
        try:
            yield server
        finally:
            del os.environ["DATABASE_URL"]


def _try_given(url: str) -> None:
    try:
        settings = database_settings(url, pooled=False)
    except ValueError as error:
        raise NoDatabase(f"{error}.") from error
    where = settings["HOST"] or "this machine"
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError as error:
        raise NoDatabase(f"The database of DATABASE_URL on {where} cannot be reached: {cause(error)}.") from error
    if version < OLDEST_VERSION:
        raise NoDatabase(f"The database on {where} is PostgreSQL {version // 10000}; Hearback needs 15 or newer.")


def cause(error: Exception) -> str:
    """Return what an error of the database says, without what libpq wraps around it."""
    first = (str(error).strip() or type(error).__name__).splitlines()[0]
    return first.rpartition(" failed: ")[2].removeprefix("FATAL:").strip(" .")


def migrate() -> None:
    """Bring the tables up to date; nothing happens when they are. Needs Django set up."""
    from django.core.management import call_command  # noqa: PLC0415  # Django comes up after the database
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    def pending() -> bool:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

    if not pending():
        return
    # On a connection of its own: migrations may close and open the other one.
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as guard:
        guard.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        if pending():
            call_command("migrate", interactive=False, verbosity=0)


def load_demo_once() -> None:
    """Load the demo town into a house that nobody has moved into. Needs Django set up."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415  # Django comes up after the database
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection, transaction  # noqa: PLC0415

    from hearback.sources.models import Source  # noqa: PLC0415

    if get_user_model()._default_manager.exists() or Source.objects.exists():
        return
    print("Building the demo town, once ...", flush=True)  # noqa: T201  # for the person at the terminal
    with transaction.atomic(), connection.cursor() as cursor:
        sign_in = call_command("demo", stdout=io.StringIO()) or ""
        mark = sql.SQL("COMMENT ON DATABASE {} IS {}").format(
            sql.Identifier(connection.settings_dict["NAME"]), sql.Literal(f"{DEMO_MARK} {sign_in}".strip())
        )
        cursor.execute(mark)


def demo_sign_in() -> str | None:
    """Return how to sign in to the demo town; None when it is not what the database holds."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        found = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    remark = str(found[0] or "") if found else ""
    return remark.removeprefix(DEMO_MARK).strip() if remark.startswith(DEMO_MARK) else None


def put_demo_aside() -> str | None:
    """Begin with an empty database where this one holds the demo town; return the name it is kept under.

    Raises NoDatabase when somebody works in the demo town right now.
    """
    if demo_sign_in() is None:
        return None
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        name = connection.info.dbname
    with psycopg.connect(os.environ["DATABASE_URL"], dbname="postgres", autocommit=True) as connection:
        taken = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        aside = next(
            f"{name}_demo{number}" for number in range(1, len(taken) + 2) if f"{name}_demo{number}" not in taken
        )
        old, new = sql.Identifier(name), sql.Identifier(aside)
        try:
            connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(old, new))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(old))
        except psycopg.errors.ObjectInUse as error:
            raise NoDatabase("The demo town is in use by another Hearback; stop that one first.") from error
        except psycopg.errors.InsufficientPrivilege as error:
            raise NoDatabase("The database holds the demo town; name an empty one in DATABASE_URL.") from error
    return aside
