"""Starting and changing courses."""

import pytest

from courses.authoring.drafts import course_draft, edit_token
from courses.authoring.services import create_course, update_course
from courses.authoring.teachers import add_teacher, remove_teacher
from courses.catalogue.models import CoursePage
from foundation.api import AuditEntry, Conflict, InvalidInput, NotAllowed
from tests.courses.people import Town
from tests.factories.courses import catalogue_page


def test_a_new_course_is_a_draft_that_its_maker_teaches(town: Town) -> None:
    catalogue_page()

    course = create_course(town.college, actor=town.teacher, title="  居家\n照护 ")

    assert (course.title, course.slug, course.live, course.owner) == ("居家 照护", "ju-jia-zhao-hu", False, town.teacher)
    assert list(course.teachers.all()) == [town.teacher]
    assert list(AuditEntry.objects.filter(subject_id=str(course.pk)).values_list("action", "actor_id")) == [
        ("courses.create_course", town.teacher.pk)
    ]


def test_the_same_title_twice_gives_two_addresses(town: Town) -> None:
    catalogue_page()

    slugs = [create_course(town.college, actor=town.teacher, title="剪纸 ✂️").slug for _ in range(3)]

    assert slugs == ["jian-zhi", "jian-zhi-2", "jian-zhi-3"]


@pytest.mark.parametrize("who", ["stranger", "reviewer", "resident", "other_reviewer"])
def test_only_teachers_and_managers_of_the_organisation_start_courses(town: Town, who: str) -> None:
    catalogue_page()

    with pytest.raises(NotAllowed):
        create_course(town.college, actor=getattr(town, who), title="居家照护")

    assert CoursePage.objects.count() == 0


@pytest.mark.parametrize("title", ["", "   ", "\x00\x01", "长" * 201])
def test_a_title_must_say_something_and_end(town: Town, title: str) -> None:
    catalogue_page()

    with pytest.raises(InvalidInput) as refused:
        create_course(town.college, actor=town.teacher, title=title)

    assert list(refused.value.fields) == ["title"]
    assert CoursePage.objects.count() == 0


def test_a_title_of_two_hundred_characters_and_emoji_is_kept_whole(town: Town, draft: CoursePage) -> None:
    title = "护" * 198 + "👵🏻"

    update_course(draft, actor=town.teacher, values={"title": title})

    assert CoursePage.objects.get(pk=draft.pk).draft_title == title


def test_the_address_follows_the_title_only_before_publication(town: Town, draft: CoursePage) -> None:
    update_course(draft, actor=town.teacher, values={"title": "八段锦"})
    assert CoursePage.objects.get(pk=draft.pk).slug == "ba-duan-jin"

    CoursePage.objects.filter(pk=draft.pk).update(first_published_at="2026-11-01T00:00Z")
    update_course(draft, actor=town.teacher, values={"title": "九段锦"})

    assert CoursePage.objects.get(pk=draft.pk).slug == "ba-duan-jin"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"service_kinds": ["magic"]}, "service_kinds"),
        ({"level": "guru"}, "level"),
        ({"hours": "1000"}, "hours"),
        ({"hours": "-1"}, "hours"),
        ({"licence": "mine"}, "licence"),
        ({"outcomes": ["长" * 121]}, "outcomes"),
        ({"subject_id": 999_999}, "subject"),
        ({"summary": "长" * 501}, "summary"),
    ],
)
def test_a_bad_value_is_named_and_nothing_changes(town: Town, draft: CoursePage, values: dict, field: str) -> None:
    before = course_draft(draft).latest_revision.content

    with pytest.raises(InvalidInput) as refused:
        update_course(draft, actor=town.teacher, values=values | {"title": "新名字"})

    assert list(refused.value.fields) == [field]
    assert CoursePage.objects.get(pk=draft.pk).latest_revision.content == before


@pytest.mark.parametrize("who", ["stranger", "colleague", "reviewer", "authority_reviewer", "resident"])
def test_people_who_do_not_teach_the_course_change_nothing(town: Town, draft: CoursePage, who: str) -> None:
    with pytest.raises(NotAllowed):
        update_course(draft, actor=getattr(town, who), values={"title": "别人的名字"})

    assert CoursePage.objects.get(pk=draft.pk).draft_title == "居家照护：从翻身到量血压"


def test_the_manager_of_the_organisation_may_edit(town: Town, draft: CoursePage) -> None:
    update_course(draft, actor=town.manager, values={"summary": "管理员改的简介"})

    assert course_draft(draft).summary == "管理员改的简介"


def test_a_teacher_whose_role_ended_may_no_longer_edit(town: Town, draft: CoursePage) -> None:
    town.teacher.role_grants.update(ended_at="2026-11-01T00:00Z")

    with pytest.raises(NotAllowed):
        update_course(draft, actor=town.teacher, values={"summary": "还想改"})

    assert course_draft(draft).summary == ""


def test_a_form_opened_before_somebody_else_saved_is_refused(town: Town, draft: CoursePage) -> None:
    token = edit_token(course_draft(draft))
    update_course(draft, actor=town.manager, values={"summary": "先保存的"}, token=token)

    with pytest.raises(Conflict) as refused:
        update_course(draft, actor=town.teacher, values={"summary": "后保存的"}, token=token)

    assert refused.value.code == "stale"
    assert course_draft(draft).summary == "先保存的"


def test_saves_of_one_sitting_share_a_revision_and_another_person_makes_a_new_one(town: Town, draft: CoursePage) -> None:
    for text in ("一", "二", "三"):
        update_course(draft, actor=town.teacher, values={"summary": text})
    assert draft.revisions.count() == 1

    update_course(draft, actor=town.manager, values={"summary": "四"})

    assert draft.revisions.count() == 2


def test_teachers_are_added_once_from_the_organisation_and_the_owner_stays(town: Town, draft: CoursePage) -> None:
    add_teacher(draft, actor=town.teacher, person=town.colleague)

    with pytest.raises(Conflict):
        add_teacher(draft, actor=town.teacher, person=town.colleague)
    with pytest.raises(InvalidInput):
        add_teacher(draft, actor=town.teacher, person=town.stranger)
    with pytest.raises(Conflict):
        remove_teacher(draft, actor=town.colleague, person=town.teacher)
    with pytest.raises(NotAllowed):
        add_teacher(draft, actor=town.resident, person=town.colleague)

    assert list(draft.teachers.order_by("pk")) == [town.teacher, town.colleague]
