"""Fixtures for courses."""

from importlib import import_module

import pytest
from django.apps import apps

from courses.authoring.lessons import update_lesson
from courses.authoring.outline import add_lesson
from courses.authoring.services import create_course
from courses.catalogue.models import CoursePage
from courses.enums import Level, Licence, ServiceKind
from tests.courses.people import Town, make_town
from tests.factories.courses import SubjectFactory, catalogue_page

READY_VALUES = {
    "summary": "每天要做的十四件事，一件一课，每课十来分钟，跟着做就会。",
    "outcomes": ["给卧床老人翻身，不伤腰", "量准血压，记成表"],
    "service_kinds": [ServiceKind.SKILL],
    "level": Level.BEGINNER,
    "hours": "8.0",
    "licence": Licence.OWN,
    "generated_cover_accepted": True,
}


@pytest.fixture
def standard(transactional_db: None) -> None:
    """The standard and the workflow that a migration made, again: tests with real transactions empty every table."""
    import_module("courses.migrations.0005_first_standard_and_workflow").lay_down(apps, None)


@pytest.fixture
def town(db: None) -> Town:
    """People and organisations."""
    return make_town()


@pytest.fixture
def draft(town: Town) -> CoursePage:
    """A draft that only has a title."""
    catalogue_page()
    return create_course(town.college, actor=town.teacher, title="居家照护：从翻身到量血压")


@pytest.fixture
def ready(draft: CoursePage, town: Town) -> CoursePage:
    """A draft that meets the checklist: every field, and two lessons with texts."""
    return make_ready(draft, town)


def make_ready(draft: CoursePage, town: Town) -> CoursePage:
    """Fill a draft until the checklist is met."""
    from courses.authoring.services import update_course

    subject = SubjectFactory()
    update_course(draft, actor=town.teacher, values=READY_VALUES | {"subject_id": subject.pk})
    for title in ("照护者的一天", "洗手与防护"):
        lesson = add_lesson(draft, actor=town.teacher, title=title)
        update_lesson(draft, lesson.pk, actor=town.teacher, values={"text": "先听他说，再动手。"})
    return CoursePage.objects.get(pk=draft.pk)
