"""Attaching, approving and removing captions."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Person
from foundation.api import InvalidInput, NotAllowed, NotFound, publish
from media_pipeline.assets import policies
from media_pipeline.assets.models import Asset
from media_pipeline.captions.checking import check_cues
from media_pipeline.captions.cues import Cue, parse_captions
from media_pipeline.captions.errors import StaleCaptions
from media_pipeline.captions.models import Caption
from media_pipeline.captions.selectors import is_language
from media_pipeline.enums import CaptionState
from media_pipeline.events import CaptionsChanged


def attach_captions(asset_id: int, *, actor: Person, language: str, text: str, approved: bool = True) -> Caption:
    """Put captions (WebVTT or SubRip *text*) on a video, replacing those in the same language.

    Raises ``InvalidInput`` naming the first wrong line; nothing is changed then.
    """
    _check_language(language)
    cues = parse_captions(text)
    with transaction.atomic():
        asset = _asset_for(asset_id, actor)
        caption = Caption.objects.filter(asset=asset, language=language).first() or Caption(
            asset=asset, language=language, version=0
        )
        return _keep(caption, cues, CaptionState.APPROVED if approved else CaptionState.DRAFT, actor)


def save_captions(
    asset_id: int, *, actor: Person, language: str, cues: list[Cue], version: int, state: CaptionState | None = None
) -> Caption:
    """Keep what somebody edited, beginning with *version* (0: there were none); ``None`` leaves the state as it is.

    Raises ``InvalidInput`` naming the first wrong sentence and ``StaleCaptions`` when somebody saved in between. Saving the
    same twice changes nothing the second time.
    """
    _check_language(language)
    with transaction.atomic():
        asset = _asset_for(asset_id, actor)
        check_cues(cues, asset.duration_ms)
        caption = Caption.objects.filter(asset=asset, language=language).first() or Caption(
            asset=asset, language=language, version=0, state=CaptionState.DRAFT
        )
        wanted = state or CaptionState(caption.state)
        if caption.version and (caption.cues, caption.state) == (_as_rows(cues), wanted):
            return caption
        if caption.version != version:
            raise StaleCaptions(caption)
        return _keep(caption, cues, wanted, actor)


def keep_dictation(asset: Asset, *, language: str, cues: list[Cue]) -> bool:
    """Keep what a machine heard as a draft, unless there are captions in this language; return whether it was kept.

    Call with the asset's row locked.
    """
    if not cues or Caption.objects.filter(asset=asset, language=language).exists():
        return False
    _keep(Caption(asset=asset, language=language, version=0, is_dictated=True), cues, CaptionState.DRAFT, None)
    return True


def _keep(caption: Caption, cues: list[Cue], state: CaptionState, actor: Person | None) -> Caption:
    """Write the captions down as their next version and tell of it."""
    caption.cues = _as_rows(cues)
    caption.state = state
    caption.version += 1
    caption.updated_at = timezone.now()
    caption.updated_by = actor
    caption.is_dictated = caption.is_dictated and state == CaptionState.DRAFT
    caption.save()
    publish(CaptionsChanged(asset_id=caption.asset_id))
    return caption


def _as_rows(cues: list[Cue]) -> list[list[int | str]]:
    return [[cue.start_ms, cue.end_ms, cue.text] for cue in cues]


def _check_language(language: str) -> None:
    if not is_language(language):
        raise InvalidInput(_("请选择字幕的语言。"), fields={"language": _("请选择字幕的语言。")})


def remove_captions(asset_id: int, *, actor: Person, language: str) -> None:
    """Take captions off a video; it is no error when there are none."""
    with transaction.atomic():
        asset = _asset_for(asset_id, actor)
        if Caption.objects.filter(asset=asset, language=language).delete()[0]:
            publish(CaptionsChanged(asset_id=asset.pk))


def _asset_for(asset_id: int, actor: Person) -> Asset:
    asset = Asset.objects.select_for_update().filter(pk=asset_id).first()
    if asset is None:
        raise NotFound(_("没有这个视频，它可能已经删除。"))
    if not policies.may_work_on(actor, asset):
        raise NotAllowed(_("只有上传的人、这门课的教师和机构管理员可以改它的字幕。"))
    return asset
