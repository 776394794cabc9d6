"""The door to courses for every other app."""

from courses.catalogue.models import CatalogueIndexPage, CoursePage, CourseTeacher, LessonHandout, LessonPage, Subject
from courses.catalogue.selectors import (
    KindCount,
    courses_of_organisation,
    courses_of_teacher,
    kind_counts,
    newest_courses,
    published_courses,
)
from courses.completion.rules import CompletionRule, Condition
from courses.enrolment.models import Enrolment
from courses.enrolment.selectors import LearningCard, NextStep, continue_learning
from courses.enrolment.services import enrol, withdraw
from courses.enums import Level, Licence, Mode, ServiceKind
from courses.events import (
    CourseCompleted,
    CoursePublished,
    CourseReturned,
    CourseScheduled,
    CourseSubmitted,
    CourseUnpublished,
    LessonCompleted,
    PersonEnrolled,
    PersonWithdrew,
    TeacherAdded,
    TeacherRemoved,
)
from courses.playing.handouts import reader_address
from courses.progress.selectors import WatchReport, verify_watch_chain

__all__ = [
    "CatalogueIndexPage",
    "CompletionRule",
    "Condition",
    "CourseCompleted",
    "CoursePage",
    "CoursePublished",
    "CourseReturned",
    "CourseScheduled",
    "CourseSubmitted",
    "CourseTeacher",
    "CourseUnpublished",
    "Enrolment",
    "KindCount",
    "LearningCard",
    "LessonCompleted",
    "LessonHandout",
    "LessonPage",
    "Level",
    "Licence",
    "Mode",
    "NextStep",
    "PersonEnrolled",
    "PersonWithdrew",
    "ServiceKind",
    "Subject",
    "TeacherAdded",
    "TeacherRemoved",
    "WatchReport",
    "continue_learning",
    "courses_of_organisation",
    "courses_of_teacher",
    "enrol",
    "kind_counts",
    "newest_courses",
    "published_courses",
    "reader_address",
    "verify_watch_chain",
    "withdraw",
]
