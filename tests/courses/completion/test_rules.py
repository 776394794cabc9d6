"""The rule engine: one list of conditions for the decision and for the learner."""

from typing import Any

import pytest

from courses.completion.rules import (
    CompletionRule,
    Condition,
    CourseFacts,
    LessonFacts,
    Lock,
    explain,
    explain_lesson,
    gaps,
    is_met,
    locks,
)
from foundation.api import InvalidInput


def lesson(number: int, **facts: Any) -> LessonFacts:
    """Return a lesson with a video of 1085 s, as in a course of several."""
    values = {"lesson_id": number, "number": number, "title": f"量血压{number}", "url": f"/courses/care/l{number}/", "total": 1085}
    return LessonFacts(**(values | facts))


def test_a_video_lesson_says_how_much_is_missing_and_where() -> None:
    facts = lesson(9, seconds=587, watched=((0, 402), (615, 800)))
    assert explain_lesson(CompletionRule(), facts) == [
        Condition(
            "watched",
            False,
            "看满 90%，还差 6 分 30 秒",
            390,
            "没看过的片段：06:42–10:15、13:20–18:05。",
            "/courses/care/l9/?t=402",
            "从第一段接着看",
        )
    ]


@pytest.mark.parametrize(("total", "needed"), [(1085, 977), (30, 27), (31, 28), (1, 1), (10, 9), (0, 0)])
def test_needed_seconds_round_up(total: int, needed: int) -> None:
    assert CompletionRule().needed_seconds(total) == needed


@pytest.mark.parametrize(("seconds", "met"), [(976, False), (977, True), (1085, True)])
def test_the_last_needed_second_decides(seconds: int, met: bool) -> None:
    assert is_met(explain_lesson(CompletionRule(), lesson(1, seconds=seconds))) is met


def test_a_text_lesson_asks_to_open_and_to_read() -> None:
    fresh = explain_lesson(CompletionRule(), lesson(1, total=0))
    opened = explain_lesson(CompletionRule(), lesson(1, total=0, is_opened=True))
    assert [(one.key, one.met) for one in fresh] == [("opened", False), ("read", False)]
    assert [(one.key, one.met) for one in opened] == [("opened", True), ("read", False)]


def test_a_completed_lesson_stays_completed_under_a_stricter_rule() -> None:
    facts = lesson(1, seconds=800, is_completed=True)
    assert explain_lesson(CompletionRule(video_percent=100), facts) == [Condition("completed", True, "这一课已学完")]


def test_a_teachers_word_is_shown_with_its_reason() -> None:
    facts = lesson(1, is_completed=True, completion_note="老师标记：现场听完了")
    assert explain_lesson(CompletionRule(), facts)[0].text == "老师标记：现场听完了"


def test_a_course_asks_for_each_required_lesson() -> None:
    facts = CourseFacts(lessons=(lesson(1, is_completed=True), lesson(2, is_required=False), lesson(3, seconds=1000), lesson(4)))
    conditions = explain(CompletionRule(), facts)
    assert [(one.key, one.met, one.remaining) for one in conditions] == [
        ("lesson:1", True, 0),
        ("lesson:3", False, 1),
        ("lesson:4", False, 977),
    ]
    assert conditions[2].action_url == "/courses/care/l4/?t=0"
    assert is_met(conditions) is False


def test_a_course_is_completed_when_all_required_lessons_are() -> None:
    facts = CourseFacts(lessons=(lesson(1, is_completed=True), lesson(2, is_required=False)))
    assert is_met(explain(CompletionRule(), facts)) is True


def test_where_nothing_is_required_everything_is() -> None:
    facts = CourseFacts(lessons=(lesson(1, is_required=False, is_completed=True), lesson(2, is_required=False)))
    assert [one.met for one in explain(CompletionRule(), facts)] == [True, False]


def test_a_course_without_lessons_is_never_completed() -> None:
    assert is_met(explain(CompletionRule(), CourseFacts())) is False


def test_locks_say_which_lesson_comes_first_and_link_to_it() -> None:
    facts = CourseFacts(lessons=(lesson(1, is_completed=True), lesson(2), lesson(3), lesson(4, is_required=False), lesson(5)))
    assert locks(CompletionRule(sequential=True), facts) == {
        3: Lock("先学完第 2 课", "/courses/care/l2/"),
        4: Lock("先学完第 2 至 3 课", "/courses/care/l2/"),
        5: Lock("先学完第 2 至 3 课", "/courses/care/l2/"),
    }
    assert locks(CompletionRule(), facts) == {}


def test_a_completed_lesson_is_never_locked() -> None:
    facts = CourseFacts(lessons=(lesson(1), lesson(2, is_completed=True)))
    assert locks(CompletionRule(sequential=True), facts) == {}


@pytest.mark.parametrize(
    ("watched", "expected"),
    [
        ((), [(0, 100)]),
        (((0, 100),), []),
        (((10, 20), (30, 100)), [(0, 10), (20, 30)]),
        (((0, 10),), [(10, 100)]),
    ],
)
def test_gaps(watched: tuple[tuple[int, int], ...], expected: list[tuple[int, int]]) -> None:
    assert gaps(watched, 100) == expected


def test_a_rule_takes_defaults_for_what_is_missing_and_keeps_what_is_given() -> None:
    rule = CompletionRule.from_data({"version": 3, "video_percent": 80, "something_new": True})
    assert rule == CompletionRule(version=3, video_percent=80)
    assert CompletionRule.from_data(rule.to_data()) == rule


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"video_percent": 0}, "video_percent"),
        ({"video_percent": 101}, "video_percent"),
        ({"video_percent": "90"}, "video_percent"),
        ({"video_percent": True}, "video_percent"),
        ({"version": 0}, "version"),
        ({"lessons": "some"}, "lessons"),
        ({"max_speed": 16}, "max_speed"),
    ],
)
def test_a_bad_rule_names_its_field(data: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        CompletionRule.from_data(data)
    assert list(refusal.value.fields) == [field]
