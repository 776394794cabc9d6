"""One lesson in the teacher's hands: text, video, captions, hand-outs."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.api import person_of
from courses.authoring.drafts import edit_token, lesson_draft
from courses.authoring.lesson_text import to_text
from courses.authoring.lessons import (
    add_captions,
    add_handout,
    keep_damaged_video,
    remove_handout,
    remove_video,
    update_lesson,
)
from courses.authoring.selectors import course_sketch
from courses.catalogue.models import CoursePage, LessonPage
from courses.forms import LANGUAGES, CaptionsForm, HandoutForm, LessonForm, ServiceForm
from courses.review.selectors import waiting_submission
from courses.views.access import course_to_edit, wants_json
from courses.views.course_editor import saved_answer
from courses.views.sittings import save_in_sitting
from foundation.api import DOUBLE_PRESS, Conflict, InvalidInput, Unavailable, is_repeated_press, show_refusal
from media_pipeline.api import DictationState, caption_sheets, dictation_state, handout_url, preview_url, progress_of


@login_required
@require_http_methods(["GET", "POST"])
def teach_lesson(request: HttpRequest, course_id: int, lesson_id: int) -> HttpResponse:
    """Show a lesson's draft and save its text; a script saves it while the teacher types."""
    course = course_to_edit(request, course_id)
    draft = lesson_draft(course, lesson_id)
    form = LessonForm(request.POST or None, initial=_initial(draft))
    if request.method == "POST":
        if wants_json(request):
            form.is_valid()
            return saved_answer(_save(request, course, lesson_id, form), form.first_errors())
        if form.is_valid() and _leave(request, course, lesson_id, form):
            return redirect("courses:teach_course", course.pk)
    status = 422 if form.errors else 200
    return render(request, "courses/teach/lesson.html", _context(request, course, draft, form), status=status)


def _save(request: HttpRequest, course: CoursePage, lesson_id: int, form: LessonForm, *, ends: bool = False) -> LessonPage:
    actor, values = person_of(request), form.cleaned_data
    return save_in_sitting(
        request, course, lambda token: update_lesson(course, lesson_id, actor=actor, values=values, token=token), ends=ends
    )


def _leave(request: HttpRequest, course: CoursePage, lesson_id: int, form: LessonForm) -> bool:
    try:
        _save(request, course, lesson_id, form, ends=True)
    except InvalidInput as error:
        show_refusal(form, error)
        return False
    except Conflict as error:
        form.take_conflict(error)
        return False
    messages.success(request, _("已保存。"))
    return True


def _initial(draft: LessonPage) -> dict[str, Any]:
    blocks = [(block.block_type, list(block.value) if block.block_type == "list" else str(block.value)) for block in draft.body]
    return {
        "title": draft.title,
        "text": to_text(blocks),
        "is_required": draft.is_required,
        "captions_waiver_reason": draft.captions_waiver_reason,
    }


def _context(request: HttpRequest, course: CoursePage, draft: LessonPage, form: LessonForm) -> dict[str, Any]:
    asset_id = draft.asset_id
    order = course_sketch(course).outline
    return {
        "course": course,
        "lesson": draft,
        "number": order.index(draft.pk) + 1 if draft.pk in order else None,
        "form": form,
        "captions_form": CaptionsForm(auto_id="captions_%s"),
        "handout_form": HandoutForm(auto_id="handout_%s"),
        "video": progress_of([asset_id]).get(asset_id) if asset_id else None,
        "preview": preview_url(asset_id, person_id=person_of(request).pk) if asset_id else "",
        **_captions_of(asset_id),
        "handouts": [
            (handout, handout_url(handout.stored_file_id, person_id=person_of(request).pk)) for handout in draft.handouts.all()
        ],
        "waiting": waiting_submission(course),
        "token": edit_token(draft) if form.has_conflict else request.POST.get("token") or edit_token(draft),
    }


def _captions_of(asset_id: int | None) -> dict[str, Any]:
    """Return the captions there are, whether learners see any, and the languages in which none are written."""
    sheets = caption_sheets(asset_id) if asset_id else []
    written = {sheet.label for sheet in sheets}
    return {
        "captions": sheets,
        "dictation": dictation_state(asset_id) if asset_id and not sheets else DictationState.OFF,
        "has_captions": any(sheet.is_approved for sheet in sheets),
        "languages_left": [(tag, label) for tag, label in LANGUAGES if str(label) not in written],
    }


@login_required
@require_POST
def teach_captions(request: HttpRequest, course_id: int, lesson_id: int) -> HttpResponse:
    """Take a caption file for the lesson's video."""
    course = course_to_edit(request, course_id)
    form = CaptionsForm(request.POST, request.FILES)
    try:
        if form.is_valid():
            add_captions(course, lesson_id, actor=person_of(request), language=form.cleaned_data["language"], text=form.text())
            messages.success(request, _("字幕已加上。"))
    except InvalidInput as error:
        show_refusal(form, error)
    return _back(request, course, lesson_id, form, "captions")


@login_required
@require_POST
def teach_handout(request: HttpRequest, course_id: int, lesson_id: int) -> HttpResponse:
    """Take a hand-out."""
    course = course_to_edit(request, course_id)
    form = HandoutForm(request.POST, request.FILES)
    try:
        if form.is_valid() and not is_repeated_press(request, within=DOUBLE_PRESS):
            data = form.cleaned_data
            add_handout(course, lesson_id, actor=person_of(request), file=data["file"], title=data["title"])
            messages.success(request, _("讲义已加上，审核通过后学员可以下载。"))
    except InvalidInput as error:
        show_refusal(form, error)
    except (Conflict, Unavailable) as error:
        messages.error(request, error.message)
    return _back(request, course, lesson_id, form, "handouts")


@login_required
@require_POST
def teach_remove_handout(request: HttpRequest, course_id: int, lesson_id: int, file_id: int) -> HttpResponse:
    """Take a hand-out off the draft."""
    course = course_to_edit(request, course_id)
    remove_handout(course, lesson_id, file_id, actor=person_of(request))
    messages.success(request, _("讲义已从这一课拿掉。"))
    return redirect(reverse("courses:teach_lesson", args=[course.pk, lesson_id]) + "#handouts")


@login_required
@require_POST
def teach_remove_video(request: HttpRequest, course_id: int, lesson_id: int) -> HttpResponse:
    """Take the video out of the draft."""
    course = course_to_edit(request, course_id)
    remove_video(course, lesson_id, actor=person_of(request))
    messages.success(request, _("视频已从这一课拿掉。"))
    return redirect(reverse("courses:teach_lesson", args=[course.pk, lesson_id]) + "#video")


@login_required
@require_POST
def teach_accept_video(request: HttpRequest, course_id: int, lesson_id: int) -> HttpResponse:
    """Take a damaged video as it is."""
    course = course_to_edit(request, course_id)
    keep_damaged_video(course, lesson_id, actor=person_of(request))
    messages.success(request, _("就用现有的视频，学员看到的就是这一段。"))
    return redirect(reverse("courses:teach_lesson", args=[course.pk, lesson_id]) + "#video")


def _back(request: HttpRequest, course: CoursePage, lesson_id: int, form: ServiceForm, place: str) -> HttpResponse:
    """Return to the lesson, with what was wrong in the file said at the top."""
    for message in form.first_errors().values():
        messages.error(request, message)
    return redirect(reverse("courses:teach_lesson", args=[course.pk, lesson_id]) + f"#{place}")
