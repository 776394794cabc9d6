"""One course in the teacher's hands: its outline, its checklist, its fields, its cover, and handing it in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.api import person_of
from courses.authoring.covers import set_cover, set_cover_focus, use_generated_cover
from courses.authoring.drafts import course_draft, edit_token
from courses.authoring.outline import add_lesson, arrange_lessons, move_lesson, remove_lesson, restore_lesson
from courses.authoring.selectors import outline_of, removed_lessons
from courses.authoring.services import update_course
from courses.authoring.standing import Standing
from courses.catalogue.models import CoursePage
from courses.forms import CourseForm, CoverForm, FocusForm, UnpublishForm
from courses.review.models import CourseSubmission
from courses.review.overview import CourseRow, rows_of
from courses.review.policies import may_unpublish_course
from courses.review.readiness import Gap, media_facts, places_to_mend
from courses.review.selectors import scheduled_submission, submissions_of, waiting_submission
from courses.review.services import cancel_schedule, submit_course, unpublish_course, withdraw_submission
from courses.views.access import course_to_edit, json_body, wants_json
from courses.views.sittings import save_in_sitting
from foundation.api import Conflict, InvalidInput, NotFound, focus_of, is_repeated_press, show_refusal


@login_required
@require_GET
def teach_course(request: HttpRequest, course_id: int) -> HttpResponse:
    """Show the outline, the checklist and the next step."""
    course = course_to_edit(request, course_id)
    row = rows_of([course])[0]
    context = outline_context(course) | {
        "row": row,
        "submissions": submissions_of(course),
        "scheduled": scheduled_submission(course),
        "objections": objections_to(course, row),
        "unpublish_form": UnpublishForm() if course.live and may_unpublish_course(request.user, course) else None,
    }
    return render(request, "courses/teach/course.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def teach_course_edit(request: HttpRequest, course_id: int) -> HttpResponse:
    """Show the fields of the draft and save them; a script saves them while the teacher types."""
    course = course_to_edit(request, course_id)
    draft = course_draft(course)
    token = request.POST.get("token") or edit_token(draft)
    form = CourseForm(request.POST or None, initial=_initial(draft))
    if request.method == "POST":
        if wants_json(request):
            return _autosave(request, course, form)
        if form.is_valid():
            try:
                _save(request, course, form, ends=True)
            except InvalidInput as error:
                show_refusal(form, error)
            except Conflict as error:
                form.take_conflict(error)
                token = edit_token(draft)
            else:
                messages.success(request, _("已保存。"))
                return redirect("courses:teach_course", course.pk)
    context = {
        "course": course,
        "draft": draft,
        "form": form,
        "cover_form": CoverForm(),
        "focus": focus_of(draft.cover) if draft.cover else None,
        "token": token,
    }
    return render(request, "courses/teach/course_edit.html", context, status=422 if form.errors else 200)


def _autosave(request: HttpRequest, course: CoursePage, form: CourseForm) -> JsonResponse:
    """Save whatever is valid of a half-filled form; tell what is not."""
    form.is_valid()
    return saved_answer(_save(request, course, form), form.first_errors())


def _save(request: HttpRequest, course: CoursePage, form: CourseForm, *, ends: bool = False) -> CoursePage:
    actor, values = person_of(request), form.values()
    return save_in_sitting(request, course, lambda token: update_course(course, actor=actor, values=values, token=token), ends=ends)


def saved_answer(draft: Any, errors: dict[str, str]) -> JsonResponse:
    """Return what the autosave script needs: the new token, the time, and what could not be saved."""
    at = timezone.localtime(draft.latest_revision_created_at)
    return JsonResponse({"token": edit_token(draft), "saved": _("已保存 %(time)s") % {"time": f"{at:%H:%M:%S}"}, "errors": errors})


def _initial(draft: CoursePage) -> dict[str, Any]:
    names = ("title", "summary", "outcomes", "service_kinds", "subject", "level", "licence", "licence_note")
    return {name: getattr(draft, name) for name in names} | {"hours": draft.hours or None}


@login_required
@require_POST
def teach_cover(request: HttpRequest, course_id: int) -> HttpResponse:
    """Take an uploaded cover picture."""
    course = course_to_edit(request, course_id)
    form = CoverForm(request.POST, request.FILES)
    try:
        if form.is_valid():
            set_cover(course, actor=person_of(request), file=form.cleaned_data["file"])
            messages.success(request, _("封面已换。点一下图片，选好要露出来的地方。"))
    except InvalidInput as error:
        show_refusal(form, error)
    for message in form.first_errors().values():
        messages.error(request, message)
    return redirect(reverse("courses:teach_course_edit", args=[course.pk]) + "#cover")


@login_required
@require_POST
def teach_cover_focus(request: HttpRequest, course_id: int) -> HttpResponse:
    """Move the point of the cover picture that stays in view."""
    course = course_to_edit(request, course_id)
    form = FocusForm(request.POST)
    if form.is_valid():
        set_cover_focus(course, actor=person_of(request), **form.cleaned_data)
        messages.success(request, _("封面的重点位置已保存。"))
    return redirect(reverse("courses:teach_course_edit", args=[course.pk]) + "#cover")


@login_required
@require_POST
def teach_cover_generated(request: HttpRequest, course_id: int) -> HttpResponse:
    """Choose the drawn cover."""
    course = course_to_edit(request, course_id)
    use_generated_cover(course, actor=person_of(request))
    messages.success(request, _("已选用自动生成的封面。"))
    return redirect(reverse("courses:teach_course_edit", args=[course.pk]) + "#cover")


@login_required
@require_POST
def teach_add_lesson(request: HttpRequest, course_id: int) -> HttpResponse:
    """Add an empty lesson at the end."""
    course = course_to_edit(request, course_id)
    if not is_repeated_press(request):
        add_lesson(course, actor=person_of(request), title=request.POST.get("title", ""))
    return _after_outline_change(request, course)


@login_required
@require_POST
def teach_move_lesson(request: HttpRequest, course_id: int, lesson_id: int) -> HttpResponse:
    """Move a lesson one place up or down."""
    course = course_to_edit(request, course_id)
    order = [lesson.pk for lesson in outline_of(course)]
    if lesson_id not in order:
        raise NotFound(_("这一课不在目录里，可能已被移走。刷新页面看看。"))
    step = -1 if request.POST.get("to") == "up" else 1
    move_lesson(course, lesson_id, actor=person_of(request), position=order.index(lesson_id) + step)
    return _after_outline_change(request, course)


@login_required
@require_POST
def teach_arrange(request: HttpRequest, course_id: int) -> HttpResponse:
    """Take a whole new order, as a drag leaves it."""
    course = course_to_edit(request, course_id)
    order = json_body(request).get("order")
    if not isinstance(order, list) or not all(isinstance(pk, int) for pk in order):
        raise InvalidInput(_("没有看懂这个顺序，请刷新页面再试。"))
    return JsonResponse({"order": arrange_lessons(course, order, actor=person_of(request))})


@login_required
@require_POST
def teach_remove_lesson(request: HttpRequest, course_id: int, lesson_id: int) -> HttpResponse:
    """Take a lesson out of the draft."""
    course = course_to_edit(request, course_id)
    remove_lesson(course, lesson_id, actor=person_of(request))
    return _after_outline_change(request, course)


@login_required
@require_POST
def teach_restore_lesson(request: HttpRequest, course_id: int, lesson_id: int) -> HttpResponse:
    """Put a removed lesson back."""
    course = course_to_edit(request, course_id)
    restore_lesson(course, lesson_id, actor=person_of(request))
    return _after_outline_change(request, course)


@login_required
@require_POST
def teach_submit(request: HttpRequest, course_id: int) -> HttpResponse:
    """Hand the course in."""
    course = course_to_edit(request, course_id)
    try:
        submission = submit_course(course, actor=person_of(request))
    except InvalidInput as error:
        messages.error(request, error.message)
    else:
        due = timezone.localtime(submission.due_at)
        messages.success(request, _("已提交审核，%(due)s 前答复您。") % {"due": f"{due:%m-%d %H:%M}"})
    return redirect("courses:teach_course", course.pk)


@login_required
@require_POST
def teach_withdraw(request: HttpRequest, course_id: int) -> HttpResponse:
    """Take the waiting submission back."""
    course = course_to_edit(request, course_id)
    withdraw_submission(_waiting(course), actor=person_of(request))
    messages.success(request, _("已撤回，可以接着改了。"))
    return redirect("courses:teach_course", course.pk)


@login_required
@require_POST
def teach_cancel_schedule(request: HttpRequest, course_id: int) -> HttpResponse:
    """Call off a publication that waits for its day."""
    course = course_to_edit(request, course_id)
    found = scheduled_submission(course)
    if found is None:
        raise NotFound(_("没有在等定时发布的版本。刷新页面看看。"))
    cancel_schedule(found, actor=person_of(request))
    messages.success(request, _("定时发布已取消。要发布时再提交审核。"))
    return redirect("courses:teach_course", course.pk)


@login_required
@require_POST
def teach_unpublish(request: HttpRequest, course_id: int) -> HttpResponse:
    """Take the course off the catalogue."""
    course = course_to_edit(request, course_id)
    unpublish_course(course, actor=person_of(request), reason=request.POST.get("reason", ""))
    messages.success(request, _("课程已下架，任课教师会收到通知。"))
    return redirect("courses:teach_course", course.pk)


def objections_to(course: CoursePage, row: CourseRow) -> list[Gap]:
    """Return what the reviewer objected to, each with the place to mend it."""
    if row.standing != Standing.RETURNED or row.submission is None:
        return []
    return places_to_mend(course.pk, row.submission.return_items, row.lessons)


def outline_context(course: CoursePage) -> dict[str, Any]:
    """Return what the outline part of the page shows."""
    lessons = outline_of(course)
    return {
        "course": course,
        "lessons": lessons,
        "removed": removed_lessons(course),
        "media": media_facts(lessons),
        "waiting": waiting_submission(course),
    }


def _waiting(course: CoursePage) -> CourseSubmission:
    found = waiting_submission(course)
    if found is None:
        raise NotFound(_("没有在等审核的提交。刷新页面看看。"))
    return found


def _after_outline_change(request: HttpRequest, course: CoursePage) -> HttpResponse:
    """Answer a script with the outline, a person with the page."""
    if request.headers.get("HX-Request"):
        course = course_to_edit(request, course.pk)
        return render(request, "courses/teach/outline.html", outline_context(course))
    return redirect(reverse("courses:teach_course", args=[course.pk]) + "#outline")
