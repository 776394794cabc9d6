"""What is shown as changed."""

from dataclasses import replace
from decimal import Decimal

from courses.authoring.sketches import CourseSketch, LessonSketch
from courses.review.changes import Piece, changes_between, pieces_between

COURSE = CourseSketch(
    pk=1,
    title="居家照护",
    summary="每天要做的事。",
    outcomes=["量血压"],
    service_kinds=["skill"],
    subject_id=1,
    level="beginner",
    hours=Decimal("8.0"),
    licence="own",
    licence_note="",
    cover_id=None,
    generated_cover_accepted=True,
    outline=[1, 2],
)
LESSON = LessonSketch(
    pk=1,
    title="吃药",
    asset_id=None,
    duration_ms=0,
    text="硝苯地平缓释片可以掰开服用",
    captions_waiver="",
    is_required=True,
    handouts=[],
    live=True,
    changed=False,
)
SECOND = replace(LESSON, pk=2, title="洗手")


def test_the_same_version_has_no_changes() -> None:
    assert changes_between(COURSE, COURSE, [LESSON, SECOND], [LESSON, SECOND]) == []


def test_words_are_compared_one_by_one() -> None:
    assert pieces_between("可以掰开", "不能掰开") == [Piece("del", "可以"), Piece("ins", "不能"), Piece("same", "掰开")]


def test_every_kind_of_change_is_named() -> None:
    new = replace(COURSE, title="居家照护新版", service_kinds=["health"], licence="cc_by")
    lessons = [replace(LESSON, pk=3, title="防噎食"), replace(LESSON, asset_id=9, is_required=False, handouts=["表"])]

    found = [change.where for change in changes_between(COURSE, new, [LESSON, SECOND], lessons)]

    assert found == [
        "课程名称",
        "服务类型改了",
        "素材授权改了",
        "第 1 课 防噎食：新增",
        "第 2 课 吃药：讲义",
        "第 2 课 吃药：视频换了",
        "第 2 课 吃药：改为选学",
        "“洗手”移出了目录",
    ]


def test_a_new_order_is_told_once() -> None:
    found = [change.where for change in changes_between(COURSE, COURSE, [LESSON, SECOND], [SECOND, LESSON])]

    assert found == ["课次的先后顺序改了"]


def test_very_long_texts_are_not_compared_word_by_word() -> None:
    pieces = pieces_between("甲" * 15_000, "乙" * 15_000)

    assert [piece.kind for piece in pieces] == ["del", "ins"]
