"""Facts about sizes: a file that nobody can hold in their head is a defect."""

from __future__ import annotations

from tests.architecture.house import ROOT

MOST_LINES = 400
ENDINGS = {".py", ".js", ".css", ".html"}
APART = {"vendor", "migrations", "samples", "__pycache__"}


def written_files():
    for folder in ("src", "tests", "bench"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in ENDINGS and not APART.intersection(path.parts):
                yield path


def test_no_file_is_longer_than_anybody_reads():
    lengths = {str(one.relative_to(ROOT)): len(one.read_text(encoding="utf-8").splitlines()) for one in written_files()}

    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}
