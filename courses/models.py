"""Gathers the models of the sub-packages for Django."""

from courses.catalogue.models import CatalogueIndexPage, CoursePage, CourseTeacher, LessonHandout, LessonPage, Subject
from courses.completion.models import CompletionDecision
from courses.enrolment.models import Enrolment
from courses.progress.models import CompletedBy, LessonNote, LessonProgress, WatchClock, WatchEntry

__all__ = [
    "CatalogueIndexPage",
    "CompletedBy",
    "CompletionDecision",
    "CoursePage",
    "CourseTeacher",
    "Enrolment",
    "LessonHandout",
    "LessonNote",
    "LessonPage",
    "LessonProgress",
    "Subject",
    "WatchClock",
    "WatchEntry",
]
