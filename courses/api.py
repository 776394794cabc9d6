"""The door to courses for every other app."""

from courses.catalogue.models import CatalogueIndexPage, CoursePage, CourseTeacher, LessonHandout, LessonPage, Subject
from courses.enums import Level, Licence, Mode, ServiceKind
from courses.events import (
    CourseCompleted,
    CoursePublished,
    CourseReturned,
    CourseSubmitted,
    CourseUnpublished,
    LessonCompleted,
    PersonEnrolled,
)

__all__ = [
    "CatalogueIndexPage",
    "CourseCompleted",
    "CoursePage",
    "CoursePublished",
    "CourseReturned",
    "CourseSubmitted",
    "CourseTeacher",
    "CourseUnpublished",
    "LessonCompleted",
    "LessonHandout",
    "LessonPage",
    "Level",
    "Licence",
    "Mode",
    "PersonEnrolled",
    "ServiceKind",
    "Subject",
]
