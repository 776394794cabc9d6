"""Times read from boxes, as players reckon them."""

from pathlib import Path

from media_pipeline.processing.boxes import first_shown
from media_pipeline.processing.inspect import read_frames
from tests.media_pipeline.sources import make

CODING = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-force_key_frames", "expr:gte(t,n_forced*4)"]
MOVING = "testsrc2=s=128x72:r=15:d=8"


def cut(folder: Path, *ordering: str) -> Path:
    """Leave one size of a lesson in *folder* as the segmenter does, with pictures in such an order, and return its file."""
    folder.mkdir()
    whole = make(folder / "whole.mp4", "-f", "lavfi", "-i", MOVING, *CODING, *ordering)
    hls = ["-f", "hls", "-hls_time", "4", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4", "-hls_flags", "single_file"]
    cmaf = ["-hls_segment_options", "movflags=+cmaf", "-hls_segment_filename", str(folder / "72.mp4")]
    make(folder / "72.m3u8", "-i", str(whole), "-c", "copy", *hls, *cmaf)
    return folder / "72.mp4"


def test_all_sizes_begin_at_nought_however_the_encoder_ordered_their_first_pictures(tmp_path):
    rungs = [cut(tmp_path / "much"), cut(tmp_path / "little", "-bf", "1"), cut(tmp_path / "not", "-bf", "0")]

    as_ffmpeg_reads = [round(min(read_frames(rung.with_suffix(".m3u8"), rung.parent)[0]), 3) for rung in rungs]

    assert as_ffmpeg_reads == [0.133, 0.067, 0.0]
    assert [first_shown(rung) for rung in rungs] == [0.0, 0.0, 0.0]


def test_what_has_no_fragments_begins_nowhere(tmp_path):
    empty, whole = tmp_path / "empty.mp4", make(tmp_path / "whole.mp4", "-f", "lavfi", "-i", "testsrc2=s=64x64:d=0.2")
    empty.touch()

    assert [first_shown(empty), first_shown(whole)] == [None, None]
