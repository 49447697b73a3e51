"""Facts about how a source is doing and how long an import takes, on plain values."""

from datetime import UTC, datetime, timedelta

import pytest

from hearback.listening.rules import Health, state_of, time_left

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("health", "state"),
    [
        (Health(), "well"),
        (Health(is_importing=True), "busy"),
        (Health(is_untried=True), "busy"),
        (Health(has_trouble=True, is_importing=True), "ill"),
        (Health(is_paused=True, has_trouble=True), "paused"),
    ],
    ids=["quiet", "importing", "new", "in-trouble", "paused"],
)
def test_a_source_is_shown_by_what_matters_most(health, state):
    assert state_of(health) == state


@pytest.mark.parametrize(
    ("share", "seconds", "left"),
    [
        (0.5, 60, timedelta(seconds=60)),
        (0.25, 60, timedelta(seconds=180)),
        (1.0, 60, timedelta(0)),
        (None, 60, None),
        (0.01, 60, None),
        (0.5, 2, None),
    ],
)
def test_what_is_left_follows_from_the_pace(share, seconds, left):
    at = NOON + timedelta(seconds=seconds)

    assert time_left(share, asked_at=NOON, started_at=NOON, at=at) == left


def test_a_run_that_did_not_begin_or_was_gone_on_with_has_no_pace():
    later = NOON + timedelta(minutes=5)

    assert time_left(0.5, asked_at=NOON, started_at=None, at=later) is None
    assert time_left(0.5, asked_at=NOON, started_at=later, at=later + timedelta(minutes=1)) is None
