"""tuspy, written by others, against a live server: what it can upload, any tus client can."""

import io
import threading

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from requests import RequestException
from tusclient import client as tus
from tusclient.exceptions import TusCommunicationError
from tusclient.uploader import Uploader

from media_pipeline.assets.models import Asset
from media_pipeline.enums import AssetState
from media_pipeline.uploads.files import upload_path
from media_pipeline.uploads.models import Upload

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "a" * 32


@pytest.fixture
def outside(live_server, teacher, socket_enabled) -> tus.TusClient:
    session = SessionStore()
    session[SESSION_KEY] = str(teacher.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = teacher.get_session_auth_hash()
    session.create()
    cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={TOKEN}"
    return tus.TusClient(f"{live_server.url}/uploads/", headers={"Cookie": cookie, "X-CSRFToken": TOKEN})


def uploader(outside, path, teacher, **options) -> Uploader:
    metadata = {"filename": path.name, "organisation": str(teacher.organisation_id)}
    return outside.uploader(file_stream=io.BytesIO(path.read_bytes()), metadata=metadata, **options)


def test_a_file_goes_up_in_parts_with_checksums(outside, teacher, lesson):
    uploader(outside, lesson, teacher, chunk_size=50_000, upload_checksum=True).upload()

    asset = Asset.objects.get()
    assert asset.state == AssetState.STORED
    assert upload_path(Upload.objects.get()).read_bytes() == lesson.read_bytes()


def test_an_upload_goes_on_where_it_was_left(outside, teacher, lesson):
    first = uploader(outside, lesson, teacher, chunk_size=40_000)
    first.upload_chunk()

    again = uploader(outside, lesson, teacher, chunk_size=40_000, url=first.url)

    assert again.get_offset() == 40_000
    again.upload()
    assert upload_path(Upload.objects.get()).read_bytes() == lesson.read_bytes()


def test_two_clients_at_once_make_one_right_file(outside, teacher, lesson):
    """Two tabs resume the same upload; whoever loses a part asks where it stands and goes on."""
    url = uploader(outside, lesson, teacher, chunk_size=10_000).create_url()

    def send() -> None:
        for _try in range(200):
            tab = uploader(outside, lesson, teacher, chunk_size=10_000, url=url)
            try:
                tab.upload()
            except (TusCommunicationError, RequestException):
                continue
            return

    tabs = [threading.Thread(target=send) for _tab in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join(60)

    assert upload_path(Upload.objects.get()).read_bytes() == lesson.read_bytes()
    assert Asset.objects.get().state == AssetState.STORED
