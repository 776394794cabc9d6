"""Videos in Wagtail's admin: every step, the alarms, and the ways to help."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.health.metrics import metrics_text
from media_pipeline.assets.alarms import media_alarms, media_figures
from media_pipeline.assets.models import Asset, StepRun
from media_pipeline.enums import AssetState, StepOutcome
from organisations.api import Role
from tests.factories.accounts import PersonFactory
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db
PAGE = "/admin/media/videos/"


def client_of(role: Role | None) -> Client:
    person = RoleGrantFactory(role=role).person if role else PersonFactory()
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def asset_of(teacher, **fields) -> Asset:
    values = {"file_name": "第1课.mp4", "size": 5, "organisation_id": teacher.organisation_id, "owner": teacher} | fields
    return Asset.objects.create(**values)


def test_the_page_of_a_video_shows_its_steps_with_the_end_of_their_logs(teacher):
    failed = asset_of(teacher, state=AssetState.FAILED, failed_state=AssetState.ENCODING, error_code="encode_failed")
    begun = timezone.now()
    StepRun.objects.create(
        asset=failed,
        version=1,
        name="video-0003",
        began_at=begun,
        ended_at=begun + timedelta(seconds=12.4),
        outcome=StepOutcome.FAILED,
        processor_ms=20_500,
        log="ffmpeg: code 1\n<no frame>",
    )

    page = client_of(Role.PLATFORM_MANAGER).get(f"{PAGE}inspect/{failed.pk}/").content.decode()

    shown = ["video-0003", "12.4 秒", "20.5 s", "ffmpeg: code 1\n&lt;no frame&gt;", "转码出错", f"{PAGE}retry/{failed.pk}/"]
    assert [text for text in shown if text not in page] == []
    assert f"{PAGE}again/{failed.pk}/" not in page


def test_a_platform_manager_retries_and_cancels(teacher):
    failed = asset_of(teacher, state=AssetState.FAILED, failed_state=AssetState.STORED, error_code="disk_full")
    client = client_of(Role.PLATFORM_MANAGER)

    client.post(f"{PAGE}retry/{failed.pk}/")
    failed.refresh_from_db()
    assert (failed.state, failed.error_code) == (AssetState.STORED, "")

    client.post(f"{PAGE}cancel/{failed.pk}/")
    failed.refresh_from_db()
    assert failed.state == AssetState.DELETING


@pytest.mark.parametrize("role", [Role.ORGANISATION_MANAGER, Role.TEACHER, None])
def test_others_neither_see_nor_change_anything(role, teacher):
    failed = asset_of(teacher, state=AssetState.FAILED, failed_state=AssetState.STORED, error_code="disk_full")
    client = client_of(role)

    answers = [client.get(PAGE), client.post(f"{PAGE}retry/{failed.pk}/"), client.post(f"{PAGE}again/", {"pk": failed.pk})]

    assert {answer.status_code for answer in answers} <= {302, 403}
    failed.refresh_from_db()
    assert failed.state == AssetState.FAILED


def test_several_are_transcoded_again_and_those_that_cannot_are_named(upload_file, work_off, lesson, teacher):
    ready, gone = work_off(upload_file(lesson)), work_off(upload_file(lesson, "gone.mp4"))
    Asset.objects.filter(pk=gone.pk).update(source_dropped_at=timezone.now())

    answer = client_of(Role.PLATFORM_MANAGER).post(f"{PAGE}again/", {"pk": [ready.pk, gone.pk, "x"]}, follow=True)

    page = answer.content.decode()
    assert "开始重新转码 1 个视频" in page
    assert "gone.mp4：这个视频的原文件已经清理" in page
    assert list(Asset.objects.order_by("pk").values_list("version", "ready_version")) == [(2, 1), (1, 1)]


def test_the_list_costs_the_same_for_one_and_three(teacher):
    client = client_of(Role.PLATFORM_MANAGER)
    client.get(PAGE)
    counts = []
    for _number in (1, 3):
        asset_of(teacher)
        asset_of(teacher) if counts else None
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(PAGE).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_alarms_and_figures_name_what_is_wrong(teacher, settings):
    old = timezone.now() - timedelta(hours=2)
    stuck = asset_of(teacher, state=AssetState.ENCODING, state_since=old)
    alive = asset_of(teacher, state=AssetState.ENCODING, state_since=old)
    StepRun.objects.create(asset=alive, version=1, name="video-0001", began_at=timezone.now())
    asset_of(teacher, state=AssetState.FAILED, failed_state=AssetState.STORED, error_code="disk_full")
    settings.MEDIA_LOW_DISK_BYTES = 1 << 60

    assert [(alarm.code, alarm.count) for alarm in media_alarms()] == [("stuck", 1), ("failed", 1), ("disk_low", 1)]
    assert {name: media_figures()[name] for name in ("media_assets_encoding", "media_assets_failed", "media_stuck")} == {
        "media_assets_encoding": 2,
        "media_assets_failed": 1,
        "media_stuck": 1,
    }
    assert b"zhixing_media_stuck 1.0\n" in metrics_text()
    page = client_of(Role.PLATFORM_MANAGER).get(PAGE).content.decode()
    assert ("超过 30 分钟没有动静：1 个视频" in page, stuck.file_name in page) == (True, True)
