"""Background work of courses, and when it runs by itself."""

from celery import shared_task
from wagtail.models import Page

from courses.catalogue.models import CoursePage
from courses.completion.services import sweep_reached_lessons
from courses.enrolment.counting import index_stale_counts
from courses.review.publication import SEARCH_KIND
from courses.review.schedule import close_expired, due_to_close, due_to_open, open_scheduled
from search.api import index_documents


@shared_task
def sweep_lessons() -> None:
    """Complete lessons that a crash left between their last second and their completion."""
    sweep_reached_lessons()


@shared_task
def keep_schedule() -> None:
    """Ring for every course whose first or last day has come; each is a task of its own, so one cannot hold up another."""
    for submission_id in due_to_open():
        open_course.delay(submission_id)
    for course_id in due_to_close():
        close_course.delay(course_id)


@shared_task
def open_course(submission_id: int) -> None:
    """Publish a course that was approved for a moment that has come."""
    open_scheduled(submission_id)


@shared_task
def close_course(course_id: int) -> None:
    """Take off a course whose last day is over."""
    close_expired(course_id)


@shared_task
def index_courses_below(page_id: int) -> None:
    """Describe the courses below a page anew, in the search index."""
    page = Page.objects.filter(pk=page_id).first()
    if page is not None:
        index_documents(SEARCH_KIND, CoursePage.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True))


@shared_task
def index_learner_counts() -> None:
    """Bring the numbers of learners in the search index up to date."""
    index_stale_counts()


SCHEDULE = {
    "courses.sweep_lessons": {"task": "courses.tasks.sweep_lessons", "schedule": 60.0, "options": {"expires": 60.0}},
    "courses.keep_schedule": {"task": "courses.tasks.keep_schedule", "schedule": 30.0, "options": {"expires": 30.0}},
    "courses.index_learner_counts": {
        "task": "courses.tasks.index_learner_counts",
        "schedule": 1800.0,
        "options": {"expires": 1800.0},
    },
}
