"""Gathers the models of the sub-packages for Django."""

from media_pipeline.assets.models import Artifact, Asset, Piece, StepRun
from media_pipeline.captions.models import Caption
from media_pipeline.handouts.models import HandoutPage, PagePicture, StoredFile
from media_pipeline.narration.models import Narration, PageTimes, Recording
from media_pipeline.sealing.models import Sealing
from media_pipeline.speech.models import Dictation
from media_pipeline.uploads.models import StorageQuota, Upload

__all__ = [
    "Artifact",
    "Asset",
    "Caption",
    "Dictation",
    "HandoutPage",
    "Narration",
    "PagePicture",
    "PageTimes",
    "Piece",
    "Recording",
    "Sealing",
    "StepRun",
    "StorageQuota",
    "StoredFile",
    "Upload",
]
