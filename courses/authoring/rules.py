"""The rules of a course as its teachers set them: when it counts as completed, and until when it is open."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Person
from courses.authoring.drafts import course_draft, lesson_draft, open_for_editing, refuse_stale, save_draft
from courses.authoring.selectors import lesson_sketches
from courses.catalogue.models import CoursePage
from courses.completion.rules import CompletionRule
from foundation.api import InvalidInput, record_audit

CHOSEN_BY_TEACHERS = ("video_percent", "sequential", "first_watch_lock", "max_speed")


@transaction.atomic
def set_rules(
    course: CoursePage,
    *,
    actor: Person,
    rule: Mapping[str, Any],
    required: Collection[int],
    expire_at: datetime | None = None,
    token: str | None = None,
) -> CoursePage:
    """Save how the course is completed into the draft and return it; learners keep the live rule until approval.

    *rule* holds any of ``CHOSEN_BY_TEACHERS``; *required* are the ids of the lessons that count, of the draft's outline;
    after *expire_at* the course is taken off by itself. A rule that differs from the live one gets the next version, so
    that every decision tells by which rule it was made. Saving the same again changes nothing.
    """
    locked = open_for_editing(course.pk, actor=actor)
    draft = course_draft(course)
    wanted = _rule_after(locked, rule)
    _refuse_unfit(draft, required, expire_at)
    turned = [sketch.pk for sketch in lesson_sketches(draft.outline).values() if sketch.is_required != (sketch.pk in required)]
    if not turned and draft.expire_at == expire_at and CompletionRule.from_data(draft.completion_rule) == wanted:
        return draft
    refuse_stale(draft, token)
    before, draft.completion_rule, draft.expire_at = draft.completion_rule, wanted.to_data(), expire_at
    save_draft(draft, actor=actor)
    for pk in turned:
        lesson = lesson_draft(locked, pk)
        lesson.is_required = pk in required
        save_draft(lesson, actor=actor)
    changes = {"rule": [before, draft.completion_rule], "lessons_turned": [None, turned]}
    record_audit(actor=actor, action="courses.set_rules", subject=locked, changes=changes)
    return draft


def _rule_after(locked: CoursePage, chosen: Mapping[str, Any]) -> CompletionRule:
    """Return the wanted rule with its version: the first while nobody has learnt by it, then the one after the live rule's."""
    known = {name: value for name, value in chosen.items() if name in CHOSEN_BY_TEACHERS}
    wanted = CompletionRule.from_data(locked.completion_rule | known)
    if locked.first_published_at is None:
        return wanted
    return wanted.following(CompletionRule.from_data(locked.completion_rule))


def _refuse_unfit(draft: CoursePage, required: Collection[int], expire_at: datetime | None) -> None:
    if not set(required) <= set(draft.outline):
        raise InvalidInput(_("目录刚在别处改过。刷新页面，再选一次必学课。"), fields={"required": _("目录刚在别处改过")})
    if expire_at is not None and expire_at != draft.expire_at and expire_at <= timezone.now():
        raise InvalidInput(_("到期时间要在现在以后。"), fields={"expire_at": _("要在现在以后")})
