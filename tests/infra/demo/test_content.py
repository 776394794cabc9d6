"""The demo city's texts are whole: numbers, kinds, references and lengths."""

from collections import Counter

import pytest

from courses.enums import Level, ServiceKind
from infra.demo.content.reading import blocks, courses, read
from infra.demo.videos.script import read_script
from organisations.api import OrganisationKind

COURSES = courses()


def test_there_are_forty_courses_with_one_hundred_and_fifty_lessons():
    assert (len(COURSES), sum(len(course.lessons) for course in COURSES)) == (40, 150)


def test_every_service_kind_leads_four_courses():
    assert Counter(course.kinds[0] for course in COURSES) == dict.fromkeys(ServiceKind.values, 4)


def test_every_state_of_review_is_there():
    assert {course.state for course in COURSES} == {"published", "draft", "submitted", "returned"}


def test_published_courses_have_a_day_and_returned_ones_a_reason():
    assert [course.slug for course in COURSES if (course.state == "published") != (course.published is not None)] == []
    assert [course.slug for course in COURSES if (course.state == "returned") != bool(course.reason)] == []


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.slug)
def test_course_refers_to_what_exists(course):
    organisations = {item["slug"] for item in read("organisations.toml")["organisations"]}
    teachers = {item["key"] for item in read("people.toml")["teachers"]}

    assert course.organisation in organisations
    assert set(course.teachers) <= teachers
    assert set(course.kinds) <= set(ServiceKind.values)
    assert course.level in Level.values
    assert course.subject in read("subjects.toml")["subjects"]
    assert 3 <= len(course.outcomes) <= 5


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.slug)
def test_lessons_have_texts_worth_reading(course):
    lengths = {lesson.slug: len("".join(lesson.body.split())) for lesson in course.lessons}

    assert {slug: length for slug, length in lengths.items() if not 100 <= length <= 330} == {}


def test_titles_are_unique():
    assert len({course.title for course in COURSES}) == len(COURSES)


def test_at_least_six_lessons_have_a_video_with_a_script():
    scripts = [read_script(lesson.video) for course in COURSES for lesson in course.lessons if lesson.video]

    assert len(scripts) == 7
    assert all(30 <= sum(len(slide.say) for slide in script.slides) * 0.27 <= 90 for script in scripts)


def test_organisations_are_of_all_kinds():
    assert {item["kind"] for item in read("organisations.toml")["organisations"]} == set(OrganisationKind.values)


def test_blocks_split_headings_paragraphs_and_lists():
    body = "开头\n\n- 一\n- 二\n\n## 小标题\n**重点**在这里"

    assert blocks(body) == [("paragraph", "开头"), ("list", ["一", "二"]), ("heading", "小标题"), ("paragraph", "重点在这里")]
