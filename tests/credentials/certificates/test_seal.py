"""The organisation's seal."""

from xml.etree import ElementTree

import pytest

from credentials.certificates.seal import draw_seal

SVG = "{http://www.w3.org/2000/svg}"


def _signs(svg: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(f"{SVG}text"))


def test_the_name_stands_in_an_even_arc_above_the_words() -> None:
    *arc, words = _signs(draw_seal("泽宁卫生职业学院", "证书专用章"))

    assert ("".join(sign.text or "" for sign in arc), words.text) == ("泽宁卫生职业学院", "证书专用章")
    turns = [float(sign.attrib["transform"].split("(")[1].split()[0]) for sign in arc]
    assert turns[0] == -turns[-1] == -85.75


@pytest.mark.parametrize("name", ["", "院", "泽宁市" * 27, "<b>&学院", "𠮷\x00\x0b靐院"])
def test_any_name_gives_a_drawing_that_can_be_read(name: str) -> None:
    *arc, _words = _signs(draw_seal(name, "证书专用章"))

    assert "".join(sign.text or "" for sign in arc) == name.replace("\x00", "").replace("\x0b", "")
    assert all(abs(float(sign.attrib["transform"].split("(")[1].split()[0])) <= 114 for sign in arc)
