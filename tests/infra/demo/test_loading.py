"""The loader goes through the services, adds nothing the second time, and brings videos to publication."""

from collections import Counter

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import F

from accounts.api import Person
from courses.catalogue.models import CoursePage, LessonPage
from courses.enrolment.models import Enrolment
from courses.progress.models import LessonProgress
from courses.review.models import CourseSubmission
from credentials.api import Certificate, HourEntry
from infra.demo.content.reading import courses
from infra.demo.loading.city import PASSWORD, demo_accounts, find_city, resident_facts, staff_facts
from infra.demo.loading.everything import load_everything, transcode_now
from organisations.api import Role, has_role

TEXTS = {text.slug: text for text in courses()}
SOME = [TEXTS[slug] for slug in ("volunteer-first", "low-carbon", "community-garden", "teach-phones", "livestream-rules")]

pytestmark = pytest.mark.django_db


def counts():
    """The number of rows of every model."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model._meta.managed}


def test_a_second_load_changes_nothing():
    report = load_everything(SOME)
    before = counts()

    again = load_everything(SOME)

    assert (report.courses, again.courses, again.enrolments) == (5, 0, 0)
    assert counts() == before


def test_courses_are_in_the_states_of_their_texts():
    load_everything(SOME)

    live = set(CoursePage.objects.live().values_list("title", flat=True))
    assert live == {TEXTS["volunteer-first"].title, TEXTS["low-carbon"].title}
    assert Counter(CourseSubmission.objects.values_list("state", flat=True)) == {"approved": 2, "waiting": 1, "returned": 1}
    assert CourseSubmission.objects.get(state="returned").note == TEXTS["livestream-rules"].reason


def test_completed_enrolments_have_hours_and_a_certificate_each():
    load_everything(SOME)

    done = Enrolment.objects.filter(completed_at__isnull=False).count()
    assert 0 < done < Enrolment.objects.count()
    assert (HourEntry.objects.count(), Certificate.objects.count()) == (done, done)
    assert sorted(Certificate.objects.values_list("number", flat=True)) == list(range(1, done + 1))
    assert LessonProgress.objects.filter(completed_at__lt=F("opened_at")).count() == 0


def test_people_and_roles_are_those_of_the_texts():
    city = load_everything([]).city

    assert Person.objects.filter(full_name="林晓芸", phone="+8613800000001").count() == 1
    assert len(city.residents) == 200
    assert has_role(city.people["zhao-wenyuan"], Role.REVIEWER, city.organisations["qinghe-learning-centre"])
    assert not has_role(city.people["zhao-wenyuan"], Role.TEACHER, city.organisations["qinghe-learning-centre"])
    assert find_city().people == city.people


def test_every_demo_account_signs_in_with_the_printed_password(client):
    load_everything([])

    signed_in = [client.login(username=account.phone, password=PASSWORD) for account in demo_accounts()]

    assert signed_in == [True] * 5


def test_phones_are_unique_and_well_formed():
    phones = [phone for phone, _name, _joined in resident_facts()] + [phone for phone, _name in staff_facts().values()]

    assert len(set(phones)) == len(phones)
    assert {(len(phone), phone[:6]) for phone in phones} == {(14, "+86138")}


def test_videos_are_published_when_they_are_ready(settings, tmp_path, deliver_events):
    text = TEXTS["papercut"]
    city = load_everything([text]).city
    title = next(lesson.title for lesson in text.lessons if lesson.video)
    before = LessonPage.objects.live().get(title=title)

    transcode_now(city)
    deliver_events()

    after = LessonPage.objects.live().get(title=title)
    assert (before.asset_id, before.duration_ms) == (None, 0)
    assert after.asset.state == "ready"
    assert 30_000 <= after.duration_ms <= 90_000
    assert CourseSubmission.objects.filter(state="approved").count() == 2


def test_a_reset_needs_the_word_and_deletes_nothing_without_it():
    load_everything([])
    people = Person.objects.count()

    with pytest.raises(CommandError, match="--yes"):
        call_command("reset_demo")

    assert Person.objects.count() == people


def test_a_public_site_refuses_a_reset(monkeypatch):
    load_everything([])
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "infra.settings.production")

    with pytest.raises(CommandError, match="公开运行"):
        call_command("reset_demo", "--yes")

    assert Person.objects.count() > 200
