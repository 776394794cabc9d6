"""Reading captions."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.api import NotFound
from media_pipeline.captions.cues import Cue
from media_pipeline.captions.models import Caption
from media_pipeline.enums import CaptionState

_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")


def is_language(tag: str) -> bool:
    """Tell whether *tag* looks like a language tag (``zh``, ``zh-Hans``, ``en``)."""
    return len(tag) <= 12 and bool(_LANGUAGE.match(tag))


def language_name(tag: str) -> str:
    """Return the name of a language to show to people."""
    names = {"zh": _("中文"), "zh-hans": _("中文"), "zh-cn": _("中文"), "zh-hant": _("繁体中文"), "yue": _("粤语"), "en": _("英文")}
    return names.get(tag.lower(), tag)


def cues_of(caption: Caption) -> list[Cue]:
    """Return the cues of one captions row."""
    return [Cue(start, end, text) for start, end, text in caption.cues]


def transcript(asset_id: int, language: str = "") -> list[Cue]:
    """Return the approved words of a video in *language*, or in Chinese first and any other next; empty when there are none."""
    rows = Caption.objects.filter(asset_id=asset_id, state=CaptionState.APPROVED)
    if language:
        rows = rows.filter(language=language)
    best = min(rows, key=_preference, default=None)
    return cues_of(best) if best else []


def transcripts(asset_ids: list[int]) -> dict[int, list[Cue]]:
    """Return the approved words by video, in the language that ``transcript`` prefers; one query."""
    best: dict[int, Caption] = {}
    for row in Caption.objects.filter(asset__in=asset_ids, state=CaptionState.APPROVED):
        known = best.get(row.asset_id)
        if known is None or _preference(row) < _preference(known):
            best[row.asset_id] = row
    return {asset_id: cues_of(row) for asset_id, row in best.items()}


def _preference(caption: Caption) -> tuple[bool, str]:
    return not caption.language.startswith("zh"), caption.language


@dataclass(frozen=True)
class CaptionSheet:
    """One language's captions as its editors see them; ``version`` 0 and no ``cues`` while there are none."""

    language: str
    label: str
    version: int
    state: str
    state_label: str
    is_dictated: bool
    cues: list[Cue]

    @property
    def is_approved(self) -> bool:
        """Whether learners see them."""
        return self.state == CaptionState.APPROVED


def caption_sheets(asset_id: int) -> list[CaptionSheet]:
    """Return all captions of a video, drafts too, by language; one query."""
    return [_sheet(row) for row in Caption.objects.filter(asset_id=asset_id).order_by("language")]


def caption_sheet(asset_id: int, language: str) -> CaptionSheet:
    """Return the captions in *language*, or an empty sheet to write them on; ``NotFound`` for what is no language."""
    if not is_language(language):
        raise NotFound(_("没有这个语言的字幕。"))
    row = Caption.objects.filter(asset_id=asset_id, language=language).first()
    return _sheet(row) if row else CaptionSheet(language, language_name(language), 0, "", _("还没有字幕"), False, [])


def _sheet(row: Caption) -> CaptionSheet:
    label = language_name(row.language)
    return CaptionSheet(row.language, label, row.version, row.state, row.get_state_display(), row.is_dictated, cues_of(row))


def caption_state(asset_ids: list[int]) -> dict[int, str]:
    """Return the best state of captions by asset: ``approved``, ``draft``; assets without captions are left out. One query."""
    states: dict[int, str] = {}
    for asset_id, state in Caption.objects.filter(asset__in=asset_ids).values_list("asset_id", "state"):
        if states.get(asset_id) != CaptionState.APPROVED:
            states[asset_id] = state
    return states
