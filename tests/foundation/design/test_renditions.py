"""Uploaded pictures over HTTP: in the sizes that pages show, and nothing else of what is stored."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client


@pytest.fixture
def stored() -> str:
    """The name of a picture that Wagtail made a size of."""
    return default_storage.save("images/face.width-640.png", ContentFile(b"a picture")).removeprefix("images/")


def test_a_size_of_a_picture_is_given_out_to_be_kept(client: Client, stored: str) -> None:
    answer = client.get(f"/media/images/{stored}")

    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"a picture")
    assert answer["Content-Type"] == "image/png"
    assert {part.strip() for part in answer["Cache-Control"].split(",")} == {"public", "max-age=31536000", "immutable"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["unknown.png", "", ".", "..", "%2e%2e%2fprivate.txt", "..%2fprivate.txt", "a%00.png"])
def test_nothing_else_is_given_out(client: Client, name: str, stored: str) -> None:
    default_storage.save("private.txt", ContentFile(b"not for everybody"))

    assert client.get(f"/media/images/{name}").status_code in (400, 404)


@pytest.mark.django_db
def test_an_original_has_no_address(client: Client) -> None:
    name = default_storage.save("original_images/face.png", ContentFile(b"an original"))

    assert client.get(f"/media/{name}").status_code == 404
