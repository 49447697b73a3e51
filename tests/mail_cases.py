"""Counts the cases that hold what is understood of mail; run as a module it writes the page about them anew."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from hearback.channels.mail.splitting.tests.written import cases

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "mail-cases.md"
FOLDER = Path("src/hearback/channels/mail")
LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "is": "Icelandic",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sl": "Slovene", "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
    "zh-Hans": "Chinese, short characters", "zh-Hant": "Chinese, long characters",
}  # fmt: skip
HEAD = """# The cases that hold mail

How many cases hold what [mail](mail.md) says is understood; each has text of its own.
Counted by `python -m tests.mail_cases`.
"""


def page() -> str:
    """Return the page as the tests of today would have it."""
    written = list(cases())
    languages = Counter(LANGUAGES[case.language] for case in written)
    programs = Counter(case.program for case in written)
    tests = {f"[{_facts(path)}](../../{path})": number for path, number in _collected().items()}
    divided = f"{len(written)} mails, each line of which says what it is, in {len(languages)} languages.\n"
    of_languages = _table("language", dict(languages.most_common()))
    of_programs = _table("program or habit", dict(programs.most_common()))
    return "\n".join(
        [
            HEAD,
            "## Tests\n",
            _table("facts about", tests),
            "\n## Divided mails\n",
            divided,
            of_languages,
            "",
            of_programs,
            "",
        ]
    )


def _table(what: str, rows: dict[str, int]) -> str:
    return "\n".join([f"| {what} | cases |", "|---|---|", *(f"| {name} | {number} |" for name, number in rows.items())])


def _collected() -> dict[Path, int]:
    """Return how many tests each file of the mail channel has, by its path."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-n0", str(FOLDER)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {Path(name): int(number) for name, number in re.findall(r"^(\S+\.py): (\d+)$", done.stdout, re.MULTILINE)}


def _facts(path: Path) -> str:
    """Return what a file of tests says in its first line that it is about."""
    said = (ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8"))) or path.name).split("\n")[0]
    return said.removeprefix("Facts about ").rstrip(".").partition(":")[0]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
