"""课件配音: the pages of a lesson's deck, a recording for each, and one button that makes the lesson's video of them."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.api import Person, person_of
from courses.authoring.drafts import lesson_draft
from courses.authoring.narration import (
    Deck,
    compose_lesson,
    decks_of,
    give_to,
    let_stand,
    narration_of,
    record_pages,
    stop_composing,
    take_off,
    use_deck,
)
from courses.catalogue.models import CoursePage
from courses.review.selectors import waiting_submission
from courses.views.access import course_to_edit, wants_json
from foundation.api import DOUBLE_PRESS, DomainError, InvalidInput, NotAllowed, hit_rate_limit, is_repeated_press, read_number
from media_pipeline.api import narration_sheet, progress_of

SENDINGS_PER_HOUR = 600


@login_required
@require_GET
def teach_narration(request: HttpRequest, course_id: int, lesson_id: int) -> HttpResponse:
    """Show the deck's pages with what is said to each; a part of the page asks for itself again while a worker is busy."""
    course = course_to_edit(request, course_id)
    draft = lesson_draft(course, lesson_id)
    narration, decks = narration_of(lesson_id), decks_of(draft)
    deck = _chosen(decks, request.GET.get("deck", ""), narration.deck_id if narration else None)
    sheet = narration_sheet(narration, deck.file, person_id=person_of(request).pk) if deck else None
    asset_id = narration.asset_id if narration else None
    video = progress_of([asset_id]).get(asset_id) if asset_id else None
    context = {
        "course": course,
        "lesson": draft,
        "decks": decks,
        "deck": deck,
        "is_other_deck": bool(narration and deck and narration.deck_id != deck.file.pk),
        "sheet": sheet,
        "video": video,
        "is_in_lesson": draft.asset_id == asset_id,
        "replaces": bool(draft.asset_id) and draft.asset_id != asset_id,
        "working": bool(sheet and sheet.is_working) or bool(video and not video.is_final),
        "checking": ",".join(f"#take-{page.number}" for page in sheet.pages if page.take and page.take.state == "waiting")
        if sheet
        else "",
        "waiting": waiting_submission(course),
    }
    response = render(request, "courses/teach/narration.html", context)
    response["Permissions-Policy"] = "microphone=(self)"
    return response


def _chosen(decks: list[Deck], wanted: str, used: int | None) -> Deck | None:
    """Return the deck to show: the one the address names, else the one in use, else the first."""
    by_id = {str(deck.file.pk): deck for deck in decks}
    return by_id.get(wanted) or by_id.get(str(used)) or next(iter(decks), None)


@login_required
@require_POST
def teach_narration_record(request: HttpRequest, course_id: int, lesson_id: int) -> HttpResponse:
    """Take sound files: many for the deck, or one for page ``number``. A script is answered ``{placed: [[name, page], …]}``."""
    person, course = person_of(request), course_to_edit(request, course_id)
    hit_rate_limit(f"courses.narration:{person.pk}", limit=SENDINGS_PER_HOUR, seconds=3600)
    number = _number(request, "number") if request.POST.get("number") else None
    placed: list[tuple[str, int]] = []

    def record(actor: Person) -> None:
        files, deck_id = request.FILES.getlist("files"), _number(request, "deck")
        placed.extend(record_pages(course, lesson_id, actor=actor, deck_id=deck_id, files=files, number=number))

    if wants_json(request):
        record(person)
        return JsonResponse({"placed": placed}, status=201)
    if not is_repeated_press(request, within=DOUBLE_PRESS) and _done(request, record):
        messages.success(request, _placed_text(placed))
    return _back(course, lesson_id, f"page-{number}" if number else "pages")


def _placed_text(placed: list[tuple[str, int]]) -> str:
    said = "；".join(_("第 %(number)s 页：%(name)s") % {"number": page, "name": name} for name, page in placed[:8])
    if len(placed) > 8:
        said = _("%(said)s 等 %(n)s 个") % {"said": said, "n": len(placed)}
    return _("收到录音，正在检查。%(said)s") % {"said": said}


@login_required
@require_POST
def teach_narration_page(request: HttpRequest, course_id: int, lesson_id: int, number: int) -> HttpResponse:
    """Change one page: ``act`` is ``remove`` or ``move`` (``to`` a page) for its recording, ``stand`` (``seconds``) or ``skip``."""
    course = course_to_edit(request, course_id)
    acts: dict[str, tuple[Callable[[Person], None], str]] = {
        "remove": (lambda actor: take_off(course, lesson_id, actor=actor, number=number), _("第 %(n)s 页的录音已拿掉。")),
        "move": (
            lambda actor: give_to(course, lesson_id, actor=actor, number=number, to=_number(request, "to")),
            _("第 %(n)s 页的录音已换到第 %(to)s 页。"),
        ),
        "stand": (lambda actor: _stand(request, course, lesson_id, actor, number), _("第 %(n)s 页停留的时间已改好。")),
        "skip": (lambda actor: _stand(request, course, lesson_id, actor, number, 0), _("第 %(n)s 页不放进视频。")),
    }
    act, text = acts.get(request.POST.get("act", ""), (_not_understood, ""))
    if _done(request, act):
        messages.success(request, text % {"n": number, "to": request.POST.get("to", "")})
    return _back(course, lesson_id, f"page-{number}")


def _stand(
    request: HttpRequest, course: CoursePage, lesson_id: int, actor: Person, number: int, seconds: int | None = None
) -> None:
    chosen = _number(request, "seconds") or -1 if seconds is None else seconds
    let_stand(course, lesson_id, actor=actor, deck_id=_number(request, "deck"), number=number, seconds=chosen)


@login_required
@require_POST
def teach_narration_deck(request: HttpRequest, course_id: int, lesson_id: int) -> HttpResponse:
    """Use another deck; the recordings stay with their page numbers."""
    course = course_to_edit(request, course_id)
    if _done(request, lambda actor: use_deck(course, lesson_id, actor=actor, deck_id=_number(request, "deck"))):
        messages.success(request, _("已换用这份课件，录音按页码跟过来了。请逐页看看对不对。"))
    return _back(course, lesson_id, "pages")


@login_required
@require_POST
def teach_narration_compose(request: HttpRequest, course_id: int, lesson_id: int) -> HttpResponse:
    """Make the lesson's video; pressing again without a change makes nothing twice."""
    course = course_to_edit(request, course_id)
    changed = [False]

    def compose(actor: Person) -> None:
        changed[0] = compose_lesson(course, lesson_id, actor=actor)

    if _done(request, compose):
        text = _("开始合成了。可以离开这一页，做好了发消息给您。") if changed[0] else _("已经合成过，没有改动，不用再做一遍。")
        messages.success(request, text)
    return _back(course, lesson_id, "composing")


@login_required
@require_POST
def teach_narration_stop(request: HttpRequest, course_id: int, lesson_id: int) -> HttpResponse:
    """Stop composing."""
    course = course_to_edit(request, course_id)
    if _done(request, lambda actor: stop_composing(course, lesson_id, actor=actor)):
        messages.success(request, _("已停下，录音都在。"))
    return _back(course, lesson_id, "composing")


def _done(request: HttpRequest, act: Callable[[Person], None]) -> bool:
    """Do it; what the service refuses is said at the top of the page, which has everything that was there before."""
    try:
        act(person_of(request))
    except NotAllowed:
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return False
    return True


def _not_understood(_actor: Person) -> None:
    raise InvalidInput(_("没有看懂这个请求，请刷新页面再试。"))


def _number(request: HttpRequest, name: str) -> int:
    number = read_number(request.POST.get(name), digits=9)
    if number is None:
        raise InvalidInput(_("没有看懂这个数字，请只填数字，例如 8。"))
    return number


def _back(course: CoursePage, lesson_id: int, place: str) -> HttpResponse:
    return redirect(reverse("courses:teach_narration", args=[course.pk, lesson_id]) + f"#{place}")
