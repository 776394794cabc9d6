"""Subjects and courses: written by their teachers, reviewed by the reviewer, through the same services as in the site."""

import datetime as dt
from collections.abc import Iterable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.api import Person
from courses.authoring.lessons import add_handout, update_lesson
from courses.authoring.outline import add_lesson
from courses.authoring.services import create_course
from courses.authoring.teachers import add_teacher
from courses.catalogue.models import CoursePage, LessonPage, Subject
from courses.enums import Licence
from courses.review.publication import SEARCH_KIND
from courses.review.services import approve_course, return_course, submit_course
from foundation.api import render_pdf
from infra.demo.content.reading import Course, Handout, Lesson, courses, read
from infra.demo.loading.city import City, at_noon
from search.api import index_documents


def load_subjects() -> dict[str, Subject]:
    """Put the subjects in place; return them by slug."""
    wanted = read("subjects.toml")["subjects"]
    for order, (slug, name) in enumerate(wanted.items()):
        Subject.objects.get_or_create(slug=slug, defaults={"name": name, "sort_order": order})
    return {subject.slug: subject for subject in Subject.objects.filter(slug__in=wanted)}


def load_courses(city: City, texts: Iterable[Course]) -> list[CoursePage]:
    """Put the courses *texts* in place, each in the state that its text names; return those added now.

    A course is known by its title within its organisation. One transaction each: a course is there whole or not at all.
    """
    subjects = load_subjects()
    known = set(CoursePage.objects.values_list("organisation_id", "draft_title"))
    added = []
    for text in texts:
        if (city.organisations[text.organisation].pk, text.title) not in known:
            with transaction.atomic():
                added.append(_load_course(text, city, subjects))
    return added


def demo_courses(city: City) -> dict[str, CoursePage]:
    """Return the demo's courses that are in place, by the names of their files."""
    by_title = {(page.organisation_id, page.draft_title): page for page in CoursePage.objects.select_related("latest_revision")}
    keys = {text.slug: (city.organisations[text.organisation].pk, text.title) for text in courses()}
    return {slug: by_title[key] for slug, key in keys.items() if key in by_title}


def lessons_by_title(course: CoursePage) -> dict[str, LessonPage]:
    """Return the lessons of *course* by title."""
    return {lesson.title: lesson for lesson in LessonPage.objects.child_of(course)}


def _load_course(text: Course, city: City, subjects: dict[str, Subject]) -> CoursePage:
    owner, *others = (city.people[key] for key in text.teachers)
    values = {
        "summary": text.summary,
        "outcomes": list(text.outcomes),
        "service_kinds": list(text.kinds),
        "subject_id": subjects[text.subject].pk,
        "level": text.level,
        "hours": text.hours,
        "licence": Licence.CC_BY_NC if text.kinds[0] in {"health", "volunteer"} else Licence.OWN,
        "generated_cover_accepted": text.state != "draft",
    }
    course = create_course(city.organisations[text.organisation], actor=owner, title=text.title, values=values)
    for person in others:
        add_teacher(course, actor=owner, person=person)
    for lesson in text.lessons:
        _load_lesson(course, lesson, owner)
    _bring_to_state(course, text, city)
    return course


def _load_lesson(course: CoursePage, text: Lesson, owner: Person) -> None:
    lesson = add_lesson(course, actor=owner, title=text.title)
    update_lesson(course, lesson.pk, actor=owner, values={"text": text.body.replace("**", "").strip()})
    if text.handout:
        add_handout(course, lesson.pk, actor=owner, file=_sheet(text.handout), title=text.handout.title)


def _sheet(handout: Handout) -> SimpleUploadedFile:
    content = render_pdf("demo/pdf/handout.html", {"handout": handout, "empty_rows": range(7)})
    return SimpleUploadedFile(f"{handout.title}.pdf", content, content_type="application/pdf")


def _bring_to_state(course: CoursePage, text: Course, city: City) -> None:
    if text.state == "draft":
        return
    owner = city.people[text.teachers[0]]
    submission = submit_course(CoursePage.objects.get(pk=course.pk), actor=owner)
    if text.state == "returned":
        return_course(submission, actor=city.reviewer, note=text.reason)
    elif text.state == "published":
        approve_course(submission, actor=city.reviewer)
        _date_back([course.pk], text.published)


def _date_back(course_ids: Iterable[int], day: dt.date | None) -> None:
    """Give courses and their lessons the date of publication that their text names, and search the same date.

    The one write past the services: no service publishes in the past.
    """
    if day is None:
        return
    when = at_noon(day, minutes=-180)
    for page in CoursePage.objects.filter(pk__in=list(course_ids)):
        family = page.get_descendants(inclusive=True).filter(live=True)
        family.update(first_published_at=when, last_published_at=when)
        index_documents(SEARCH_KIND, [page.pk])
