"""Refused documents in Wagtail's admin."""

import pytest
from django.conf import settings as configured
from django.test import Client
from pytest_django import Settings

from organisations.api import Role
from search.indexing.models import ClusterIndex, DeadLetter, OutboxRow
from tests.factories.accounts import PersonFactory
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/deadletter/"


def _as(role: Role | None) -> Client:
    person = RoleGrantFactory(role=role).person if role else PersonFactory()
    client = Client()
    client.force_login(person, backend=configured.AUTHENTICATION_BACKENDS[0])
    return client


def _letter() -> DeadLetter:
    index = ClusterIndex.objects.create(name="zhixing-1", analysis=1)
    return DeadLetter.objects.create(index=index, document_id=7, kind="course", object_id=3, title="<b>电工</b>", reason="too long")


def test_a_platform_manager_sees_and_retries(settings: Settings) -> None:
    settings.SEARCH_CLUSTER_URL = "http://127.0.0.1:9"
    letter, client = _letter(), _as(Role.PLATFORM_MANAGER)

    page = client.get(ADDRESS).content.decode()
    assert ("&lt;b&gt;电工&lt;/b&gt;" in page, "too long" in page, "已等待 0 秒" in page) == (True, True, True)
    assert f"{ADDRESS}retry/{letter.pk}/" in client.get(f"{ADDRESS}inspect/{letter.pk}/").content.decode()
    client.post(f"{ADDRESS}retry/{letter.pk}/")

    assert list(OutboxRow.objects.values_list("document_id", flat=True)) == [7]


@pytest.mark.parametrize("role", [Role.ORGANISATION_MANAGER, Role.TEACHER, None])
def test_others_neither_see_nor_retry(settings: Settings, role: Role | None) -> None:
    settings.SEARCH_CLUSTER_URL = "http://127.0.0.1:9"
    letter, client = _letter(), _as(role)

    assert "too long" not in client.get(ADDRESS).content.decode()
    client.post(f"{ADDRESS}retry/{letter.pk}/")

    assert OutboxRow.objects.count() == 0
