"""Gathers the models of the sub-packages for Django."""

from courses.authoring.models import LessonNarration, LessonUpload
from courses.catalogue.models import (
    CatalogueIndexPage,
    CoursePage,
    CourseTeacher,
    FormerTeacher,
    LessonHandout,
    LessonPage,
    Subject,
)
from courses.completion.models import CompletionDecision
from courses.enrolment.models import Enrolment, StaleLearnerCount
from courses.progress.models import CompletedBy, LessonNote, LessonProgress, WatchClock, WatchEntry
from courses.protection.models import CourseProtection
from courses.review.models import CourseReviewTask, CourseStandard, CourseSubmission, SubmittedLesson

__all__ = [
    "CatalogueIndexPage",
    "CompletedBy",
    "CompletionDecision",
    "CoursePage",
    "CourseProtection",
    "CourseReviewTask",
    "CourseStandard",
    "CourseSubmission",
    "CourseTeacher",
    "Enrolment",
    "FormerTeacher",
    "LessonHandout",
    "LessonNarration",
    "LessonNote",
    "LessonPage",
    "LessonProgress",
    "LessonUpload",
    "StaleLearnerCount",
    "Subject",
    "SubmittedLesson",
    "WatchClock",
    "WatchEntry",
]
