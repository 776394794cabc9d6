"""Files find their pages by the number in their names, else by order."""

import pytest

from media_pipeline.narration.assigning import assign

PAGES = [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (["03.mp3", "01.mp3"], {0: 3, 1: 1}),
        (["第 2 页.m4a", "第10节第4页.m4a"], {0: 2, 1: 4}),
        (["slide-5.wav", "Slide_01.wav"], {0: 5, 1: 1}),
        (["20261122_3.m4a", "20261122_4.m4a"], {0: 3, 1: 4}),
        (["录音.m4a"], {0: 1}),
        (["新录音 12.m4a", "新录音 9.m4a"], {0: 2, 1: 1}),
        (["b.m4a", "a.m4a"], {0: 2, 1: 1}),
        (["2.m4a", "2.mp3"], {0: 1, 1: 2}),
        (["7.m4a", "1.m4a"], {0: 2, 1: 1}),
        (["٣.m4a"], {0: 1}),
        ([f"{n}号.m4a" for n in "abcdefg"], {0: 1, 1: 2, 2: 3, 3: 4, 4: 5}),
        ([], {}),
    ],
)
def test_names_say_pages_only_where_all_of_them_do(names: list[str], wanted: dict[int, int]) -> None:
    assert assign(names, PAGES) == wanted


def test_in_order_means_onto_pages_that_are_free() -> None:
    assert assign(["乙.m4a", "甲.m4a"], PAGES, taken=[1, 3]) == {0: 2, 1: 4}
