"""What changed between two versions of a course, for a reviewer who read the earlier one. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from courses.authoring.sketches import CourseSketch, LessonSketch
from courses.completion.rules import CompletionRule
from courses.completion.sentences import LessonShape, describe_rule
from foundation.api import write_moment

LONGEST_DIFFED = 20_000
CONTEXT = 24


@dataclass(frozen=True)
class Piece:
    """A run of text: ``kind`` is ``same``, ``del``, ``ins`` or ``gap`` (left out)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One difference: where it is, and what it is as pieces of text."""

    where: str
    pieces: list[Piece] = field(default_factory=list)


def changes_between(
    old: CourseSketch, new: CourseSketch, old_lessons: Sequence[LessonSketch], new_lessons: Sequence[LessonSketch]
) -> list[Change]:
    """Return every difference a reviewer should see, the course's fields first, then lesson by lesson."""
    return [*_course_changes(old, new, new_lessons), *_lesson_changes(old_lessons, new_lessons)]


def pieces_between(old: str, new: str) -> list[Piece]:
    """Return how *old* became *new*, character by character, with long unchanged runs cut out."""
    if len(old) + len(new) > LONGEST_DIFFED:
        return [Piece("del", old[:200] + "…"), Piece("ins", new[:200] + "…")]
    pieces: list[Piece] = []
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.extend(_shortened(old[a1:a2], first=not pieces, last=a2 == len(old)))
            continue
        if a2 > a1:
            pieces.append(Piece("del", old[a1:a2]))
        if b2 > b1:
            pieces.append(Piece("ins", new[b1:b2]))
    return pieces


def _shortened(text: str, *, first: bool, last: bool) -> list[Piece]:
    if len(text) <= 2 * CONTEXT:
        return [Piece("same", text)]
    head = [] if first else [Piece("same", text[:CONTEXT])]
    tail = [] if last else [Piece("same", text[-CONTEXT:])]
    return [*head, Piece("gap", "…"), *tail]


def rule_sentences(version: CourseSketch, lessons: Sequence[LessonSketch]) -> list[str]:
    """Return the rule of one version of a course in words."""
    shapes = [LessonShape(lesson.is_required, lesson.asset_id is not None) for lesson in lessons]
    return describe_rule(CompletionRule.from_data(version.completion_rule), shapes)


def _rule_text(version: CourseSketch, lessons: Sequence[LessonSketch]) -> str:
    """Return the rule in words for the same *lessons*: what follows from theirs is compared one by one."""
    return "\n".join(rule_sentences(version, lessons)[1:])


def _day(version: CourseSketch) -> str:
    return write_moment(version.expire_at) if version.expire_at else ""


def _course_changes(old: CourseSketch, new: CourseSketch, new_lessons: Sequence[LessonSketch]) -> list[Change]:
    texts = [
        (_("课程名称"), old.title, new.title),
        (_("简介"), old.summary, new.summary),
        (_("学完能做到"), "\n".join(old.outcomes), "\n".join(new.outcomes)),
        (_("学时"), str(old.hours), str(new.hours)),
        (_("授权说明"), old.licence_note, new.licence_note),
    ]
    texts.append((_("结业规则"), _rule_text(old, new_lessons), _rule_text(new, new_lessons)))
    texts.append((_("自动下架"), _day(old), _day(new)))
    changed = [Change(where, pieces_between(before, after)) for where, before, after in texts if before != after]
    plain = [
        (_("服务类型改了"), set(old.service_kinds) != set(new.service_kinds)),
        (_("学科改了"), old.subject_id != new.subject_id),
        (_("程度改了"), old.level != new.level),
        (_("素材授权改了"), old.licence != new.licence),
        (_("封面换了"), (old.cover_id, old.generated_cover_accepted) != (new.cover_id, new.generated_cover_accepted)),
    ]
    return [*changed, *(Change(where) for where, differs in plain if differs)]


def _lesson_changes(old: Sequence[LessonSketch], new: Sequence[LessonSketch]) -> list[Change]:
    before = {lesson.pk: lesson for lesson in old}
    after = {lesson.pk for lesson in new}
    found: list[Change] = []
    for number, lesson in enumerate(new, start=1):
        name = _("第 %(n)s 课 %(title)s") % {"n": number, "title": lesson.title}
        if lesson.pk in before:
            found.extend(_one_lesson(name, before[lesson.pk], lesson))
        else:
            found.append(Change(_("%(lesson)s：新增") % {"lesson": name}))
    found.extend(Change(_("“%(title)s”移出了目录") % {"title": lesson.title}) for lesson in old if lesson.pk not in after)
    kept_before = [lesson.pk for lesson in old if lesson.pk in after]
    kept_after = [lesson.pk for lesson in new if lesson.pk in before]
    if kept_before != kept_after:
        found.append(Change(_("课次的先后顺序改了")))
    return found


def _one_lesson(name: str, old: LessonSketch, new: LessonSketch) -> list[Change]:
    texts = [
        (_("%(lesson)s：课名") % {"lesson": name}, old.title, new.title),
        (_("%(lesson)s：正文") % {"lesson": name}, old.text, new.text),
        (_("%(lesson)s：没有字幕的理由") % {"lesson": name}, old.captions_waiver, new.captions_waiver),
        (_("%(lesson)s：讲义") % {"lesson": name}, "、".join(old.handouts), "、".join(new.handouts)),
    ]
    changed = [Change(where, pieces_between(before, after)) for where, before, after in texts if before != after]
    if old.asset_id != new.asset_id:
        changed.append(Change(_("%(lesson)s：视频换了") % {"lesson": name}))
    if old.is_required != new.is_required:
        changed.append(
            Change(
                _("%(lesson)s：改为必学") % {"lesson": name} if new.is_required else _("%(lesson)s：改为选学") % {"lesson": name}
            )
        )
    return changed
