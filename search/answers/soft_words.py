"""Words that say what sort of thing is wanted rather than what about: levels, kinds.

They lift what fits and refuse nothing. A level fits when it is a whole part of the value's name: 初级 fits 初级工 and
三级/高级工 does not fit 技师; 高级 never fits 高级技师.
"""

import re
from collections.abc import Mapping

KIND_WORDS = {
    "课程": "course", "课": "course", "培训": "course", "教程": "course",
    "考试": "exam", "考证": "exam", "报考": "exam", "认定": "exam",
    "老师": "teacher", "教师": "teacher", "讲师": "teacher",
    "活动": "activity",
}  # fmt: skip
_ENDINGS = ("", "工", "级", "班")


def soft_values(word: str, facet_words: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return the facet values (``name:value``) that *word* asks for; none when it is an ordinary word."""
    values = [f"kind:{KIND_WORDS[word]}"] if word in KIND_WORDS else []
    for facet, names in facet_words.items():
        for name, value in names.items():
            parts = re.split(r"[/／、\s（）()]+", name)
            if any(part == word + ending for part in parts for ending in _ENDINGS):
                values.append(f"{facet}:{value}")
    return values
