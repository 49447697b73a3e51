"""Gives the tests here running mail servers; where they cannot run, the tests are skipped with the reason.

With HEARBACK_LIVE=1 they fail instead, so that a machine that must have the servers notices that it has not.
"""

from __future__ import annotations

import os
from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.live.servers import Unavailable, mail_servers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.live.servers import MailServers

_names = count(1)


@pytest.fixture(scope="session")
def running_servers() -> Iterator[MailServers]:
    try:
        with mail_servers() as servers:
            yield servers
    except Unavailable as error:
        if os.environ.get("HEARBACK_LIVE") == "1":
            pytest.fail(f"HEARBACK_LIVE=1 asks for real mail servers, but {error}.")
        pytest.skip(f"{error}.")


@pytest.fixture
def servers(running_servers: MailServers, monkeypatch: pytest.MonkeyPatch) -> MailServers:
    """Dovecot and Postfix, both running, with a certificate that this test trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(running_servers.certificate))
    running_servers.start_all()
    return running_servers


@pytest.fixture
def name() -> str:
    """The name of a mailbox that no other test uses."""
    return f"box{next(_names)}"
