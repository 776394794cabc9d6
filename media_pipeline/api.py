"""The door to the media pipeline for every other app."""

from media_pipeline.assets.models import Asset
from media_pipeline.assets.policies import register_editors
from media_pipeline.assets.progress import AssetProgress, StepProgress, asset_progress, progress_of
from media_pipeline.assets.services import accept_damaged, cancel_asset, delete_asset, retry_asset, transcode_again
from media_pipeline.captions.checking import read_rows
from media_pipeline.captions.cues import Cue, clock_text, parse_captions, write_vtt
from media_pipeline.captions.errors import StaleCaptions
from media_pipeline.captions.models import Caption
from media_pipeline.captions.selectors import CaptionSheet, caption_sheet, caption_sheets, caption_state, transcript, transcripts
from media_pipeline.captions.services import attach_captions, remove_captions, save_captions
from media_pipeline.delivery.addresses import (
    CaptionTrack,
    Playback,
    PlayingVersion,
    addresses_for,
    playback,
    playing_version,
    poster_urls,
    preview_url,
)
from media_pipeline.enums import AssetState, CaptionState, DictationState, HandoutPages, NarrationState
from media_pipeline.events import AssetDamaged, AssetFailed, AssetReady, AssetRejected, CaptionsChanged, HandoutRead, UploadFinished
from media_pipeline.handouts.models import StoredFile
from media_pipeline.handouts.reading import handout_pages
from media_pipeline.handouts.selectors import ShownPage, page_words, shown_pages
from media_pipeline.handouts.services import address_of, delete_handout, handout_url, store_handout
from media_pipeline.narration.models import Narration
from media_pipeline.narration.selectors import NarrationSheet, PageTime, narration_sheet, page_times
from media_pipeline.narration.services import (
    add_recordings,
    cancel_composition,
    choose_deck,
    move_recording,
    open_narration,
    remove_recording,
    request_composition,
    set_stand,
)
from media_pipeline.sealing.services import request_sealing
from media_pipeline.speech.selectors import dictation_state
from media_pipeline.speech.services import request_dictation
from media_pipeline.uploads.models import Upload
from media_pipeline.uploads.receiving import receive_file
from media_pipeline.uploads.selectors import Room, room_of, room_text, unfinished_uploads, upload_addresses, upload_url
from media_pipeline.uploads.services import start_upload, terminate_upload

__all__ = [
    "Asset",
    "AssetDamaged",
    "AssetFailed",
    "AssetProgress",
    "AssetReady",
    "AssetRejected",
    "AssetState",
    "Caption",
    "CaptionSheet",
    "CaptionState",
    "CaptionTrack",
    "CaptionsChanged",
    "Cue",
    "DictationState",
    "HandoutPages",
    "HandoutRead",
    "Narration",
    "NarrationSheet",
    "NarrationState",
    "PageTime",
    "Playback",
    "PlayingVersion",
    "Room",
    "ShownPage",
    "StaleCaptions",
    "StepProgress",
    "StoredFile",
    "Upload",
    "UploadFinished",
    "accept_damaged",
    "add_recordings",
    "address_of",
    "addresses_for",
    "asset_progress",
    "attach_captions",
    "cancel_asset",
    "cancel_composition",
    "caption_sheet",
    "caption_sheets",
    "caption_state",
    "choose_deck",
    "clock_text",
    "delete_asset",
    "delete_handout",
    "dictation_state",
    "handout_pages",
    "handout_url",
    "move_recording",
    "narration_sheet",
    "open_narration",
    "page_times",
    "page_words",
    "parse_captions",
    "playback",
    "playing_version",
    "poster_urls",
    "preview_url",
    "progress_of",
    "read_rows",
    "receive_file",
    "register_editors",
    "remove_captions",
    "remove_recording",
    "request_composition",
    "request_dictation",
    "request_sealing",
    "retry_asset",
    "room_of",
    "room_text",
    "save_captions",
    "set_stand",
    "shown_pages",
    "start_upload",
    "store_handout",
    "terminate_upload",
    "transcode_again",
    "transcript",
    "transcripts",
    "unfinished_uploads",
    "upload_addresses",
    "upload_url",
    "write_vtt",
]
