"""What tests of the staff's pages share: an admin, a colleague, and browsers of theirs."""

import pytest
from django.test import Client
from django.urls import reverse

from hearback.staff.actions import welcome
from hearback.staff.models import Colleague

PASSWORD = "seven red kites"


@pytest.fixture
def bea(db):
    return welcome(email="bea@rotor.example", name="Bea Nakamura", password=PASSWORD, role=Colleague.ADMIN)


@pytest.fixture
def cem(bea):
    return welcome(email="cem@rotor.example", name="Cem Aydın", password=PASSWORD, role=Colleague.COLLEAGUE)


def browser_of(colleague):
    client = Client()
    if colleague:
        client.force_login(colleague)
    return client


@pytest.fixture
def as_bea(bea):
    return browser_of(bea)


@pytest.fixture
def as_cem(cem):
    return browser_of(cem)


@pytest.fixture
def inbox_url():
    return reverse("inbox")
