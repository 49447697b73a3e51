"""Says what Hearback finds on this machine, for the person who has to mend it."""

from __future__ import annotations

import os
import platform
import shutil
from importlib import metadata
from pathlib import Path

import psycopg

from hearback.infra.postgres import NoDatabase
from hearback.infra.postgres.programs import account_for, find_programs
from hearback.site import database


def report() -> int:
    """Print one line for each thing found; return 1 when there is no database."""
    folder = database.data_folder()
    _line("Hearback", metadata.version("hearback"))
    _line("Python", f"{platform.python_version()} on {platform.platform()}")
    _line("Data folder", f"{folder} ({_room(folder)})")
    try:
        _line("Database", "embedded" if not os.environ.get("DATABASE_URL") else "DATABASE_URL")
        if not os.environ.get("DATABASE_URL"):
            _programs(folder)
        with database.reachable_database() as server:
            _line("Server", ("just started" if server.started_here else "running") if server else "answers")
            _inside()
    except NoDatabase as error:
        _line("Problem", str(error))
        return 1
    return 0


def _programs(folder: Path) -> None:
    account = account_for(folder / "postgres" / "cluster")
    found = find_programs(account=account, major=None)
    _line("Programs", f"PostgreSQL {found.major} in {found.folder}")
    _line("Runs as", account.name if account else "you")


def _inside() -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        version = connection.execute("SHOW server_version").fetchone()
        size = connection.execute("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchone()
        extensions = connection.execute(
            "SELECT name FROM pg_available_extensions WHERE name IN ('pg_trgm', 'unaccent', 'vector') ORDER BY name"
        ).fetchall()
    _line("Version", str(version[0] if version else "unknown"))
    _line("Size", str(size[0] if size else "unknown"))
    _line("Extensions", ", ".join(name for (name,) in extensions) or "none of those we could use")


def _room(folder: Path) -> str:
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return f"{shutil.disk_usage(there).free / 1e9:.1f} GB free"


def _line(name: str, text: str) -> None:
    print(f"{name + ':':<13} {text}")  # noqa: T201
