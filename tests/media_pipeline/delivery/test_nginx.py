"""A real nginx with the configuration that is shipped, in front of the site: who gets the bytes, and in which pieces."""

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from string import Template

import pytest
from django.conf import settings as live
from django.test import Client

from media_pipeline import storage
from media_pipeline.api import playback
from media_pipeline.assets.models import Asset
from media_pipeline.enums import AssetState
from tests.factories.accounts import PersonFactory
from tests.s3.server import free_port

pytestmark = [pytest.mark.django_db(transaction=True)]
CONFIGURATION = Path(__file__).resolve().parents[3] / "infra" / "deploy" / "nginx" / "zhixing.conf.template"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
CONTENT = bytes(range(256)) * 4000
MAIN = """$user daemon off; pid $folder/pid; error_log $folder/error.log;
events { worker_connections 64; }
http { access_log off; include $folder/site.conf; client_body_temp_path $folder/body; proxy_temp_path $folder/proxy;
fastcgi_temp_path $folder/fastcgi; uwsgi_temp_path $folder/uwsgi; scgi_temp_path $folder/scgi; }
"""


@pytest.fixture
def nginx(live_server, tmp_path: Path, settings, socket_enabled) -> Iterator[str]:
    if NGINX is None:
        assert os.environ.get("S3_TESTS") != "required", "nginx is needed here"
        pytest.skip("no nginx on this machine")
    settings.MEDIA_ACCEL_PREFIX = "/library/"
    port, library = free_port(), storage.path_of("")
    library.mkdir(parents=True, exist_ok=True)
    names = {"NGINX_PORT": f"127.0.0.1:{port}", "ZHIXING_UPSTREAM": live_server.url.removeprefix("http://")}
    names["ZHIXING_LIBRARY"] = str(library)
    (tmp_path / "site.conf").write_text(Template(CONFIGURATION.read_text()).safe_substitute(names))
    user = "user root;" if os.getuid() == 0 else ""
    (tmp_path / "nginx.conf").write_text(Template(MAIN).substitute(folder=tmp_path, user=user))
    process = subprocess.Popen([NGINX, "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)])
    try:
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                log = tmp_path / "error.log"
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def learner():
    return PersonFactory()


@pytest.fixture
def asset(teacher) -> Asset:
    made = Asset.objects.create(
        organisation_id=teacher.organisation_id, owner=teacher, file_name="课.mp4", size=10, state=AssetState.READY,
        ready_version=1, folder="1-0123abcd", duration_ms=5000, width=320, height=180, has_sound=True,
    )  # fmt: skip
    folder = storage.path_of(f"out/{made.key}/1-0123abcd")
    folder.mkdir(parents=True)
    for name in ("master.m3u8", "180.mp4"):
        (folder / name).write_bytes(CONTENT)
    return made


def ask(url: str, person=None, *, method: str = "GET", **headers: str) -> tuple[int, bytes, dict[str, str]]:
    cookies = {}
    if person:
        client = Client()
        client.force_login(person)
        cookies = {"Cookie": f"{live.SESSION_COOKIE_NAME}={client.cookies[live.SESSION_COOKIE_NAME].value}"}
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=names | cookies, method=method), timeout=20) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), dict(error.headers)


def test_nginx_sends_what_the_site_allows(nginx, asset, learner):
    url = nginx + playback(asset.pk, person_id=learner.pk).master_url.replace("master.m3u8", "180.mp4")

    status, data, headers = ask(url, learner)
    assert (status, data == CONTENT, headers["Content-Type"]) == (200, True, "video/mp4")
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "private, max-age=7200")
    assert "media_viewer=" in headers["Set-Cookie"]
    head = ask(url, learner, method="HEAD")
    assert (head[0], head[1], head[2]["Content-Length"]) == (200, b"", str(len(CONTENT)))

    part = ask(url, learner, Range="bytes=256-511")
    assert (part[0], part[1], part[2]["Content-Range"]) == (206, bytes(range(256)), "bytes 256-511/1024000")
    assert ask(url, learner, Range="bytes=256-511", If_Range=headers["ETag"])[0] == 206
    assert ask(url, learner, Range="bytes=256-511", If_Range='"other"')[0] == 200
    assert ask(url, learner, Range="bytes=1024000-")[0] == 416
    assert ask(url.replace("180.mp4", "720.mp4"), learner)[0] == 404


def test_nginx_gives_nothing_by_itself(nginx, asset, learner):
    url = nginx + playback(asset.pk, person_id=learner.pk).master_url.replace("master.m3u8", "180.mp4")
    inside = f"{nginx}/library/out/{asset.key}/1-0123abcd/180.mp4"

    answers = [
        ask(url),
        ask(url, PersonFactory()),
        ask(inside),
        ask(inside, learner),
        ask(f"{nginx}/library/../library/x", learner),
    ]

    assert [answer[0] for answer in answers] == [403, 403, 404, 404, 404]
    assert not any(bytes(range(256)) in answer[1] for answer in answers)
