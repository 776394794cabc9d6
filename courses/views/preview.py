"""Drafts and submissions as a resident would see them, for those who may."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.api import person_of
from courses.authoring.drafts import course_draft, lesson_draft
from courses.authoring.selectors import outline_of
from courses.authoring.sketches import LessonSketch
from courses.catalogue.models import CoursePage, LessonHandout, LessonPage
from courses.enrolment.policies import Access, AccessAs
from courses.review.versions import submitted_course_page, submitted_lesson_page, submitted_lessons
from courses.views.access import course_to_edit
from courses.views.course_page import NextStep, OutlineRow, course_context
from courses.views.review_queue import submission_to_review
from foundation.api import NotFound
from media_pipeline.api import AssetState, ShownPage, handout_url, playback, progress_of, shown_pages


@login_required
@require_GET
def teach_preview(request: HttpRequest, course_id: int) -> HttpResponse:
    """Show the draft of a course to its teachers."""
    course = course_to_edit(request, course_id)
    rows = outline_of(course)
    urls = [reverse("courses:teach_preview_lesson", args=[course.pk, row.pk]) for row in rows]
    back = reverse("courses:teach_course", args=[course.pk])
    return _course(request, course_draft(course), rows, urls, back)


@login_required
@require_GET
def teach_preview_lesson(request: HttpRequest, course_id: int, lesson_id: int) -> HttpResponse:
    """Show the draft of a lesson to the course's teachers."""
    course = course_to_edit(request, course_id)
    back = reverse("courses:teach_lesson", args=[course.pk, lesson_id])
    return _lesson(request, lesson_draft(course, lesson_id), back)


@login_required
@require_GET
def review_preview(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Show a course as it was handed in to its reviewer."""
    submission = submission_to_review(request, submission_id)
    rows = submitted_lessons(submission)
    urls = [reverse("courses:review_preview_lesson", args=[submission.pk, row.pk]) for row in rows]
    return _course(request, submitted_course_page(submission), rows, urls, reverse("courses:review_item", args=[submission.pk]))


@login_required
@require_GET
def review_preview_lesson(request: HttpRequest, submission_id: int, lesson_id: int) -> HttpResponse:
    """Show a lesson as it was handed in, its video playable, to the course's reviewer."""
    submission = submission_to_review(request, submission_id)
    lesson = submitted_lesson_page(submission, lesson_id)
    if lesson is None:
        raise NotFound(_("这一课不在这次提交里。"))
    return _lesson(request, lesson, reverse("courses:review_preview", args=[submission.pk]))


def _course(request: HttpRequest, course: CoursePage, rows: list[LessonSketch], urls: list[str], back: str) -> HttpResponse:
    lessons = [
        LessonPage(title=row.title, duration_ms=row.duration_ms, asset_id=row.asset_id, is_required=row.is_required) for row in rows
    ]
    context = course_context(course, lessons, request, Access(AccessAs.PREVIEW))
    context |= {
        "outline": [OutlineRow(n, lesson, url, "open") for n, (lesson, url) in enumerate(zip(lessons, urls, strict=True), start=1)],
        "next_step": NextStep(_("从第 1 课看起"), urls[0]) if urls else None,
        "preview_back": back,
    }
    return _private(render(request, "courses/course.html", context))


def _lesson(request: HttpRequest, lesson: LessonPage, back: str) -> HttpResponse:
    person_id = person_of(request).pk
    progress = progress_of([lesson.asset_id]).get(lesson.asset_id) if lesson.asset_id else None
    is_ready = progress is not None and progress.state == AssetState.READY
    context = {
        "lesson": lesson,
        "back": back,
        "progress": progress,
        "video": playback(lesson.asset_id, person_id=person_id) if is_ready and lesson.asset_id else None,
        "handouts": _handouts(lesson, person_id),
    }
    return _private(render(request, "courses/preview_lesson.html", context))


def _handouts(lesson: LessonPage, person_id: int) -> list[tuple[LessonHandout, str, list[ShownPage]]]:
    """Return the hand-outs of a draft with their addresses and pages."""
    rows = list(lesson.handouts.all())
    pages = shown_pages([row.stored_file for row in rows], person_id=person_id) if rows else {}
    return [(row, handout_url(row.stored_file_id, person_id=person_id), pages.get(row.stored_file_id, [])) for row in rows]


def _private(response: HttpResponse) -> HttpResponse:
    """Keep drafts out of every cache and every search engine."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
