"""Courses and lessons for tests. Courses stand under the one catalogue page."""

from decimal import Decimal
from typing import Any

import factory
from wagtail.models import Locale, Page, Site

from courses.enums import Level, Licence, ServiceKind
from courses.models import CatalogueIndexPage, CoursePage, CourseTeacher, LessonPage, Subject
from tests.factories.accounts import PersonFactory
from tests.factories.organisations import OrganisationFactory


def catalogue_page() -> CatalogueIndexPage:
    """Return the catalogue page; make it under the site's root page when missing."""
    found = CatalogueIndexPage.objects.first()
    if found:
        return found
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    root = site.root_page if site else root_page()
    return root.add_child(instance=CatalogueIndexPage(title="课程", slug="courses"))


def root_page() -> Page:
    """Return the root of the tree; made anew for tests that follow one with real transactions, which empties every table."""
    if found := Page.get_first_root_node():
        return found
    Locale.objects.get_or_create(language_code="zh-hans")
    return Page.add_root(instance=Page(title="Root", slug="root"))


class SubjectFactory(factory.django.DjangoModelFactory):
    """A subject with a name of its own."""

    class Meta:
        model = Subject

    name = factory.Sequence(lambda n: f"学科{n}")
    slug = factory.Sequence(lambda n: f"subject-{n}")


class CoursePageFactory(factory.django.DjangoModelFactory):
    """A live course with every field filled, without lessons. ``owner`` teaches it."""

    class Meta:
        model = CoursePage

    title = factory.Sequence(lambda n: f"居家照护{n}")
    slug = factory.Sequence(lambda n: f"course-{n}")
    owner = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    subject = factory.SubFactory(SubjectFactory)
    summary = "每天要做的十四件事，一件一课，跟着做就会。"
    outcomes = factory.LazyFunction(lambda: ["给卧床老人翻身，不伤腰", "量准血压，记成表"])
    service_kinds = factory.LazyFunction(lambda: [ServiceKind.SKILL])
    level = Level.BEGINNER
    hours = Decimal("8.0")
    licence = Licence.OWN
    generated_cover_accepted = True
    live = True

    @classmethod
    def _create(cls, model_class: type[CoursePage], *args: Any, **kwargs: Any) -> CoursePage:
        course = catalogue_page().add_child(instance=model_class(*args, **kwargs))
        CourseTeacher.objects.create(course=course, person=course.owner)
        course.save_revision(user=course.owner)
        return course


class LessonPageFactory(factory.django.DjangoModelFactory):
    """A live lesson with a text, last in its course: ``LessonPageFactory(course=course)``."""

    class Meta:
        model = LessonPage

    title = factory.Sequence(lambda n: f"第{n}课")
    slug = factory.Sequence(lambda n: f"lesson-{n}")
    body = factory.LazyFunction(lambda: [("paragraph", "先听他说，再动手。")])
    live = True

    @classmethod
    def _create(cls, model_class: type[LessonPage], *args: Any, **kwargs: Any) -> LessonPage:
        course = kwargs.pop("course", None) or CoursePageFactory()
        course.refresh_from_db()
        lesson = course.add_child(instance=model_class(*args, owner=course.owner, **kwargs))
        lesson.save_revision(user=course.owner)
        course.outline = [*course.outline, lesson.pk]
        course.save(update_fields=["outline"])
        course.save_revision(user=course.owner)
        return lesson
