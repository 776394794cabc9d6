"""Describing courses and lessons anew for search when what they mention was changed elsewhere."""

from courses.catalogue.models import CoursePage, LessonHandout, LessonPage
from search.api import index_documents


def describe_words_anew(asset_id: int) -> None:
    """The captions of a video were changed."""
    index_documents("transcript", LessonPage.objects.filter(asset=asset_id).values_list("pk", flat=True))


def describe_handout_anew(stored_file_id: int) -> None:
    """The text of a hand-out was read."""
    index_documents("page", LessonHandout.objects.filter(stored_file=stored_file_id).values_list("lesson_id", flat=True))


def describe_organisation_anew(organisation_id: int) -> None:
    """An organisation has another name: its courses mention it, with everything below them."""
    index_documents("course", CoursePage.objects.live().filter(organisation=organisation_id).values_list("pk", flat=True))


def describe_teacher_anew(person_id: int) -> None:
    """A teacher has another name."""
    taught = CoursePage.objects.live().filter(course_teachers__person=person_id)
    index_documents("course", taught.values_list("pk", flat=True))
