"""One of everything that an address can name, and one person for each part: the world of the policy matrix."""

import itertools
import uuid
from dataclasses import dataclass
from typing import Any

from accounts.models import Notice, Person
from accounts.notices.kinds import notice_kinds
from accounts.notices.services import send_notice
from courses.authoring.uploads import start_lesson_upload
from courses.catalogue.models import CoursePage
from courses.progress.models import LessonNote
from courses.review.models import CourseSubmission
from courses.review.services import submit_course
from organisations.enums import Role
from organisations.invitations.services import invite_by_phone
from organisations.models import Organisation
from tests.factories.accounts import PersonFactory
from tests.factories.courses import CoursePageFactory, LessonPageFactory
from tests.factories.credentials import certificate
from tests.factories.learning import EnrolmentFactory
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory, TeacherProfileFactory

_numbers = itertools.count(1)


@dataclass(frozen=True)
class World:
    """People by part (``visitor`` is nobody), and what each address's placeholders stand for."""

    people: dict[str, Person | None]
    values: dict[str, dict[str, Any]]

    def values_for(self, address: str) -> dict[str, Any]:
        """Return the placeholders' values for *address*: those of the longest prefix that has its own."""
        prefixes = [prefix for prefix in self.values if address.startswith(prefix)]
        return {key: value for prefix in sorted(prefixes, key=len) for key, value in self.values[prefix].items()}


def build_world() -> World:
    """Two organisations under one city, a published course with a learner, a draft, and a course that waits for review."""
    city = OrganisationFactory(name="泽宁市人力资源局", slug="city")
    college = OrganisationFactory(parent=city, slug="college")
    other = OrganisationFactory(parent=city, slug="other")
    people = _people(city, college, other)
    teacher = people["teacher"]
    live, draft = _course(teacher, college, live=True), _course(teacher, college, live=False)
    waiting = waiting_submission(teacher, college)
    enrolment = EnrolmentFactory(person=people["holder"], course=live)
    note = LessonNote.objects.create(person=people["holder"], lesson=_lesson(live), text="袖带和心脏一样高")
    upload, filmed = start_lesson_upload(draft, actor=teacher, file_name="a.mp4", size=10, content_type="video/mp4")
    TeacherProfileFactory(person=teacher, slug="chen")
    proof = certificate(people["holder"], organisation_id=college.pk)
    notice = _notice(people["holder"])
    invitation = invite_by_phone(people["holder"].phone, role=Role.TEACHER, organisation=college, actor=people["manager"])
    values: dict[str, dict[str, Any]] = {
        "": {"slug": "college", "key": uuid.uuid4(), "token": "x", "code": proof.code, "section": "pages"},
        "m/": {"mac": "x", "folder": "1-0000000000000000", "name": "master.m3u8", "number": 1, "bound": 480},
        "media/": {"name": "unknown.png"},
        "covers/": {"kind": "health", "look": "00000000", "signature": "x", "words": "课", "character": "陈"},
        "covers/plate/": {"image_id": 1, "version": "x"},
        "^my/profile/": {"kind": "phone"},
        "my/notices/": {"pk": notice.pk},
        "my/searches/": {"pk": 1},  # nobody's: stopping it again changes nothing
        "organisations/invitations/": {"pk": invitation.pk},
        "organisations/<slug:slug>/invitations/": {"pk": invitation.pk},
        "organisations/<slug:slug>/people/": {"pk": teacher.role_grants.get().pk},
        "teach/": {"course_id": draft.pk, "lesson_id": _lesson(draft).pk, "asset_id": upload.asset_id, "file_id": 1},
        "teach/<int:course_id>/learners": {"course_id": live.pk, "person_id": enrolment.person_id},
        "teach/<int:course_id>/teachers/": {"person_id": people["colleague"].pk},
        "teach/<int:course_id>/lessons/<int:lesson_id>/captions/<": {"lesson_id": filmed.pk, "language": "zh"},
        "teach/<int:course_id>/lessons/<int:lesson_id>/narration/": {"number": 1},
        "teach/<int:course_id>/withdraw/": {"course_id": waiting.course_id},
        "review/": {"submission_id": waiting.pk, "lesson_id": waiting.lessons.get().lesson_id},
        "courses/": {"slug": live.slug, "course_slug": live.slug, "lesson_slug": _lesson(live).slug, "file_id": 1},
        "learn/": {
            "course_id": live.pk,
            "lesson_id": _lesson(live).pk,
            "note_id": note.pk,
            "enrolment_id": enrolment.pk,
        },
        "api/learning/": {"lesson_id": _lesson(live).pk},
        "api/media/": {"asset_id": upload.asset_id, "key": upload.key},
        "teachers/": {"slug": "chen"},
        "uploads/": {"key": upload.key},
    }
    return World(people, values)


def _people(city: Organisation, college: Organisation, other: Organisation) -> dict[str, Any]:
    grants = {
        "outsider": (Role.TEACHER, other),
        "colleague": (Role.TEACHER, college),
        "reviewer": (Role.REVIEWER, college),
        "teacher": (Role.TEACHER, college),
        "manager": (Role.ORGANISATION_MANAGER, college),
        "platform": (Role.PLATFORM_MANAGER, city),
    }
    people: dict[str, Any] = {"visitor": None, "resident": PersonFactory(), "holder": PersonFactory()}
    for part, (role, organisation) in grants.items():
        people[part] = RoleGrantFactory(role=role, organisation=organisation).person
    return people


def _course(teacher: Person, organisation: Organisation, *, live: bool) -> CoursePage:
    course = CoursePageFactory(owner=teacher, organisation=organisation, live=live, slug=f"matrix-{next(_numbers)}")
    LessonPageFactory(course=course, live=live, slug="first")
    course.refresh_from_db()
    return course


def waiting_submission(teacher: Person, organisation: Organisation) -> CourseSubmission:
    return submit_course(_course(teacher, organisation, live=False), actor=teacher)


def _notice(person: Person) -> Notice:
    send_notice(
        person_ids=[person.pk], kind_key=next(iter(notice_kinds())).key, context={}, url="/my/learning/", dedupe_key="matrix"
    )
    return Notice.objects.get(person=person, dedupe_key="matrix")


def _lesson(course: CoursePage) -> Any:
    return course.get_children().first().specific
