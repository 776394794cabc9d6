"""Private notes at one second of a lesson."""

from django.utils.translation import gettext as _

from accounts.api import Person
from courses.progress.models import LessonNote
from foundation.api import InvalidInput, NotFound

MAX_LENGTH = 2000
MAX_NOTES = 500


def write_note(lesson_id: int, *, actor: Person, at_ms: int, text: str) -> LessonNote:
    """Keep a note; the caller has decided that *actor* may open the lesson. ``InvalidInput`` for an empty or long text."""
    text = text.strip().replace("\x00", "")
    if not text:
        raise InvalidInput(_("笔记还是空的，写几个字再记下来。"), fields={"text": _("写几个字再记下来。")})
    if len(text) > MAX_LENGTH:
        raise InvalidInput(_("一条笔记最多 2000 字，请分成几条。"), fields={"text": _("最多 2000 字。")})
    if LessonNote.objects.filter(person=actor, lesson_id=lesson_id).count() >= MAX_NOTES:
        raise InvalidInput(_("这一课的笔记已有 500 条，请先删掉几条。"))
    return LessonNote.objects.create(person=actor, lesson_id=lesson_id, at_ms=max(0, at_ms), text=text)


def delete_note(note_id: int, *, actor: Person) -> int:
    """Delete one of *actor*'s own notes and return its lesson's id; ``NotFound`` for anybody else's."""
    note = LessonNote.objects.filter(pk=note_id, person=actor).first()
    if note is None:
        raise NotFound(_("没有这条笔记。"))
    note.delete()
    return note.lesson_id
