"""What the media pipeline tells the apps above it."""

from dataclasses import dataclass

from foundation.api import Event


@dataclass(frozen=True, kw_only=True)
class UploadFinished(Event):
    """Every byte of the teacher's file has arrived; processing starts."""

    asset_id: int


@dataclass(frozen=True, kw_only=True)
class AssetReady(Event):
    """A version can be played. ``duration_ms`` is the length of the finished package in milliseconds."""

    asset_id: int
    version: int
    duration_ms: int


@dataclass(frozen=True, kw_only=True)
class AssetDamaged(Event):
    """A version can be played but is shorter than its header says; a person has to accept it or upload again."""

    asset_id: int
    duration_ms: int
    expected_ms: int


@dataclass(frozen=True, kw_only=True)
class AssetRejected(Event):
    """The file was refused for good; ``code`` is one of ``media_pipeline.assets.reasons``."""

    asset_id: int
    code: str


@dataclass(frozen=True, kw_only=True)
class AssetFailed(Event):
    """Processing failed and can be tried again; ``code`` is one of ``media_pipeline.assets.reasons``."""

    asset_id: int
    code: str


@dataclass(frozen=True, kw_only=True)
class CaptionsChanged(Event):
    """Captions were added, corrected or approved; the transcript is different now."""

    asset_id: int


@dataclass(frozen=True, kw_only=True)
class HandoutRead(Event):
    """The text of a hand-out was read, page by page, or found to be unreadable."""

    stored_file_id: int
