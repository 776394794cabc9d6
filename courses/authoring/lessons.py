"""Writing one lesson: text, video, captions, the reason for having none, and hand-outs. All of it is draft until approved."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import Person
from courses.authoring.drafts import lesson_draft, open_for_editing, refuse_stale, save_draft
from courses.authoring.lesson_text import to_blocks
from courses.authoring.services import rename_page
from courses.catalogue.models import CoursePage, LessonHandout, LessonPage
from foundation.api import Conflict, InvalidInput, NotFound, record_audit
from media_pipeline.api import Asset, AssetState, accept_damaged, attach_captions, store_handout

TEXT_LENGTH = 60_000
MAX_HANDOUTS = 20
HANDOUT_TITLE_LENGTH = 120


@transaction.atomic
def update_lesson(
    course: CoursePage, lesson_id: int, *, actor: Person, values: Mapping[str, Any], token: str | None = None
) -> LessonPage:
    """Save *values* (``title``, ``text``, ``captions_waiver_reason``, ``is_required``) into the draft and return it.

    ``text`` is in the notation of ``lesson_text``. *token* as in ``update_course``.
    """
    draft = lesson_draft(open_for_editing(course.pk, actor=actor), lesson_id)
    refuse_stale(draft, token)
    if "title" in values:
        rename_page(draft, values["title"])
    if "text" in values:
        _set_text(draft, values["text"])
    for name in ("captions_waiver_reason", "is_required"):
        if name in values:
            setattr(draft, name, values[name])
    _refuse_invalid(draft, "captions_waiver_reason", "is_required")
    save_draft(draft, actor=actor)
    return draft


@transaction.atomic
def add_captions(course: CoursePage, lesson_id: int, *, actor: Person, language: str, text: str) -> None:
    """Attach a caption file (*text*: WebVTT or SRT) in *language* to the lesson's video; a second one replaces the first.

    A person made this file, so it counts as approved. ``InvalidInput`` when it cannot be read as captions.
    """
    draft = lesson_draft(open_for_editing(course.pk, actor=actor), lesson_id)
    if draft.asset_id is None:
        raise Conflict(_("这一课还没有视频。先上传视频，再加字幕。"))
    attach_captions(draft.asset_id, actor=actor, language=language, text=text)
    record_audit(actor=actor, action="courses.add_captions", subject=draft, changes={"language": [None, language]})


@transaction.atomic
def remove_video(course: CoursePage, lesson_id: int, *, actor: Person) -> LessonPage:
    """Take the video out of the draft; the live lesson keeps playing it."""
    draft = lesson_draft(open_for_editing(course.pk, actor=actor), lesson_id)
    draft.asset_id = None
    draft.duration_ms = 0
    save_draft(draft, actor=actor)
    return draft


@transaction.atomic
def keep_damaged_video(course: CoursePage, lesson_id: int, *, actor: Person) -> None:
    """Take the lesson's video as it is, though its end is missing; doing it twice changes nothing more."""
    draft = lesson_draft(open_for_editing(course.pk, actor=actor), lesson_id)
    asset = Asset.objects.select_related("organisation").filter(pk=draft.asset_id or 0).first()
    if asset is None:
        raise Conflict(_("这一课已经没有视频了。刷新页面看看。"))
    if asset.state != AssetState.READY:
        accept_damaged(asset, actor=actor)


@transaction.atomic
def add_handout(course: CoursePage, lesson_id: int, *, actor: Person, file: UploadedFile, title: str = "") -> LessonPage:
    """Store *file* and list it as a hand-out of the draft under *title*, or under its own name; return the draft."""
    locked = open_for_editing(course.pk, actor=actor)
    draft = lesson_draft(locked, lesson_id)
    if draft.handouts.count() >= MAX_HANDOUTS:
        raise Conflict(_("一课最多 %(limit)s 份讲义。") % {"limit": MAX_HANDOUTS})
    stored = store_handout(actor=actor, organisation_id=locked.organisation_id, file=file)
    name = (title.strip() or PurePosixPath(stored.file_name).stem)[:HANDOUT_TITLE_LENGTH]
    draft.handouts.add(LessonHandout(title=name, stored_file_id=stored.pk, sort_order=draft.handouts.count()))
    save_draft(draft, actor=actor)
    return draft


@transaction.atomic
def remove_handout(course: CoursePage, lesson_id: int, stored_file_id: int, *, actor: Person) -> LessonPage:
    """Take a hand-out off the draft; learners keep it until the change is approved."""
    draft = lesson_draft(open_for_editing(course.pk, actor=actor), lesson_id)
    found = [handout for handout in draft.handouts.all() if handout.stored_file_id == stored_file_id]
    if not found:
        raise NotFound(_("这份讲义已经不在这一课里。"))
    for handout in found:
        draft.handouts.remove(handout)
    save_draft(draft, actor=actor)
    return draft


def _set_text(draft: LessonPage, text: str) -> None:
    if len(text) > TEXT_LENGTH:
        message = _("正文最多 %(limit)s 个字。可以分成两课。") % {"limit": TEXT_LENGTH}
        raise InvalidInput(message, fields={"text": message})
    block = draft.body.stream_block
    draft.body = block.to_python([{"type": kind, "value": value} for kind, value in to_blocks(text)])


def _refuse_invalid(draft: LessonPage, *names: str) -> None:
    try:
        draft.clean_fields(exclude={field.name for field in draft._meta.get_fields() if field.name not in names})
    except ValidationError as error:
        fields = {name: " ".join(messages) for name, messages in error.message_dict.items()}
        raise InvalidInput(_("有几处需要改一下。"), fields=fields) from error
