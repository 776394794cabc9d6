"""When a lesson and a course count as completed: pure, without a database.

The same lists of conditions are used to decide and to tell a learner or teacher what is still missing.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from courses.completion.wording import spoken_seconds, spoken_spans
from foundation.api import InvalidInput

MAX_SPEEDS = (1.0, 1.25, 1.5, 2.0, 3.0)


@dataclass(frozen=True, kw_only=True)
class CompletionRule:
    """A course's rule, kept as data on the course and versioned by ``version``.

    ``video_percent`` of a video's unique seconds complete its lesson. ``lessons`` is ``all``: every required lesson
    (every lesson when none is required). ``sequential`` locks a lesson until the required ones before it are completed.
    ``first_watch_lock`` counts, on the first watch, only what follows the watched part; going back is always free.
    ``max_speed`` is the fastest playing speed that counts.
    """

    version: int = 1
    video_percent: int = 90
    lessons: str = "all"
    sequential: bool = False
    first_watch_lock: bool = False
    max_speed: float = 2.0

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "CompletionRule":
        """Return the rule that *data* (JSON) holds; what is missing takes its default. ``InvalidInput`` names a bad field."""
        known = {key: value for key, value in data.items() if key in cls.__dataclass_fields__}
        rule = cls(**known)
        problems = {name: text for name, text in rule._problems() if text}
        if problems:
            raise InvalidInput(_("结业规则有误，请修改标出的项目。"), code="bad_rule", fields=problems)
        return rule

    def _problems(self) -> list[tuple[str, str]]:
        whole = type(self.video_percent) is int and 1 <= self.video_percent <= 100
        return [
            ("version", "" if type(self.version) is int and self.version >= 1 else _("版本是从 1 开始的整数。")),
            ("video_percent", "" if whole else _("请填 1 到 100 的整数。")),
            ("lessons", "" if self.lessons == "all" else _("目前只支持学完全部必学课。")),
            ("max_speed", "" if self.max_speed in MAX_SPEEDS else _("请选列出的倍速。")),
        ]

    def to_data(self) -> dict[str, Any]:
        """Return the rule as JSON values."""
        return asdict(self)

    def following(self, before: "CompletionRule") -> "CompletionRule":
        """Return this rule as the one that comes after *before*: the next version when it differs, else the same."""
        same = replace(self, version=before.version) == before
        return replace(self, version=before.version + (0 if same else 1))

    def needed_seconds(self, total: int) -> int:
        """Return how many unique seconds of *total* complete a video lesson; 0 for one without video."""
        return math.ceil(total * self.video_percent / 100)


@dataclass(frozen=True, kw_only=True)
class LessonFacts:
    """What is known of one person in one lesson. ``total`` is the video's length in seconds, 0 for a text lesson."""

    lesson_id: int
    number: int
    title: str
    url: str
    is_required: bool = True
    total: int = 0
    seconds: int = 0
    watched: Sequence[tuple[int, int]] = ()
    is_opened: bool = False
    is_completed: bool = False
    completion_note: str = ""


@dataclass(frozen=True)
class Condition:
    """One condition of a rule. ``remaining`` is in seconds for videos, else in things to do; 0 when met."""

    key: str
    met: bool
    text: str
    remaining: int = 0
    hint: str = ""
    action_url: str = ""
    action_text: str = ""


@dataclass(frozen=True)
class Lock:
    """Why a lesson cannot be opened yet, and the lesson that comes first."""

    reason: str
    action_url: str


@dataclass(frozen=True, kw_only=True)
class CourseFacts:
    """What is known of one person in one course; lessons in teaching order."""

    lessons: Sequence[LessonFacts] = field(default_factory=tuple)

    @property
    def counted(self) -> list[LessonFacts]:
        """Return the lessons that the course's rule asks for."""
        return [lesson for lesson in self.lessons if lesson.is_required] or list(self.lessons)

    def inputs(self) -> dict[str, Any]:
        """Return the facts that a decision rests on, as JSON values."""
        return {
            "lessons": [
                {"id": lesson.lesson_id, "total": lesson.total, "seconds": lesson.seconds, "completed": lesson.is_completed}
                for lesson in self.counted
            ]
        }


def explain_lesson(rule: CompletionRule, lesson: LessonFacts) -> list[Condition]:
    """Return the conditions of one lesson. It is completed when all are met; once completed, it stays so."""
    if lesson.is_completed:
        return [Condition("completed", True, lesson.completion_note or _("这一课已学完"))]
    if lesson.total:
        return [_watched(rule, lesson)]
    opened = Condition("opened", lesson.is_opened, _("打开这一课"), 0 if lesson.is_opened else 1, action_url=lesson.url)
    return [opened, Condition("read", False, _("读完后，点“我读完了”"), 1, action_url=f"{lesson.url}#read")]


def _watched(rule: CompletionRule, lesson: LessonFacts) -> Condition:
    needed = rule.needed_seconds(lesson.total)
    remaining = max(0, needed - lesson.seconds)
    text = watch_condition(rule.video_percent, remaining)
    if not remaining:
        return Condition("watched", True, text)
    unseen = gaps(lesson.watched, lesson.total)
    hint, action = "", ""
    if lesson.seconds:
        hint = _("没看过的片段：%(spans)s。") % {"spans": spoken_spans(unseen[:3])}
        action = _("从第一段接着看")
    return Condition("watched", False, text, remaining, hint, f"{lesson.url}?t={unseen[0][0]}", action)


def watch_condition(percent: int, remaining: int) -> str:
    """Return the condition of a video lesson in words; *remaining* in seconds."""
    if not remaining:
        return _("看满 %(percent)s%%") % {"percent": percent}
    return _("看满 %(percent)s%%，还差 %(time)s") % {"percent": percent, "time": spoken_seconds(remaining)}


def explain(rule: CompletionRule, facts: CourseFacts) -> list[Condition]:
    """Return the conditions of a course, one for each lesson it asks for; completed when there are any and all are met."""
    return [_lesson_condition(rule, lesson) for lesson in facts.counted]


def _lesson_condition(rule: CompletionRule, lesson: LessonFacts) -> Condition:
    name = _("第 %(number)s 课　%(title)s") % {"number": lesson.number, "title": lesson.title}
    if lesson.is_completed:
        return Condition(f"lesson:{lesson.lesson_id}", True, name)
    missing = next((one for one in explain_lesson(rule, lesson) if not one.met), None)
    if missing is None:
        return Condition(f"lesson:{lesson.lesson_id}", False, name, 1, _("正在认定，请稍候"), lesson.url)
    return Condition(
        f"lesson:{lesson.lesson_id}", False, name, missing.remaining, missing.text, missing.action_url, _("去学这一课")
    )


def is_met(conditions: Sequence[Condition]) -> bool:
    """Return whether there are conditions and all of them are met."""
    return bool(conditions) and all(condition.met for condition in conditions)


def locks(rule: CompletionRule, facts: CourseFacts) -> dict[int, Lock]:
    """Return the lock of each lesson that cannot be opened yet, by lesson id. A completed lesson is never locked."""
    found: dict[int, Lock] = {}
    missing: list[LessonFacts] = []
    for lesson in facts.lessons if rule.sequential else ():
        if missing and not lesson.is_completed:
            found[lesson.lesson_id] = Lock(_first_finish(missing), missing[0].url)
        if lesson.is_required and not lesson.is_completed:
            missing.append(lesson)
    return found


def _first_finish(missing: Sequence[LessonFacts]) -> str:
    if len(missing) == 1:
        return _("先学完第 %(number)s 课") % {"number": missing[0].number}
    return _("先学完第 %(first)s 至 %(last)s 课") % {"first": missing[0].number, "last": missing[-1].number}


def gaps(watched: Sequence[tuple[int, int]], total: int) -> list[tuple[int, int]]:
    """Return the half-open spans of ``[0, total)`` that *watched* (sorted, disjoint) leaves out."""
    edges = [0, *(edge for span in watched for edge in span), total]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]
