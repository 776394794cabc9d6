"""Captions of a lesson's video in the hands of its course's teachers."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import Person
from courses.authoring.drafts import lesson_draft, open_for_editing
from courses.catalogue.models import CoursePage, LessonPage
from foundation.api import Conflict, NotFound, record_audit
from media_pipeline.api import Caption, CaptionState, Cue, playback, preview_url, request_dictation, save_captions

SITTING = timedelta(hours=12)
"""How long the video's addresses last on an editor's page: writing captions takes long."""


@dataclass(frozen=True)
class WatchedVideo:
    """What an editor watches while writing: addresses, empty where there is nothing to watch yet."""

    url: str = ""
    poster_url: str = ""


@transaction.atomic
def save_lesson_captions(
    course: CoursePage,
    lesson_id: int,
    *,
    actor: Person,
    language: str,
    cues: list[Cue],
    version: int,
    state: CaptionState | None = None,
) -> Caption:
    """Keep captions that were edited sentence by sentence; *version* and *state* as in ``save_captions``."""
    draft = lesson_draft(open_for_editing(course.pk, actor=actor), lesson_id)
    if draft.asset_id is None:
        raise Conflict(_("这一课还没有视频。先上传视频，再加字幕。"))
    before = Caption.objects.filter(asset_id=draft.asset_id, language=language).values_list("state", flat=True).first()
    caption = save_captions(draft.asset_id, actor=actor, language=language, cues=cues, version=version, state=state)
    if CaptionState.APPROVED in (before, caption.state):
        changes = {"language": [language, language], "state": [before, caption.state]}
        record_audit(actor=actor, action="courses.save_captions", subject=draft, changes=changes)
    return caption


@transaction.atomic
def ask_for_dictation(course: CoursePage, lesson_id: int, *, actor: Person) -> None:
    """Have a machine write a draft of what is said in the lesson's video."""
    draft = lesson_draft(open_for_editing(course.pk, actor=actor), lesson_id)
    if draft.asset_id is None:
        raise Conflict(_("这一课还没有视频。先上传视频，再加字幕。"))
    request_dictation(draft.asset_id, actor=actor)


def watched_video(draft: LessonPage, *, person_id: int) -> WatchedVideo:
    """Return what plays of the draft's video now: the finished version, else the preview. The caller checked who asks."""
    if draft.asset_id is None:
        return WatchedVideo()
    try:
        found = playback(draft.asset_id, person_id=person_id, lifetime=SITTING)
    except NotFound:
        return WatchedVideo(preview_url(draft.asset_id, person_id=person_id))
    return WatchedVideo(found.mp4_url, found.poster_url)
