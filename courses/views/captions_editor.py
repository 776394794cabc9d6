"""Captions beside their video: a list of sentences with a script, one text in caption notation without."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.api import person_of
from courses.authoring.captions import ask_for_dictation, save_lesson_captions, watched_video
from courses.authoring.drafts import lesson_draft
from courses.catalogue.models import CoursePage, LessonPage
from courses.forms import CaptionTextForm
from courses.review.selectors import waiting_submission
from courses.views.access import course_to_edit, json_body, wants_json
from foundation.api import Conflict, InvalidInput, NotFound, write_moment
from media_pipeline.api import (
    Asset,
    CaptionSheet,
    CaptionState,
    StaleCaptions,
    caption_sheet,
    clock_text,
    parse_captions,
    read_rows,
    write_vtt,
)

ACTS: dict[str, CaptionState | None] = {"save": None, "approve": CaptionState.APPROVED, "withdraw": CaptionState.DRAFT}


@login_required
@require_http_methods(["GET", "POST"])
def teach_caption_editor(request: HttpRequest, course_id: int, lesson_id: int, language: str) -> HttpResponse:
    """Show the captions of a lesson's video in one language, and save them as a draft or for learners to see.

    A script posts JSON, ``{version, act, rows: [[start, end, words], …]}`` with the act ``save``, ``approve`` or ``withdraw``, and
    is answered ``{version, state, state_label, saved}``; 409 with the ``version`` to go on from when somebody else saved.
    """
    course = course_to_edit(request, course_id)
    draft = lesson_draft(course, lesson_id)
    if draft.asset_id is None:
        raise NotFound(_("这一课还没有视频。先上传视频，再加字幕。"))
    sheet = caption_sheet(draft.asset_id, language)
    if request.method == "POST" and wants_json(request):
        return _save_rows(request, course, draft, sheet)
    text = write_vtt(sheet.cues) if sheet.cues else ""
    form = CaptionTextForm(request.POST or None, initial={"text": text, "version": sheet.version})
    status = 200
    if request.method == "POST":
        if form.is_valid() and _save_text(request, course, draft, sheet, form):
            return redirect(request.path)
        status = 409 if form.has_conflict else 422
    return render(request, "courses/teach/captions.html", _context(request, course, draft, sheet, form), status=status)


@login_required
@require_POST
def teach_dictate(request: HttpRequest, course_id: int, lesson_id: int) -> HttpResponse:
    """Have a machine write a draft."""
    course = course_to_edit(request, course_id)
    try:
        ask_for_dictation(course, lesson_id, actor=person_of(request))
    except Conflict as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("机器开始听写。听写好了，草稿会出现在这里，要有人校对过学员才看得到。"))
    return redirect(reverse("courses:teach_lesson", args=[course.pk, lesson_id]) + "#captions")


def _save_rows(request: HttpRequest, course: CoursePage, draft: LessonPage, sheet: CaptionSheet) -> JsonResponse:
    """Save what the script sent; errors go to the middleware, which answers with their fields."""
    sent = json_body(request)
    version, act = sent.get("version"), sent.get("act")
    if not isinstance(version, int) or isinstance(version, bool) or act not in ACTS:
        raise InvalidInput(_("没有看懂这些字幕，请刷新页面再试。"))
    try:
        caption = save_lesson_captions(
            course,
            draft.pk,
            actor=person_of(request),
            language=sheet.language,
            cues=read_rows(sent.get("rows")),
            version=version,
            state=ACTS[act],
        )
    except StaleCaptions as error:
        return JsonResponse({"code": error.code, "message": error.message, "version": error.version}, status=409)
    return JsonResponse(
        {
            "version": caption.version,
            "state": caption.state,
            "state_label": caption.get_state_display(),
            "saved": _said(caption.state),
        }
    )


def _save_text(request: HttpRequest, course: CoursePage, draft: LessonPage, sheet: CaptionSheet, form: CaptionTextForm) -> bool:
    """Save the text of the plain form; what is wrong comes to stand beside it."""
    data = form.cleaned_data
    try:
        caption = save_lesson_captions(
            course,
            draft.pk,
            actor=person_of(request),
            language=sheet.language,
            cues=parse_captions(data["text"]),
            version=data["version"],
            state=ACTS[data["act"]],
        )
    except InvalidInput as error:
        form.add_error("text", error.message)
        return False
    except StaleCaptions as error:
        form.take_stale(error)
        return False
    except Conflict as error:
        form.take_conflict(error)
        return False
    messages.success(request, _said(caption.state))
    return True


def _said(state: str) -> str:
    if state == CaptionState.APPROVED:
        return _("%(at)s 已保存，学员看到的就是这一份。") % {"at": write_moment(timezone.now())}
    return _("%(at)s 已保存为草稿，学员还看不到。") % {"at": write_moment(timezone.now())}


def _context(
    request: HttpRequest, course: CoursePage, draft: LessonPage, sheet: CaptionSheet, form: CaptionTextForm
) -> dict[str, Any]:
    asset = Asset.objects.filter(pk=draft.asset_id or 0).only("duration_ms").first()
    return {
        "course": course,
        "lesson": draft,
        "sheet": sheet,
        "form": form,
        "rows": [[clock_text(cue.start_ms), clock_text(cue.end_ms), cue.text] for cue in sheet.cues],
        "video": watched_video(draft, person_id=person_of(request).pk),
        "duration_ms": asset.duration_ms if asset else None,
        "waiting": waiting_submission(course),
        "plain": form.is_bound or "plain" in request.GET,
        "saved_text": write_vtt(sheet.cues) if form.has_conflict else "",
    }
