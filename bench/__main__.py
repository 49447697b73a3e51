"""`python -m bench [--small]`: measure everything there is and print one table."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from bench.table import machine, printed


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a short run, to see that everything still works")
    parser.add_argument("names", nargs="*", help="which to run: importing, pages, ... (default: all)")
    wanted = parser.parse_args()
    names = wanted.names or [
        path.stem
        for path in sorted(Path(__file__).parent.glob("*.py"))
        if "def measure(" in path.read_text() and path.stem != "__main__"
    ]
    rows = [row for name in names for row in import_module(f"bench.{name}").measure(small=wanted.small)]
    print(f"{machine()}\n\n{printed(rows)}")


if __name__ == "__main__":
    main()
