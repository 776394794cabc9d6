"""What learners do: join, leave, mark as read, collect a certificate, keep notes. All by POST, all safe to send twice."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.api import person_of
from courses.catalogue.models import CoursePage, LessonPage
from courses.completion.awards import claim_certificate
from courses.completion.services import mark_read
from courses.enrolment.models import Enrolment
from courses.enrolment.services import withdraw
from courses.playing.services import lesson_called, look_at_lesson
from courses.progress.notes import delete_note, drop_draft, write_note
from courses.views.access import wants_json
from foundation.api import InvalidInput, NotAllowed, NotFound, is_repeated_press, read_number

_LARGEST_MS = 2**31 - 1


@login_required
@require_POST
def withdraw_view(request: HttpRequest, course_id: int) -> HttpResponse:
    """Leave a course; it can be joined again with everything kept."""
    course = get_object_or_404(CoursePage, pk=course_id)
    withdraw(course, actor=person_of(request))
    messages.success(request, _("已退出“%(course)s”。学过的都留着，随时可以回来。") % {"course": course.title})
    return redirect("courses:my_learning")


@login_required
@require_POST
def mark_read_view(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Complete a text lesson."""
    lesson = lesson_called(lesson_id)
    view = look_at_lesson(lesson, person=person_of(request))
    if view.lock:
        raise NotAllowed(view.lock.reason, code="locked")
    if mark_read(lesson, view.course, actor=person_of(request)):
        messages.success(request, _("这一课已学完。"))
    return HttpResponseRedirect(_address(view.course, lesson))


@login_required
@require_POST
def claim_view(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Issue the certificate that waited for a name; without one, go and fill it in."""
    enrolment = Enrolment.objects.select_related("course", "decision").filter(pk=enrolment_id, person=person_of(request)).first()
    if enrolment is None:
        raise NotFound(_("没有这条学习记录。"))
    try:
        claim_certificate(enrolment, actor=person_of(request))
    except InvalidInput as error:
        messages.warning(request, error.message)
        return HttpResponseRedirect("/my/profile/")
    messages.success(request, _("证书已发放。"))
    return redirect("courses:my_learning")


@login_required
@require_POST
def write_note_view(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Keep a private note."""
    lesson = lesson_called(lesson_id)
    view = look_at_lesson(lesson, person=person_of(request))
    if not view.is_open:
        raise NotAllowed(_("报名后才能记笔记。"), code="not_enrolled")
    if wants_json(request):
        return _keep_draft(request, lesson)
    address = f"{_address(view.course, lesson)}#jotter"
    if is_repeated_press(request):
        return HttpResponseRedirect(address)
    try:
        write_note(lesson.pk, actor=person_of(request), text=request.POST.get("text", ""), **_place(request))
    except InvalidInput as error:
        messages.error(request, error.message)
    return HttpResponseRedirect(address)


def _keep_draft(request: HttpRequest, lesson: LessonPage) -> JsonResponse:
    """Save a note while it is written; tell the page when."""
    place, text = _place(request), request.POST.get("text", "")
    if place["draft_key"] is None:
        raise InvalidInput(_("没有看懂这条笔记，请刷新页面再记。"))
    if text.strip():
        write_note(lesson.pk, actor=person_of(request), text=text, **place)
    else:
        drop_draft(place["draft_key"], actor=person_of(request))
    return JsonResponse({"saved": _("已保存 %(time)s") % {"time": f"{timezone.localtime():%H:%M:%S}"}})


def _place(request: HttpRequest) -> dict[str, Any]:
    """Return at which second a note was begun and the name that its page gave it; nonsense counts as none."""
    at_ms = read_number(request.POST.get("at_ms"), digits=10) or 0
    try:
        draft_key = UUID(request.POST.get("draft_key", ""))
    except ValueError:
        draft_key = None
    return {"at_ms": min(at_ms, _LARGEST_MS), "draft_key": draft_key}


@login_required
@require_POST
def delete_note_view(request: HttpRequest, note_id: int) -> HttpResponse:
    """Delete one of one's own notes."""
    lesson = lesson_called(delete_note(note_id, actor=person_of(request)))
    course = CoursePage.objects.get(path=lesson.path[: -lesson.steplen])
    return HttpResponseRedirect(f"{_address(course, lesson)}#jotter")


def _address(course: CoursePage, lesson: LessonPage) -> str:
    return reverse("courses:lesson", args=[course.slug, lesson.slug])
