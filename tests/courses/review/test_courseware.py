"""Courseware is uploaded, reviewed by somebody else, and open only then: nobody downloads what was not approved."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.authoring.lessons import add_handout
from courses.catalogue.models import CoursePage, LessonPage
from courses.enrolment.services import enrol
from courses.enums import SubmissionState
from courses.review.models import CourseSubmission
from courses.review.services import approve_course, return_course, submit_course
from foundation.api import NotAllowed
from tests.courses.people import Town

CONTENT = "姓名,高压,低压\n".encode()
ADDRESS = re.compile(r'href="(/files/[^"]+)"')


@pytest.fixture
def lesson(ready: CoursePage, town: Town) -> LessonPage:
    """A lesson of a course that is handed in, with a hand-out."""
    found = LessonPage.objects.child_of(ready).first()
    add_handout(ready, found.pk, actor=town.teacher, file=SimpleUploadedFile("记录表.csv", CONTENT), title="血压记录表")
    return found


def signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person)
    return client


def addresses(client: Client, url: str) -> list[str]:
    """Return the download addresses on a page; none where the page does not open."""
    answer = client.get(url)
    return [html.unescape(found) for found in ADDRESS.findall(answer.content.decode())] if answer.status_code == 200 else []


def public_address(lesson: LessonPage) -> str:
    lesson.refresh_from_db()
    return reverse("courses:lesson", args=[CoursePage.objects.parent_of(lesson).get().slug, lesson.slug])


def test_the_uploader_never_approves_and_nothing_opens_by_trying(ready: CoursePage, lesson: LessonPage, town: Town) -> None:
    submission = submit_course(ready, actor=town.teacher)

    for attempt in (
        lambda: approve_course(submission, actor=town.teacher),
        lambda: return_course(submission, actor=town.teacher, note="自己退", items=[]),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    pressed = signed_in(town.teacher).post(reverse("courses:review_approve", args=[submission.pk]))

    assert pressed.status_code in (403, 404)
    assert CourseSubmission.objects.get().state == SubmissionState.WAITING
    assert not CoursePage.objects.get(pk=ready.pk).live


def test_a_file_is_closed_until_its_course_is_published_and_downloads_then(
    ready: CoursePage, lesson: LessonPage, town: Town
) -> None:
    resident, visitor = signed_in(town.resident), Client()
    teachers_own = addresses(signed_in(town.teacher), reverse("courses:teach_lesson", args=[ready.pk, lesson.pk]))
    submission = submit_course(ready, actor=town.teacher)
    before = [
        resident.get(public_address(lesson)).status_code,
        *(who.get(teachers_own[0]).status_code for who in (resident, visitor)),
    ]

    approve_course(submission, actor=town.reviewer)
    not_enrolled = addresses(resident, public_address(lesson))
    enrol(CoursePage.objects.get(pk=ready.pk), actor=town.resident)
    own = addresses(resident, public_address(lesson))
    download = resident.get(own[0])

    assert len(teachers_own) == 1
    assert before == [404, 403, 403]
    assert not_enrolled == []
    assert (download.status_code, b"".join(download)) == (200, CONTENT)
    assert download["Content-Disposition"].startswith("attachment")
    assert [who.get(own[0]).status_code for who in (visitor, signed_in(town.stranger))] == [403, 403]
