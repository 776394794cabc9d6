"""Courses and lessons are found as they stand in the database, and not otherwise."""

from collections.abc import Callable

import pytest
from django.db import transaction

from courses.catalogue.models import CoursePage, LessonHandout, LessonPage
from foundation.api import publish
from media_pipeline.api import Asset, HandoutRead, StoredFile, attach_captions
from media_pipeline.handouts.models import HandoutPage
from organisations.api import Role
from organisations.directory.services import update_organisation
from organisations.teachers.services import update_profile
from search.api import SearchQuery, index_documents, remove_documents, search
from search.documents.models import Document
from search.documents.selectors import check_kinds
from tests.factories.accounts import PersonFactory
from tests.factories.courses import CoursePageFactory, LessonPageFactory
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory, TeacherProfileFactory

pytestmark = pytest.mark.django_db


def found(text: str, **options: object) -> set[tuple[str, int]]:
    """Return kind and pk of what *text* finds."""
    return {(hit.kind, hit.pk) for hit in search(SearchQuery(text=text, page_size=50, **options)).hits}


def test_a_course_is_found_by_part_of_its_title_its_teacher_and_its_lessons() -> None:
    course = CoursePageFactory(title="低压电工作业安全", owner__full_name="欧阳慧敏")
    LessonPageFactory(course=course, title="万用表怎么量")

    index_documents("course", [course.pk])

    assert found("电工", kinds=["course"]) == {("course", course.pk)}
    assert found("欧阳慧敏", kinds=["course"]) == {("course", course.pk)}
    assert found("万用表", kinds=["course"]) == {("course", course.pk)}


def test_indexing_a_course_describes_its_lessons_too() -> None:
    course = CoursePageFactory(title="低压电工作业安全")
    lesson = LessonPageFactory(course=course, title="万用表怎么量")

    index_documents("course", [course.pk])

    assert found("低压电工", kinds=["lesson"]) == {("lesson", lesson.pk)}


def test_a_draft_is_not_found() -> None:
    course = CoursePageFactory(title="低压电工作业安全", live=False)
    LessonPageFactory(course=course, title="万用表怎么量")

    index_documents("course", [course.pk])

    assert found("电工") == set()


def test_removing_a_course_that_was_taken_off_removes_its_lessons() -> None:
    course = CoursePageFactory(title="低压电工作业安全")
    LessonPageFactory(course=course, title="万用表怎么量")
    index_documents("course", [course.pk])

    CoursePage.objects.filter(pk=course.pk).update(live=False)
    remove_documents("course", [course.pk])

    assert found("电工") == set()


def test_a_change_that_is_rolled_back_leaves_no_trace() -> None:
    course = CoursePageFactory(title="低压电工作业安全")

    with transaction.atomic():
        index_documents("course", [course.pk])
        transaction.set_rollback(True)

    assert found("电工") == set()


def test_indexing_costs_the_same_for_one_lesson_and_for_many(
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    course = CoursePageFactory()
    for number in range(12):
        LessonPageFactory(course=course, title=f"第{number}课")

    with django_assert_max_num_queries(60):
        index_documents("course", [course.pk])


VTT = """WEBVTT

00:00.000 --> 00:20.000
先看电压。

00:20.000 --> 00:40.000
再用万用表测量。

00:41.000 --> 00:50.000
最后接线。
"""


@pytest.fixture
def spoken(deliver_events: Callable[[], object]) -> LessonPage:
    """A lesson with a video whose captions are approved, indexed as its course was approved."""
    course = CoursePageFactory(title="低压电工作业安全")
    asset = Asset.objects.create(organisation=course.organisation, owner=course.owner, file_name="a.mp4", size=1)
    lesson = LessonPageFactory(course=course, title="开工以前", asset=asset)
    index_documents("course", [course.pk])
    attach_captions(asset.pk, actor=course.owner, language="zh", text=VTT)
    deliver_events()
    return lesson


def pieces() -> list[str]:
    """Return what is said in videos and can be found, in order."""
    return [row.body for row in Document.objects.filter(kind="transcript").order_by("object_id", "part")]


def test_approved_captions_are_found_as_moments_of_their_lesson(spoken: LessonPage) -> None:
    hits = search(SearchQuery(text="万用表")).hits

    assert [(hit.kind, hit.pk) for hit in hits] == [("lesson", spoken.pk)]
    assert [(moment.second, moment.url) for moment in hits[0].moments] == [(20, f"{hits[0].url}?t=20")]
    assert pieces() == ["先看电压。再用万用表测量。", "最后接线。"]


def test_corrected_captions_replace_what_is_found(spoken: LessonPage, deliver_events: Callable[[], object]) -> None:
    text = "WEBVTT\n\n00:00.000 --> 00:20.000\n改过的字幕"
    attach_captions(spoken.asset_id, actor=spoken.owner, language="zh", text=text)
    deliver_events()
    assert pieces() == ["改过的字幕"]

    attach_captions(spoken.asset_id, actor=spoken.owner, language="zh", text=text, approved=False)
    deliver_events()
    assert pieces() == []


def test_a_course_taken_off_takes_everything_below_with_it(spoken: LessonPage) -> None:
    course = spoken.get_parent()

    CoursePage.objects.filter(pk=course.pk).update(live=False)
    remove_documents("course", [course.pk])

    assert list(Document.objects.filter(kind__in=["course", "lesson", "transcript", "page"])) == []


def test_a_renamed_organisation_renames_what_is_found(spoken: LessonPage, deliver_events: Callable[[], object]) -> None:
    organisation = CoursePage.objects.get(pk=spoken.get_parent().pk).organisation
    manager = RoleGrantFactory(role=Role.PLATFORM_MANAGER, organisation=OrganisationFactory()).person

    update_organisation(organisation, actor=manager, name="云溪技师学院")
    deliver_events()

    assert found("云溪技师学院", kinds=["organisation"]) == {("organisation", organisation.pk)}
    assert found("云溪技师学院", kinds=["transcript"]) == {("lesson", spoken.pk)}


def test_a_renamed_teacher_renames_what_is_found(spoken: LessonPage, deliver_events: Callable[[], object]) -> None:
    profile = TeacherProfileFactory(person=spoken.owner, display_name="旧名字")
    admin = PersonFactory(is_superuser=True)

    update_profile(profile, actor=admin, values={"display_name": "欧阳慧敏"})
    deliver_events()

    assert found("欧阳慧敏", kinds=["lesson"]) == {("lesson", spoken.pk)}


def test_pages_of_a_handout_are_found(spoken: LessonPage, deliver_events: Callable[[], object]) -> None:
    stored = StoredFile.objects.create(
        organisation=CoursePage.objects.get(pk=spoken.get_parent().pk).organisation,
        file_name="a.pdf",
        size=1,
        text_state="read",
        page_count=9,
    )
    LessonHandout.objects.create(lesson=spoken, title="安全手册", stored_file=stored)
    HandoutPage.objects.create(stored_file=stored, number=7, text="接地电阻不大于四欧")
    publish(HandoutRead(stored_file_id=stored.pk))
    deliver_events()

    hit = search(SearchQuery(text="接地电阻")).hits[0]

    assert (hit.kind, hit.pk, hit.title_html, hit.extra) == ("page", spoken.pk, "安全手册", {"page": 7, "file": stored.pk})


def test_words_of_a_text_document_without_pages_are_found_without_a_page(
    spoken: LessonPage, deliver_events: Callable[[], object]
) -> None:
    organisation = CoursePage.objects.get(pk=spoken.get_parent().pk).organisation
    stored = StoredFile.objects.create(organisation=organisation, file_name="a.docx", size=1, text_state="read")
    LessonHandout.objects.create(lesson=spoken, title="安全手册", stored_file=stored)
    HandoutPage.objects.create(stored_file=stored, number=1, text="接地电阻不大于四欧")
    publish(HandoutRead(stored_file_id=stored.pk))
    deliver_events()

    assert search(SearchQuery(text="接地电阻")).hits[0].extra == {"page": 0, "file": stored.pk}


def test_what_is_owned_and_what_is_found_agree(spoken: LessonPage) -> None:
    counts = {count.kind: (count.owned, count.agrees) for count in check_kinds() if count.kind != "organisation"}

    standing = dict.fromkeys(("course", "lesson", "transcript"), (1, True))
    assert counts == standing | dict.fromkeys(("page", "teacher", "news"), (0, True))
