"""Generated covers: the same words give the same picture, and no words can break it."""

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.design.covers import CLOTHS, cells_of, draw_book, draw_face, seed_of

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("title", "cells"),
    [
        ("剪纸入门：从四折团花到窗花", list("剪纸入门")),
        ("急救与 AED 2026", ["急", "救", "与", "AED", "2026"]),
        ("“一、二”（三）", list("一二三")),
        ("", ["知"]),
        ("：只有副标题", ["知"]),
        ("Supercalifragilistic", ["Supercalifra"]),
        ("一二三四五六七八九十一二三四五六", list("一二三四五六七八九十一二三四")),
    ],
)
def test_only_what_stands_before_a_colon_goes_on_the_slip(title, cells):
    assert cells_of(title) == cells


def test_a_title_keeps_its_number_for_ever():
    assert [seed_of(title) for title in ("", "剪纸入门", "睡不着的晚上")] == [2166136261, 1403685906, 2284010535]


@pytest.mark.parametrize("kind", CLOTHS)
def test_a_book_has_the_cloth_and_the_seal_of_its_kind(kind):
    picture = ElementTree.fromstring(draw_book(kind, cells_of("血压"), seed_of("血压")))

    texts = [text.text for text in picture.iter(f"{SVG}text")]
    assert texts == ["血", "压", CLOTHS[kind].mark]
    assert picture.find(f"{SVG}path").get("fill") == CLOTHS[kind].colour


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60))
def test_any_title_gives_a_well_formed_picture(title):
    picture = ElementTree.fromstring(draw_book("health", cells_of(title), seed_of(title)))

    assert picture.get("viewBox") == "0 0 300 400"


def test_long_titles_stand_in_two_columns_inside_the_cover():
    picture = ElementTree.fromstring(draw_book("skill", cells_of("一二三四五六七八九十一二三四"), 7))

    slip = picture.findall(f"{SVG}rect")[0]
    columns = {text.get("x") for group in picture.findall(f"{SVG}g") for text in group.findall(f"{SVG}text")}
    assert len(columns) == 2
    assert float(slip.get("y")) + float(slip.get("height")) < 400


def test_a_picture_stands_beside_the_slip():
    picture = ElementTree.fromstring(draw_book("health", cells_of("慢病自我管理"), 1, plate="data:image/jpeg;base64,AA=="))

    slip = picture.findall(f"{SVG}rect")[0]
    image = next(picture.iter(f"{SVG}image"))
    assert float(image.get("x")) > float(slip.get("x")) + float(slip.get("width"))
    assert float(image.get("x")) + float(image.get("width")) <= 276
    assert image.get("href") == "data:image/jpeg;base64,AA=="


def test_a_portrait_shows_the_first_character():
    picture = ElementTree.fromstring(draw_face("skill", "陈", seed_of("陈慧敏")))

    assert [text.text for text in picture.iter(f"{SVG}text")] == ["陈"]
