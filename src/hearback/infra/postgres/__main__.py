"""Runs a command beside a throw-away database: `python -m hearback.infra.postgres COMMAND ...`."""

from __future__ import annotations

import os
import subprocess
import sys

from hearback.infra import postgres


def main() -> int:
    """Run the words of the command line with DATABASE_URL set; return the command's exit code."""
    with postgres.throwaway() as server:
        return subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": server.dsn}, check=False).returncode  # noqa: S603  # what we were told


if __name__ == "__main__":
    sys.exit(main())
