"""The checks a standard may ask for. Pure: facts in, findings out.

A standard is data (``CourseStandard.items``): which of these checks count, and with which numbers. Every check answers
with the things that are missing; no answer means the item is met.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class LessonFacts:
    """What the checks need to know of one lesson of the draft. ``video`` is the asset's state, ``""`` without a video."""

    pk: int
    title: str
    has_text: bool
    video: str = ""
    has_captions: bool = False
    captions_waiver: str = ""


@dataclass(frozen=True)
class CourseFacts:
    """What the checks need to know of a draft."""

    summary: str = ""
    outcomes: list[str] = field(default_factory=list)
    service_kinds: list[str] = field(default_factory=list)
    has_subject: bool = False
    hours: Decimal = Decimal(0)
    licence: str = ""
    licence_note: str = ""
    has_cover: bool = False
    lessons: list[LessonFacts] = field(default_factory=list)


@dataclass(frozen=True)
class Finding:
    """One thing that is missing: why, in words for the teacher, and in which lesson (``None``: in the course itself)."""

    why: str
    lesson_id: int | None = None


type Check = Callable[[CourseFacts, Mapping[str, Any]], list[Finding]]

READY = "ready"
NOTE_NEEDED = ("permitted",)


def evaluate(items: list[dict[str, Any]], facts: CourseFacts) -> list[tuple[str, list[Finding]]]:
    """Return ``(key, findings)`` for each item of a standard, in its order. ``KeyError`` for a key nobody can check."""
    return [(item["key"], CHECKS[item["key"]](facts, item)) for item in items]


def check_summary(facts: CourseFacts, item: Mapping[str, Any]) -> list[Finding]:
    """The summary has at least ``min_chars`` characters."""
    least, have = item.get("min_chars", 1), len(facts.summary.strip())
    if have >= least:
        return []
    return [Finding(_("简介至少 %(least)s 个字，现在 %(n)s 个。") % {"least": least, "n": have})]


def check_outcomes(facts: CourseFacts, item: Mapping[str, Any]) -> list[Finding]:
    """At least ``min`` things that a learner will be able to do."""
    least, have = item.get("min", 1), len(facts.outcomes)
    return [] if have >= least else [Finding(_("至少写 %(least)s 条“学完能做到”，现在 %(n)s 条。") % {"least": least, "n": have})]


def check_subject(facts: CourseFacts, item: Mapping[str, Any]) -> list[Finding]:
    """A subject is chosen."""
    return [] if facts.has_subject else [Finding(_("还没有选学科。"))]


def check_service_kinds(facts: CourseFacts, item: Mapping[str, Any]) -> list[Finding]:
    """At least one of the ten service kinds is chosen."""
    return [] if facts.service_kinds else [Finding(_("至少选一个服务类型。"))]


def check_hours(facts: CourseFacts, item: Mapping[str, Any]) -> list[Finding]:
    """The course counts for at least ``min`` hours."""
    least = Decimal(str(item.get("min", "0.5")))
    return [] if facts.hours >= least else [Finding(_("学时至少 %(least)s。") % {"least": least})]


def check_licence(facts: CourseFacts, item: Mapping[str, Any]) -> list[Finding]:
    """The licence is stated; who uses others' work says by which permission."""
    if not facts.licence:
        return [Finding(_("还没有说明素材的授权。"))]
    if facts.licence in NOTE_NEEDED and not facts.licence_note.strip():
        return [Finding(_("用了他人作品，请写明取得了谁的授权。"))]
    return []


def check_cover(facts: CourseFacts, item: Mapping[str, Any]) -> list[Finding]:
    """A cover was uploaded, or the generated one was chosen on purpose."""
    return [] if facts.has_cover else [Finding(_("还没有封面。上传一张，或者选用自动生成的封面。"))]


def check_content(facts: CourseFacts, item: Mapping[str, Any]) -> list[Finding]:
    """At least ``min_lessons`` lessons, and each has a video or a text."""
    least = item.get("min_lessons", 1)
    if len(facts.lessons) < least:
        return [Finding(_("至少要有 %(least)s 课，现在 %(n)s 课。") % {"least": least, "n": len(facts.lessons)})]
    return [
        Finding(_("还没有视频，也没有正文。"), lesson.pk) for lesson in facts.lessons if not lesson.video and not lesson.has_text
    ]


def check_video_ready(facts: CourseFacts, item: Mapping[str, Any]) -> list[Finding]:
    """Every video has been processed and can be played."""
    return [Finding(_("视频还不能播放。"), lesson.pk) for lesson in facts.lessons if lesson.video and lesson.video != READY]


def check_captions(facts: CourseFacts, item: Mapping[str, Any]) -> list[Finding]:
    """Every video has captions, or the teacher said why it needs none in at least ``min_waiver_chars`` characters."""
    least = item.get("min_waiver_chars", 5)
    return [
        Finding(_("没有字幕。上传字幕文件，或者写明为什么不需要字幕。"), lesson.pk)
        for lesson in facts.lessons
        if lesson.video and not lesson.has_captions and len(lesson.captions_waiver.strip()) < least
    ]


CHECKS: dict[str, Check] = {
    "summary": check_summary,
    "outcomes": check_outcomes,
    "subject": check_subject,
    "service_kinds": check_service_kinds,
    "hours": check_hours,
    "licence": check_licence,
    "cover": check_cover,
    "content": check_content,
    "video_ready": check_video_ready,
    "captions": check_captions,
}

LABELS: dict[str, Any] = {
    "summary": gettext_lazy("简介"),
    "outcomes": gettext_lazy("学完能做到"),
    "subject": gettext_lazy("学科"),
    "service_kinds": gettext_lazy("服务类型"),
    "hours": gettext_lazy("学时"),
    "licence": gettext_lazy("素材授权"),
    "cover": gettext_lazy("封面"),
    "content": gettext_lazy("每课的内容"),
    "video_ready": gettext_lazy("视频能播放"),
    "captions": gettext_lazy("字幕"),
}
