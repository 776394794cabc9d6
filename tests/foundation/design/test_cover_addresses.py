"""Covers over HTTP: signed, kept for ever, and drawn without the database."""

from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.images import get_image_model

from foundation.design.cover_addresses import address_of_book, address_of_face

SVG = "{http://www.w3.org/2000/svg}"


def test_a_cover_is_an_svg_that_caches_may_keep_for_a_year(client):
    answer = client.get(address_of_book("剪纸入门：从四折到窗花", "culture"))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert {part.strip() for part in answer["Cache-Control"].split(",")} == {"public", "max-age=31536000", "immutable"}
    assert answer["Vary"] == "Accept-Encoding"
    texts = [text.text for text in ElementTree.fromstring(answer.content).iter(f"{SVG}text")]
    assert texts == ["剪", "纸", "入", "门", "艺"]


def test_the_same_title_has_one_address_and_a_seed_may_replace_the_title():
    assert address_of_book("八段锦", "health") == address_of_book("八段锦", "health")
    assert address_of_book("八段锦", "health", seed=7) != address_of_book("八段锦", "health", seed=8)


def test_an_unknown_kind_still_gets_a_cover(client):
    assert client.get(address_of_book("八段锦", "no-such-kind")).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new"),
    [("/health/", "/skill/"), (".svg", "假.svg"), ("/covers/book/health/", "/covers/book/health/0")],
)
def test_words_of_somebody_else_are_not_drawn(client, old, new):
    address = address_of_book("八段锦", "health").replace(old, new, 1)

    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_a_portrait_is_drawn_and_its_signature_checked(client):
    address = address_of_face("陈慧敏", "skill")

    texts = [text.text for text in ElementTree.fromstring(client.get(address).content).iter(f"{SVG}text")]
    assert texts == ["陈"]
    assert client.get(address.replace("/skill/", "/mind/")).status_code == 404


@pytest.fixture
def picture(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = BytesIO()
    Picture.new("RGB", (800, 600), "#207080").save(content, "PNG")
    content.seek(0)
    return get_image_model().objects.create(title="窗花", file=ImageFile(content, name="flower.png"))


# Wagtail leaves the temporary file of a new rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_a_teachers_picture_is_set_into_the_cover_and_moves_with_its_focal_point(client, picture):
    address = address_of_book("八段锦", "health", image=picture)

    image = next(ElementTree.fromstring(client.get(address).content).iter(f"{SVG}image"))

    assert image.get("href").startswith("data:image/jpeg;base64,/9j/")
    picture.focal_point_x, picture.focal_point_y = 100, 100
    picture.focal_point_width = picture.focal_point_height = 50
    assert address_of_book("八段锦", "health", image=picture) != address


def test_a_deleted_picture_is_not_found(client, picture):
    address = address_of_book("八段锦", "health", image=picture)
    picture.delete()

    assert client.get(address).status_code == 404
