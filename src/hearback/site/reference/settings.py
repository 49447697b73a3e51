"""Everything that is set from outside, by environment variables."""

from __future__ import annotations

from hearback.site.reference.markdown import code, document, table

# name -> (what it is when it is not given, what it does)
VARIABLES = {
    "HEARBACK_DATA": (
        "`.hearback` in the folder you stand in",
        "The folder that everything of this house lies in: the embedded database, the secret key, files to import.",
    ),
    "DATABASE_URL": (
        "the embedded database",
        "A PostgreSQL server, 15 or newer, as a `postgresql://` address read as libpq reads it: a `host` in the "
        "query is a socket folder, several hosts stand with commas between, `sslmode` and other words go to "
        "libpq as they are. Signs such as `@ : /` in the password are written `%40 %3A %2F`.",
    ),
    "HEARBACK_ADDRESS": (
        "the host and port that `hearback run` listens on",
        "Where people reach this house, for example `https://hearback.example.org`. Invitation links begin with "
        "it. When it begins with `https://`, cookies are sent over TLS only, browsers are told to stay with TLS "
        "for a year, and `X-Forwarded-Proto` of the proxy in front is believed.",
    ),
    "HEARBACK_HOSTS": (
        "`127.0.0.1,localhost,[::1]`",
        "The names under which requests are answered, with commas between. Behind a proxy: the public name.",
    ),
    "HEARBACK_SECRET_KEY": (
        "the file `secret_key` in the data folder, made at the first start",
        "Signs sessions and reply tokens, and encrypts stored passwords. Every process of one house needs the "
        "same. With another key, stored passwords cannot be opened, everybody is signed out, and the reply "
        "tokens in mails that left before prove nothing any more.",
    ),
    "HEARBACK_TIME_ZONE": (
        "`UTC`",
        "The zone that pages show dates in, for example `Europe/Vienna`. Promises count their days in UTC all "
        "the same.",
    ),
    "HEARBACK_UNDO_SECONDS": (
        "`15`",
        "How long an answer waits before it leaves, so that it can be taken back. `0` lets it leave at once.",
    ),
    "HEARBACK_LMTP": (
        "nothing is opened",
        "Where `hearback run` takes mail that your mail server hands over by LMTP, for example `127.0.0.1:2424`. "
        "See [Have mail handed over](../how-to/have-mail-handed-over.md).",
    ),
    "HEARBACK_SMTP": (
        "nothing is opened",
        "The same by SMTP, for example `127.0.0.1:2525`.",
    ),
    "HEARBACK_MAIL_NAME": (
        "the name of the machine",
        "How Hearback calls itself to those who hand mail over.",
    ),
    "HEARBACK_MAIL_LARGEST": (
        "`64`",
        "How many MB a mail that is handed over may have.",
    ),
    "HEARBACK_MAIL_CERTIFICATE": (
        "STARTTLS is not offered",
        "A file with the certificate (PEM) for those who hand mail over encrypted.",
    ),
    "HEARBACK_MAIL_KEY": (
        "it stands in the same file",
        "The file with the certificate's key.",
    ),
    "HEARBACK_LOG": (
        "`INFO` for Hearback itself, `WARNING` for the libraries",
        "The least level that is logged to the terminal, for both: `DEBUG`, `INFO`, `WARNING` or `ERROR`. At "
        "`INFO` and above a log line holds no text that people wrote, and no address.",
    ),
    "HEARBACK_DEBUG": (
        "off",
        "`1` for people who work on Hearback: Django's own pages for errors, and files that are looked for anew.",
    ),
}
FOR_WORK = {
    "HEARBACK_TEST_DATABASE_URL": "Tests run on this server instead of a throw-away one.",
    "HEARBACK_CORPORA": (
        "A folder of real feeds (`feeds/`) and archives, for the tests and the bench that can use them."
    ),
    "HEARBACK_CYRUS": "A folder into which Cyrus was unpacked, for the tests of JMAP; see `tests/live/cyrus.py`.",
    "HEARBACK_LIVE": "What `make live` needs to find its servers; see `tests/live/conftest.py`.",
}
_SWITCHES = (
    ("`PORT`", "8000", "`make run`: the port on 127.0.0.1"),
    ("`DEMO`", "1", "`make run`: `0` puts the demo town aside and starts empty"),
    ("`WORKERS`", "2", "`make test`: how many tests run at once"),
    ("`TESTS`", "all", "`make test`: files or folders of tests to run"),
    ("`PYTHON`", "the first that is new enough", "`make setup`: the Python to make `.venv` with"),
)


def page() -> str:
    """Return the page about settings."""
    return document(
        "Settings",
        "Hearback has no configuration file. What differs between houses comes from the environment; everything "
        "else is set on its pages. What a source needs is in [channels](channels.md).",
        table(
            ("variable", "when it is not given", "what it does"),
            ((code(name), default, about) for name, (default, about) in VARIABLES.items()),
        ),
        "## For work on Hearback",
        table(("variable", "what it does"), ((code(name), about) for name, about in FOR_WORK.items())),
        "## Words of `make`",
        "Given behind the command: `make run PORT=8001`.",
        table(("word", "when it is not given", "what it does"), _SWITCHES),
    )
