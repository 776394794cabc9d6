"""Giving the deck of a lesson a voice: recordings for its pages, and the video that they become."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import Person
from courses.authoring.drafts import lesson_draft, open_for_editing, save_draft
from courses.authoring.models import LessonNarration, LessonUpload
from courses.catalogue.models import CoursePage, LessonPage
from foundation.api import Conflict, NotFound, record_audit
from media_pipeline.api import (
    HandoutPages,
    Narration,
    StoredFile,
    add_recordings,
    cancel_composition,
    choose_deck,
    move_recording,
    open_narration,
    remove_recording,
    request_composition,
    set_stand,
)


@dataclass(frozen=True)
class Deck:
    """A hand-out of the lesson whose pages can be given a voice, under the title that learners see."""

    file: StoredFile
    title: str


def decks_of(draft: LessonPage) -> list[Deck]:
    """Return the draft's hand-outs whose pages are drawn, in their order."""
    rows = ((handout.stored_file, handout.title) for handout in draft.handouts.all())
    return [Deck(file, title) for file, title in rows if file.pages_state == HandoutPages.READY]


def narration_of(lesson_id: int) -> Narration | None:
    """Return the narration of a lesson; ``None`` before anything was recorded."""
    rows = LessonNarration.objects.select_related("narration__asset", "narration__deck").filter(lesson=lesson_id)
    found = rows.first()
    return found.narration if found else None


@transaction.atomic
def record_pages(
    course: CoursePage, lesson_id: int, *, actor: Person, deck_id: int, files: Sequence[UploadedFile], number: int | None = None
) -> list[tuple[str, int]]:
    """Keep sound files for the pages of the lesson's deck, as ``add_recordings`` says; return name and page of each."""
    narration = _open(course, lesson_id, actor, deck_id)
    return add_recordings(narration, actor=actor, files=files, number=number)


@transaction.atomic
def use_deck(course: CoursePage, lesson_id: int, *, actor: Person, deck_id: int) -> None:
    """Give another hand-out of the lesson the voice; the recordings stay with their page numbers."""
    _open(course, lesson_id, actor, deck_id)


@transaction.atomic
def let_stand(course: CoursePage, lesson_id: int, *, actor: Person, deck_id: int, number: int, seconds: int) -> None:
    """Let a page without a recording stand for *seconds*, 0 to leave it out."""
    set_stand(_open(course, lesson_id, actor, deck_id), number, seconds)


@transaction.atomic
def take_off(course: CoursePage, lesson_id: int, *, actor: Person, number: int) -> None:
    """Take the recording off a page."""
    remove_recording(_existing(course, lesson_id, actor), number)


@transaction.atomic
def give_to(course: CoursePage, lesson_id: int, *, actor: Person, number: int, to: int) -> None:
    """Give a page's recording to another page; what is there changes places with it."""
    move_recording(_existing(course, lesson_id, actor), number, to)


@transaction.atomic
def compose_lesson(course: CoursePage, lesson_id: int, *, actor: Person) -> bool:
    """Have the deck and its recordings made into the lesson's video; return whether that changes anything.

    Learners see nothing new before the change is approved: a video that the published lesson shows is never touched, the draft
    gets one of its own. Otherwise the next version of the draft's video is made.
    """
    narration = _existing(course, lesson_id, actor)
    draft = lesson_draft(course, lesson_id)
    if narration.deck_id not in {deck.file.pk for deck in decks_of(draft)}:
        raise Conflict(_("配音用的课件已经不在这一课里了。请先在上面选一份课件。"))
    shown = LessonPage.objects.filter(asset_id=narration.asset_id or 0, live=True).exists()
    before = (narration.asset_id, narration.version)
    asset = request_composition(narration, actor=actor, anew=shown)
    narration.refresh_from_db(fields=["asset", "version"])
    changed = before != (narration.asset_id, narration.version)
    if draft.asset_id == asset.pk and not changed:
        return False
    if draft.asset_id != asset.pk:
        draft.asset_id, draft.duration_ms = asset.pk, asset.duration_ms or 0
        save_draft(draft, actor=actor)
    LessonUpload.objects.get_or_create(asset=asset, defaults={"course": course, "lesson_id": lesson_id, "person": actor})
    record_audit(actor=actor, action="courses.compose_lesson", subject=draft, changes={"asset": [before[0], asset.pk]})
    return True


@transaction.atomic
def stop_composing(course: CoursePage, lesson_id: int, *, actor: Person) -> None:
    """Stop composing; the recordings stay."""
    cancel_composition(_existing(course, lesson_id, actor))


def _open(course: CoursePage, lesson_id: int, actor: Person, deck_id: int) -> Narration:
    """Return the lesson's narration with that deck, begun now if need be; the course's lock keeps two from beginning at once."""
    draft = lesson_draft(open_for_editing(course.pk, actor=actor), lesson_id)
    deck = next((deck.file for deck in decks_of(draft) if deck.file.pk == deck_id), None)
    if deck is None:
        raise NotFound(_("这份课件已经不在这一课里，或者页面还没有准备好。请刷新页面再看。"))
    narration = narration_of(lesson_id)
    if narration is None:
        narration = open_narration(deck)
        LessonNarration.objects.create(lesson_id=lesson_id, narration=narration)
    elif narration.deck_id != deck.pk:
        choose_deck(narration, deck)
    return narration


def _existing(course: CoursePage, lesson_id: int, actor: Person) -> Narration:
    lesson_draft(open_for_editing(course.pk, actor=actor), lesson_id)
    narration = narration_of(lesson_id)
    if narration is None:
        raise NotFound(_("这一课还没有录音。先给课件的页面加上录音。"))
    return narration
