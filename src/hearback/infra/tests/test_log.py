"""Facts about a line of the log."""

import io
import logging

import pytest

from hearback.infra.log import LineFormatter, fields


@pytest.fixture
def logged():
    """Log as the house does; the fixture's value returns what stands there."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(LineFormatter())
    log = logging.getLogger("hearback.tests.lines")
    log.addHandler(handler)
    log.propagate = False
    yield log, out.getvalue
    log.removeHandler(handler)
    log.propagate = True


def test_a_line_ends_with_its_fields(logged):
    log, lines = logged
    log.warning("arrival heard", extra=fields(source=7, name="Hello there"))
    assert lines().endswith(" WARNING hearback.tests.lines arrival heard source=7 name='Hello there'\n")


def test_a_line_without_fields_is_a_line(logged):
    log, lines = logged
    log.warning("arrival heard")
    assert lines().endswith(" WARNING hearback.tests.lines arrival heard\n")


def test_a_trace_stands_below_the_fields(logged):
    log, lines = logged
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        log.exception("job failed", extra=fields(job=3))
    first, *trace = lines().splitlines()
    assert first.endswith("job failed job=3")
    assert trace[0].startswith("Traceback")
    assert trace[-1] == "ZeroDivisionError: division by zero"


def test_nobody_can_write_a_second_line(logged):
    log, lines = logged
    log.warning("Not Found: %s", "/x\r\n2026-11-03 ERROR hearback all is lost", extra=fields(path="/x\ny"))
    assert len(lines().splitlines()) == 1
