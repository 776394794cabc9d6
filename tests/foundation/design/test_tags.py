"""Tags whose answers are kept between pages: they must stay true and escaped."""

from django.utils.safestring import mark_safe

from foundation.design.cover_addresses import address_of_book
from foundation.templatetags.design import cover, icon


def test_an_icon_that_was_drawn_from_safe_text_does_not_open_the_way_for_the_same_text():
    hostile = '"><script>'

    drawn = [icon(mark_safe(hostile)), icon(hostile)]

    assert ["<script>" in markup for markup in drawn] == [True, False]
    assert "#&quot;&gt;&lt;script&gt;" in drawn[1]


def test_each_icon_is_drawn_once_for_all_pages():
    assert icon("play") is icon("play")
    assert icon("play") != icon("pause")


def test_covers_with_one_title_keep_their_own_kind_seed_and_text():
    first = cover("八段锦", "health", alt="封面")
    others = [
        cover("八段锦", "culture", alt="封面"),
        cover("八段锦", "health", seed=7, alt="封面"),
        cover("八段锦", "health", alt='">'),
    ]

    assert cover("八段锦", "health", alt="封面") == first
    assert len({first, *others}) == 4
    assert 'alt="&quot;&gt;"' in others[2]


def test_a_safe_title_has_the_same_address_as_the_plain_one():
    assert address_of_book(mark_safe("剪纸<b>"), "culture") == address_of_book("剪纸<b>", "culture")
