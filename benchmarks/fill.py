"""Fill the database of the settings with many courses: ``python -m benchmarks.fill COURSES LESSONS_EACH``.

Rows are written in bulk: pages by their tables, search documents of courses by the services, those of lessons by copying a
sample, because analysing 100,000 texts would measure patience. The first course has a video with captions in its first
lesson, and the first learner takes it.
"""

import datetime as dt
import os
import random
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

BATCH = 2000
SEED = 20261122
ENROLMENTS = 20_000
VIDEO_MS = 20 * 60_000
CUE_MS = 4_000
PEOPLE = 2_000
UNUSABLE = "!"


def main(course_count: int, lessons_each: int) -> None:
    """Fill an empty database."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.local")
    django.setup()
    from cms.api import set_up_site

    set_up_site(hostname="127.0.0.1", port=8000)
    world = _people_and_organisations()
    _fill(world, range(course_count), lessons_each)
    _add_video(world)
    _index_courses()
    _copy_lesson_documents(course_count * lessons_each)
    _analyse()


def _people_and_organisations() -> dict[str, Any]:
    from accounts.api import Person
    from courses.catalogue.models import Subject
    from infra.demo.content.reading import read
    from organisations.api import Organisation, TeacherProfile

    root = Organisation.add_root(name="市教育局", slug="bench-root", kind="authority")
    for number in range(30):
        Organisation.objects.get(pk=root.pk).add_child(name=f"第{number + 1}学院", slug=f"bench-{number}", kind="college")
    subjects = read("subjects.toml")["subjects"]
    Subject.objects.bulk_create(Subject(slug=slug, name=name) for slug, name in subjects.items())
    teachers = [Person.objects.create_user(phone=f"+8613900000{number:03}", full_name=f"教师{number}") for number in range(40)]
    for number, teacher in enumerate(teachers):
        TeacherProfile.objects.create(person=teacher, slug=f"teacher-{number}", display_name=teacher.full_name, job_title="讲师")
    Person.objects.bulk_create(
        Person(phone=f"+86137{number:08}", full_name=f"学员{number}", password=UNUSABLE) for number in range(PEOPLE)
    )
    return {
        "organisations": list(Organisation.objects.exclude(pk=root.pk)),
        "subjects": list(Subject.objects.all()),
        "teachers": teachers,
        "learners": list(Person.objects.filter(phone__startswith="+86137").order_by("pk")),
    }


def _fill(world: dict[str, Any], numbers: range, lessons_each: int) -> None:
    """Add one course for each of *numbers* with its lessons and enrolments."""
    from courses.catalogue.models import CatalogueIndexPage, CoursePage, CourseTeacher, LessonPage

    dice = random.Random(SEED + numbers.start)  # noqa: S311
    catalogue = CatalogueIndexPage.objects.get()
    ids: list[int] = []
    for batch in _batches(numbers, max(1, BATCH // lessons_each)):
        courses = [_course(world, dice, catalogue, number) for number in batch]
        _insert_pages(CoursePage, courses)
        lessons = [_lesson(course, place) for course in courses for place in range(lessons_each)]
        _insert_pages(LessonPage, lessons)
        by_path: dict[str, list[int]] = {}
        for lesson in lessons:
            by_path.setdefault(lesson.path[:-4], []).append(lesson.pk)
        for course in courses:
            CoursePage.objects.filter(pk=course.pk).update(outline=by_path[course.path])
        CourseTeacher.objects.bulk_create(CourseTeacher(course_id=course.pk, person=course.owner) for course in courses)
        ids += [course.pk for course in courses]
    CatalogueIndexPage.objects.filter(pk=catalogue.pk).update(numchild=numbers.stop)
    _enrol(world, dice, ids)


def _course(world: dict[str, Any], dice: random.Random, catalogue: Any, number: int) -> Any:
    from courses.catalogue.models import CoursePage
    from infra.demo.content.reading import courses

    text = courses()[number % len(courses())]
    when = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=40 * number)
    return CoursePage(
        title=f"{text.title}（第 {number + 1} 期）",
        draft_title=f"{text.title}（第 {number + 1} 期）",
        slug=f"course-{number}",
        path=catalogue.path + _step(number + 1),
        depth=catalogue.depth + 1,
        numchild=0,
        url_path=f"{catalogue.url_path}course-{number}/",
        owner=dice.choice(world["teachers"]),
        organisation=dice.choice(world["organisations"]),
        summary=text.summary,
        outcomes=list(text.outcomes),
        service_kinds=list(text.kinds),
        subject=dice.choice(world["subjects"]),
        level=dice.choice(["beginner", "intermediate", "advanced"]),
        hours=Decimal(dice.randrange(2, 40)) / 2,
        licence="own",
        generated_cover_accepted=True,
        **_live(when),
    )


def _lesson(course: Any, place: int) -> Any:
    from courses.authoring.lesson_text import to_blocks
    from courses.catalogue.models import LessonPage
    from infra.demo.content.reading import courses

    text = courses()[place % len(courses())].lessons[place % 3]
    lesson = LessonPage(
        title=f"第 {place + 1} 课　{text.title}",
        draft_title=text.title,
        slug=f"lesson-{place + 1}",
        path=course.path + _step(place + 1),
        depth=course.depth + 1,
        numchild=0,
        url_path=f"{course.url_path}lesson-{place + 1}/",
        owner=course.owner,
        **_live(course.first_published_at),
    )
    lesson.body = [(kind, value) for kind, value in to_blocks(text.body.replace("**", "").strip())]
    return lesson


def _live(when: dt.datetime) -> dict[str, Any]:
    return {
        "live": True,
        "has_unpublished_changes": False,
        "first_published_at": when,
        "last_published_at": when,
        "latest_revision_created_at": when,
    }


def _insert_pages(model: Any, pages: list[Any]) -> None:
    """Insert *pages* table by table; Django's own bulk insert does not do inherited models."""
    from django.contrib.contenttypes.models import ContentType
    from django.db.models import QuerySet
    from wagtail.models import Locale, Page

    kind, locale = ContentType.objects.get_for_model(model), Locale.get_default()
    for page in pages:
        page.content_type, page.locale = kind, locale
        page.full_clean = None
    fields = [field for field in Page._meta.local_concrete_fields if not field.primary_key]
    rows = [Page(**{field.attname: getattr(page, field.attname) for field in fields}) for page in pages]
    for page, row in zip(pages, Page.objects.bulk_create(rows, batch_size=BATCH), strict=True):
        page.page_ptr_id = page.id = row.pk
    rows_of: Any = QuerySet(model)
    rows_of._insert(pages, fields=model._meta.local_concrete_fields, using="default")


def _step(number: int) -> str:
    """Return *number* as one step of a path: four digits of base 36."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return text.rjust(4, "0")


def _batches(numbers: range, size: int) -> Iterator[range]:
    for start in range(numbers.start, numbers.stop, size):
        yield range(start, min(start + size, numbers.stop))


def _enrol(world: dict[str, Any], dice: random.Random, ids: list[int]) -> None:
    """Spread enrolments over the courses; the first learner is in the first five."""
    from courses.enrolment.models import Enrolment

    now = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    first = world["learners"][0].pk
    pairs = {(first, course) for course in ids[:5]}
    while len(pairs) < min(ENROLMENTS, len(ids) * 20):
        pairs.add((dice.choice(world["learners"]).pk, ids[min(len(ids) - 1, int(dice.expovariate(8 / len(ids))))]))
    rows = (Enrolment(person_id=person, course_id=course, enrolled_at=now, last_active_at=now) for person, course in sorted(pairs))
    Enrolment.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def _add_video(world: dict[str, Any]) -> None:
    """Give the first lesson a video that is ready, as far as the database knows, with captions."""
    from courses.catalogue.models import CoursePage, LessonPage
    from media_pipeline.models import Asset, Caption

    course = CoursePage.objects.order_by("pk")[0]
    lesson = LessonPage.objects.child_of(course).order_by("path")[0]
    asset = Asset.objects.create(
        organisation=course.organisation,
        owner=course.owner,
        file_name="first.mp4",
        size=80_000_000,
        state="ready",
        ready_version=1,
        folder="1-0123456789abcdef",
        duration_ms=VIDEO_MS,
        width=1280,
        height=720,
        has_sound=True,
    )
    words = course.summary or course.title
    cues = [[start, start + CUE_MS, words[:40]] for start in range(0, VIDEO_MS, CUE_MS)]
    Caption.objects.create(asset=asset, language="zh-hans", state="approved", cues=cues)
    LessonPage.objects.filter(pk=lesson.pk).update(asset=asset, duration_ms=VIDEO_MS)


def _index_courses() -> None:
    """Describe all courses for search, without what lies below them."""
    from search.documents.services import rebuild

    for _kind, _documents in rebuild(["course"]):
        pass


def _copy_lesson_documents(lessons: int) -> None:
    """Index a few lessons through the service and copy their documents until there are *lessons* of them."""
    from django.db import connection

    from courses.catalogue.models import LessonPage
    from search.api import index_documents
    from search.documents.models import Document

    sample = list(LessonPage.objects.order_by("pk").values_list("pk", flat=True)[:200])
    index_documents("lesson", sample)
    columns = [field.column for field in Document._meta.local_concrete_fields if field.column not in {"id", "object_id"}]
    with connection.cursor() as cursor:
        names = ", ".join(f'"{name}"' for name in columns)
        cursor.execute(
            f"""
            INSERT INTO search_document (object_id, {names})
            SELECT -s.n, {", ".join(f'd."{name}"' for name in columns)}
            FROM generate_series(1, %s) AS s (n)
            JOIN (SELECT *, row_number() OVER (ORDER BY id) AS place FROM search_document WHERE kind = 'lesson') AS d
              ON d.place = 1 + s.n %% 200
            """,  # noqa: S608  the names come from the catalogue of the database
            [lessons],
        )


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
