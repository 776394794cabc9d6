"""A course's rule in words."""

from courses.completion.rules import CompletionRule
from courses.completion.sentences import LessonShape, describe_rule

VIDEO, TEXT, EXTRA = LessonShape(True, True), LessonShape(True, False), LessonShape(False, True)


def test_a_course_of_texts_speaks_of_reading_only() -> None:
    assert describe_rule(CompletionRule(), [TEXT, TEXT]) == ["学完全部 2 课就结业。", "图文课读完后，点“我读完了”就算学完。"]


def test_every_switch_is_said() -> None:
    rule = CompletionRule(video_percent=80, sequential=True, first_watch_lock=True, max_speed=1.5)

    assert describe_rule(rule, [VIDEO, EXTRA]) == [
        "学完 1 节必学课就结业（共 2 课，其余选学）。",
        "视频课看满 80% 就算学完，可以分几次看。",
        "最快 1.5 倍速计入时长，同一段看两遍只算一遍。",
        "第一次看视频要按顺序看，往回看随时可以。",
        "要按顺序学：前面的必学课学完了，后面的才打开。",
    ]


def test_no_required_lesson_means_all() -> None:
    assert describe_rule(CompletionRule(), [EXTRA, EXTRA])[0] == "学完全部 2 课就结业。"
