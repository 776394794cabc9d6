"""A teacher's public profile in the hands of those who may change it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture

from accounts.models import Notice
from foundation.api import AuditEntry
from organisations.api import Role, TeacherProfile
from organisations.teachers.services import open_profile
from tests.factories.accounts import PersonFactory
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
TEXTS = {"display_name": "陈慧敏", "job_title": "主管护师", "introduction": "教照护二十年。\r\n\r\n<b>先听他说</b>"}


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_FOR_STAFF = False


@pytest.fixture
def college():
    return OrganisationFactory(name="泽宁职业学院", slug="college", parent=OrganisationFactory(slug="city"))


@pytest.fixture
def profile(college):
    person = RoleGrantFactory(organisation=college, role=Role.TEACHER, person__full_name="陈老师").person
    return open_profile(person)


def picture(width=300, height=400, kind="PNG"):
    held = io.BytesIO()
    Picture.new("RGB", (width, height), "teal").save(held, kind)
    return SimpleUploadedFile("portrait.png", held.getvalue(), content_type="image/png")


def test_what_a_teacher_saves_is_on_the_public_page_at_once(client, profile):
    client.force_login(profile.person)
    assert client.get("/my/teacher/")["Location"] == f"/teachers/{profile.slug}/edit/"

    for _click in range(2):
        assert client.post(f"/teachers/{profile.slug}/edit/", TEXTS)["Location"] == profile.get_absolute_url()

    client.logout()
    page = client.get(profile.get_absolute_url()).content.decode()
    assert ("主管护师" in page, "&lt;b&gt;先听他说&lt;/b&gt;" in page, "修改资料" in page) == (True, True, False)
    entry = AuditEntry.objects.get(action="organisations.update_teacher_profile")
    assert (entry.actor_id, sorted(entry.changes)) == (profile.person_id, ["display_name", "introduction", "job_title"])
    assert not Notice.objects.exists()


def test_a_manager_may_too_and_the_teacher_is_told(client, college, profile, deliver_events):
    client.force_login(RoleGrantFactory(organisation=college, role=Role.ORGANISATION_MANAGER).person)
    assert f"/teachers/{profile.slug}/edit/" in client.get("/organisations/college/people/").content.decode()

    client.post(f"/teachers/{profile.slug}/edit/", TEXTS)
    deliver_events()

    assert TeacherProfile.objects.get(pk=profile.pk).job_title == "主管护师"
    assert list(Notice.objects.filter(person=profile.person).values_list("kind", flat=True)) == ["organisations.profile_changed"]


@pytest.mark.parametrize("who", ["resident", "colleague", "other_manager", "former"])
def test_nobody_else_changes_it(client, college, profile, who):
    elsewhere = OrganisationFactory()
    person = {
        "resident": lambda: PersonFactory(),
        "colleague": lambda: RoleGrantFactory(organisation=college, role=Role.TEACHER).person,
        "other_manager": lambda: RoleGrantFactory(organisation=elsewhere, role=Role.ORGANISATION_MANAGER).person,
        "former": lambda: profile.person,
    }[who]()
    if who == "former":
        person.role_grants.update(ended_at=person.date_joined if hasattr(person, "date_joined") else "2020-01-01T00:00Z")
    client.force_login(person)
    base = f"/teachers/{profile.slug}"

    answers = [client.get(f"{base}/edit/"), client.post(f"{base}/edit/", TEXTS), client.post(f"{base}/portrait/remove/")]
    answers += [client.post(f"{base}/portrait/", {"file": picture()}), client.post(f"{base}/portrait/focus/", {"x": 1, "y": 1})]

    assert [answer.status_code for answer in answers] == [403] * 5
    unchanged = TeacherProfile.objects.get(pk=profile.pk)
    assert (unchanged.display_name, unchanged.job_title, unchanged.portrait) == ("陈老师", "", None)


@pytest.mark.parametrize(
    ("field", "value"),
    [("display_name", "  "), ("display_name", "长" * 51), ("job_title", "长" * 81), ("introduction", "长" * 2001)],
)
def test_what_does_not_fit_is_said_beside_the_field_and_kept(client, profile, field, value):
    client.force_login(profile.person)

    answer = client.post(f"/teachers/{profile.slug}/edit/", TEXTS | {field: value})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert TeacherProfile.objects.get(pk=profile.pk).job_title == ""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves a rendition's file to the collector
def test_a_portrait_is_shown_cropped_around_its_focus(client, profile, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(profile.person)
    base = f"/teachers/{profile.slug}"

    client.post(f"{base}/portrait/", {"file": picture()})
    client.post(f"{base}/portrait/focus/", {"x": "50", "y": "25"})

    portrait = TeacherProfile.objects.get(pk=profile.pk).portrait
    assert (portrait.focal_point_x, portrait.focal_point_y) == (150, 100)
    assert "fill-240x240" in client.get(profile.get_absolute_url()).content.decode()
    client.post(f"{base}/portrait/remove/")
    client.post(f"{base}/portrait/remove/")
    assert TeacherProfile.objects.get(pk=profile.pk).portrait is None
    assert AuditEntry.objects.filter(action="organisations.update_teacher_profile").count() == 2


@pytest.mark.parametrize("bad", ["small", "text"])
def test_an_unfit_picture_is_refused(client, profile, bad):
    client.force_login(profile.person)
    file = picture(100, 400) if bad == "small" else SimpleUploadedFile("a.png", b"<?php", content_type="image/png")

    answer = client.post(f"/teachers/{profile.slug}/portrait/", {"file": file}, follow=True)

    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert TeacherProfile.objects.get(pk=profile.pk).portrait is None
