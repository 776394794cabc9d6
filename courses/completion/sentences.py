"""A course's rule in the words that learners and reviewers read. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.completion.rules import CompletionRule


@dataclass(frozen=True)
class LessonShape:
    """What a rule's sentences depend on in a lesson."""

    is_required: bool
    has_video: bool


def describe_rule(rule: CompletionRule, lessons: Sequence[LessonShape]) -> list[str]:
    """Return *rule* for a course with *lessons* as sentences, what completes the course first."""
    said = [_what_counts(lessons)]
    if any(lesson.has_video for lesson in lessons):
        said.append(_("视频课看满 %(percent)s%% 就算学完，可以分几次看。") % {"percent": rule.video_percent})
        said.append(_("最快 %(speed)s 倍速计入时长，同一段看两遍只算一遍。") % {"speed": f"{rule.max_speed:g}"})
        if rule.first_watch_lock:
            said.append(_("第一次看视频要按顺序看，往回看随时可以。"))
    if any(not lesson.has_video for lesson in lessons):
        said.append(_("图文课读完后，点“我读完了”就算学完。"))
    if rule.sequential:
        said.append(_("要按顺序学：前面的必学课学完了，后面的才打开。"))
    return said


def _what_counts(lessons: Sequence[LessonShape]) -> str:
    total, required = len(lessons), sum(lesson.is_required for lesson in lessons)
    if required in (0, total):
        return ngettext("学完全部 %(n)s 课就结业。", "学完全部 %(n)s 课就结业。", total) % {"n": total}
    return _("学完 %(required)s 节必学课就结业（共 %(total)s 课，其余选学）。") % {"required": required, "total": total}
