"""The checks of the standard, one by one, without a database."""

from dataclasses import replace
from decimal import Decimal

import pytest

from courses.review.standard import CHECKS, LABELS, CourseFacts, LessonFacts, evaluate

TEXT = LessonFacts(pk=1, title="一", has_text=True)
VIDEO = LessonFacts(pk=2, title="二", has_text=False, video="ready", has_captions=True)
GOOD = CourseFacts(
    summary="每天要做的十四件事，一件一课，每课十来分钟。",
    outcomes=["量准血压"],
    service_kinds=["skill"],
    has_subject=True,
    hours=Decimal("8.0"),
    licence="own",
    has_cover=True,
    lessons=[TEXT, VIDEO],
)
ITEMS = [
    {"key": "summary", "min_chars": 20},
    {"key": "outcomes", "min": 1},
    {"key": "subject"},
    {"key": "service_kinds"},
    {"key": "hours", "min": "0.5"},
    {"key": "licence"},
    {"key": "cover"},
    {"key": "content", "min_lessons": 1},
    {"key": "video_ready"},
    {"key": "captions", "min_waiver_chars": 5},
]


def missing(facts: CourseFacts) -> dict[str, list[int | None]]:
    return {key: [finding.lesson_id for finding in findings] for key, findings in evaluate(ITEMS, facts) if findings}


def test_a_complete_course_misses_nothing() -> None:
    assert missing(GOOD) == {}


@pytest.mark.parametrize(
    ("facts", "gaps"),
    [
        (replace(GOOD, summary="太短"), {"summary": [None]}),
        (replace(GOOD, summary=" " * 30), {"summary": [None]}),
        (replace(GOOD, outcomes=[]), {"outcomes": [None]}),
        (replace(GOOD, has_subject=False), {"subject": [None]}),
        (replace(GOOD, service_kinds=[]), {"service_kinds": [None]}),
        (replace(GOOD, hours=Decimal("0.4")), {"hours": [None]}),
        (replace(GOOD, licence=""), {"licence": [None]}),
        (replace(GOOD, licence="permitted"), {"licence": [None]}),
        (replace(GOOD, licence="permitted", licence_note="市红十字会书面授权"), {}),
        (replace(GOOD, has_cover=False), {"cover": [None]}),
        (replace(GOOD, lessons=[]), {"content": [None]}),
        (replace(GOOD, lessons=[replace(TEXT, has_text=False), VIDEO]), {"content": [1]}),
        (replace(GOOD, lessons=[TEXT, replace(VIDEO, video="encoding")]), {"video_ready": [2]}),
        (replace(GOOD, lessons=[TEXT, replace(VIDEO, video="damaged")]), {"video_ready": [2]}),
        (replace(GOOD, lessons=[TEXT, replace(VIDEO, has_captions=False)]), {"captions": [2]}),
        (replace(GOOD, lessons=[TEXT, replace(VIDEO, has_captions=False, captions_waiver="无")]), {"captions": [2]}),
        (replace(GOOD, lessons=[TEXT, replace(VIDEO, has_captions=False, captions_waiver="只有音乐没有人声")]), {}),
    ],
)
def test_each_gap_is_found_where_it_is(facts: CourseFacts, gaps: dict[str, list[int | None]]) -> None:
    assert missing(facts) == gaps


def test_every_check_has_a_label() -> None:
    assert set(CHECKS) == set(LABELS)
