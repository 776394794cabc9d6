"""Which uploads may keep their own picture, and what comes out when they do."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from media_pipeline import storage
from media_pipeline.assets.models import Artifact, Asset, Piece
from media_pipeline.enums import ArtifactKind, AssetState
from media_pipeline.processing import copying, gate, pipeline
from media_pipeline.processing.inspect import inspect_package
from media_pipeline.processing.plan import Plan, as_copied, could_copy, is_lean, make_plan
from media_pipeline.processing.playlists import read_playlist
from media_pipeline.processing.whole import package_file
from tests.media_pipeline.sources import make, picture, tone

COMMON = {"codec_name": "h264", "profile": "High", "pix_fmt": "yuv420p", "level": 31, "codec_tag_string": "avc1"} | {
    "width": 1280,
    "height": 720,
}
RATE = Fraction(25)
TIMES = [number / 25 for number in range(500)]
KEYS = [0.0, 3.0, 4.0, 11.0, 12.0, 13.0, 19.0]


def test_cuts_are_where_the_segmenter_cuts():
    assert copying.cuts_of(COMMON, TIMES, KEYS, RATE) == (0, 100, 275, 300, 475)


@pytest.mark.parametrize(
    "odd",
    [
        {"codec_name": "hevc"},
        {"profile": "High 10"},
        {"pix_fmt": "yuv444p"},
        {"level": 51},
        {"field_order": "tt"},
        {"sample_aspect_ratio": "4:3"},
        {"width": 1281},
        {"side_data_list": [{"rotation": -90}]},
    ],
    ids=lambda odd: next(iter(odd)),
)
def test_what_old_phones_cannot_play_is_not_copied(odd):
    assert copying.cuts_of(COMMON | odd, TIMES, KEYS, RATE) == ()


def test_uneven_times_and_long_groups_are_not_copied():
    uneven = [*TIMES[:100], 4.02, *TIMES[101:]]

    assert copying.cuts_of(COMMON, uneven, KEYS, RATE) == ()
    assert copying.cuts_of(COMMON, TIMES, [0.0, 4.0], RATE) == ()
    assert copying.cuts_of(COMMON, TIMES, KEYS[1:], RATE) == ()


def made(path: Path, *options: str) -> Path:
    coding = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-crf", "24", *options, "-c:a", "aac"]
    return make(path, *picture(14, "640x360"), *tone(14), *coding)


def plan_of(path: Path, folder: Path) -> tuple[Plan, gate.Facts]:
    facts = gate.examine(path, folder)
    return make_plan(facts), facts


def test_open_groups_and_too_large_pictures_are_encoded(sources, tmp_path):
    closed, opened = made(sources / "closed.mp4", "-g", "75"), made(sources / "open.mp4", "-g", "75", "-x264-params", "open-gop=1")
    plan, facts = plan_of(closed, tmp_path)

    assert could_copy(plan, facts) is False  # one rung alone has nothing to be copied beside
    assert (facts.copy_cuts, facts.plays_as_it_is) == ((0, 150, 225, 300), True)
    assert plan_of(opened, tmp_path)[1].copy_cuts == ()
    assert is_lean(plan, facts, facts.video_kbits / 1.2) is True
    assert is_lean(plan, facts, facts.video_kbits / 1.4) is False


def two_sizes(sources: Path) -> Path:
    """An upload that may be copied, with a keyframe every three seconds and room for a smaller size."""
    coding = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "75", "-c:a", "aac"]
    return make(sources / "copied.mp4", *picture(14, "854x480"), *tone(14), *coding)


def test_a_copied_top_cuts_with_the_others_and_has_every_frame(sources, tmp_path, monkeypatch):
    from media_pipeline.processing import plan as planning

    monkeypatch.setattr(planning, "GROUPS_PER_PIECE", 1)
    source = two_sizes(sources)

    result = package_file(source, tmp_path / "out", settle=lambda _source, plan, facts, _folder, _tick: as_copied(plan, facts))

    assert inspect_package(tmp_path / "out", result.plan, has_sound=True) == []
    top, low = (read_playlist(tmp_path / "out" / f"{name}.m3u8") for name in ("480", "360"))
    assert [round(s.seconds, 2) for s in top.segments] == [round(s.seconds, 2) for s in low.segments] == [6.0, 3.0, 3.0, 2.0]
    assert (result.plan.pieces, result.plan.frames) == (3, 350)
    assert abs(sum(s.size for s in top.segments) - source.stat().st_size) < source.stat().st_size * 0.1


def test_groups_that_end_between_milliseconds_are_cut_alike_in_all_sizes(tmp_path):
    """An MP4 says its length in milliseconds; joined by that, the sizes would drift from the copied picture piece by piece.

    And the 750th picture of a piece must not be asked for at a time that rounds to the one before it.
    """
    coding = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "250", "-bf", "2"]
    source = make(tmp_path / "groups.mp4", *picture(40, "854x480", "30"), *coding)

    done = package_file(source, tmp_path / "out", settle=lambda _source, plan, facts, _folder, _tick: as_copied(plan, facts))

    assert (done.plan.cuts, done.plan.pieces) == ((0, 250, 500, 750, 1000), 2)


def with_wrong_cuts(plan: Plan) -> Plan:
    """A plan for a picture that was misread: its keyframes are elsewhere. The pieces begin where they did."""
    return replace(plan, cuts=(0, 60, *plan.starts[1:], plan.starts[-1] + 35))


def test_a_picture_that_does_not_go_with_the_others_is_encoded_after_all(sources, tmp_path):
    source = two_sizes(sources)

    done = package_file(source, tmp_path / "out", settle=lambda _source, plan, _facts, _folder, _tick: with_wrong_cuts(plan))

    assert done.plan == make_plan(done.facts)
    assert inspect_package(tmp_path / "out", done.plan, has_sound=True) == []
    assert sorted(path.name for path in (tmp_path / "out").glob("*.txt")) == []


def test_the_worker_encodes_it_after_all_too(sources, upload_file, work_off):
    asset = upload_file(two_sizes(sources))
    while asset.state != AssetState.PLANNED:
        assert pipeline.advance(asset.pk)
        asset.refresh_from_db()
    wrong = with_wrong_cuts(Plan.from_json(asset.plan))
    Asset.objects.filter(pk=asset.pk).update(plan=wrong.to_json())

    work_off(asset)

    plan = Plan.from_json(asset.plan)
    assert (asset.state, plan.cuts, plan.frames) == (AssetState.READY, (), wrong.frames)
    assert len(read_playlist(storage.path_of(f"out/{asset.key}/{asset.folder}/480.m3u8")).segments) == 4
    assert (Piece.objects.filter(asset=asset).count(), Artifact.objects.filter(kind=ArtifactKind.PIECE).count()) == (3, 0)
