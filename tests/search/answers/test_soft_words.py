"""Words for levels and kinds lift what fits."""

from search.answers.soft_words import soft_values

LEVELS = {"level": {"初级": "1", "三级/高级工": "3", "技师": "4", "高级技师": "5"}}


def test_a_level_is_a_whole_part_of_the_name() -> None:
    assert soft_values("高级", LEVELS) == ["level:3"]
    assert soft_values("技师", LEVELS) == ["level:4"]
    assert soft_values("高级技师", LEVELS) == ["level:5"]
    assert soft_values("初级", LEVELS) == ["level:1"]


def test_kinds_have_words_and_others_have_none() -> None:
    assert soft_values("考试", {}) == ["kind:exam"]
    assert soft_values("电工", LEVELS) == []
