"""Private notes at one second of a lesson."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.api import Person
from courses.progress.models import LessonNote
from foundation.api import InvalidInput, NotFound

MAX_LENGTH = 2000
MAX_NOTES = 500


def write_note(lesson_id: int, *, actor: Person, at_ms: int, text: str, draft_key: UUID | None = None) -> LessonNote:
    """Keep a note; the caller has decided that *actor* may open the lesson. ``InvalidInput`` for an empty or long text.

    With *draft_key*, the name that the page gave the note, a second save changes the note that the first one made:
    a note may be saved while it is written, and a double click makes one.
    """
    text = _clean(text)
    if not text:
        raise InvalidInput(_("笔记还是空的，写几个字再记下来。"), fields={"text": _("写几个字再记下来。")})
    earlier = LessonNote.objects.filter(person=actor, draft_key=draft_key).first() if draft_key else None
    if earlier is None:
        try:
            return _add(lesson_id, actor, at_ms, text, draft_key)
        except IntegrityError:  # the other click was quicker
            earlier = LessonNote.objects.get(person=actor, draft_key=draft_key)
    if earlier.lesson_id != lesson_id:
        raise InvalidInput(_("这条笔记是在另一课里写的。刷新页面再记。"))
    earlier.text = text
    earlier.save(update_fields=["text", "changed_at"])
    return earlier


def drop_draft(draft_key: UUID, *, actor: Person) -> None:
    """Forget the note that *actor* emptied while it was written; it is no error when there is none."""
    LessonNote.objects.filter(person=actor, draft_key=draft_key).delete()


def delete_note(note_id: int, *, actor: Person) -> int:
    """Delete one of *actor*'s own notes and return its lesson's id; ``NotFound`` for anybody else's."""
    note = LessonNote.objects.filter(pk=note_id, person=actor).first()
    if note is None:
        raise NotFound(_("没有这条笔记。"))
    note.delete()
    return note.lesson_id


def _clean(text: str) -> str:
    text = text.strip().replace("\x00", "")
    if len(text) > MAX_LENGTH:
        raise InvalidInput(_("一条笔记最多 2000 字，请分成几条。"), fields={"text": _("最多 2000 字。")})
    return text


def _add(lesson_id: int, actor: Person, at_ms: int, text: str, draft_key: UUID | None) -> LessonNote:
    if LessonNote.objects.filter(person=actor, lesson_id=lesson_id).count() >= MAX_NOTES:
        raise InvalidInput(_("这一课的笔记已有 500 条，请先删掉几条。"))
    with transaction.atomic():
        return LessonNote.objects.create(person=actor, lesson_id=lesson_id, at_ms=max(0, at_ms), text=text, draft_key=draft_key)
