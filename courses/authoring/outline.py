"""The outline of a course's draft: its lessons in teaching order.

Every function locks the course, so two teachers who rearrange at once end with one order that holds every lesson once.
A removed lesson only leaves the draft's outline; it can be put back, and what learners see stays until approval.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import Person
from courses.authoring.drafts import course_draft, lesson_draft, open_for_editing, save_draft
from courses.authoring.services import clean_title, free_slug, lock_page, rename_page
from courses.catalogue.models import CoursePage, LessonPage
from foundation.api import Conflict, InvalidInput, NotFound

MAX_LESSONS = 300


@transaction.atomic
def add_lesson(course: CoursePage, *, actor: Person, title: str) -> LessonPage:
    """Add a draft lesson called *title* at the end of the draft's outline; return it."""
    locked = open_for_editing(course.pk, actor=actor)
    title = clean_title(title)
    if len(course_draft(locked).outline) >= MAX_LESSONS:
        raise Conflict(_("一门课最多 %(limit)s 课。可以分成两门课。") % {"limit": MAX_LESSONS})
    parent = lock_page(locked.pk)
    lesson = LessonPage(title=title, slug=free_slug(parent, title), owner=actor, live=False)
    parent.add_child(instance=lesson)
    lesson.save_revision(user=actor, clean=False)
    draft = course_draft(locked)
    draft.outline = [*draft.outline, lesson.pk]
    save_draft(draft, actor=actor)
    return lesson


@transaction.atomic
def adopt_lesson(course: CoursePage, lesson: LessonPage, *, actor: Person) -> None:
    """Put a lesson that was made elsewhere (in Wagtail's admin) at the end of the draft's outline, once."""
    locked = open_for_editing(course.pk, actor=actor)
    draft = course_draft(locked)
    if lesson.pk not in draft.outline:
        draft.outline = [*draft.outline, lesson.pk]
        save_draft(draft, actor=actor)


@transaction.atomic
def rename_lesson(course: CoursePage, lesson_id: int, *, actor: Person, title: str) -> LessonPage:
    """Give the draft of a lesson another title; return the draft."""
    locked = open_for_editing(course.pk, actor=actor)
    draft = lesson_draft(locked, lesson_id)
    rename_page(draft, title)
    save_draft(draft, actor=actor)
    return draft


@transaction.atomic
def move_lesson(course: CoursePage, lesson_id: int, *, actor: Person, position: int) -> list[int]:
    """Move a lesson to *position* (0 is first, too large means last) in the draft; return the new order of ids."""
    draft = _draft_with(course, lesson_id, actor)
    order = [pk for pk in draft.outline if pk != lesson_id]
    order.insert(max(0, position), lesson_id)
    return _save_order(draft, order, actor)


@transaction.atomic
def arrange_lessons(course: CoursePage, order: list[int], *, actor: Person) -> list[int]:
    """Put the draft's lessons into *order*, which must name each of them once; return it.

    Raises ``Conflict`` when the outline changed meanwhile: nobody's new lesson may get lost in a drag.
    """
    draft = course_draft(open_for_editing(course.pk, actor=actor))
    if sorted(order) != sorted(draft.outline):
        raise Conflict(_("目录刚在别处改过。刷新页面，再排一次。"), code="stale")
    return _save_order(draft, order, actor)


@transaction.atomic
def remove_lesson(course: CoursePage, lesson_id: int, *, actor: Person) -> None:
    """Take a lesson out of the draft's outline. ``restore_lesson`` puts it back."""
    draft = _draft_with(course, lesson_id, actor)
    _save_order(draft, [pk for pk in draft.outline if pk != lesson_id], actor)


@transaction.atomic
def restore_lesson(course: CoursePage, lesson_id: int, *, actor: Person, position: int | None = None) -> None:
    """Put a removed lesson back, at *position* or at the end; doing it twice changes nothing more."""
    locked = open_for_editing(course.pk, actor=actor)
    lesson_draft(locked, lesson_id)
    draft = course_draft(locked)
    if lesson_id in draft.outline:
        return
    order = list(draft.outline)
    order.insert(len(order) if position is None else max(0, position), lesson_id)
    _save_order(draft, order, actor)


def _draft_with(course: CoursePage, lesson_id: int, actor: Person) -> CoursePage:
    draft = course_draft(open_for_editing(course.pk, actor=actor))
    if lesson_id not in draft.outline:
        raise NotFound(_("这一课不在目录里，可能已被移走。刷新页面看看。"))
    return draft


def _save_order(draft: CoursePage, order: list[int], actor: Person) -> list[int]:
    if len(set(order)) != len(order):
        raise InvalidInput(_("同一课不能出现两次。"))
    draft.outline = order
    save_draft(draft, actor=actor)
    return order
