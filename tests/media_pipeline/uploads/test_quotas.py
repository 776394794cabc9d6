"""How much room organisations have: who sees it, who changes it, and what it costs to show."""

from typing import Any

import pytest
from django.test import Client

from foundation.api import Conflict, NotAllowed
from foundation.audit.models import AuditEntry
from media_pipeline.assets.models import Artifact, Asset
from media_pipeline.handouts.models import StoredFile
from media_pipeline.uploads.models import StorageQuota
from media_pipeline.uploads.quotas import GIB, change_limit, used_rooms
from media_pipeline.uploads.services import start_upload
from organisations.enums import Role
from organisations.models import Organisation
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.MFA_REQUIRED_FOR_STAFF = False


@pytest.fixture
def college() -> Organisation:
    found: Organisation = OrganisationFactory(name="泽宁职业学院", slug="college")
    asset = Asset.objects.create(organisation=found, file_name="a.mp4", size=3 * GIB)
    Artifact.objects.create(asset=asset, version=1, kind="media", key="k", size=2 * GIB, sha256="")
    StoredFile.objects.create(organisation=found, file_name="a.pdf", content_type="application/pdf", size=GIB, sha256="")
    Asset.objects.create(organisation=found, file_name="b.mp4", size=GIB, state="rejected")
    return found


def signed_in(role: str, organisation: Organisation) -> Client:
    client = Client()
    client.force_login(RoleGrantFactory(role=role, organisation=organisation).person)
    return client


def platform_manager() -> Any:
    return RoleGrantFactory(role=Role.PLATFORM_MANAGER, organisation=OrganisationFactory()).person


def test_what_is_used_is_counted_by_kind(college: Organisation, settings: Any) -> None:
    settings.MEDIA_QUOTA_BYTES = 8 * GIB

    room = used_rooms([college])[0]

    assert (room.originals, room.packages, room.handouts) == (3 * GIB, 2 * GIB, GIB)
    assert (room.used, room.left, room.percent, room.is_own) == (6 * GIB, 2 * GIB, 75, False)


def test_managers_see_their_own_and_the_platform_sees_all(college: Organisation) -> None:
    other = OrganisationFactory(name="南塘区老年大学")
    theirs = signed_in(Role.ORGANISATION_MANAGER, college).get("/storage/").content.decode()
    client = Client()
    client.force_login(platform_manager())
    all_of_them = client.get("/storage/").content.decode()

    assert ("泽宁职业学院" in theirs, other.name in theirs, "改上限" in theirs) == (True, False, False)
    assert ("泽宁职业学院" in all_of_them, other.name in all_of_them, "改上限" in all_of_them) == (True, True, True)
    assert signed_in(Role.TEACHER, college).get("/storage/").status_code == 403


def test_the_list_costs_the_same_whatever_its_length(django_assert_num_queries: Any) -> None:
    OrganisationFactory()
    few = used_rooms_queries(django_assert_num_queries)
    OrganisationFactory.create_batch(5)

    assert used_rooms_queries(django_assert_num_queries) > few


def used_rooms_queries(django_assert_num_queries: Any) -> int:
    """Return how many rows were described by always four queries."""
    organisations = list(Organisation.objects.all())
    with django_assert_num_queries(5):
        return len(used_rooms(organisations))


def test_the_platform_changes_the_limit_and_it_is_written_down(college: Organisation, settings: Any) -> None:
    settings.MEDIA_QUOTA_BYTES = 100 * GIB
    manager = platform_manager()
    client = Client()
    client.force_login(manager)

    changed = client.post("/storage/college/", {"gib": "6", "why": "试点"})

    assert (changed.status_code, StorageQuota.objects.get(organisation=college).bytes) == (302, 6 * GIB)
    entry = AuditEntry.objects.get(action="media_pipeline.change_limit")
    assert (entry.actor_id, entry.why, entry.changes) == (manager.pk, "试点", {"bytes": [None, 6 * GIB]})
    with pytest.raises(Conflict, match="请删掉不用的视频，或请平台管理员增加空间"):
        start_upload(actor=manager, organisation_id=college.pk, file_name="c.mp4", size=1)
    assert "空间满了，不能再上传" in client.get("/storage/").content.decode()
    client.post("/storage/college/", {"gib": ""})
    assert used_rooms([college])[0].limit == 100 * GIB


@pytest.mark.parametrize("typed", ["0", "-5", "1000001", "很多", "1e9", "9" * 30])
def test_a_limit_that_makes_no_sense_is_said_and_changes_nothing(college: Organisation, typed: str) -> None:
    client = Client()
    client.force_login(platform_manager())

    answer = client.post("/storage/college/", {"gib": typed})

    assert (answer.status_code, StorageQuota.objects.exists(), AuditEntry.objects.exists()) == (422, False, False)


@pytest.mark.parametrize("role", [Role.ORGANISATION_MANAGER, Role.TEACHER])
def test_nobody_else_changes_a_limit(college: Organisation, role: str) -> None:
    person = RoleGrantFactory(role=role, organisation=college).person

    with pytest.raises(NotAllowed):
        change_limit(college, actor=person, gib=5)

    assert signed_in(role, college).post("/storage/college/", {"gib": "5"}).status_code == 403
    assert (StorageQuota.objects.exists(), AuditEntry.objects.exists()) == (False, False)
